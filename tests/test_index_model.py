"""The index against a plain dict, and against files that a disk has changed."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from dedup.document import Document
from dedup.errors import DedupError, DuplicateIdError, MissingIdError
from dedup.store import keytable
from dedup.syndication.index import Index

FUZZ, SEED = (int(os.environ.get(name, "1")) for name in ("DEDUP_FUZZ", "DEDUP_FUZZ_SEED"))
"""So many times as much is tried, from another seed; the tests of every day try little."""
WORDS = [a + b for a in "bar dol fen gri hul kas".split() for b in "ta ro mi sun vel".split()]


def text_of(number: int) -> str:
    """A text of sixty words, the same each time for a number; that of 0 has none."""
    rng = random.Random(number)
    return " ".join(rng.choice(WORDS) + str(rng.randrange(90)) for _ in range(60 * (number > 0)))


TEXTS = [text_of(number) for number in range(12)]
IDS = st.sampled_from([f"d{number}" for number in range(15)])
NUMBERS = st.integers(0, len(TEXTS) - 1)


class IndexMachine(RuleBasedStateMachine):
    """Whatever is done to an index, it holds and finds what a dict would, for whoever asks."""

    @initialize(texts=st.booleans())
    def begin(self, texts: bool) -> None:
        """Open an index of its own, that drains often, and a second time for a reader."""
        self.least, keytable.FRESH_LEAST = keytable.FRESH_LEAST, 400
        self.clock = 1000
        clock = SimpleNamespace(time=lambda: self.clock)
        self.time = patch("dedup.syndication.index_add.time", clock)
        self.time.start()
        self.folder = Path(tempfile.mkdtemp())
        self.texts = texts
        self.index = Index(self.folder / "a.dedup", texts=texts)
        self.reader = Index(self.folder / "a.dedup")
        self.model: dict[str, tuple[int, int]] = {}

    @rule(changes=st.dictionaries(IDS, NUMBERS, min_size=1, max_size=6))
    def add(self, changes: dict[str, int]) -> None:
        """Add documents; one that is there is refused, and its batch with it."""
        documents = [Document(name, TEXTS[number]) for name, number in changes.items()]
        if changes.keys() & self.model.keys():
            with pytest.raises(DuplicateIdError):
                self.index.add(documents)
        else:
            assert self.index.add(documents) == len(changes)
            self.model |= {name: (number, self.clock) for name, number in changes.items()}

    @rule(changes=st.dictionaries(IDS, NUMBERS, min_size=1, max_size=6))
    def update(self, changes: dict[str, int]) -> None:
        """Update documents, or add them."""
        self.index.update([Document(name, TEXTS[n]) for name, n in changes.items()])
        for name in changes:
            self.model.pop(name, None)
        self.model |= {name: (number, self.clock) for name, number in changes.items()}

    @rule(names=st.sets(IDS, max_size=4))
    def remove(self, names: set[str]) -> None:
        """Remove documents; if one is missing, none goes."""
        if names - self.model.keys():
            with pytest.raises(MissingIdError):
                self.index.remove(names)
        else:
            assert self.index.remove(names) == len(names)
            for name in names:
                del self.model[name]

    @rule(hours=st.integers(1, 9), kept=st.integers(0, 20))
    def expire(self, hours: int, kept: int) -> None:
        """Let time pass, and take out what is older than some hours."""
        self.clock += hours
        limit = self.clock - kept
        old = [name for name, (_, added) in self.model.items() if added < limit]
        assert self.index.expire(limit) == len(old)
        for name in old:
            del self.model[name]

    @rule(number=NUMBERS, reader=st.booleans())
    def query(self, number: int, reader: bool) -> None:
        """A text finds all of its copies, and a part of it finds them too."""
        index = self.reader if reader else self.index
        copies = {name for name, (other, _) in self.model.items() if other == number and number}
        found = index.query(TEXTS[number])
        assert {match.b for match in found if match.relation == "identical"} == copies
        part = TEXTS[number][: len(TEXTS[number]) * 3 // 4]
        found = index.query(part)
        # Texts of few words made at random can look like rewrites of each other.
        assert {match.b for match in found if match.relation != "rewrite"} == copies
        assert all(match.evidence.estimated != self.texts for match in found)

    @rule()
    def reopen(self) -> None:
        """Close and open."""
        self.index.close()
        self.index = Index(self.folder / "a.dedup")

    @rule()
    def compact(self) -> None:
        """Build the keys anew."""
        self.index.compact()

    @invariant()
    def holds_what_the_dict_holds(self) -> None:
        """The same documents in the same order, none with another's text, and no fault."""
        if not hasattr(self, "reader"):
            return
        for index in (self.index, self.reader):
            assert list(index) == list(self.model)
            assert len(index) == len(self.model)
            for name, (number, _) in list(self.model.items())[-2:] if self.texts else ():
                assert index.get(name).text == TEXTS[number]
        assert self.index.check() == []

    def teardown(self) -> None:
        """Close and clear away."""
        if hasattr(self, "reader"):
            self.index.close()
            self.reader.close()
            shutil.rmtree(self.folder)
            keytable.FRESH_LEAST = self.least
            self.time.stop()


TestIndexMachine = IndexMachine.TestCase
TestIndexMachine.settings = settings(
    max_examples=8 * FUZZ,
    stateful_step_count=10 if FUZZ == 1 else 30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of a small index that has blocks and runs."""
    path = tmp_path_factory.mktemp("whole") / "a.dedup"
    with Index(path) as index:
        index.add([Document(f"d{number}", text) for number, text in enumerate(TEXTS[1:7], 1)])
        index.compact()
        index.add([Document(f"d{number}", text) for number, text in enumerate(TEXTS[7:], 7)])
    return path.read_bytes()


def answers(path: Path) -> list[object]:
    """All that an index says of itself; raises what it raises."""
    with Index(path, create=False, timeout=0.1) as index:
        found: list[object] = [list(index), len(index)]
        for number in range(1, len(TEXTS)):
            found.append(index.get(f"d{number}"))
            found.append(index.query(TEXTS[number]))
        return found


def looks_right(path: Path, right: list[object]) -> bool:
    """Whether a changed file is seen to be changed, or answers right.

    What only a full check sees counts as seen.
    """
    try:
        with Index(path, create=False, timeout=0.1) as index:
            if index.check():
                return True
        return answers(path) == right
    except DedupError:
        return True


def damaged(whole: bytes, count: int, seed: int) -> list[bytes]:
    """Copies of a file with a bit turned over, or cut short, or with a stretch of zeros."""
    rng = random.Random(seed)
    copies = []
    for at in range(count):
        data = bytearray(whole)
        place = rng.randrange(len(data))
        if at % 10 == 8:
            del data[place:]
        elif at % 10 == 9:
            data[place : place + 100] = bytes(len(data[place : place + 100]))
        else:
            data[place] ^= 1 << rng.randrange(8)
        copies.append(bytes(data))
    return copies


def test_a_changed_file_gives_no_wrong_answer(whole: bytes, tmp_path: Path) -> None:
    """A file with bits turned over, or cut short, is an error, a fault, or answers right."""
    path = tmp_path / "a.dedup"
    path.write_bytes(whole)
    right = answers(path)
    for at, data in enumerate(damaged(whole, 24 * FUZZ, SEED)):
        for name in tmp_path.iterdir():
            name.unlink()
        path.write_bytes(data)
        assert looks_right(path, right), at


@pytest.mark.parametrize("at", [19, 41, 89])
def test_a_changed_kind_of_value_is_an_error(whole: bytes, tmp_path: Path, at: int) -> None:
    """A column without its value, and a schema that is no text, are told as damage."""
    path = tmp_path / "a.dedup"
    path.write_bytes(whole)
    right = answers(path)
    for name in tmp_path.iterdir():
        name.unlink()
    path.write_bytes(damaged(whole, 90, 77)[at])
    assert looks_right(path, right)
