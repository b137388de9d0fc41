"""What is done for each text that an index is asked about: keys, candidates, and their stems."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import inlined, part

__all__ = ["make_keys", "tally_carriers", "weigh_stems"]

_MIX = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_ONE = np.uint64(1)


@inlined
def _spread(value: Any) -> Any:
    value = (value ^ (value >> np.uint64(31))) * _FIRST
    value = (value ^ (value >> np.uint64(31))) * _SECOND
    return value ^ (value >> np.uint64(29))


def make_keys(signature: Any, anchors: Any, bands: int, rows: int, out: Any) -> int:
    """The keys of a sketch: one for each band, then one for each anchor; how many there are."""
    for band in range(bands):
        key = np.uint64(0)
        for row in range(rows):
            key = key * _MIX + np.uint64(signature[band * rows + row]) + _ONE
            key ^= key >> np.uint64(29)
        out[band] = _spread(key ^ (np.uint64(band + 1) * _MIX))
    for at in range(len(anchors)):
        out[bands + at] = _spread(np.uint64(anchors[at]))
    return bands + len(anchors)


def tally_carriers(
    places: Any,
    numbers: Any,
    worths: Any,
    bands: int,
    least: int,
    worth: int,
    table: Any,
    out: Any,
) -> int:
    """Who shares a band with a text, or `least` anchors that are worth `worth`; how many.

    Key ``places[i]`` is carried by ``numbers[i]``; the first `bands` keys are bands, the others
    anchors that count ``worths[place]``, or nothing if that is 0. To `out` are written the
    number, the anchors shared, what these are worth, and whether a band is. `table` is a power
    of two long, twice as long as `numbers` at least, and less than 0 in its first column.
    """
    mask = np.uint64(len(table) - 1)
    for at in range(len(numbers)):
        number = numbers[at]
        spot = ((np.uint64(number) * _MIX) >> np.uint64(32)) & mask
        while table[spot, 0] >= 0 and table[spot, 0] != number:
            spot = (spot + _ONE) & mask
        if table[spot, 0] < 0:
            table[spot, 0] = number
            table[spot, 1] = 0
            table[spot, 2] = 0
            table[spot, 3] = 0
        place = places[at]
        if place < bands:
            table[spot, 3] = 1
        elif worths[place] > 0:
            table[spot, 1] += 1
            table[spot, 2] += worths[place]
    found = 0
    for spot in range(len(table)):
        if table[spot, 0] < 0:
            continue
        enough = table[spot, 1] >= least and table[spot, 2] >= worth
        if enough or table[spot, 3]:
            out[found, 0] = table[spot, 0]
            out[found, 1] = table[spot, 1] if enough else 0
            out[found, 2] = table[spot, 2] if enough else 0
            out[found, 3] = table[spot, 3]
            found += 1
    return found


@inlined
def _in_news(stem: Any, known: Any, bounds: Any, weights: Any, unseen: int) -> Any:
    """The weight of a stem in the news, whose table has the upper half of each."""
    short = stem >> np.uint64(31)
    chunk = np.int64(short >> np.uint64(16))
    for at in range(bounds[chunk], bounds[chunk + 1]):
        if known[at] == short:
            return weights[at]
    return unseen


@inlined
def _in_sample(stem: Any, stems: Any, bounds: Any, weights: Any, once: int) -> Any:
    """The weight of a stem in the sample of a collection."""
    chunk = np.int64(stem >> np.uint64(47))
    for at in range(bounds[chunk], bounds[chunk + 1]):
        if stems[at] == stem:
            return weights[at]
    return once


@part
def _weight(
    stem: Any,
    known: Any,
    known_bounds: Any,
    known_weights: Any,
    unseen: int,
    sampled: Any,
    sampled_bounds: Any,
    sampled_weights: Any,
    once: int,
) -> Any:
    return min(
        _in_news(stem, known, known_bounds, known_weights, unseen),
        _in_sample(stem, sampled, sampled_bounds, sampled_weights, once),
    )


def weigh_stems(
    own: Any,
    stems: Any,
    bounds: Any,
    known: Any,
    known_bounds: Any,
    known_weights: Any,
    unseen: int,
    sampled: Any,
    sampled_bounds: Any,
    sampled_weights: Any,
    once: int,
    out: Any,
) -> int:
    """What all stems of each text weigh, and those that it shares with one; what those weigh.

    The stems of a text are sorted and distinct. A stem weighs what it does in the news or in the
    sample of a collection, whichever is less; ``bounds[c]`` of these two tables is where stems
    begin whose first 16 bits are ``c``.
    """
    total = np.int64(0)
    for at in range(len(own)):
        total += _weight(
            *(own[at], known, known_bounds, known_weights, unseen),
            *(sampled, sampled_bounds, sampled_weights, once),
        )
    for text in range(len(bounds) - 1):
        mass = np.int64(0)
        shared = np.int64(0)
        mine = 0
        for at in range(bounds[text], bounds[text + 1]):
            stem = stems[at]
            weight = _weight(
                *(stem, known, known_bounds, known_weights, unseen),
                *(sampled, sampled_bounds, sampled_weights, once),
            )
            mass += weight
            while mine < len(own) and own[mine] < stem:
                mine += 1
            if mine < len(own) and own[mine] == stem:
                shared += weight
        out[text, 0] = mass
        out[text, 1] = shared
    return total
