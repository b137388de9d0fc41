"""Compiled code checks no bounds: here is looked whether it writes beside what it works in."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import accumulate, chain, combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dedup.diff import compiled_group, reuse, room, single, telling
from dedup.diff import desk as many
from dedup.diff.alignment import THRESHOLD
from dedup.diff.compare import compare, load_all
from dedup.diff.compiled_readings import measured_at_once
from dedup.diff.profile import profiles_of
from dedup.diff.remembered import remembered
from dedup.document import Document
from dedup.text import desk as reads
from dedup.text import line_keys
from dedup.text.compiled import read_compact
from dedup.text.literals import scanned

MODULES = (many, compiled_group, reuse, room, single, telling, reads, line_keys, scanned)
DESKS = (
    many.DESKS,
    reuse._DESKS,
    reuse._ROOMS,
    single.PAIR_DESKS,
    telling._DESKS,
    line_keys._DESKS,
)
MARGIN = 1 << 12
UNTOUCHED = 0xA5
# Texts made of these have as much of something as so many characters can have.
CROWDED = [
    *("a ", "a. ", "A. ", "A\n\n", "a’b ", "a'", "é ", "ß", "1 ", "1,", "$1 ", "1% ", "½ ", "A B "),
    *('"a" ', "“", "” ", "a.A ", ". ", "..", "\n", "\r\n", "\t", "- ", "•\n", "© ", "a-", "A’s "),
    *(
        "Ab. Cd ",
        "May 1, ",
        "x@y.z ",
        "(AP) — ",
        "1:1 ",
        "one ",
        "No. ",
        "the ",
        "quay ",
        "a\u00a0",
    ),
]
UNITS = st.lists(st.sampled_from(CROWDED), min_size=1, max_size=6).map("".join)
TEXTS = st.builds(
    lambda unit, other, count: (unit * count + other)[: count + 1],
    *(UNITS, UNITS),
    st.sampled_from([0, 1, 2, 30, 62, 63, 64, 65, 127, 500, 2000]),
)
settled = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Watched:
    """numpy, but beside each array that it makes is something that nobody may touch."""

    def __init__(self) -> None:
        self.made: list[tuple[np.ndarray[Any, Any], int]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(np, name)

    def empty(self, shape: Any, dtype: Any = np.float64) -> np.ndarray[Any, Any]:
        """Its array, which says nothing yet."""
        size = int(np.prod(shape)) * np.dtype(dtype).itemsize
        memory = np.full(size + 2 * MARGIN, UNTOUCHED, dtype=np.uint8)
        self.made.append((memory, size))
        made: np.ndarray[Any, Any] = memory[MARGIN : MARGIN + size].view(dtype).reshape(shape)
        return made

    def zeros(self, shape: Any, dtype: Any = np.float64) -> np.ndarray[Any, Any]:
        """The same of zeros."""
        made = self.empty(shape, dtype)
        made[...] = 0
        return made

    def check(self) -> None:
        """Assert that all was left alone, and forget it."""
        assert self.made
        for memory, size in self.made:
            assert (memory[:MARGIN] == UNTOUCHED).all()
            assert (memory[MARGIN + size :] == UNTOUCHED).all()
        self.made.clear()


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    """All desks are made for one call, of the sizes that it asks for and no larger."""
    load_all()
    compiled_group._HEAR.load()
    found = Watched()
    for module in MODULES:
        monkeypatch.setattr(module, "np", found)
    for desks in DESKS:
        monkeypatch.setattr(desks, "usual", 0)
        monkeypatch.setattr(desks, "_kept", threading.local())
    yield found
    remembered.clear()


def read(watched: Watched, texts: list[str]) -> None:
    """Texts of as many characters as there is room for."""
    desk = reads.Desk(sum(map(len, texts)))
    desk.read(texts, frozenset(), worded=True)
    desk.worded(len(texts))
    watched.check()


def find_literals(watched: Watched, text: str) -> None:
    """A text as long as the longest that there is room for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scanned, "_LONGEST", len(text))
        scanned._Desk().read(text)
    watched.check()


def read_lines(watched: Watched, text: str) -> None:
    """Lines of a text of which some are the story's."""
    lines = text.splitlines(keepends=True) or [text]
    ends = list(accumulate(map(len, lines)))
    rows = [(a, b, n % 2 == 0) for n, (a, b) in enumerate(zip([0, *ends], ends, strict=False))]
    line_keys.line_keys(text, rows)
    watched.check()


def compare_all(watched: Watched, text: str, copy: str) -> None:
    """Two texts aligned, told and looked for reuse."""
    remembered.clear()
    found = compare(text, copy)
    spans = chain.from_iterable(passage.copy for passage in found.passages)
    assert sum(map(len, spans)) <= len(copy)
    assert all(region.copy.end <= len(copy) for region in found.regions)
    if watched.made:  # else plain code has read one of them
        watched.check()


@pytest.mark.parametrize("unit", CROWDED)
def test_crowds(watched: Watched, unit: str) -> None:
    """The same over and over, and beside itself."""
    text = unit * (1200 // len(unit))
    read(watched, [text])
    find_literals(watched, text)
    read_lines(watched, text)
    compare_all(watched, text, text)


def test_a_change_at_every_other_word(watched: Watched) -> None:
    """As many edits as so many words can have."""
    text = " ".join(f"w{n} x{n}" for n in range(150))
    compare_all(watched, text, text.replace("x", "y"))


@settled
@given(st.lists(TEXTS, min_size=1, max_size=3), st.booleans())
def test_reading(watched: Watched, texts: list[str], crowd: bool) -> None:
    """Few texts, and as many as are read at once."""
    if crowd:
        texts = [text[:20] for text in texts for _ in range(reads.MOST // len(texts))]
    read(watched, texts)


@settled
@given(TEXTS)
def test_literals_and_lines(watched: Watched, text: str) -> None:
    """Of any text."""
    find_literals(watched, text)
    read_lines(watched, text)


@settled
@given(TEXTS, TEXTS, st.integers(0, 2000), st.booleans())
def test_pairs(watched: Watched, text: str, other: str, cut: int, is_other: bool) -> None:
    """Two texts, which may be one with its halves exchanged."""
    compare_all(watched, text, other if is_other else text[cut:] + text[:cut])


@settled
@given(st.lists(TEXTS, min_size=3, max_size=5))
def test_groups(watched: Watched, texts: list[str]) -> None:
    """Many pairs in one call, and each with the others as witnesses."""
    readings = [one for one in read_compact(texts) if one is not None]
    pairs = np.array([*combinations(range(len(readings)), 2)], dtype=np.int64).reshape(-1, 2)
    if readings:
        measured_at_once(readings, pairs, THRESHOLD)
    profiles = profiles_of([Document(str(number), text) for number, text in enumerate(texts)])
    if compiled_group.pays(profiles):
        compiled_group.heard(profiles, range(len(profiles)), 4, THRESHOLD)
    if watched.made:  # else plain code has read all but one of them
        watched.check()
