"""Texts given as strings become documents when they are asked for, and are like any others."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

import dedup
from dedup.document import Document
from dedup.errors import ReadError
from dedup.readers import by_id, read, texts_of
from dedup.records.bare import BareDocuments

TEXTS = ("The harbour froze.", "A ferry sank.", "", "Wheat fell.")


def test_they_are_what_reading_gives() -> None:
    """Made one by one or all together, documents, ids and texts are the same."""
    bare, one_by_one = read(list(TEXTS)).at_once(), list(read(list(TEXTS)))
    assert isinstance(bare, BareDocuments)
    assert list(bare) == one_by_one
    assert list(bare[1:3]) == one_by_one[1:3]
    assert bare[-1] == one_by_one[-1]
    assert bare[0] is bare[0]
    with pytest.raises(IndexError):
        bare[4]
    assert list(texts_of(bare)) == list(texts_of(one_by_one)) == list(TEXTS)
    assert dict(by_id(bare)) == by_id(one_by_one)


@pytest.mark.parametrize("wanted", ["4", "-1", "01", "x", "", "²", 1, None])
def test_other_ids_are_unknown(wanted: object) -> None:
    """An id is a position exactly as it is written, and nothing that reads like one."""
    documents = by_id(BareDocuments(TEXTS))
    assert wanted not in documents
    with pytest.raises(KeyError):
        documents[wanted]  # type: ignore[index]


def test_what_is_more_than_text_is_read_as_ever(tmp_path: Path) -> None:
    """An iterable with anything but strings in it, or a string that names a file, is not bare."""

    class Text(str):
        __slots__ = ()

    for mixed in ([*TEXTS, Document("a", "b")], [{"text": "x"}], [], [Text("x")]):
        assert isinstance(read(mixed).at_once(), list)  # type: ignore[arg-type]
    file = tmp_path / "story.txt"
    file.write_text("x")
    with pytest.raises(ReadError, match=r"item 1: .* is a file"):
        read(["a", str(file)]).at_once()


def test_a_result_over_them() -> None:
    """A result of strings is that of the documents they stand for, kept, shown and searched."""
    story = "The ferry Aldis sank off Port Mirren on Sunday after it struck a hidden reef."
    texts = [story, "Wheat fell.", story, story.replace("struck", "hit")]
    result = dedup.find(texts)
    same = dedup.find([Document(str(place), text) for place, text in enumerate(texts)])
    assert result.to_dict()["pairs"] == same.to_dict()["pairs"]
    assert result.groups == same.groups
    assert dict(result.documents) == same.documents
    assert result.rethreshold(1.0).groups == same.rethreshold(1.0).groups
    assert "Aldis" in result.to_html()
    texts.clear()
    assert result.documents["0"].text == story
    assert pickle.loads(pickle.dumps(result)).groups == result.groups
