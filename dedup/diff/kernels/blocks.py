"""Matching blocks of two word sequences, and edits of them, as `dedup.diff.edits` finds them."""

from __future__ import annotations

from typing import Any

from dedup.diff.kernels.views import row_of
from dedup.diff.kernels.wording import next_place
from dedup.machine.compiling import get, part, put

__all__ = ["DELETE", "EQUAL", "INSERT", "REPLACE", "find_blocks", "write_edits"]

EQUAL, REPLACE, DELETE, INSERT = 0, 1, 2, 3


@part
def _find_runs(
    spelt: Any,
    low_a: int,
    high_a: int,
    low_b: int,
    high_b: int,
    heads: Any,
    following: Any,
    runs: Any,
) -> int:
    """The runs of two words or more that cannot be longer; -1 if there is no room for them.

    `heads` and `following` are those of the words of `b`, chained up.
    """
    count = 0
    for i in range(low_a, high_a - 1):
        value = get(spelt, i)
        j = next_place(spelt, heads, following, value, low_b)
        while 0 <= j < high_b - 1:
            if (
                get(spelt, j) == value
                and get(spelt, i + 1) == get(spelt, j + 1)
                and not (i > low_a and j > low_b and get(spelt, i - 1) == get(spelt, j - 1))
            ):
                size = 2
                while (
                    i + size < high_a
                    and j + size < high_b
                    and get(spelt, i + size) == get(spelt, j + size)
                ):
                    size += 1
                if count == runs.shape[1]:
                    return -1
                runs[0, count] = i
                runs[1, count] = j
                runs[2, count] = size
                count += 1
            j = get(following, j)
    return count


@part
def _longest_first(
    runs: Any,
    count: int,
    low_a: int,
    high_a: int,
    low_b: int,
    high_b: int,
    waiting: Any,
    blocks: Any,
    found: int,
) -> int:
    """The longest of the runs, of equals the first, and so on before and after it; in order."""
    first = found
    waiting[0, 0], waiting[1, 0], waiting[2, 0], waiting[3, 0] = low_a, high_a, low_b, high_b
    depth = 1
    while depth:
        depth -= 1
        low_a, high_a = waiting[0, depth], waiting[1, depth]
        low_b, high_b = waiting[2, depth], waiting[3, depth]
        best, best_a, best_b = 1, 0, 0
        for run in range(count):
            i, j = runs[0, run], runs[1, run]
            late = max(0, low_a - i, low_b - j)
            size = min(runs[2, run] - late, high_a - i - late, high_b - j - late)
            if size < 2 or size < best:
                continue
            i += late
            j += late
            if size > best or i < best_a or (i == best_a and j < best_b):
                best, best_a, best_b = size, i, j
        if best < 2:
            continue
        place = found
        while place > first and blocks[0, place - 1] > best_a:
            for row in range(3):
                blocks[row, place] = blocks[row, place - 1]
            place -= 1
        blocks[0, place], blocks[1, place], blocks[2, place] = best_a, best_b, best
        found += 1
        if best_a - low_a > 1 and best_b - low_b > 1:
            waiting[0, depth], waiting[1, depth] = low_a, best_a
            waiting[2, depth], waiting[3, depth] = low_b, best_b
            depth += 1
        if high_a - best_a - best > 1 and high_b - best_b - best > 1:
            waiting[0, depth], waiting[1, depth] = best_a + best, high_a
            waiting[2, depth], waiting[3, depth] = best_b + best, high_b
            depth += 1
    return found


@part
def find_blocks(
    spelt: Any,
    begin_a: int,
    begin_b: int,
    end: int,
    heads: Any,
    following: Any,
    runs: Any,
    waiting: Any,
    blocks: Any,
) -> int:
    """The matching blocks of the words from `begin_a` to `begin_b` and from there to `end`.

    Those of two words or more, and what the two have in common at their ends; what is between them
    has single words at most, which `write_edits` finds. -1 if there is no room for the runs.
    """
    low_a, high_a, low_b, high_b = begin_a, begin_b, begin_b, end
    while low_a < high_a and low_b < high_b and get(spelt, low_a) == get(spelt, low_b):
        low_a += 1
        low_b += 1
    found = 0
    if low_a > begin_a:
        blocks[0, 0], blocks[1, 0], blocks[2, 0] = begin_a, begin_b, low_a - begin_a
        found = 1
    while low_a < high_a and low_b < high_b and get(spelt, high_a - 1) == get(spelt, high_b - 1):
        high_a -= 1
        high_b -= 1
    if high_a - low_a > 1 and high_b - low_b > 1:
        count = _find_runs(spelt, low_a, high_a, low_b, high_b, heads, following, runs)
        if count < 0:
            return -1
        if count:
            found = _longest_first(
                runs, count, low_a, high_a, low_b, high_b, waiting, blocks, found
            )
    if high_a < begin_b:
        blocks[0, found], blocks[1, found], blocks[2, found] = high_a, high_b, begin_b - high_a
        found += 1
    return found


@part
def _write(
    edits: Any, count: int, words: Any, a: int, end_a: int, b: int, end_b: int, places: Any
) -> int:
    """The edits that lead up to a pair of places, where the last ones ended at `places`."""
    if a < end_a or b < end_b:
        starts, ends = row_of(words, 1), row_of(words, 2)
        edit = row_of(edits, count)
        tag = REPLACE
        first_a, first_b = places[0], places[1]
        if a < end_a:
            first_a = get(starts, a)
            places[0] = get(ends, end_a - 1)
        else:
            tag = INSERT
        if b < end_b:
            first_b = get(starts, b)
            places[1] = get(ends, end_b - 1)
        else:
            tag = DELETE
        put(edit, 0, tag)
        put(edit, 1, first_a)
        put(edit, 2, places[0])
        put(edit, 3, first_b)
        put(edit, 4, places[1])
        count += 1
    return count


@part
def _write_equal(edits: Any, count: int, words: Any, a: int, b: int, size: int, places: Any) -> int:
    starts, ends = row_of(words, 1), row_of(words, 2)
    places[0] = get(ends, a + size - 1)
    places[1] = get(ends, b + size - 1)
    edit = row_of(edits, count)
    put(edit, 0, EQUAL)
    put(edit, 1, get(starts, a))
    put(edit, 2, places[0])
    put(edit, 3, get(starts, b))
    put(edit, 4, places[1])
    return count + 1


@part
def write_edits(
    words: Any,
    begin_a: int,
    begin_b: int,
    end: int,
    heads: Any,
    following: Any,
    blocks: Any,
    found: int,
    places: Any,
    edits: Any,
    count: int,
) -> int:
    """The edits that turn one side into the other, from the blocks of `find_blocks`.

    Between these each word goes with its first place behind the last one's.
    """
    spelt, starts = row_of(words, 0), row_of(words, 1)
    places[0] = get(starts, begin_a) if begin_a < begin_b else 0
    places[1] = get(starts, begin_b) if begin_b < end else 0
    a, b = begin_a, begin_b
    for block in range(found + 1):
        end_a, end_b, size = begin_b, end, 0
        if block < found:
            end_a, end_b, size = blocks[0, block], blocks[1, block], blocks[2, block]
        i = a
        while i < end_a and b < end_b:
            j = next_place(spelt, heads, following, get(spelt, i), b)
            if 0 <= j < end_b:
                count = _write(edits, count, words, a, i, b, j, places)
                count = _write_equal(edits, count, words, i, j, 1, places)
                a, b = i + 1, j + 1
            i += 1
        count = _write(edits, count, words, a, end_a, b, end_b, places)
        if size:
            count = _write_equal(edits, count, words, end_a, end_b, size, places)
        a, b = end_a + size, end_b + size
    return count
