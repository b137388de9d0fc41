"""What the key table of a SQLite store writes down of itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from dedup.store.entries import NUMBER_BITS, Layout

__all__ = ["State"]

EMPTY = Layout(64, NUMBER_BITS)
"""How a table without blocks is laid out: in so many parts it is drained for the first time."""


@dataclass(slots=True)
class State:
    """What the key table writes down of itself; one row of the store.

    Attributes
    ----------
    old, new : Layout
        Of the blocks at and after the cursor, and of those before it.
    round : int
        Counts drained generations; the old blocks are rows of this round, the new ones of the next.
    cursor : int
        Key hash up to which the draining generation is in blocks.
    generation : int
        That new runs belong to. Runs of the one before it are being drained.
    draining : int
        Entries of the generation that is being drained; 0 where none is.
    fresh, blocked : int
        Entries in runs of `generation`, and in blocks.
    epoch : int
        Counts what makes the runs that others hold in memory wrong, but for new runs.
    removals : int
        Counts removals. A reader need not know of them, as it asks for the classes anyhow.
    trimmed : int
        Entries of common keys that were left out since the table was built anew.
    """

    old: Layout = EMPTY
    new: Layout = EMPTY
    round: int = 0
    cursor: int = 0
    generation: int = 1
    draining: int = 0
    fresh: int = 0
    blocked: int = 0
    epoch: int = 0
    removals: int = 0
    trimmed: int = 0

    def dump(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)

    @classmethod
    def load(cls, value: dict[str, Any]) -> State:
        """From plain values."""
        return cls(**{**value, "old": Layout(*value["old"]), "new": Layout(*value["new"])})
