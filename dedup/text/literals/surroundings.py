"""What stands around a number: what it counts, its sign, and how exact it is said to be."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dedup.text.literals.literal import LiteralKind
from dedup.text.literals.units import NO_QUALIFIERS, QUALIFIERS, UNIT_STOPS, UNITS

__all__ = [
    "JOINTS",
    "KNOWN_UNITS",
    "LOUD_UNIT",
    "QUALIFIER_ENDS",
    "Quantity",
    "loud_unit_after",
    "qualifier_before",
    "read_sign",
    "unit_after",
]

KNOWN_UNITS = frozenset(UNITS.values())
# What may stand between a number and what belongs to it.
JOINTS = (" ", "\u00a0", "-")
_UNIT_AFTER = re.compile(r"[ \u00a0-]([a-z]+)(?:[ -]([a-z]+))?(?:[ -]([a-z]+))?")
LOUD_UNIT = 4
"""Letters of a unit in capitals, at least: SEC and MI are other things."""
_LOUD_UNIT_AFTER = re.compile(rf"[ \u00a0-]([A-Z]{{{LOUD_UNIT},}})\b")
QUALIFIER_ENDS = frozenset(phrase.split()[-1] for phrase in QUALIFIERS)


@dataclass(slots=True)
class Quantity:
    """A number as it is being read; becomes a `Literal` when its neighbours are known."""

    kind: LiteralKind
    start: int
    end: int
    amount: float
    unit: str = ""
    qualifier: str = ""


# What can be below zero where nothing but a sign says so; of persons and days a dash says less.
_SIGNED_UNITS = frozenset(("", "degree", "C", "F", "point"))
_MINUS_BEFORE = re.compile(r"(?<![^\s(])(?:[-−]|minus[ ])\Z", re.IGNORECASE)


def read_sign(text: str, quantity: Quantity) -> None:
    """Make a quantity negative that a minus stands before: "-5%", "−$3m", "minus 12 degrees".

    A hyphen that opens a line marks an item of a list; after a digit it is a range or a
    subtraction, and "plus or minus 3" is no negative number.
    """
    before = text[max(0, quantity.start - 2) : quantity.start]
    if before[-1:] not in ("-", "−", " ") or (before[-1] == " " and before[0] not in "sSſ"):
        return
    if quantity.kind == "number" and quantity.unit not in _SIGNED_UNITS:
        return
    minus = _MINUS_BEFORE.search(text, max(0, quantity.start - 7), quantity.start)
    if minus is None:
        return
    lead = text[max(0, minus.start() - 12) : minus.start()]
    told = lead.rstrip(" \u00a0")
    if minus[0] in "-−" and (not told or told[-1] in "\n\r\t"):
        return
    if told and (told[-1].isdigit() or told[-1] in "%±)-–—"):
        return
    if told.lower().endswith((" or", " and", "plus", "/")):
        return
    quantity.start = minus.start()
    quantity.amount = -quantity.amount


def qualifier_before(text: str, position: int) -> str:
    """The "over", "at least" or "about" that ends at `position`, or an empty string."""
    before = text[max(0, position - 32) : position].lower()
    # Few words end a qualifier, which the last one tells at once.
    last = before.rsplit(None, 1)[-1:]
    if not last or (last[0] not in QUALIFIER_ENDS and last[0] not in NO_QUALIFIERS):
        return ""
    words = before.split()
    while words and words[-1] in NO_QUALIFIERS:
        words.pop()
    if not words or words[-1] not in QUALIFIER_ENDS:
        return ""
    for count in (3, 2, 1):
        phrase = " ".join(words[-count:])
        if phrase in QUALIFIERS:
            return phrase
    return ""


def unit_after(text: str, position: int) -> str:
    """What is counted: the first known unit of the next three words, else the next noun."""
    if text[position : position + 1] not in JOINTS:
        return ""
    match = _UNIT_AFTER.match(text, position)
    if match is None:
        return ""
    first = ""
    for word in match.groups():
        if word is None or word in UNIT_STOPS:
            break
        if word in UNITS:
            return UNITS[word]
        first = first or word
        if word.endswith("s"):
            break  # a plural is what is counted, whatever follows: "12 boats a week"
    return first[:-1] if first.endswith("s") and not first.endswith("ss") else first


def loud_unit_after(text: str, position: int) -> str:
    """What is counted where all is in capitals: "KILLED 12 PEOPLE"; only a known unit."""
    match = _LOUD_UNIT_AFTER.match(text, position)
    return UNITS.get(match[1].lower(), "") if match else ""
