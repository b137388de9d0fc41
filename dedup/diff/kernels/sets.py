"""Linked sentences that hang together, and which of these sets are told out of order."""

from __future__ import annotations

from typing import Any

from dedup.machine.compiling import get, inlined, part, put

__all__ = ["find_moved", "gather", "join"]


@inlined
def _root(parent: Any, node: int) -> int:
    while get(parent, node) != node:
        put(parent, node, get(parent, get(parent, node)))
        node = get(parent, node)
    return node


@part
def join(rows: Any, columns: Any, m: int, n: int, parent: Any, number: Any) -> int:
    """Number the linked sentences that hang together, by their first row; how many there are.

    `number` has it of each sentence, those of the copy behind the source's; -1 without a link.
    """
    for node in range(m + n):
        parent[node] = node
        number[node] = -1
    for link in range(len(rows)):
        parent[_root(parent, get(rows, link))] = _root(parent, m + get(columns, link))
    for link in range(len(rows)):
        number[get(rows, link)] = number[m + get(columns, link)] = -2
    count = 0
    # A root's own number is kept in the parent's place, below 0, until all have theirs.
    for node in range(m + n):
        if number[node] == -1:
            continue
        root = _root(parent, node)
        if number[root] < 0:
            number[root] = count
            count += 1
        number[node] = number[root]
    return count


@part
def gather(
    number: Any, first: int, count: int, sets: int, begins: Any, members: Any, at: int
) -> int:
    """The sentences of each set, in order; `begins` says where those of each begin."""
    for place in range(sets + 1):
        begins[place] = 0
    for node in range(first, first + count):
        if number[node] >= 0:
            begins[number[node] + 1] += 1
    begins[0] = at
    for place in range(sets):
        begins[place + 1] += begins[place]
    for node in range(first, first + count):
        if number[node] >= 0:
            members[begins[number[node]]] = node - first
            begins[number[node]] += 1
    end = begins[sets]
    for place in range(sets, 0, -1):
        begins[place] = begins[place - 1]
    begins[0] = at
    return int(end)


@part
def find_moved(
    firsts: Any, weights: Any, count: int, ends: Any, total: Any, before: Any, moved: Any
) -> int:
    """Which places are outside the heaviest increasing run of them."""
    size = 0
    for at in range(count):
        low, high = 0, size
        while low < high:
            middle = (low + high) // 2
            if firsts[ends[middle]] < firsts[at]:
                low = middle + 1
            else:
                high = middle
        before[at] = ends[low - 1] if low else -1
        total[at] = weights[at] + (total[ends[low - 1]] if low else 0)
        beaten = low
        while beaten < size and total[ends[beaten]] <= total[at]:
            beaten += 1
        if beaten == low:
            for place in range(size, low, -1):
                ends[place] = ends[place - 1]
            size += 1
        elif beaten > low + 1:
            for place in range(beaten, size):
                ends[low + 1 + place - beaten] = ends[place]
            size -= beaten - low - 1
        ends[low] = at
        moved[at] = 1
    at = ends[size - 1] if size else -1
    while at >= 0:
        moved[at] = 0
        at = before[at]
    return size
