"""Where CPython keeps the characters of a string, to be read where they are.

A string says how large it is, and its characters are the last of it (PEP 393): in one, two or four
bytes each, with a null behind them. So its size and its length tell where they begin. What stands
before them has another size from version to version; it is measured, and whether characters are
found behind it is tried out, before any is believed.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["copy_points", "located", "place_of"]

I64 = npt.NDArray[np.int64]


class _Heads(NamedTuple):
    """Bytes before the characters of a string that is ASCII, and of one that is not."""

    plain: int
    other: int


@lru_cache(maxsize=1)
def _heads() -> _Heads | None:
    """None where characters are not found."""
    if sys.implementation.name != "cpython":
        return None
    # Made here, so that nothing has been added to them.
    ascii_, latin, wide = ("".join(map(chr, range(code, code + 9))) for code in (65, 233, 0x2010))
    heads = _Heads(ascii_.__sizeof__() - 10, latin.__sizeof__() - 10)
    order = "utf-16-le" if sys.byteorder == "little" else "utf-16-be"
    for text, kind, head in (
        (ascii_, "ascii", heads.plain),
        (latin, "latin-1", heads.other),
        (wide, order, heads.other),
    ):
        expected = text.encode(kind)
        if text.__sizeof__() != head + len(expected) * 10 // 9:
            return None
        if ctypes.string_at(id(text) + head, len(expected)) != expected:
            return None
    return heads


def located(texts: Sequence[str], lengths: I64) -> tuple[I64, I64]:
    """Addresses of the characters of strings, and bytes of each; 0 where they are not known.

    They hold as long as the strings do. Not known are they of a string that has characters of more
    than two bytes, or that was encoded before and keeps what it was encoded to: its size may be
    that of another string.

    Parameters
    ----------
    texts : sequence of str
        Of no type that is derived from it: those begin otherwise.
    lengths : ndarray of int64
        Of the same strings.

    Examples
    --------
    >>> import ctypes
    >>> texts = ["Sea ice.", "Sea ice \N{EM DASH}"]
    >>> places, widths = located(texts, np.array([8, 9]))
    >>> if widths.tolist() == [1, 2]:
    ...     assert ctypes.string_at(int(places[0]), 8) == b"Sea ice."
    """
    count = len(texts)
    heads = _heads()
    if heads is None:
        return np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    is_plain = np.frombuffer(bytes(map(str.isascii, texts)), dtype=np.bool_)
    head = np.where(is_plain, heads.plain, heads.other)
    rest = np.fromiter(map(str.__sizeof__, texts), dtype=np.int64, count=count) - head
    items = lengths + 1
    widths = (rest == items) + 2 * (~is_plain & (rest == 2 * items))
    return np.fromiter(map(id, texts), dtype=np.int64, count=count) + head, widths


def place_of(text: str) -> tuple[int, int]:
    """`located` of one string: where its characters are, and bytes of each.

    Examples
    --------
    >>> place_of("Sea ice.")[1] in (0, 1)
    True
    """
    heads = _heads()
    if heads is None or type(text) is not str:
        return 0, 0
    size, items = text.__sizeof__(), len(text) + 1
    if text.isascii():
        return (id(text) + heads.plain, 1) if size == heads.plain + items else (0, 0)
    size -= heads.other
    if size == 2 * items:
        return id(text) + heads.other, 2
    return (id(text) + heads.other, 1) if size == items else (0, 0)


def _copier() -> Callable[[str, int, int], object]:
    """See `copy_points`."""
    if ctypes.sizeof(ctypes.c_wchar) == ctypes.sizeof(ctypes.c_uint32):
        # Its loop is the quicker one, where a wide character is a code point.
        copy = ctypes.pythonapi.PyUnicode_AsWideChar
        copy.argtypes = [ctypes.py_object, ctypes.c_void_p, ctypes.c_ssize_t]
        copy.restype = ctypes.c_ssize_t
        return copy
    any_copy = ctypes.pythonapi.PyUnicode_AsUCS4
    any_copy.argtypes = [ctypes.py_object, ctypes.c_void_p, ctypes.c_ssize_t, ctypes.c_int]
    any_copy.restype = ctypes.c_void_p
    return lambda text, place, size: any_copy(text, place, size, 0)


_copy = _copier()


def copy_points(text: str, place: int, size: int) -> None:
    """Write a string's code points, four bytes each, to an address where so many have room."""
    _copy(text, place, size)
