"""What a search keeps of its comparisons, so that another threshold needs no other search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dedup.lsh.shingles import U64
from dedup.lsh.sketches import I64
from dedup.syndication.groups import Linkage
from dedup.syndication.verdicts import Pair, Verdict, Verdicts
from dedup.syndication.verify import Verifier

__all__ = ["Kept", "Recorder"]


class Recorder:
    """A verifier that remembers what it said of which pair."""

    def __init__(self, verifier: Verifier) -> None:
        self._verifier = verifier
        self.said: dict[Pair, Verdict | None] = {}
        """What it said, or was told that it had."""

    def verdict(self, a: int, b: int, *, aligned: bool = True) -> Verdict | None:
        """As `Verifier.verdict`."""
        if (a, b) not in self.said:
            self.said[a, b] = self._verifier.verdict(a, b, aligned=aligned)
        return self.said[a, b]

    def ahead(self, pairs: I64, *, aligned: bool = True) -> None:
        """Compare many pairs at once, which costs far less than one by one."""
        is_new = [(a, b) not in self.said for a, b in pairs.tolist()]
        pairs = pairs[np.array(is_new, dtype=bool)]
        if len(pairs):
            verdicts = self._verifier.verdicts(pairs, aligned=aligned)
            self.said.update(zip(map(tuple, pairs.tolist()), verdicts, strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """The evidence of one search; rows are its documents in canonical order.

    Attributes
    ----------
    threshold : float
        The one that was searched at.
    least : float
        Score below which no evidence was kept.
    rewrites, linkage, abbreviations
        The other settings of the search.
    order : int array
        Row -> position among the documents given.
    content : uint64 array
        Content hash of each row.
    candidates : Verdicts
        Pairs that were found and score at least `least`.
    shared : int array
        The anchors that each of those pairs shares.
    further : Verdicts
        What else was compared: pairs inside groups, and copies with what stands for them.
    classes : Mapping of int to sequence of int
        Row -> the like rows it stands for.
    """

    threshold: float
    least: float
    rewrites: bool
    linkage: Linkage
    abbreviations: frozenset[str]
    order: I64
    content: U64
    candidates: Verdicts
    shared: I64
    further: Verdicts
    classes: Mapping[int, Sequence[int]]
