"""Which facts changed on the way: the literals of two aligned passages, side by side."""

from __future__ import annotations

from dedup.diff.facts.between import facts_between
from dedup.diff.facts.pair import PairFacts, facts, pair_of

__all__ = ["PairFacts", "facts", "facts_between", "pair_of"]
