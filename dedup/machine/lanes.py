"""Vectors of whole numbers for compiled functions, written as one number would be.

numba has no vectors of its own, and what its loops become depends on what surrounds them, so what
has to be vectors says so itself. LLVM makes of them what the machine has: a vector wider than a
register becomes several, and an operation that the registers lack is made of those that they have.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

from llvmlite import ir

__all__ = ["Lanes"]


class Lanes:
    """Numbers without a sign side by side, while code is made; also the truth of a comparison.

    The other operand of an operator is as many lanes, or a number that all of them meet. Numbers
    are shifted by fewer bits than they have.
    """

    # Else numpy's numbers take an operation for their own, item by item.
    __array_ufunc__ = None

    def __init__(self, builder: Any, value: Any) -> None:
        self.builder = builder
        self.value = value

    @classmethod
    def load(cls, builder: Any, place: Any, count: int, *, align: int) -> Lanes:
        """As many items as told from an address on, a multiple of `align`."""
        kind = ir.VectorType(place.type.pointee, count)
        value = builder.load(builder.bitcast(place, kind.as_pointer()))
        value.align = align
        return cls(builder, value)

    def store(self, place: Any, *, align: int) -> None:
        """Write them from an address on."""
        wide = self.builder.bitcast(place, self.value.type.as_pointer())
        self.builder.store(self.value, wide).align = align

    def everywhere(self, number: int) -> Lanes:
        """As many lanes of one number."""
        return Lanes(self.builder, self._all(number))

    def broadcast(self, number: Any) -> Lanes:
        """As many lanes of a number that is known when the code runs."""
        kind = self.value.type
        none = ir.Constant(kind, ir.Undefined)
        first = self.builder.insert_element(none, number, ir.IntType(32)(0))
        nowhere = ir.Constant(ir.VectorType(ir.IntType(32), kind.count), [0] * kind.count)
        return Lanes(self.builder, self.builder.shuffle_vector(first, none, nowhere))

    def _all(self, number: Any) -> Any:
        if isinstance(number, Lanes):
            return number.value
        kind = self.value.type
        return ir.Constant(kind, [int(number)] * kind.count)

    def _by(self, operation: str, other: Any) -> Lanes:
        made = getattr(self.builder, operation)(self.value, self._all(other))
        return Lanes(self.builder, made)

    def _is(self, relation: str, other: Any) -> Lanes:
        made = self.builder.icmp_unsigned(relation, self.value, self._all(other))
        return Lanes(self.builder, made)

    def __add__(self, other: Any) -> Lanes:
        return self._by("add", other)

    def __sub__(self, other: Any) -> Lanes:
        return self._by("sub", other)

    def __rsub__(self, other: int) -> Lanes:
        return self.everywhere(other) - self

    def __mul__(self, other: Any) -> Lanes:
        return self._by("mul", other)

    def __and__(self, other: Any) -> Lanes:
        return self._by("and_", other)

    def __or__(self, other: Any) -> Lanes:
        return self._by("or_", other)

    def __xor__(self, other: Any) -> Lanes:
        return self._by("xor", other)

    def __lshift__(self, other: Any) -> Lanes:
        return self._by("shl", other)

    def __rshift__(self, other: Any) -> Lanes:
        return self._by("lshr", other)

    def __lt__(self, other: Any) -> Lanes:
        return self._is("<", other)

    def __gt__(self, other: Any) -> Lanes:
        return self._is(">", other)

    def equals(self, other: Any) -> Lanes:
        """Which are equal."""
        return self._is("==", other)

    def differs(self, other: Any) -> Lanes:
        """Which are not."""
        return self._is("!=", other)

    def least(self, other: Any) -> Lanes:
        """Of each two the smaller."""
        return self._is("<", other).choose(self, other)

    def most(self, other: Any) -> Lanes:
        """Of each two the larger."""
        return self._is(">", other).choose(self, other)

    def choose(self, yes: Lanes, no: Any) -> Lanes:
        """Where this is true the one, elsewhere the other."""
        made = self.builder.select(self.value, yes.value, yes._all(no))
        return Lanes(self.builder, made)

    def shuffled(self, places: Sequence[int]) -> Lanes:
        """What stands at these places."""
        kind = ir.VectorType(ir.IntType(32), len(places))
        made = self.builder.shuffle_vector(self.value, self.value, ir.Constant(kind, list(places)))
        return Lanes(self.builder, made)

    def joined(self, other: Lanes) -> Lanes:
        """These, and behind them as many others."""
        places = range(2 * self.value.type.count)
        kind = ir.VectorType(ir.IntType(32), len(places))
        made = self.builder.shuffle_vector(self.value, other.value, ir.Constant(kind, list(places)))
        return Lanes(self.builder, made)

    def merged(self, other: Lanes, which: Sequence[bool]) -> Lanes:
        """Each lane of this where told, and else of the other."""
        kind = ir.VectorType(ir.IntType(1), len(which))
        told = ir.Constant(kind, [int(one) for one in which])
        return Lanes(self.builder, self.builder.select(told, self.value, other.value))

    def narrowed(self, bits: int) -> Lanes:
        """The lowest bits of each."""
        kind = ir.VectorType(ir.IntType(bits), self.value.type.count)
        return Lanes(self.builder, self.builder.trunc(self.value, kind))

    def widened(self, bits: int) -> Lanes:
        """The same numbers with more bits."""
        kind = ir.VectorType(ir.IntType(bits), self.value.type.count)
        return Lanes(self.builder, self.builder.zext(self.value, kind))

    def total(self) -> Any:
        """Their sum, as one number."""
        items = [
            self.builder.extract_element(self.value, ir.Constant(ir.IntType(32), place))
            for place in range(self.value.type.count)
        ]
        return reduce(self.builder.add, items)

    def bits(self) -> Any:
        """A bit of a 64-bit number for each of up to 64 truths."""
        count = self.value.type.count
        packed = self.builder.bitcast(self.value, ir.IntType(count))
        return packed if count == 64 else self.builder.zext(packed, ir.IntType(64))
