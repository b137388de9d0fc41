"""Sketches packed for an index, and their keys, of many at once as of each alone."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dedup.lsh.bands import SEARCHED
from dedup.lsh.sketches import sketch
from dedup.syndication.index_keys import (
    BANDS,
    keys_of,
    keys_of_sketch,
    pack_sketch,
    packed,
    unpack_sketch,
)

texts = st.lists(st.text("ab é漢 .", max_size=60), max_size=6)


@given(texts)
def test_many_are_packed_as_each_alone(some: list[str]) -> None:
    """One pass over all sketches gives the bytes and the keys that each gives by itself."""
    sketches = sketch(some, slots=SEARCHED)
    data, keys, bounds = packed(sketches)
    assert len(data) == len(bounds) - 1 == len(some)
    for row, text in enumerate(some):
        signature, anchors = sketches.signatures[row], sketches.anchors[row]
        assert data[row] == pack_sketch(signature, anchors)
        unpacked = unpack_sketch(data[row])
        np.testing.assert_array_equal(unpacked.signature, signature)
        np.testing.assert_array_equal(unpacked.anchors, anchors)
        own = keys[bounds[row] : bounds[row + 1]]
        np.testing.assert_array_equal(own, keys_of(data[row]))
        np.testing.assert_array_equal(own, keys_of_sketch(sketch([text], slots=SEARCHED)))
        assert len(own) == (BANDS.bands + len(anchors) if any(map(str.isalnum, text)) else 0)
