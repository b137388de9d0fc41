"""Fields that are worked out when they are first read."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup import Comparison, Document, Passage, compare
from dedup.diff.alignment import align
from dedup.diff.edits import edits_between, keeps, words_of
from dedup.diff.facts import facts
from dedup.diff.kinds import EDITED, kind_of
from dedup.diff.regions import regions_of
from dedup.diff.remembered import cached_profiles
from dedup.diff.wording import reading
from dedup.document import Span
from dedup.text.credit import credits_of

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "newswire"
PATHS = sorted(EXAMPLE.glob("*.txt"))[:6]
SOURCE = (
    "The ferry Aldis sank off Port Mirren in 2019. Nobody was hurt. It was an old ship, “a wreck”."
)
COPY = "Nobody was hurt. The ferry Aldis sank off Port Mirren in 2021. “A wreck,” it was called."
WORDS = st.lists(st.sampled_from("the old quay froze over".split()), max_size=12)


def whole(comparison: Comparison) -> Comparison:
    """The same comparison from its constructor, all fields given."""
    passages = tuple(
        Passage(**{field.name: getattr(one, field.name) for field in dataclasses.fields(Passage)})
        for one in comparison.passages
    )
    fields = {f.name: getattr(comparison, f.name) for f in dataclasses.fields(Comparison)}
    return Comparison(**{**fields, "passages": passages})


def is_set(value: object, name: str) -> bool:
    """Whether a field has been worked out."""
    try:
        object.__getattribute__(value, name)
    except AttributeError:
        return False
    return True


class TestWhenItIsRead:
    def test_nothing_is_told_before(self) -> None:
        """Comparing works out neither edits nor facts nor regions nor credits."""
        comparison = compare(SOURCE, COPY)
        edited = comparison.kept[0]
        assert not any(is_set(edited, name) for name in ("edits", "facts"))
        assert not any(is_set(comparison, name) for name in ("regions", "credits"))
        assert edited.facts
        assert is_set(edited, "facts")

    def test_is_told_once(self) -> None:
        """A field that was read stays the same object."""
        comparison = compare(SOURCE, COPY)
        assert comparison.regions is comparison.regions
        assert comparison.kept[0].edits is comparison.kept[0].edits

    @pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
    def test_what_is_told(self, path: Path) -> None:
        """The fields are what the functions say that they stand for."""
        a = Document("a", PATHS[0].read_text(encoding="utf-8"), published="2024-05-01")
        b = Document("b", path.read_text(encoding="utf-8"))
        comparison = compare(a, b)
        first, second = cached_profiles([a, b])
        assert comparison.regions == regions_of(first, second, align(first, second).table)
        assert comparison.credits == credits_of(b.text)
        for passage in comparison.passages:
            if passage.kind in ("added", "dropped", "furniture"):
                assert passage.edits == ()
                assert passage.facts == ()
                continue
            words = words_of(a.text, passage.source), words_of(b.text, passage.copy)
            edits, kept = edits_between(*words)
            changed = facts(
                a.text, passage.source, b.text, passage.copy, source_published="2024-05-01"
            )
            assert passage.edits == edits
            assert passage.facts == changed
            is_same = all(edit.tag == "equal" for edit in edits)
            if is_same:
                assert passage.kind == ("edited" if changed else "verbatim")
            else:
                assert passage.kind == ("edited" if kept >= EDITED else "paraphrased")

    def test_of_texts_that_are_forgotten(self) -> None:
        """What a text's words were remembered for may be gone when somebody asks."""
        first, second = compare(SOURCE, COPY), compare(SOURCE, COPY)
        reading.cache_clear()
        assert first == whole(second)

    def test_in_many_threads(self) -> None:
        """Whoever asks at the same time gets the same."""
        comparisons = [compare(SOURCE, COPY) for _ in range(20)]
        start = Barrier(4)

        def ask(_: int) -> list[object]:
            start.wait()
            return [
                (one.regions, one.credits, [(p.edits, p.facts) for p in one.passages])
                for one in comparisons
            ]

        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(ask, range(4)))
        assert all(one == found[0] for one in found)


READERS: dict[str, Callable[[Comparison], object]] = {
    "repr": repr,
    "str": str,
    "dict": Comparison.to_dict,
    "as dict": dataclasses.asdict,
    "hash": hash,
    "pickle": lambda one: pickle.loads(pickle.dumps(one)),
    "copy": copy.copy,
    "deep copy": copy.deepcopy,
    "replace": lambda one: dataclasses.replace(one, score=0.5),
    "passages": lambda one: [dataclasses.replace(p, score=0.5) for p in one.passages],
    "html": Comparison.to_html,
}


class TestLikeAnyOther:
    @pytest.mark.parametrize("read", READERS.values(), ids=READERS)
    def test_is_read(self, read: Callable[[Comparison], object]) -> None:
        """Whatever reads a comparison sees what one with all fields given would show."""
        assert read(compare(SOURCE, COPY)) == read(whole(compare(SOURCE, COPY)))

    def test_is_equal_before_and_after(self) -> None:
        """What was read and what was not are equal, and have one hash."""
        read, unread = compare(SOURCE, COPY), compare(SOURCE, COPY)
        assert read.to_dict()
        assert read == unread
        assert hash(read) == hash(compare(SOURCE, COPY))
        assert read != compare(COPY, SOURCE)

    def test_is_frozen(self) -> None:
        """No field can be set, read or not."""
        comparison = compare(SOURCE, COPY)
        with pytest.raises(dataclasses.FrozenInstanceError):
            comparison.regions = ()  # type: ignore[misc]
        with pytest.raises(dataclasses.FrozenInstanceError):
            comparison.passages[0].facts = ()  # type: ignore[misc]
        with pytest.raises((AttributeError, TypeError)):
            comparison.passages[0].more = 1  # type: ignore[attr-defined]

    def test_fields_are_the_public_ones(self) -> None:
        """How a field is come by is no field."""
        names = [field.name for field in dataclasses.fields(Passage)]
        assert names == ["kind", "source", "copy", "score", "moved", "edits", "facts"]

    @pytest.mark.parametrize("name", ["words", "_repr_mimebundle_", "_later_on"])
    def test_unknown_names(self, name: str) -> None:
        """A name that is no field is missing as ever."""
        comparison = compare(SOURCE, COPY)
        for value in (comparison, comparison.passages[0], Passage("added", (), ())):
            assert not hasattr(value, name)
            with pytest.raises(AttributeError, match=f"no attribute '{name}'"):
                getattr(value, name)

    def test_defaults(self) -> None:
        """A passage that a user makes has the defaults that it had."""
        assert Passage("added", (), (Span(0, 3),)).edits == ()


class TestKeeps:
    @given(WORDS, WORDS, st.sampled_from([0.0, 0.2, 0.4, 0.5, 0.6, 0.75, 1.0]))
    def test_as_the_edits_say(self, a: list[str], b: list[str], share: float) -> None:
        """What is told without comparing word by word is what the comparison says."""
        texts = " ".join(a), " ".join(b)
        words = [words_of(text, [Span(0, len(text))]) for text in texts]
        assert keeps(a, b, share) == (edits_between(*words)[1] >= share)

    @given(WORDS, WORDS, st.sampled_from([0.2, 0.4, 0.5, 0.6]))
    def test_of_large_passages(self, a: list[str], b: list[str], share: float) -> None:
        """So it is where passages are cut at words that occur once."""
        texts = " ".join(a), " ".join(b)
        words = [words_of(text, [Span(0, len(text))]) for text in texts]
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("dedup.diff.edits._SMALL", 5)
            assert keeps(a, b, share) == (edits_between(*words)[1] >= share)

    @given(WORDS, WORDS, st.booleans())
    def test_kind(self, a: list[str], b: list[str], changed: bool) -> None:
        """The same words are verbatim unless a fact differs, which is asked only then."""
        asked: list[bool] = []

        def ask() -> bool:
            asked.append(True)
            return changed

        kind = kind_of(a, b, ask)
        assert bool(asked) == (a == b)
        if a == b:
            assert kind == ("edited" if changed else "verbatim")
        else:
            assert kind in ("edited", "paraphrased")
