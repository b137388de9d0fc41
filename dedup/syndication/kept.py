"""What a search keeps of its comparisons, so that another threshold needs no other search."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np

from dedup.diff.derivation import Signals
from dedup.diff.profile import F64
from dedup.lsh.shingles import U64
from dedup.lsh.sketches import I64
from dedup.syndication.connect import Pair
from dedup.syndication.groups import Linkage
from dedup.syndication.result import Relation
from dedup.syndication.verify import Verdict, Verifier

__all__ = ["Kept", "Recorder", "Verdicts"]

RELATIONS: tuple[Relation, ...] = get_args(Relation)
_UNDECIDED = len(RELATIONS)
"""Stands for a pair whose wording decided nothing, in a search that does not align."""


class Recorder:
    """A verifier that remembers what it said of which pair."""

    def __init__(self, verifier: Verifier) -> None:
        self._verifier = verifier
        self.said: dict[Pair, Verdict | None] = {}

    def verdict(self, a: int, b: int, *, aligned: bool = True) -> Verdict | None:
        """As `Verifier.verdict`."""
        if (a, b) not in self.said:
            self.said[a, b] = self._verifier.verdict(a, b, aligned=aligned)
        return self.said[a, b]

    def ahead(self, pairs: I64, *, aligned: bool = True) -> None:
        """Compare many pairs at once, which costs far less than one by one."""
        verdicts = self._verifier.verdicts(pairs, aligned=aligned)
        self.said.update(zip(map(tuple, pairs.tolist()), verdicts, strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class Verdicts:
    """Verdicts by pair, as arrays: a hundred bytes each where objects take eight times that.

    Attributes
    ----------
    pairs : int array of shape (n, 2)
        Rows, in the order in which they were compared.
    relations : uint8 array of length n
    figures : float array of shape (n, 5)
        Score, resemblance, containment and both coverages.
    signals : float array of shape (n, number of signals)
        NaN where there was no alignment.
    """

    pairs: I64
    relations: np.ndarray
    figures: F64
    signals: F64

    @classmethod
    def of(cls, verdicts: Mapping[Pair, Verdict | None]) -> Verdicts:
        """The same verdicts as arrays.

        Examples
        --------
        >>> said = {(0, 2): Verdict("identical", 1.0, 1.0, 1.0, 1.0, 1.0, None), (1, 2): None}
        >>> dict(Verdicts.of(said)) == said
        True
        """
        return cls.made(
            np.array(list(verdicts), dtype=np.int64).reshape(-1, 2), list(verdicts.values())
        )

    @classmethod
    def made(cls, pairs: I64, verdicts: Sequence[Verdict | None]) -> Verdicts:
        """`of` pairs that are an array already."""
        without = [float("nan")] * len(Signals._fields)
        nothing = [0.0] * 5
        return cls(
            pairs,
            np.array(
                [_UNDECIDED if v is None else RELATIONS.index(v.relation) for v in verdicts],
                dtype=np.uint8,
            ),
            np.array([nothing if v is None else v[1:6] for v in verdicts], float).reshape(-1, 5),
            np.array(
                [without if v is None or v.signals is None else v.signals for v in verdicts], float
            ).reshape(-1, len(without)),
        )

    def __len__(self) -> int:
        return len(self.pairs)

    def __iter__(self) -> Iterator[tuple[Pair, Verdict | None]]:
        for (a, b), relation, figures, signals in zip(
            self.pairs.tolist(),
            self.relations.tolist(),
            self.figures.tolist(),
            self.signals.tolist(),
            strict=True,
        ):
            if relation == _UNDECIDED:
                yield (a, b), None
            else:
                score, *shares = figures
                aligned = signals[0] == signals[0]
                found = Signals(*signals) if aligned else None
                yield (a, b), Verdict(RELATIONS[relation], score, *_four(shares), found)


def _four(shares: Sequence[float]) -> tuple[float, float, float, float]:
    resemblance, containment, covered_a, covered_b = shares
    return resemblance, containment, covered_a, covered_b


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
