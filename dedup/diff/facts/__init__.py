"""Which facts changed on the way: the literals of two aligned passages, side by side."""

from __future__ import annotations

from dedup.diff.facts.between import facts, facts_between

__all__ = ["facts", "facts_between"]
