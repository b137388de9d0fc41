"""Words to sketches or features: shingle, minimise, keep the smallest anchors, sort."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.lsh.kernels.anchors import keep_anchors
from dedup.lsh.kernels.constants import (
    ANCHORS,
    ANY_ORDER,
    LANES,
    SHINGLES,
    SIGNATURES,
    STEMS,
    WORDS_AT_ONCE,
)
from dedup.lsh.kernels.lanes import MULTIPLIER, join_all, join_words
from dedup.lsh.kernels.sorting import distinct, sort_distinct
from dedup.lsh.kernels.vectors import GROUP, least_in_group, least_in_lanes
from dedup.lsh.kernels.words import cut_words
from dedup.machine.compiling import part
from dedup.machine.hashing import fmix32

__all__ = ["sketch_batch"]

_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_ONE, _HALF = np.uint64(1), np.uint64(32)


@part
def _content(hashes: Any, count: int) -> Any:
    """The polynomial over all words."""
    rest = count % WORDS_AT_ONCE
    value = np.uint64(0)
    for place in range(rest):
        value = value * MULTIPLIER + hashes[place]
    return join_all(hashes, rest, count // WORDS_AT_ONCE, value)


@part
def _minimise(shingles: Any, total: int, a: Any, b: Any, mixed: Any, row: Any) -> None:
    """The signature of the hashes of shingles."""
    row[:] = np.uint32(0xFFFFFFFF)
    for start in range(0, total, len(mixed)):
        size = min(len(mixed), total - start)
        for place in range(start, start + size):
            mixed[place - start] = fmix32(np.uint32(shingles[place] >> _HALF))
        whole = len(row) // GROUP * GROUP
        for slot in range(0, whole, GROUP):
            least_in_group(mixed, size, a, b, row, slot)
        for slot in range(whole, len(row), LANES):
            least_in_lanes(mixed, size, a, b, row, slot)


def sketch_batch(
    data: Any,
    bounds: Any,
    first: int,
    pages: Any,
    entries: Any,
    keys: Any,
    values: Any,
    asked: Any,
    k: int,
    wanted: int,
    least: int,
    share: int,
    a: Any,
    b: Any,
    signatures: Any,
    anchors: Any,
    anchor_bounds: Any,
    shingles: Any,
    shingle_bounds: Any,
    stems: Any,
    stem_bounds: Any,
    words: Any,
    content: Any,
    edges: Any,
    order: Any,
    folded: Any,
    numbers: Any,
    row: Any,
    mixed: Any,
    counts: Any,
    hashes: Any,
    marked: Any,
    spare: Any,
    table: Any,
) -> int:
    """Sketch the documents ``data[bounds[i]:bounds[i + 1]]`` from `first` on.

    Returns the number of the document that asks for something, or of all documents. `wanted` has
    a bit each for signatures, anchors, shingles, stems, and whether these may come in any order.
    `signatures` to `content` are the arrays of `dedup.lsh.compiled.Batch`, which are written to;
    those that are not wanted may be empty. Those behind them are room to work in. `a`, `b` and
    `row` have a multiple of `LANES` items, of which a row of `signatures` takes as many as it has.
    """
    tables = (pages, entries, keys, values)
    room = (edges, order, folded, numbers)
    stemming = wanted & (ANCHORS | STEMS) != 0
    for number in range(first, len(bounds) - 1):
        start, end = bounds[number], bounds[number + 1]
        count = cut_words(data, start, end, tables, asked, stemming, room, hashes, marked)
        if asked[0, 0]:
            return number
        words[number] = count
        content[number] = _content(hashes, count)
        # Fewer words than `k` are one window.
        size = min(k, count)
        total = min(count, count - size + 1)
        if wanted & (SIGNATURES | SHINGLES):
            for place in range(0, total, WORDS_AT_ONCE):
                join_words(hashes, place, size, spare)
        if wanted & SIGNATURES:
            _minimise(spare, total, a, b, mixed, row)
            for slot in range(signatures.shape[1]):
                signatures[number, slot] = row[slot]
        if wanted & SHINGLES:
            at = shingle_bounds[number]
            out = shingles[at:]
            for place in range(total):
                out[place] = spare[place]
            total = sort_distinct(out, total, _ALL, table, counts)
            shingle_bounds[number + 1] = at + total
        if wanted & STEMS:
            at = stem_bounds[number]
            out = stems[at:]
            # Stems have 63 bits, and a mark above; the sort wants them spread over 64.
            if wanted & ANY_ORDER:
                total = distinct(marked, count, _ONE, out, table)
            else:
                for place in range(count):
                    out[place] = marked[place] << _ONE
                total = sort_distinct(out, count, _ALL, table, counts)
            for place in range(total):
                out[place] >>= _ONE
            stem_bounds[number + 1] = at + total
        if wanted & ANCHORS:
            # The hashes of the words have done their work.
            at = anchor_bounds[number]
            keep = keep_anchors(
                marked, count, least, share, table, counts, hashes, spare, anchors[at:]
            )
            anchor_bounds[number + 1] = at + keep
    return len(bounds) - 1
