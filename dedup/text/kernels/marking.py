"""The symbols of a text, and where in it words, stops and line breaks stand.

A text is read where Python keeps it, 64 characters at a time; those beyond ASCII one by one.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import get, inlined, ones, part, put, trailing_zeros, where
from dedup.machine.masks import AT_ONCE, item_of
from dedup.text.kernels import flags as of
from dedup.text.kernels.vectors import marks_of

__all__ = ["PAD", "mark_text", "point", "words_before"]

PAD = 2 * AT_ONCE
"""Symbols behind a text that are read and written besides."""
_NONE, _ONE = np.uint64(0), np.uint64(1)
_LAST = np.uint64(63)
_EDGES_AT_ONCE, _MORE_EDGES, _FEW = 24, 8, 3
"""Of 64 symbols: edges of words, and others, that are listed be they there or not."""
_LETTER, _STOP, _BREAK, _SIGN = 10, 13, 1, 56  # bits of these flags
_item8, _item16, _item32 = map(item_of, (8, 16, 32))


@part
def point(place: int, width: int, at: int) -> int:
    """A character of a string whose characters are at an address, in so many bytes each."""
    if width == 1:
        return np.int64(_item8(place + at))
    if width == 2:
        return np.int64(_item16(place + 2 * at))
    return np.int64(_item32(place + 4 * at))


@inlined
def _bit(seen: int, number: int, place: int) -> Any:
    """One bit of what is known about a symbol, at another place."""
    return np.uint64((seen >> number) & 1) << np.uint64(place)


@inlined
def _listed(bits: Any, base: int, out: Any, count: int, some: int, more: int) -> int:
    """Append the places of bits to a list; how many there are.

    At least `some` are written, wanted or not: a loop that ends where they do is mispredicted.
    """
    total: int = count + ones(bits)
    for _ in range(some):
        put(out, count, base + trailing_zeros(bits))
        bits &= bits - _ONE
        count += 1
    while count < total:
        for _ in range(more):
            put(out, count, base + trailing_zeros(bits))
            bits &= bits - _ONE
            count += 1
    return total


def _marker(bits: int) -> Any:
    """What reads a string that has so many bits for a character; see `mark_text`."""
    marks, item = marks_of(bits), item_of(bits)
    step = bits // 8

    @part
    def mark_rest(place: int, count: int, sym: Any, low: Any, room: Any) -> Any:
        """What `marks` tells of the last characters, fewer than 64; none are read behind them."""
        rest = count & (AT_ONCE - 1)
        if count > AT_ONCE:
            # With some of those before, which are written over.
            told = marks(place + (count - AT_ONCE) * step, sym, low, count - AT_ONCE)
            behind = np.uint64(AT_ONCE - rest)
            return (
                told[0] >> behind,
                told[1] >> behind,
                told[2] >> behind,
                told[3] >> behind,
                told[4] >> behind,
            )
        for at in range(AT_ONCE * (step + 1)):
            put(room, at, 0)
        for at in range(count * step):
            put(room, AT_ONCE + at, _item8(place + at))
        return marks(where(room, AT_ONCE), sym, low, 0)

    @part
    def mark(
        place: int, count: int, tables: Any, sym: Any, low: Any, masks: Any, lists: Any, room: Any
    ) -> tuple[int, int, int, int, int]:
        symbols, about = tables
        letters_at, turns_at, before = masks
        edges, stops, breaks, signs = lists
        last = len(symbols) - 1
        rest = (_NONE, _NONE, _NONE, _NONE, _NONE)
        if count & (AT_ONCE - 1):
            rest = mark_rest(place, count, sym, low, room)
        seen = edge = stop = line = sign = number = np.int64(0)
        inside = _NONE
        put(letters_at, 0, 0)
        for base in range(0, count, AT_ONCE):
            told = rest
            if base + AT_ONCE <= count:
                told = marks(place + base * step, sym, low, base)
            high, letters, stopping, breaking, signing = told
            if high:
                letters &= ~high
                stopping &= ~high
                breaking &= ~high
                signing &= ~high
            while high:
                more = trailing_zeros(high)
                high &= high - _ONE
                symbol = get(symbols, min(np.int64(item(place + (base + more) * step)), last))
                put(sym, base + more, symbol)
                put(low, base + more, get(about, of.LOW_BEGIN + symbol))
                found = get(about, symbol)
                seen |= found
                letters |= _bit(found, _LETTER, more)
                stopping |= _bit(found, _STOP, more)
                breaking |= _bit(found, _BREAK, more)
                signing |= _bit(found, _SIGN, more)
            turns = letters ^ ((letters << _ONE) | inside)
            inside = letters >> _LAST
            put(letters_at, number + 1, letters)
            put(turns_at, number, turns)
            put(before, number, edge)
            number += 1
            edge = _listed(turns, base, edges, edge, _EDGES_AT_ONCE, _MORE_EDGES)
            stop = _listed(stopping, base, stops, stop, _FEW, _FEW)
            line = _listed(breaking, base, breaks, line, 1, _FEW)
            sign = _listed(signing, base, signs, sign, 1, _FEW)
        put(turns_at, number, 0)
        put(before, number, edge)
        for at in range(count, count + PAD):
            put(sym, at, 0)
            put(low, at, 0)
        if inside and not count & (AT_ONCE - 1):  # a word ends where the last 64 do
            put(edges, edge, count)
            edge += 1
        put(stops, stop, count)
        put(breaks, line, count)
        put(signs, sign, count)
        return seen, edge >> 1, stop, line, sign

    return mark


_mark_bytes, _mark_halves, _mark_codes = map(_marker, (8, 16, 32))


@part
def mark_text(
    text: Any, tables: Any, sym: Any, low: Any, masks: Any, lists: Any, room: Any
) -> tuple[int, int, int, int, int]:
    """Write the symbols of a text and where things stand among them.

    Returned are the flags of all that is not ASCII, and how many words, stops, ends of lines and
    marks of signs there are.

    Parameters
    ----------
    text : tuple of int
        Address of its characters, how many there are, and how many bytes each takes.
    tables : tuple of ndarray
        See `dedup.text.symbols.Symbols`.
    sym, low : ndarray of uint8
        Written to: the symbols, as they are and in lower case, and `PAD` that are none.
    masks : tuple of ndarray
        Written to, for every 64 symbols: which are letters (uint64, from the second item on), at
        which a word begins or has ended, and how many did before (int32).
    lists : tuple of ndarray of int32
        Written to: where each word begins and has ended, in turn, and where the others stand;
        behind each of those the end of the text.
    room : ndarray of uint8
        To work in: 64 characters and 64 bytes.
    """
    place, count, width = text
    marked: tuple[int, int, int, int, int]
    if width == 1:
        marked = _mark_bytes(place, count, tables, sym, low, masks, lists, room)
    elif width == 2:
        marked = _mark_halves(place, count, tables, sym, low, masks, lists, room)
    else:
        marked = _mark_codes(place, count, tables, sym, low, masks, lists, room)
    return marked


@inlined
def words_before(masks: Any, at: int) -> int:
    """How many words begin before a place that is not inside of one."""
    _, edges_at, edges_before = masks
    number = at >> 6
    inside = np.uint64(edges_at[number]) & ((_ONE << np.uint64(at & 63)) - _ONE)
    edges: int = get(edges_before, number) + ones(inside)
    return (edges + 1) >> 1
