"""Stems, and how rare each is in the news at large.

A stem is a folded word cut to its first five letters. That is crude and robust: it needs no
language, takes most inflections and derivations together (``russia``, ``russian``,
``russians``; ``negotiate``, ``negotiations``), and did as well as Snowball stems in sentence
alignment.

How rare a stem is, is its inverse document frequency ``ln((N + 1) / (df + 1))`` over the
articles of a large news collection. The library ships the numbers, not the words: hashes of
the stems that at least three articles carry, and a byte each for the logarithm. Stems that
are not in the table count as carried by two.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import xxhash

from dedup.text.words import fold

__all__ = [
    "CUT",
    "STEP",
    "UNSEEN",
    "Stem",
    "cut_stem",
    "idf",
    "idf_of",
    "rarities",
    "rarity_code",
    "stem_key",
    "stem_of",
    "table_keys",
    "table_rarities",
]

CUT = 5
STEP = 1 / 20
"""A unit of the table's bytes, in nats."""
UNSEEN = 255
"""Code of a stem that is not in the table, whose own bytes end well below."""


class Stem(NamedTuple):
    """A word's stem as a number, and its inverse document frequency in nats."""

    key: int
    idf: float


def cut_stem(folded: str) -> str:
    """The stem of a folded word.

    Examples
    --------
    >>> cut_stem("negotiations"), cut_stem("1234567")
    ('negot', '1234567')
    """
    # Two long numbers that begin alike are two numbers.
    return folded if folded.isdigit() else folded[:CUT]


def stem_key(stem: str) -> int:
    """The 63-bit number that stands for a stem."""
    return xxhash.xxh64_intdigest(stem.encode("utf-8", "surrogatepass")) >> 1


@lru_cache(maxsize=1)
def _table() -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint8], float]:
    # Imports much that nothing else needs.
    from importlib import resources  # noqa: PLC0415

    with resources.files("dedup.text").joinpath("background.npz").open("rb") as file:
        table = np.load(file, allow_pickle=False)
        return table["keys"], table["idf"], float(table["unseen"])


def table_keys() -> npt.NDArray[np.uint32]:
    """The upper 32 bits of the numbers of all stems in the table, sorted."""
    return _table()[0]


def table_rarities() -> npt.NDArray[np.uint8]:
    """The rarities of these stems: see `rarities`."""
    return _table()[1]


def idf_of(keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.float64]:
    """Inverse document frequencies of stems' numbers, in nats; an array of the same shape."""
    known, values, unseen = _table()
    short = (keys >> np.uint64(31)).astype(np.uint32)
    places = np.minimum(np.searchsorted(known, short), len(known) - 1)
    return np.where(known[places] == short, values[places] * STEP, unseen)


@lru_cache(maxsize=1)
def _units() -> dict[int, int]:
    """The table as a dict: for one look-up an array is thirty times slower."""
    known, values, _ = _table()
    return dict(zip(known.tolist(), values.tolist(), strict=True))


def rarity_code(key: int) -> int:
    """A byte for the inverse document frequency of one stem's number: see `rarities`."""
    return _units().get(key >> 31, UNSEEN)


@lru_cache(maxsize=1)
def rarities() -> npt.NDArray[np.float64]:
    """The inverse document frequency that each code stands for, in nats; shape (256,).

    Examples
    --------
    >>> key = stem_key("volca")
    >>> bool(rarities()[rarity_code(key)] == idf(key))
    True
    """
    scale = np.arange(256, dtype=np.float64) * np.float64(STEP)
    scale[UNSEEN] = _table()[2]
    scale.setflags(write=False)
    return scale


def idf(key: int) -> float:
    """Inverse document frequency of one stem's number, in nats."""
    return float(rarities()[rarity_code(key)])


@lru_cache(maxsize=1 << 18)
def stem_of(raw: str) -> Stem:
    """The stem of a word as it stands in a text.

    Examples
    --------
    >>> stem_of("Negotiating") == stem_of("negotiation")
    True
    >>> stem_of("the").idf < 0.2 < 3 < stem_of("volcano").idf
    True
    """
    key = stem_key(cut_stem(fold(raw)))
    return Stem(key, idf(key))
