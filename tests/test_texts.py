"""What verification asks of documents is made when it is asked for, and kept for a while."""

from __future__ import annotations

from collections import OrderedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup import Document
from dedup.lsh.sketches import features
from dedup.syndication import texts as module
from dedup.syndication.texts import Kept, Texts

DOCUMENTS = [
    Document(str(row), f"The ferry Aldis left harbour {row} with {row * 3} passengers on Sunday.")
    for row in range(12)
]


class TestKept:
    @given(
        st.integers(1, 40),
        st.lists(st.tuples(st.booleans(), st.integers(0, 6), st.integers(0, 15)), max_size=60),
    )
    def test_the_longest_unasked_go(self, room: int, steps: list[tuple[bool, int, int]]) -> None:
        """Values are there until newer or later asked ones fill the room; the newest always is."""
        kept: Kept[str] = Kept(room)
        model: OrderedDict[int, int] = OrderedDict()
        for is_put, row, size in steps:
            if is_put:
                kept.put(row, f"value {row}", size)
                model.pop(row, None)
                model[row] = size
                while sum(model.values()) > room and len(model) > 1:
                    model.popitem(last=False)
            else:
                assert kept.get(row) == (f"value {row}" if row in model else None)
                if row in model:
                    model.move_to_end(row)
        assert [row for row in range(7) if row in kept] == sorted(model)


class TestTexts:
    def test_features_are_those_of_the_text(self) -> None:
        """Shingles and stems of a row are what its text has, prepared or not."""
        shingles, stems = features(document.text for document in DOCUMENTS)
        source = Texts(DOCUMENTS.__getitem__, lambda row: row)
        source.prepare([3, 1, 3])
        for row in (1, 3, 8):
            assert source.shingles(row).tolist() == shingles[row].tolist()
            assert source.stems(row).tolist() == stems[row].tolist()

    def test_each_text_is_read_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Rows that are prepared are not read again, and those that are there are not prepared."""
        read: list[list[str]] = []

        def counted(texts: object) -> object:
            read.append(list(texts))  # type: ignore[call-overload]
            return features(read[-1])

        monkeypatch.setattr(module, "features", counted)
        source = Texts(DOCUMENTS.__getitem__, lambda row: row)
        source.prepare([0, 1])
        source.prepare([1, 2, 2])
        source.stems(2)
        assert read == [[DOCUMENTS[0].text, DOCUMENTS[1].text], [DOCUMENTS[2].text]]

    def test_without_room_all_is_still_right(self) -> None:
        """Where nothing fits, features are made again each time, and are the same."""
        small, large = (
            Texts(DOCUMENTS.__getitem__, lambda row: row, room=room) for room in (1, 1 << 20)
        )
        small.prepare(range(12))
        large.prepare(range(12))
        assert [small.has(row) for row in range(12)] == [False] * 11 + [True]
        assert all(large.has(row) for row in range(12))
        for row in (0, 11, 5):
            assert small.shingles(row).tolist() == large.shingles(row).tolist()

    def test_a_profile_is_made_once(self) -> None:
        """The profile of a row is kept for the next time."""
        source = Texts(DOCUMENTS.__getitem__, lambda row: row)
        (first,), (again, other, same) = source.profiles([4]), source.profiles([4, 2, 4])
        assert first is again is same
        assert other is source.profiles([2])[0] is not first
