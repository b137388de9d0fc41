"""Stretches of arrays, made without the checks of a slice, which take the compiler a while."""

from __future__ import annotations

from typing import Any

import numba.extending
from llvmlite import ir
from numba.core import types

from dedup.machine.compiling import address

__all__ = ["either", "item", "row_of", "stretch"]


def _view(context: Any, builder: Any, kind: Any, data: Any, count: Any) -> Any:
    """An array of `count` items from an address on, which nobody counts references to."""
    made = context.make_array(kind)(context, builder)
    word = context.get_value_type(types.intp)
    width = ir.Constant(word, context.get_abi_sizeof(context.get_data_type(kind.dtype)))
    made.data = builder.bitcast(data, made.data.type)
    made.nitems = count
    made.itemsize = width
    made.shape = builder.insert_value(ir.Constant(made.shape.type, ir.Undefined), count, 0)
    made.strides = builder.insert_value(ir.Constant(made.strides.type, ir.Undefined), width, 0)
    made.meminfo = ir.Constant(made.meminfo.type, None)
    made.parent = ir.Constant(made.parent.type, None)
    return made._getvalue()  # noqa: SLF001 - the name it has


# numba goes by the names of arguments, used or not.
def _stretch(_context: Any, array: Any, begin: Any, count: Any) -> Any:  # noqa: ARG001
    kind = types.Array(array.dtype, 1, "C")

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = address((context, builder, signature, arguments), 0, arguments[1])
        return _view(context, builder, kind, data, arguments[2])

    return kind(array, types.int64, types.int64), generate


stretch: Any = numba.extending.intrinsic(_stretch)
"""``stretch(array, begin, count)``: ``array[begin : begin + count]``, which has to be inside."""


def _row(_context: Any, array: Any, index: Any) -> Any:  # noqa: ARG001
    kind = types.Array(array.dtype, 1, "C")

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        view = context.make_array(signature.args[0])(context, builder, arguments[0])
        length = builder.extract_value(view.shape, 1)
        data = builder.gep(view.data, [builder.mul(length, arguments[1])])
        return _view(context, builder, kind, data, length)

    return kind(array, types.int64), generate


row_of: Any = numba.extending.intrinsic(_row)
"""``row_of(array, index)``: ``array[index]`` of two dimensions; it has to be there."""


def _item(_context: Any, array: Any, index: Any) -> Any:  # noqa: ARG001 - see above
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.load(address((context, builder, signature, arguments), 0, arguments[1]))

    return array.dtype(array, types.int64), generate


item: Any = numba.extending.intrinsic(_item)
"""``item(array, index)``: ``array[index]`` of numbers, where numba would ask if the index is
negative.
"""


def _either(_context: Any, condition: Any, yes: Any, no: Any) -> Any:  # noqa: ARG001 - see above
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.select(*arguments)

    kind = getattr(yes, "literal_type", yes)  # of a number that is told here
    return kind(types.boolean, kind, kind), generate


either: Any = numba.extending.intrinsic(_either)
"""``either(condition, yes, no)``: one of two numbers, both of which are known in any case.

Where neither can be foreseen that takes less time than a branch, which an ``if`` may become.
"""
