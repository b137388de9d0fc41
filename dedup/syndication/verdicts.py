"""What exact comparison says of pairs: of one as an object, of many as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from dedup.diff.derivation import Signals
from dedup.diff.profile import F64
from dedup.lsh.sketches import I64
from dedup.syndication.result import Relation

__all__ = ["RELATIONS", "UNDECIDED", "Pair", "Verdict", "Verdicts"]

Pair = tuple[int, int]
RELATIONS: tuple[Relation, ...] = get_args(Relation)
UNDECIDED = len(RELATIONS)
"""Stands for a pair whose wording decided nothing, in a search that does not align."""
_FIGURES = 5


class Verdict(NamedTuple):
    """What exact comparison of two documents says; the first is the one given first.

    `own_score` is the score of the pair, whatever the threshold; `relation` is what the pair
    would be called if the score passes.
    """

    relation: Relation
    own_score: float
    resemblance: float
    containment: float
    covered_a: float
    covered_b: float
    signals: Signals | None


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
    relations: npt.NDArray[np.uint8]
    figures: F64
    signals: F64

    @classmethod
    def undecided(cls, pairs: I64) -> Verdicts:
        """Of pairs of which nothing is known yet."""
        count = len(pairs)
        return cls(
            pairs,
            np.full(count, UNDECIDED, dtype=np.uint8),
            np.zeros((count, _FIGURES)),
            np.full((count, len(Signals._fields)), np.nan),
        )

    @classmethod
    def joined(cls, parts: Iterable[Verdicts]) -> Verdicts:
        """All of several, in their order."""
        columns = [cls.undecided(np.zeros((0, 2), dtype=np.int64)), *parts]
        return cls(
            np.concatenate([part.pairs for part in columns]),
            np.concatenate([part.relations for part in columns]),
            np.concatenate([part.figures for part in columns]),
            np.concatenate([part.signals for part in columns]),
        )

    @classmethod
    def of(cls, verdicts: Mapping[Pair, Verdict | None]) -> Verdicts:
        """The same verdicts as arrays.

        Examples
        --------
        >>> said = {(0, 2): Verdict("identical", 1.0, 1.0, 1.0, 1.0, 1.0, None), (1, 2): None}
        >>> dict(Verdicts.of(said)) == said
        True
        """
        without = [float("nan")] * len(Signals._fields)
        nothing = [0.0] * _FIGURES
        found = list(verdicts.values())
        return cls(
            np.array(list(verdicts), dtype=np.int64).reshape(-1, 2),
            np.array(
                [UNDECIDED if v is None else RELATIONS.index(v.relation) for v in found],
                dtype=np.uint8,
            ),
            np.array([nothing if v is None else v[1:6] for v in found], float).reshape(
                -1, _FIGURES
            ),
            np.array(
                [without if v is None or v.signals is None else v.signals for v in found], float
            ).reshape(-1, len(without)),
        )

    def at(self, places: I64 | npt.NDArray[np.bool_]) -> Verdicts:
        """Those at some places."""
        return Verdicts(
            self.pairs[places], self.relations[places], self.figures[places], self.signals[places]
        )

    def reaching(self, least: float) -> Verdicts:
        """Those that were decided and score so much or more.

        Examples
        --------
        >>> said = {(0, 2): Verdict("identical", 1.0, 1.0, 1.0, 1.0, 1.0, None), (1, 2): None}
        >>> Verdicts.of(said).reaching(0.5).pairs.tolist()
        [[0, 2]]
        """
        return self.at((self.relations != UNDECIDED) & (self.figures[:, 0] >= least))

    def __len__(self) -> int:
        return len(self.pairs)

    def __iter__(self) -> Iterator[tuple[Pair, Verdict | None]]:
        return zip(map(tuple, self.pairs.tolist()), self.said(), strict=True)

    def said(self) -> Iterator[Verdict | None]:
        """The verdicts as objects."""
        columns = self.relations, self.figures, self.signals, ~np.isnan(self.signals[:, 0])
        for relation, figures, signals, has in zip(*(c.tolist() for c in columns), strict=True):
            if relation == UNDECIDED:
                yield None
                continue
            score, resemblance, containment, covered_a, covered_b = figures
            yield Verdict(
                RELATIONS[relation],
                score,
                resemblance,
                containment,
                covered_a,
                covered_b,
                Signals._make(signals) if has else None,
            )
