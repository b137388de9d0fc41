"""Words to sketches or features: shingle, minimise, keep the smallest anchors, sort."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.lsh.kernels.anchors import keep_anchors
from dedup.lsh.kernels.constants import (
    ANCHORS,
    ANY_ORDER,
    LANES,
    MIXED_AT_ONCE,
    SHINGLES,
    SIGNATURES,
    STEMS,
    WORDS_AT_ONCE,
)
from dedup.lsh.kernels.encoding import encode_string, fetch_string
from dedup.lsh.kernels.lanes import MULTIPLIER, join_all, join_words, mix_words
from dedup.lsh.kernels.sorting import distinct, sort_distinct
from dedup.lsh.kernels.vectors import GROUP, least_in_group, least_in_lanes
from dedup.lsh.kernels.words import are_quotes_plain, cut_words
from dedup.machine.compiling import part

__all__ = ["sketch_batch"]

_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_ONE = np.uint64(1)


@part
def _content(hashes: Any, count: int) -> Any:
    """The polynomial over all words."""
    rest = count % WORDS_AT_ONCE
    value = np.uint64(0)
    for place in range(rest):
        value = value * MULTIPLIER + hashes[place]
    return join_all(hashes, rest, count // WORDS_AT_ONCE, value)


@part
def _minimise(hashes: Any, size: int, total: int, a: Any, b: Any, mixed: Any, row: Any) -> None:
    """The signature of the shingles of `size` words each, of which there are `total`."""
    row[:] = np.uint32(0xFFFFFFFF)
    most = len(mixed) - MIXED_AT_ONCE
    for start in range(0, total, most):
        some = min(most, total - start)
        for place in range(0, some, MIXED_AT_ONCE):
            mix_words(hashes, start + place, size, mixed, place)
        whole = len(row) // GROUP * GROUP
        for slot in range(0, whole, GROUP):
            least_in_group(mixed, some, a, b, row, slot)
        for slot in range(whole, len(row), LANES):
            least_in_lanes(mixed, some, a, b, row, slot)


def sketch_batch(
    data: Any,
    bounds: Any,
    places: Any,
    lengths: Any,
    widths: Any,
    plain: int,
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
    spelling: Any,
    row: Any,
    mixed: Any,
    counts: Any,
    hashes: Any,
    marked: Any,
    spare: Any,
    table: Any,
) -> int:
    """Sketch the documents ``data[bounds[i]:bounds[i + 1]]`` from `first` on.

    If there are any `places`, documents are strings in memory, of which `places`, `lengths` and
    `widths` say what `dedup.lsh.kernels.encoding.encode_string` has to know of each, and `plain`
    whether it writes plainly; each is encoded to `data`.

    Returns the number of the document that asks for something, or of all documents. `wanted` has
    a bit each for signatures, anchors, shingles, stems, and whether these may come in any order.
    `signatures` to `content` are the arrays of `dedup.lsh.compiled.Batch`, which are written to;
    those that are not wanted may be empty. Those behind them are room to work in. `a`, `b` and
    `row` have a multiple of `LANES` items, of which a row of `signatures` takes as many as it has.
    ``asked[0, 1]`` is set if a string has a lone surrogate; for the rest of it see
    `dedup.lsh.kernels.words.cut_words`.
    """
    tables = (pages, entries, keys, values)
    room = (edges, order, folded, numbers)
    stemming = wanted & (ANCHORS | STEMS) != 0
    encoding = len(places) > 0
    plainly = plain != 0
    quoting = not (encoding and plainly) and are_quotes_plain(pages, entries)
    for number in range(first, len(words)):
        if encoding:
            fetch_string(places[min(number + 1, len(words) - 1)])
            start = 0
            end, is_lone = encode_string(
                places[number], lengths[number], widths[number], plainly, data, spelling
            )
            asked[0, 1] |= is_lone
        else:
            start, end = bounds[number], bounds[number + 1]
        count = cut_words(data, start, end, tables, asked, quoting, stemming, room, hashes, marked)
        if asked[0, 0]:
            return number
        words[number] = count
        content[number] = _content(hashes, count)
        # Fewer words than `k` are one window.
        size = min(k, count)
        total = min(count, count - size + 1)
        if wanted & SIGNATURES:
            _minimise(hashes, size, total, a, b, mixed, row)
            for slot in range(signatures.shape[1]):
                signatures[number, slot] = row[slot]
        if wanted & SHINGLES:
            for place in range(0, total, WORDS_AT_ONCE):
                join_words(hashes, place, size, spare)
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
    return len(words)
