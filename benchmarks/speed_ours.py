"""Our own jobs, used as anyone would use the library."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from speed_jobs import THRESHOLD, Answer, Job, pairs

import dedup
from dedup.diff.compiled import MANY, prepare
from dedup.lsh.compiled import load
from dedup.lsh.sketches import sketch

__all__ = ["NEAR", "OURS", "REWRITES", "make_ready"]

NEAR, REWRITES = "dedup, near-duplicates only", "dedup, rewrites too"


def _answer(result: dedup.Result) -> Answer:
    """The matches whose exact resemblance reaches the threshold; ids are numbers of texts."""
    near = [(int(m.a), int(m.b)) for m in result.pairs if m.resemblance >= THRESHOLD]
    more = {"matches": len(result.pairs), "stats": dict(result.stats)}
    return Answer(pairs([a for a, _ in near], [b for _, b in near]), more=more)


def _near(texts: Sequence[str]) -> Answer:
    return _answer(dedup.find(texts, rewrites=False, threshold=THRESHOLD))


def _rewrites(texts: Sequence[str]) -> Answer:
    return _answer(dedup.find(texts))


def _sketch(texts: Sequence[str]) -> object:
    sketches = sketch(texts)
    # A lazy sketch would be no measurement.
    assert np.shape(sketches.signatures)[0] == len(texts)
    return sketches


def make_ready() -> None:
    """What is compiled once on a machine, which a warm-up of few texts would do without."""
    load()
    prepare(MANY)


OURS: dict[str, Job] = {
    NEAR: Job(
        "dedup-news",
        _sketch,
        _near,
        "find(texts, rewrites=False, threshold=0.7); verified, matches of resemblance 0.7 or more; "
        "sketching gives signatures and anchors",
        make_ready,
    ),
    REWRITES: Job(
        "dedup-news",
        None,
        _rewrites,
        "find(texts); verified, of its matches those of resemblance 0.7 or more",
        make_ready,
    ),
}
