"""Words abreast: xxHash64 of several at a time, whatever their lengths.

The lengths of words cannot be predicted, and a branch that goes the other way costs more than the
hash of a word. So each step is taken for all, and kept for those that are long enough. A word is
here the sixteen bytes from where it begins on, as two numbers, and its length.
"""

from __future__ import annotations

from typing import Any

from dedup.machine import hashing
from dedup.machine.hashing import LOWER, P5
from dedup.machine.lanes import Lanes

__all__ = ["LONG", "Abreast"]

LONG = 16
"""Bytes of a word from which on it is not hashed with others."""

_ALL = (1 << 64) - 1
_HIGH = 0x8080808080808080
_LETTERS = 0x4040404040404040
"""What tells ASCII letters from digits."""
_SMALL = 0x20
_CUT = 5

# The same steps that hash one word, as Python runs them: they are operators alone.
_steps: Any = hashing
_lane_step, _four_step = _steps.lane_step.py_func, _steps.four_step.py_func
_byte_step, _avalanche = _steps.byte_step.py_func, _steps.avalanche.py_func


class Abreast:
    """Words side by side; what is said of those that `are_others` does not count.

    Parameters
    ----------
    head, rest : Lanes
        The first and the second eight bytes from where each begins on.
    length : Lanes
        Bytes of each.
    """

    def __init__(self, head: Lanes, rest: Lanes, length: Lanes) -> None:
        self.head, self.length = head, length
        self.is_wide = length > 7
        # What stands where there is no word may have any length.
        behind = length.everywhere(_ALL) << ((length << 3) & 56)
        self.last = self.is_wide.choose(rest, head)
        # Of the eight bytes that the word ends in, those that are of the word.
        self.in_last = behind ^ _ALL
        inside = self.last & self.in_last
        self.inside = self.is_wide.choose(inside | head, inside)

    def are_others(self) -> Lanes:
        """Those that are not ASCII, or too long: what is said of them is wrong."""
        return (self.inside & _HIGH).differs(0) | (self.length > LONG - 1)

    def hashes(self) -> Lanes:
        """Their hashes, ASCII letters lowered."""
        x, left, length = self.head | LOWER, self.last | LOWER, self.length
        h = length + P5
        h = self.is_wide.choose(_lane_step(h, x), h)
        has_four = (length & 4).differs(0)
        h = has_four.choose(_four_step(h, left), h)
        left = has_four.choose(left >> 32, left)
        for number in range(3):
            h = ((length & 3) > number).choose(_byte_step(h, left >> (8 * number)), h)
        return Lanes(h.builder, _avalanche(h).value)

    def cut_hashes(self, hashes: Lanes) -> Lanes:
        """The same of the first five letters of words that have more, and are not digits alone."""
        x = self.head | LOWER
        five = _avalanche(_byte_step(_four_step(x.everywhere(int(P5) + _CUT), x), x >> 32))
        is_cut = (self.length > _CUT) & (self.inside & _LETTERS).differs(0)
        return is_cut.choose(five, hashes)

    def have_digits(self) -> Lanes:
        """Whether there is a digit among the letters."""
        missing = (self.last ^ _ALL) & self.in_last
        head = self.head ^ _ALL
        missing = self.is_wide.choose(missing | head, missing)
        return (missing & _LETTERS).differs(0)

    def have_capitals(self) -> Lanes:
        """Whether a word that is of letters alone begins with a capital."""
        return (self.head & _SMALL).equals(0)
