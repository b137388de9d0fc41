"""How rare stems are among an index's documents: counted now and then, and kept in the index.

Counting takes as long as a thousand queries, so whoever adds does it, each time the index has
doubled, and whoever asks reads what was counted. It decides which candidates of the
anchors are looked at closely, and changes no score.
"""

from __future__ import annotations

import zlib

import numpy as np

from dedup.lsh.sketches import stems_of
from dedup.store.base import Store
from dedup.syndication.rarity import OWN_COUNTS, SAMPLE, Rarity

__all__ = ["count_rarity", "counted_at", "keep_rarity", "kept_rarity", "pack_rarity"]

_AT, _COUNTED = "rarity counted at", "rarity"
_GROWTH = 2


def count_rarity(store: Store) -> Rarity:
    """Count the stems of the sample of an index that has texts."""
    sample = store.smallest(SAMPLE)
    texts = store.texts(sample)
    found = (zlib.decompress(texts[n]).decode("utf-8", "surrogatepass") for n in sample)
    return Rarity.of(stems_of(found))


def counted_at(store: Store) -> int:
    """How many documents there were when rarity was counted and kept; 0 if it never was."""
    found = store.note(_AT)
    return int.from_bytes(found, "little") if found else 0


def keep_rarity(store: Store) -> None:
    """Count and keep anew, in a transaction that writes, if the index has doubled or halved."""
    count, before = store.count(), counted_at(store)
    if count >= OWN_COUNTS and not before / _GROWTH < count < before * _GROWTH:
        store.put_note(_COUNTED, pack_rarity(count_rarity(store)))
        store.put_note(_AT, count.to_bytes(8, "little"))


def kept_rarity(store: Store) -> Rarity:
    """What was kept; `counted_at` says whether there is something."""
    data = store.note(_COUNTED)
    if data is None:
        return count_rarity(store)
    values = np.frombuffer(data, dtype="<u8").astype(np.uint64)
    documents, stems = int(values[0]), (len(values) - 1) // 2
    return Rarity(documents, values[1 : 1 + stems], values[1 + stems :].astype(np.int64))


def pack_rarity(rarity: Rarity) -> bytes:
    """Counts as bytes; stems that one document has are left out, as those not known count as one.

    Examples
    --------
    >>> len(pack_rarity(Rarity(9, np.array([3, 8], dtype=np.uint64), np.array([2, 1]))))
    24
    """
    # The first stays whatever its count, so that there are stems wherever some were counted.
    kept = rarity.counts > 1
    kept[:1] = True
    parts = [[rarity.documents], rarity.stems[kept], rarity.counts[kept]]
    return np.concatenate([np.array(part, dtype="<u8") for part in parts]).tobytes()
