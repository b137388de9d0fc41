"""Buckets of documents dealt to the blocks of their members."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["deal"]

_LAST = np.uint8(128)
"""Marks the last entry of a stretch."""
_LOWER = np.uint64(0xFFFFFFFF)
_KEY = np.uint64(32)


def deal(
    entries: Any,
    content: Any,
    homes: Any,
    worths: Any,
    cap: int,
    common: int,
    beyond: int,
    seen: Any,
    ends: Any,
    members: Any,
    kinds: Any,
    writes: int,
) -> int:
    """Of each bucket of two to `common` what each block needs of it; how many entries that is.

    Entries are sorted, the key in the upper half and the number of a document in the lower. A
    block, ``homes[number]``, is given each bucket from its own first member on; of a bucket above
    `cap`, each member with the `beyond` that follow it, two and two.

    Counts in `ends` the entries of each block, or, where `writes`, puts them there: the content
    of the document in `members`, in `kinds` what the bucket counts, ``worths[size]``, and whether
    the stretch ends. `seen` holds no number of an entry.
    """
    written = 0
    total = len(entries)
    start = 0
    while start < total:
        key = entries[start] >> _KEY
        end = start + 1
        while end < total and entries[end] >> _KEY == key:
            end += 1
        size = end - start
        if size < 2 or size > common:
            start = end
            continue
        kind = worths[size]
        for at in range(start, end - 1):
            home = homes[np.int64(entries[at] & _LOWER)]
            if size > cap:
                for other in range(at + 1, min(at + beyond + 1, end)):
                    if writes:
                        place = ends[home]
                        members[place] = content[np.int64(entries[at] & _LOWER)]
                        members[place + 1] = content[np.int64(entries[other] & _LOWER)]
                        kinds[place] = kind
                        kinds[place + 1] = kind | _LAST
                    ends[home] += 2
                    written += 2
            elif seen[home] != start:
                seen[home] = start
                if writes:
                    place = ends[home]
                    for other in range(at, end):
                        members[place] = content[np.int64(entries[other] & _LOWER)]
                        kinds[place] = kind
                        place += 1
                    kinds[place - 1] |= _LAST
                ends[home] += end - at
                written += end - at
        start = end
    return written
