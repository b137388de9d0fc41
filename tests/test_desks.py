"""Compiled code checks no bounds: here is looked whether it writes beside what it works in."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import accumulate, chain
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dedup.diff import desk as many
from dedup.diff import reuse, room, single, telling
from dedup.diff.compare import compare, load_all
from dedup.diff.remembered import remembered
from dedup.text import desk as reads
from dedup.text import line_keys
from dedup.text.literals import scanned

MODULES = (many, reuse, room, single, telling, reads, line_keys, scanned)
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
        return memory[MARGIN : MARGIN + size].view(dtype).reshape(shape)

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
    line_keys.load()
    found = Watched()
    for module in MODULES:
        monkeypatch.setattr(module, "np", found)
    for desks in DESKS:
        monkeypatch.setattr(desks, "usual", 0)
        monkeypatch.setattr(desks, "_kept", threading.local())
    yield found
    remembered.clear()


@settled
@given(st.lists(TEXTS, min_size=1, max_size=3), st.booleans())
def test_reading(watched: Watched, texts: list[str], crowd: bool) -> None:
    """Texts of as many characters as there is room for, and as many texts as are read at once."""
    if crowd:
        texts = [text[:20] for text in texts for _ in range(reads.MOST // len(texts))]
    desk = reads.Desk(sum(map(len, texts)))
    desk.read(texts, frozenset(), worded=True)
    desk.worded(len(texts))
    watched.check()


@settled
@given(TEXTS)
def test_literals(watched: Watched, text: str) -> None:
    """A text as long as the longest that there is room for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scanned, "_LONGEST", len(text))
        scanned._Desk().read(text)
    watched.check()


@settled
@given(TEXTS)
def test_lines(watched: Watched, text: str) -> None:
    """Lines of a text of which some are the story's."""
    lines = text.splitlines(keepends=True) or [text]
    ends = list(accumulate(map(len, lines)))
    rows = [(a, b, n % 2 == 0) for n, (a, b) in enumerate(zip([0, *ends], ends, strict=False))]
    line_keys.line_keys(text, rows)
    watched.check()


@settled
@given(TEXTS, TEXTS, st.integers(0, 2000), st.booleans())
def test_pairs(watched: Watched, text: str, other: str, cut: int, is_other: bool) -> None:
    """Two texts, which may be one with its halves exchanged: aligned, told and looked for reuse."""
    remembered.clear()
    copy = other if is_other else text[cut:] + text[:cut]
    found = compare(text, copy)
    spans = chain.from_iterable(passage.copy for passage in found.passages)
    assert sum(map(len, spans)) <= len(copy)
    assert all(region.copy.end <= len(copy) for region in found.regions)
    if watched.made:  # else plain code has read one of them
        watched.check()
