"""The index against `dedup.find` and against a dict."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from corpus import Mix, articles

from dedup.document import Document
from dedup.errors import DuplicateIdError, MissingIdError
from dedup.store import keytable
from dedup.syndication.find import find
from dedup.syndication.index import Index
from dedup.syndication.result import Match
from dedup.syndication.texts import Texts
from dedup.syndication.verify import Verifier

MIX = Mix(copies=0.6)
"""Many copies, so that a small collection has pairs of all kinds."""


@pytest.fixture(scope="module")
def collection() -> list[Document]:
    """Generated news with planted copies."""
    return [Document(f"n{at}", article.text) for at, article in enumerate(articles(60, mix=MIX))]


@pytest.fixture(scope="module")
def expected(collection: list[Document]) -> tuple[Match, ...]:
    """The pairs that find finds in it."""
    pairs = find(collection).pairs
    assert len({match.relation for match in pairs}) > 1
    return pairs


class TestAgreement:
    @pytest.mark.parametrize("way", ["one by one", "at once", "shuffled", "after changes"])
    def test_pairs_are_those_of_find(
        self,
        way: str,
        collection: list[Document],
        expected: tuple[Match, ...],
        place: str,
    ) -> None:
        """However an index was filled, its pairs and scores are those of find."""
        documents = list(collection)
        with Index(place) as index:
            if way == "at once":
                index.add(documents)
            elif way == "one by one":
                for document in documents:
                    index.add(document)
            elif way == "shuffled":
                random.Random(5).shuffle(documents)
                for start in range(0, len(documents), 25):
                    index.add(documents[start : start + 25])
            else:
                index.add(documents)
                index.add([Document(f"x{d.id}", d.text) for d in documents[:20]])
                index.update([Document(d.id, documents[-1].text) for d in documents[:9]])
                index.update(documents[:9])
                index.remove([f"x{d.id}" for d in documents[:20]])
            found = {(*sorted((m.a, m.b)), m.relation, m.score) for m in index.pairs()}
            assert index.check() == []
        assert found == {(*sorted((m.a, m.b)), m.relation, m.score) for m in expected}

    def test_queries_find_what_find_finds(
        self, collection: list[Document], expected: tuple[Match, ...], place: str
    ) -> None:
        """Asked about each of its documents, an index names those that it pairs alone."""
        with Index(place) as index:
            index.add(collection)
            wanted = {
                pair
                for m in expected
                if m.evidence.through is None
                for pair in ((m.a, m.b), (m.b, m.a))
            }
            got = {(m.a, m.b) for document in collection for m in index.query(document)}
        assert wanted - got == set()


class TestDocuments:
    def test_what_goes_in_comes_out(self, place: str) -> None:
        """A document comes back with all that is known of it, after closing too."""
        document = Document("a\0é", "The quay froze.", title="Ice", url="https://example.org")
        with Index(place) as index:
            index.add(document)
        with Index(place) as index:
            assert index.get("a\0é") == document
            assert list(index) == ["a\0é"]
            assert "a\0é" in index
            assert len(index) == 1

    def test_missing(self, place: str) -> None:
        """An id that is not there is named, and a removal of several is of all or none."""
        with Index(place) as index:
            index.add(Document("a", "The quay froze."))
            with pytest.raises(MissingIdError, match="'b'"):
                index.remove(["a", "b"])
            with pytest.raises(DuplicateIdError, match="'a'"):
                index.add(Document("a", "Wheat rose."))
            assert index.get("a").text == "The quay froze."

    def test_a_brief_finds_its_story(self, collection: list[Document], place: str) -> None:
        """A third of a story finds the whole, and the whole finds the third."""
        story = max(collection, key=lambda document: len(document.text))
        brief = story.text[: len(story.text) // 3]
        with Index(place) as index:
            index.add(collection)
            assert story.id in {match.b for match in index.query(brief)}
            index.add(Document("brief", brief))
            assert "brief" in {match.b for match in index.query(story)}

    def test_expiry(self, place: str) -> None:
        """What was added before a moment goes, and nothing else."""
        with Index(place) as index:
            index.add(Document("a", "The quay froze."))
            assert index.expire(0) == 0
            assert index.expire(2.0**40) == 1
            assert len(index) == 0
            assert index.check() == []


class TestAsking:
    def test_what_is_kept_changes_no_answer(
        self, collection: list[Document], tmp_path: Path
    ) -> None:
        """An index that was asked before answers after changes as one that was just opened."""
        asked = [document.text for document in collection[::3]]
        with Index(tmp_path / "a.dedup") as index, Index(tmp_path / "a.dedup") as other:
            index.add(collection)
            for text in asked:
                index.query(text)
            other.update([Document(d.id, d.text[::-1]) for d in collection[:10]])
            other.remove([d.id for d in collection[20:30]])
            answers = [index.query(text) for text in asked]
        with Index(tmp_path / "a.dedup") as index:
            assert answers == [index.query(text) for text in asked]

    def test_plausibility_is_that_of_pairs(
        self, collection: list[Document], tmp_path: Path
    ) -> None:
        """The plausibility of all candidates at once is that of each pair, to the last bit."""
        with Index(tmp_path / "a.dedup") as index:
            index.add(collection)
            asker = index._asker
            rows = list(range(1, 30))
            contents = dict.fromkeys(range(60), 0)
            texts = Texts(collection.__getitem__, contents.__getitem__)
            with index._store.reading():
                found = asker._plausibilities(0, rows, rows)
                pairs = Verifier(texts, asker._weigher.rarity)
        assert found.tolist() == [pairs.plausibility(0, row, row) for row in rows]


class TestThreads:
    def test_one_index_in_several_threads(
        self, collection: list[Document], place: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """While one thread adds and removes, others find what has been added and nothing else."""
        monkeypatch.setattr(keytable, "FRESH_LEAST", 400)
        added: list[Document] = []
        over = threading.Event()
        with Index(place) as index, ThreadPoolExecutor(3) as pool:

            def write() -> None:
                try:
                    for start in range(0, 40, 4):
                        index.add(collection[start : start + 4])
                        added.extend(collection[start : start + 4])
                        index.add(Document("gone", collection[50].text))
                        index.remove("gone")
                finally:
                    over.set()

            def read(offset: int) -> int:
                asked = 0
                while not over.is_set():
                    known = added[:]
                    for document in known[offset::2][-2:]:
                        found = index.query(document.text)
                        assert document.id in {match.b for match in found}
                        assert index.get(document.id) == document
                        asked += 1
                    assert len(known) <= len(index) <= len(added) + 9
                return asked

            writer = pool.submit(write)
            readers = [pool.submit(read, offset) for offset in (0, 1)]
            writer.result()
            assert all(reader.result() for reader in readers)
            assert index.check() == []


class TestShowing:
    def test_a_notebook_shows_what_it_holds(self, place: str) -> None:
        """Count and ids are shown as text, whatever stands in them, and a closed one says so."""
        with Index(place) as index:
            assert "Nothing is in it yet" in index._repr_html_()
            index.add([Document("<b>quay", "The quay froze.")])
            shown = index._repr_html_()
        assert "1 document." in shown
        assert "&lt;b&gt;quay" in shown
        assert "<b>quay" not in shown
        assert "Closed" in index._repr_html_()
        assert index.is_closed
