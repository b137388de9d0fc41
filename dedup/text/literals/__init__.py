"""What a text states: its numbers, dates, names and quotations as typed literals with offsets."""

from __future__ import annotations

from dedup.text.literals.extract import literals
from dedup.text.literals.literal import Literal, LiteralKind

__all__ = ["Literal", "LiteralKind", "literals"]
