"""The gates of `dedup.text.furniture_gates` as compiled code takes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from dedup.machine.kernel import Passed
from dedup.text import furniture_gates as gates
from dedup.text.furniture_forms import HINTS
from dedup.text.kernels import flags as of
from dedup.text.symbols import I64, U8, symbols, table_of

__all__ = ["GATES", "GateTables", "gate_tables"]

GATES = (
    *(gates.ALONE, gates.HEADS_REFERENCES, gates.HEADS_STORIES, gates.BELOW, gates.OUTSIDE),
    gates.ANYWHERE,
)
"""In the order of their bits; only `OUTSIDE` opens for digits."""
_SYMBOLS = 256
_ENTRY = 4
_AGENCIES = frozenset([*gates.AGENCIES.split(), "the"])  # "the Associated Press"


class GateTables(NamedTuple):
    """What `dedup.text.kernels.furniture.sift` goes by; see there."""

    words: Passed
    signs: Passed
    wordings: Passed
    hints: Passed


@lru_cache(maxsize=2)
def gate_tables(*, is_ascii: bool) -> GateTables:
    """The tables, for texts of ASCII alone or any others."""
    codes = symbols(is_ascii=is_ascii).codes.array
    needed = {part for gate in GATES for needs in gate.words.values() for part in needs}
    wordings = sorted(needed.union(*(gate.signs for gate in GATES)))

    def bits(parts: Iterable[str]) -> int:
        return sum(1 << wordings.index(part) for part in set(parts))

    said: dict[str, tuple[int, ...]] = {}
    for word in {word for gate in GATES for word in gate.words}:
        opened, alone, anywhere = of.AGENCY * (word in _AGENCIES), 0, 0
        for gate in GATES:
            bit = gate.bit
            needs = gate.words.get(word)
            if needs:
                opened |= bit << of.NEEDS
                alone |= bits(needs) if bit == of.ALONE else 0
                anywhere |= bits(needs) if bit == of.ANYWHERE else 0
            elif needs is not None:
                opened |= bit
        said[word] = opened, alone, anywhere
    return GateTables(
        Passed.of(table_of(said, codes).ravel()),
        Passed.of(np.array([bits(gate.signs) for gate in GATES], dtype=np.int64)),
        Passed.of(_wordings(wordings, codes)),
        Passed.of(_wordings(HINTS, codes)),
    )


def _wordings(wordings: Sequence[str], codes: U8) -> I64:
    """Wordings by their first symbols, as `dedup.text.kernels.units` says."""
    letters = [
        (bit, codes[list(map(ord, wording))].tolist())
        for bit, wording in enumerate(wordings)
        if max(map(ord, wording)) < len(codes)
    ]
    letters.sort(key=lambda one: one[1][0])
    firsts = [one[1][0] for one in letters]
    heads = np.searchsorted(firsts, np.arange(_SYMBOLS + 1)).tolist()
    for more in (1, 2):
        others = np.zeros(_SYMBOLS, dtype=np.uint64)
        for _, one in letters:
            bits = 1 << (one[more] & 63) if more < len(one) else (1 << 64) - 1
            others[one[0]] |= np.uint64(bits)
        heads += others.view(np.int64).tolist()
    places = [0] * 64
    for number, (bit, _) in enumerate(letters):
        places[bit] = len(heads) + len(places) + _ENTRY * number
    heads += places
    begin = len(heads) + _ENTRY * len(letters)
    entries: list[int] = []
    held: list[int] = []
    for bit, one in letters:
        entries += 1 << bit, begin + len(held), len(one), _beginning(one)
        held += one
    return np.array([*heads, *entries, *held], dtype=np.int64)


def _beginning(symbols: Sequence[int]) -> int:
    """By which of its symbols `dedup.text.kernels.vectors.begin_bits` knows a wording."""
    places = [min(place, len(symbols) - 1) for place in range(3)]
    return sum(
        byte << 8 * number
        for number, byte in enumerate([*(symbols[place] for place in places), *places[1:]])
    )
