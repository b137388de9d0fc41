"""Characters 64 at a time and words eight at a time, written for vector registers.

Why they are written so is said in `dedup.machine.lanes`.
"""

from __future__ import annotations

from typing import Any

import numba.extending
from llvmlite import ir
from numba.core import types

from dedup.machine.abreast import Abreast
from dedup.machine.compiling import address
from dedup.machine.lanes import Lanes
from dedup.machine.masks import AT_ONCE, are_letters, characters
from dedup.text.kernels.rows import IN_BUCKET

__all__ = [
    "ABREAST",
    "begin_bits",
    "equal_in_bucket",
    "hash_words",
    "marks_of",
]

ABREAST = 8
"""Words that are hashed together."""
_CAPITALISED, _NUMERIC = 1, 2
_I8, _I32, _I64 = ir.IntType(8), ir.IntType(32), ir.IntType(64)


def _is_stop(code: Lanes) -> Lanes:
    return code.equals(ord(".")) | code.equals(ord("?")) | code.equals(ord("!"))


def _is_break(code: Lanes) -> Lanes:
    return (code - 0x0A < 4) | (code - 0x1C < 3)


def marks_of(bits: int) -> Any:
    """``marks(place, symbols, lowered, to)``: tell of 64 characters of so many bits each.

    Their lowest bytes are written from `to` on, as they are and with capitals of ASCII lowered.
    Returned are bits of those that are not ASCII; of letters and digits, stops and ends of lines;
    and of marks of signs: a slash, and by the letter before where "rights reserved" or
    "contributed" may stand. A character before the first is read too, and what is told of those
    that are not ASCII means nothing.
    """

    def typing(_context: Any, place: Any, symbols: Any, lowered: Any, to: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            given = context, builder, signature, arguments
            place = arguments[0]
            code = characters(builder, place, bits)
            before = characters(builder, builder.sub(place, _I64(bits // 8)), bits)
            symbol, before = (one if bits == 8 else one.narrowed(8) for one in (code, before))
            symbol.store(address(given, 1, arguments[3]), align=1)
            is_capital = symbol - 0x41 < 26
            low = is_capital.choose(symbol | 0x20, symbol)
            low.store(address(given, 2, arguments[3]), align=1)
            before = before | 0x20
            signs = low.equals(ord("/"))
            for first, second in ("rv", "ib"):
                signs = signs | (before.equals(ord(first)) & low.equals(ord(second)))
            told = (code > 0x7F, are_letters(symbol), _is_stop(symbol), _is_break(symbol), signs)
            return context.make_tuple(builder, signature.return_type, [one.bits() for one in told])

        told = types.Tuple([types.uint64] * 5)  # type: ignore[no-untyped-call]
        return told(place, symbols, lowered, to), generate

    return numba.extending.intrinsic(typing)


def _symbols(given: Any, which: int, at: Any) -> Lanes:
    return Lanes.load(given[1], address(given, which, at), AT_ONCE, align=1)


def _begin_bits(_context: Any, lowered: Any, at: Any, wording: Any) -> Any:
    def generate(*given: Any) -> Any:
        builder, (_, at, wording) = given[1], given[3]
        found = None
        for byte in range(3):
            more = _I64(0) if not byte else builder.lshr(wording, _I64(16 + 8 * byte))
            value = _symbols(given, 0, builder.add(at, builder.and_(more, _I64(0xFF))))
            symbol = builder.trunc(builder.lshr(wording, _I64(8 * byte)), _I8)
            one = value.equals(value.broadcast(symbol))
            found = one if found is None else found & one
        assert found is not None  # noqa: S101 - there are three
        return found.bits()

    return types.uint64(lowered, at, wording), generate


begin_bits: Any = numba.extending.intrinsic(_begin_bits)
"""``begin_bits(lowered, at, wording)``: set where a wording may begin, of the 64 symbols from `at`
on: by three symbols of it, the lowest bytes of a number, of which the first stands there, the other
two as many symbols further on as the next two bytes say."""


def _equal_in_bucket(_context: Any, values: Any, at: Any, value: Any) -> Any:
    def generate(*given: Any) -> Any:
        builder = given[1]
        there = Lanes.load(builder, address(given, 0, given[3][1]), IN_BUCKET, align=4)
        wanted = there.broadcast(builder.trunc(given[3][2], _I32))
        return (there >> 8).equals((wanted << 8) >> 8).bits()

    return types.uint64(values, at, value), generate


equal_in_bucket: Any = numba.extending.intrinsic(_equal_in_bucket)
"""``equal_in_bucket(values, at, value)``: a bit for each of the `IN_BUCKET` numbers of 32 bits from
`at` on, set where its upper 24 bits are the lower ones of `value`."""


def _words(given: Any) -> Abreast:
    """Eight words, by where they begin and end."""
    builder = given[1]
    edge = address(given, 0, builder.shl(given[3][1], _I64(1)))
    edges = Lanes.load(builder, edge, 2 * ABREAST, align=4)
    begins, ends = (edges.shuffled(range(first, 2 * ABREAST, 2)) for first in (0, 1))
    pairs = []
    for word in range(ABREAST):
        begin = builder.zext(builder.load(builder.gep(edge, [_I64(2 * word)])), _I64)
        place = builder.bitcast(address(given, 2, begin), _I64.as_pointer())
        pairs.append(Lanes.load(builder, place, 2, align=1))
    while len(pairs) > 1:
        pairs = [pairs[at].joined(pairs[at + 1]) for at in range(0, len(pairs), 2)]
    (wide,) = pairs
    head, rest = (wide.shuffled(range(first, 2 * ABREAST, 2)) for first in (0, 1))
    return Abreast(head, rest, (ends - begins).widened(64))


def _hash_words(
    _context: Any, edges: Any, at: Any, symbols: Any, hashes: Any, stems: Any, marks: Any
) -> Any:
    def generate(*given: Any) -> Any:
        at = given[3][1]
        words = _words(given)
        found = words.hashes()
        found.store(address(given, 3, at), align=8)
        (words.cut_hashes(found) >> 1).store(address(given, 4, at), align=8)
        none = words.length.everywhere(0)
        capital = (words.have_capitals() & (words.length > 1)).choose(
            words.length.everywhere(_CAPITALISED), none
        )
        mark = words.have_digits().choose(words.length.everywhere(_NUMERIC), capital)
        mark.narrowed(8).store(address(given, 5, at), align=1)
        return words.are_others().bits()

    return types.uint64(edges, at, symbols, hashes, stems, marks), generate


hash_words: Any = numba.extending.intrinsic(_hash_words)
"""``hash_words(edges, at, symbols, hashes, stems, marks)``: hashes, stems and marks of `ABREAST`
words from the one at `at` on, to the same places; `edges` has where each begins and ends. Returned
is a bit for each that is not ASCII, or `dedup.machine.abreast.LONG`: what is written of it is
wrong."""
