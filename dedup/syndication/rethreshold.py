"""The same search at another threshold, from the evidence that it kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from dedup.document import Document
from dedup.errors import SettingsError
from dedup.syndication.collapse import CLASS_LISTED, COLLAPSE
from dedup.syndication.connect import Judged, components, connect
from dedup.syndication.find import find, ordered
from dedup.syndication.grouped import join_all
from dedup.syndication.join import FILL_LIMIT, linked_rows, links_of
from dedup.syndication.kept import Kept, Recorder
from dedup.syndication.rarity import Rarity
from dedup.syndication.result import Evidence, Match, Result
from dedup.syndication.support import supported
from dedup.syndication.texts import Texts
from dedup.syndication.verify import Verifier

__all__ = ["near_misses", "parts_at", "rethreshold", "uncompared"]


def rethreshold(result: Result, threshold: float) -> Result:
    """See `Result.rethreshold`."""
    kept = evidence_of(result, threshold)
    given = list(result.documents.values())
    anew = _searched_anew(kept, threshold)
    joined = join_all(
        given,
        kept.order,
        _candidates(kept, anew),
        {head: rows for head, rows in kept.classes.items() if head not in anew},
        _memory([given[position] for position in kept.order.tolist()], kept),
        threshold=threshold,
        linkage=kept.linkage,
        carry=kept.rewrites,
    )
    groups = joined.groups
    implied: float = joined.implied
    if anew:
        again = find(
            [given[place] for place in sorted(kept.order[row] for row in anew)],
            threshold=threshold,
            rewrites=kept.rewrites,
            linkage=kept.linkage,
            abbreviations=kept.abbreviations,
        )
        groups += again.groups
        implied += again.stats["pairs_implied"]
    found, pairs = ordered(groups, given)
    counts = {"pairs": len(pairs), "pairs_implied": implied, "groups": len(found)}
    return replace(
        result, groups=found, pairs=pairs, threshold=threshold, stats={**result.stats, **counts}
    )


def parts_at(result: Result, threshold: float) -> list[tuple[str, ...]] | None:
    """Who would be together at a threshold, without a comparison; None where that takes some.

    Ids in the order of the collection, each set as `rethreshold` would group it. With single
    linkage the kept pairs decide, unless some of a component were never compared, which can be
    at a lower threshold; with another one such pairs count always.
    """
    kept = evidence_of(result, threshold)
    if kept.linkage != "single" or _searched_anew(kept, threshold):
        return None
    ids, order = list(result.documents), kept.order.tolist()
    said = dict(kept.further) | dict(kept.candidates)
    found: list[list[int]] = []
    judged = _candidates(kept)
    twos, heads, further = connect(judged, kept.classes, threshold)
    found += judged.verdicts.pairs[twos].tolist()
    found += [[head, *kept.classes[head]] for head in heads]
    for component in further:
        rows = list(component.rows)
        if kept.rewrites and 2 < len(rows) <= FILL_LIMIT:
            known = {pair: said[pair] for pair in combinations(rows, 2) if pair in said}
            if 2 * len(known) < len(rows) * (len(rows) - 1):
                return None
            verdicts = {pair: v for pair, v in known.items() if v is not None}
        else:
            verdicts = dict(component.verdicts)
        scores = (
            supported(rows, verdicts)
            if kept.rewrites
            else {pair: verdict.own_score for pair, verdict in verdicts.items()}
        )
        parts = linked_rows(rows, links_of(verdicts, scores, threshold))
        placed = {row for part in parts for row in part}
        parts += [[row] for row in rows if row not in placed and row in kept.classes]
        found += [
            [row for head in part for row in (head, *kept.classes.get(head, ()))] for part in parts
        ]
    return [tuple(ids[place] for place in sorted(order[row] for row in rows)) for rows in found]


def uncompared(result: Result, threshold: float) -> int:
    """How many pairs `rethreshold` would have to compare, with single linkage and none anew."""
    kept = evidence_of(result, threshold)
    if not kept.rewrites:
        return 0
    known = {*map(tuple, kept.further.pairs.tolist()), *map(tuple, kept.candidates.pairs.tolist())}
    links = kept.candidates.pairs[kept.candidates.figures[:, 0] >= threshold]
    found = components(int(links.max()) + 1, links) if len(links) else []
    return sum(
        pair not in known
        for rows in found
        if len(rows) <= FILL_LIMIT
        for pair in combinations(rows, 2)
    )


def near_misses(result: Result, count: int) -> tuple[Match, ...]:
    """See `Result.near_misses`."""
    kept = result.kept
    if not isinstance(kept, Kept):
        return ()
    given = list(result.documents)
    ids = [given[position] for position in kept.order.tolist()]
    group = {member: n for n, g in enumerate(result.groups) for member in g.members}
    judged = _candidates(kept)
    missed = [
        Match(
            ids[a],
            ids[b],
            verdict.relation,
            verdict.own_score,
            verdict.resemblance,
            verdict.containment,
            Evidence(
                shared_anchors=anchors,
                covered_a=verdict.covered_a,
                covered_b=verdict.covered_b,
                own_score=verdict.own_score,
                signals=verdict.signals,
            ),
        )
        for ((a, b), verdict), anchors in zip(judged.verdicts, judged.shared.tolist(), strict=True)
        if verdict is not None and group.get(ids[a], -1) != group.get(ids[b], -2)
    ]
    missed.sort(key=lambda match: -match.score)
    return tuple(missed[:count])


def evidence_of(result: Result, threshold: float) -> Kept:
    """What a result kept, if that is enough for a threshold.

    Raises
    ------
    SettingsError
        If the threshold is out of range or below what was kept, or nothing was.
    """
    if not isinstance(threshold, int | float) or not 0.0 < threshold <= 1.0:
        raise SettingsError(f"threshold={threshold!r} is not a number above 0 and at most 1")
    if not isinstance(result.kept, Kept):
        raise SettingsError(
            f"threshold={threshold!r}: this result kept no evidence, as dedup.find's do; search "
            "again at that threshold"
        )
    if threshold < result.kept.least:
        raise SettingsError(
            f"threshold={threshold!r} is below {result.kept.least}, under which this search kept "
            f"no evidence; search again with dedup.find(..., threshold={threshold!r})"
        )
    return result.kept


def _candidates(kept: Kept, without: Collection[int] = ()) -> Judged:
    """What was kept of candidates, those without whose first row is among some."""
    stays = np.flatnonzero(~np.isin(kept.candidates.pairs[:, 0], list(without)))
    return Judged(kept.candidates.at(stays), kept.shared[stays])


def _connected(kept: Kept, threshold: float) -> list[list[int]]:
    """Rows that links and copies tie together at a threshold."""
    strong = kept.candidates.pairs[kept.candidates.figures[:, 0] >= threshold].tolist()
    copies = [(head, row) for head, rows in kept.classes.items() for row in rows]
    links = np.array([*map(tuple, strong), *copies], dtype=np.int64)
    return components(int(links.max()) + 1, links) if len(links) else []


def _searched_anew(kept: Kept, threshold: float) -> set[int]:
    """Rows of components in which other texts would stand for others at this threshold.

    Near-identical texts are taken for one from a resemblance of `COLLAPSE` on, or from the
    threshold if that is higher, and only where there are more than a few of them.
    """
    least, least_then = (max(COLLAPSE, t) for t in (threshold, kept.threshold))
    if least == least_then:
        return set()
    wide = _connected(kept, min(threshold, kept.threshold))
    return {row for rows in wide if len(rows) > CLASS_LISTED for row in rows}


def _memory(documents: Sequence[Document], kept: Kept) -> Recorder:
    """What the search said of pairs, and who compares those that it did not."""
    texts = Texts(documents.__getitem__, kept.content.item, kept.abbreviations)
    # How rare a stem is counts for plausibility alone, which is not asked for again.
    recorder = Recorder(Verifier(texts, Rarity.unknown()))
    recorder.said.update(kept.further)
    recorder.said.update(kept.candidates)
    return recorder
