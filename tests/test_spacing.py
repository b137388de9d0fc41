"""Texts whose spacing is evened out, and facts that do not depend on how a text is spaced."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dedup
from dedup.document import Span
from dedup.text.sentences import sentence_bounds, wrapped_runs
from dedup.text.spacing import evened

NEWSWIRE = Path(__file__).resolve().parent.parent / "examples" / "newswire"
SOURCE = (NEWSWIRE / "source.txt").read_text(encoding="utf-8")
COPIES = ("changed-facts.txt", "light.txt", "rewrite-1.txt", "brief.txt")
PIECES = (
    *("The quay froze", "12", "May", "a well-", "Port Mirren was cut off by snow for the third"),
    *("harbour", "é", ".", "\n", "\r\n", "\n\n", " ", "  ", "   ", "\t", "\u00a0", "\u202f"),
)
texts = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def bare(text: str) -> str:
    """A text without its spacing."""
    return "".join(text.split())


@given(texts)
def test_only_spacing_changes(text: str) -> None:
    """Every character but blanks and line ends stays, and leads back to where it stands."""
    even = evened(text)
    assert bare(even.text) == bare(text)
    places = [even.place(at) for at in range(len(even.text) + 1)]
    assert places == [at for at in range(len(text) + 1) if at not in even.left_out]
    assert all(
        a == b or (a.isspace() and b.isspace())
        for a, b in zip(even.text, (text[at] for at in places[:-1]), strict=True)
    )


BLANKS = re.compile(r"(?<![ \t])  (?![ \t])")


@given(st.text(" \ta", max_size=20))
def test_two_blanks_are_one(text: str) -> None:
    """Two blanks become one unless there is a third or a tab beside them."""
    assert evened(text).text == BLANKS.sub(" ", text)


@given(texts, st.data())
def test_spans_lead_there_and_back(text: str, data: st.DataObject) -> None:
    """A stretch without blanks at its ends is the same stretch in the even text, and back again."""
    even = evened(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    there = even.there(Span(start, end))
    assert bare(there.of(even.text)) == bare(text[start:end])
    part = text[start:end]
    if part and not part[0].isspace() and not part[-1].isspace():
        assert even.back(there) == Span(start, end)


@given(texts)
def test_a_wrapped_run_is_of_more_lines_than_one(text: str) -> None:
    """Sentences that go over the end of a line stand in wrapped runs, and in these alone."""
    runs = wrapped_runs(text)
    over = [
        (start, end)
        for start, end in sentence_bounds(text)
        if "\n" in text[start:end] and not text[start:end].isspace()
    ]
    assert all(any(a <= start and end <= b for a, b in runs) for start, end in over)


@pytest.mark.parametrize(
    ("text", "even"),
    [
        ("A  blank too many.", "A blank too many."),
        ("Columns   of a\ttable", "Columns   of a\ttable"),
        ("On 3\u00a0May some 1\u00a0500 came", "On 3 May some 1\u00a0500 came"),
        ("One heading\nAnd another", "One heading\nAnd another"),
    ],
)
def test_what_is_evened_and_what_stays(text: str, even: str) -> None:
    """Two blanks are one; those of a number, of a table and the ends of headings stay."""
    assert evened(text).text == even


@pytest.mark.parametrize("name", COPIES)
@pytest.mark.parametrize("width", [50, 60, 68, 76, 90])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_wrapping_changes_no_fact(name: str, width: int, end: str) -> None:
    """A copy with wrapped lines has the facts of the same copy without, where they stand there.

    "$1.9 billion" once became "$1.9" where a line ended inside it.
    """
    copy = (NEWSWIRE / name).read_text(encoding="utf-8")
    body = [line for line in copy.split("\n") if len(line) > 150]
    wrapped = (end + end).join(end.join(textwrap.wrap(line, width)) for line in body)
    plain = dedup.compare(SOURCE, "\n\n".join(body))
    found = dedup.compare(SOURCE, wrapped)
    assert list(map(str, found.facts)) == list(map(str, plain.facts))
    for fact in found.facts:
        if fact.copy is not None:
            assert bare(fact.copy.of(wrapped)) == bare(fact.copy_text)


def test_blanks_that_do_not_break_change_no_fact() -> None:
    """Dates, sums and names are read whatever blank stands in them."""
    a = "Mayor Ada Brenn said on 3 May that the wall in Port Mirren cost $48 million last year."
    for blank in ("\u00a0", "  "):
        assert dedup.compare(a, a.replace(" ", blank)).facts == ()
        (fact,) = dedup.compare(a, a.replace("48", "84").replace(" ", blank)).facts
        assert str(fact) == "money: $48 million -> $84 million"
