"""The sentences of many texts in one call."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import get, put
from dedup.text.kernels import flags as of
from dedup.text.kernels.runs import split_text

__all__ = ["read_sentences"]


def read_sentences(
    texts: int,
    codes: Any,
    bounds: Any,
    symbols: Any,
    about: Any,
    sym: Any,
    lines: Any,
    cuts: Any,
    ends: Any,
) -> int:
    """Cut texts into sentences, as `dedup.text.sentences` does; how many there are.

    Parameters
    ----------
    texts : int
        How many.
    codes : ndarray of uint32
        The texts, one after the other.
    bounds : ndarray of int64, shape (n + 1,)
        Where each begins.
    symbols : ndarray of uint8
        The symbol of each code point; the last stands for all beyond.
    about : ndarray of int64
        See `dedup.text.kernels.symbols`.
    sym : ndarray of uint8
        Written to: the symbols of all texts.
    lines : ndarray of int64, shape (4, more than there are characters in a text)
        To work in.
    cuts : ndarray of int32, shape (more than there are characters and texts, 2)
        Written to: where the sentences of all texts begin and end, from the beginning of each text
        on.
    ends : ndarray of int64, shape (n,)
        Written to: behind which row the sentences of each text end; negative for a text that is
        left to plain code.
    """
    last = len(symbols) - 1
    count = np.int64(0)  # told, so that `split_text` is compiled once
    for text in range(texts):
        start, end = bounds[text], bounds[text + 1]
        seen = 0
        for at in range(start, end):
            symbol = get(symbols, min(get(codes, at), last))
            put(sym, at, symbol)
            seen |= get(about, symbol)
        if seen & of.BEYOND:
            ends[text] = -1 - count
            continue
        count = split_text(sym, about, start, end, lines, cuts, count)
        ends[text] = count
    return count
