"""Contiguous stretches of reuse: seeds near one another on both sides, joined.

*Seeds* are pairs of sentences that are alike and each other's best match, wherever they stand:
reuse inside a long text has no place of its own. Two seeds belong together if they are at
most `GAP_SOURCE` sentences apart in the source and `GAP_COPY` in the copy; a summary takes
sentences that lie far apart, so the source's gap is the wider. What comes together that way is
a region, if it carries evidence enough that chance is no explanation.

The approach is that of the best systems of the PAN text-alignment task (Sanchez-Perez,
Sidorov & Gelbukh 2014); the similarity is that of `dedup.diff.alignment`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dedup.diff.alignment import Table
from dedup.diff.passages import Region
from dedup.diff.profile import I64, Profile
from dedup.document import Span

__all__ = ["regions_of"]

SIMILAR = 0.18
MUTUAL = 0.95
GAP_SOURCE, GAP_COPY = 16, 5
EVIDENCE = 0.6
"""Least sum of similarities, each sentence counted once, on the side where it is smaller."""
LEAST_CHARACTERS = 150
"""Shorter stretches are quotations and set phrases; half the shorter text, if that is less."""


def regions_of(a: Profile, b: Profile, table: Table) -> tuple[Region, ...]:
    """The regions of reuse, in the order of the source."""
    seeds = (table.plain >= SIMILAR) & (table.mutual >= MUTUAL)
    rows, columns, similar = table.rows[seeds], table.columns[seeds], table.plain[seeds]
    shorter = min(len(a.document.text), len(b.document.text))
    least = min(LEAST_CHARACTERS, shorter / 2)
    found = []
    for cluster in _clusters(rows, columns):
        evidence = min(
            _evidence(rows[cluster], similar[cluster]),
            _evidence(columns[cluster], similar[cluster]),
        )
        region = Region(_stretch(a, rows[cluster]), _stretch(b, columns[cluster]))
        if evidence >= EVIDENCE and min(len(region.source), len(region.copy)) >= least:
            found.append(region)
    return tuple(sorted(found, key=lambda region: (region.source.start, region.copy.start)))


def _clusters(rows: I64, columns: I64) -> list[I64]:
    """Split seeds at gaps, on one side and the other in turn, until nothing splits."""
    done: list[I64] = []
    waiting = [np.arange(len(rows))] if len(rows) else []
    while waiting:
        cluster = waiting.pop()
        for places, gap in ((rows, GAP_SOURCE), (columns, GAP_COPY)):
            order = cluster[np.argsort(places[cluster], kind="stable")]
            cuts = np.flatnonzero(np.diff(places[order]) > gap) + 1
            if len(cuts):
                waiting.extend(np.split(order, cuts))
                break
        else:
            done.append(cluster)
    return done


def _evidence(places: I64, similar: npt.NDArray[np.float64]) -> float:
    best = np.zeros(int(places.max()) - int(places.min()) + 1)
    np.maximum.at(best, places - places.min(), similar)
    return float(best.sum())


def _stretch(profile: Profile, places: I64) -> Span:
    """From the first to the last of some content sentences."""
    first, last = profile.content[places.min()], profile.content[places.max()]
    return Span(profile.span(first).start, profile.span(last).end)
