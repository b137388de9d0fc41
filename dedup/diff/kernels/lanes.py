"""Values of eight sentences at a time; see `dedup.machine.lanes`."""

from __future__ import annotations

from typing import Any

import numba.extending
from llvmlite import ir
from numba.core import types

from dedup.diff.kernels.constants import LANES, PRIOR_WEIGHT
from dedup.machine.compiling import address
from dedup.machine.lanes import Lanes

__all__ = ["note_best", "scale_lanes"]

_WORD = 8
_WHERE = ir.IntType(64)


class _Values(Lanes):
    """Floating point numbers side by side, none of which is NaN."""

    @classmethod
    def at(cls, given: Any, which: int, index: Any) -> _Values:
        """Eight items of an array among what an intrinsic is given."""
        return cls.load(given[1], address(given, which, index), LANES, align=_WORD)

    def put(self, given: Any, which: int, index: Any) -> None:
        """Write them to an array among what an intrinsic is given."""
        self.store(address(given, which, index), align=_WORD)

    def _all(self, number: Any) -> Any:
        if isinstance(number, Lanes):
            return number.value
        kind = self.value.type
        return ir.Constant(kind, [number] * kind.count)

    def _is(self, relation: str, other: Any) -> Lanes:
        made = self.builder.fcmp_ordered(relation, self.value, self._all(other))
        return Lanes(self.builder, made)

    def __add__(self, other: Any) -> _Values:
        return _Values(self.builder, self._by("fadd", other).value)

    def __mul__(self, other: Any) -> _Values:
        return _Values(self.builder, self._by("fmul", other).value)

    def __truediv__(self, other: Any) -> _Values:
        return _Values(self.builder, self._by("fdiv", other).value)

    def least(self, other: Any) -> _Values:
        return _Values(self.builder, super().least(other).value)

    def most(self, other: Any) -> _Values:
        return _Values(self.builder, super().most(other).value)

    def root(self) -> _Values:
        """Their square roots."""
        kind = self.value.type
        form = ir.FunctionType(kind, [kind])
        name = f"llvm.sqrt.v{kind.count}f64"
        module = self.builder.module
        root = module.globals.get(name) or ir.Function(module, form, name)
        return _Values(self.builder, self.builder.call(root, [self.value]))

    def half(self, first: int) -> _Values:
        """Half of them, from one on."""
        places = range(first, first + self.value.type.count // 2)
        return _Values(self.builder, self.shuffled(places).value)


def _two_best(best: _Values, second: _Values, other: _Values) -> tuple[_Values, _Values]:
    """The two highest of each place, where another value is met."""
    return best.most(other), second.most(best.least(other))


def _scale_lanes(
    _context: Any,
    cells: Any,
    _at: Any,
    _mass: Any,
    others: Any,
    _column: Any,
    best: Any,
    second: Any,
    own: Any,
) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        given = context, builder, signature, arguments
        at, column = arguments[1], arguments[4]
        others = _Values.at(given, 3, column)
        masses = _Values(builder, others.broadcast(arguments[2]).value)
        value = _Values.at(given, 0, at) / ((masses * others).root() + PRIOR_WEIGHT)
        value.put(given, 0, at)
        _add(given, (5, column), (6, column), value)
        _add(given, (7, _WHERE(0)), (7, _WHERE(LANES)), value)
        return context.get_dummy_value()

    kinds = (cells, types.int64, types.float64, others, types.int64, best, second, own)
    return types.void(*kinds), generate


def _add(given: Any, first: tuple[int, Any], then: tuple[int, Any], value: _Values) -> None:
    """Code that meets the highest values of some places, and those that come second, with more."""
    best, second = _two_best(_Values.at(given, *first), _Values.at(given, *then), value)
    best.put(given, *first)
    second.put(given, *then)


scale_lanes: Any = numba.extending.intrinsic(_scale_lanes)
"""``scale_lanes(cells, at, mass, others, column, best, second, own)``: what a sentence of some mass
shares with eight others becomes how alike they are. `best` and `second` are the two highest values
so far of each column, and the two halves of `own` those of every eighth column of the row.
"""


def _note_best(_context: Any, own: Any, best: Any, second: Any, _row: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        given = context, builder, signature, arguments
        best = _Values.at(given, 0, _WHERE(0))
        second = _Values.at(given, 0, _WHERE(LANES))
        count = LANES
        while count > 1:
            count //= 2
            rest = second.half(count)
            best, second = _two_best(best.half(0), second.half(0), best.half(count))
            second = second.most(rest)
        for which, values in ((1, best), (2, second)):
            value = builder.extract_element(values.value, ir.IntType(32)(0))
            builder.store(value, address(given, which, arguments[3]))
        return context.get_dummy_value()

    return types.void(own, best, second, types.int64), generate


note_best: Any = numba.extending.intrinsic(_note_best)
"""``note_best(own, best, second, row)``: the highest value of a row, and the one that comes second,
of what `scale_lanes` left in `own`.
"""
