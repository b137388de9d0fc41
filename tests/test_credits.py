"""Credits: whom a text names as its source."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.document import Span
from dedup.text.credits import Credit, plain_credits
from dedup.text.credits import credits as credits_of
from dedup.text.literals.scanned import load


def found(text: str) -> list[tuple[str, str]]:
    """The kind and the name of each credit of a text."""
    return [(credit.kind, credit.name) for credit in credits_of(text)]


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("It came.\nhttps://www.skerrypost.example/2024/ice?id=1.", "skerrypost.example"),
        ("It came, first published at http://news.skerry.example:8080/ice.", "news.skerry.example"),
        ("It came (via www.skerrypost.example).", "skerrypost.example"),
        ("Read the original story at www.skerrypost.example.", "skerrypost.example"),
        ("SKERRY (www.skerrypost.example) - It came.", "skerrypost.example"),
        ("The ice came.\nSource: skerrypost.example", "skerrypost.example"),
        ("The ice came.\nSource: https://skerrypost.example/ice", "skerrypost.example"),
        ("[1] https://skerrypost.example/ice-in-the-harbour", "skerrypost.example"),
    ],
)
def test_address(text: str, host: str) -> None:
    """A link, or a bare host after "Source:", credits its host without www."""
    assert found(text) == [("address", host)]


def test_address_leaves_punctuation_out() -> None:
    """The full stop and the bracket after an address are no part of it."""
    text = "It came early (source: https://skerrypost.example/ice)."
    credit = credits_of(text)[0]
    assert credit.text == "https://skerrypost.example/ice"
    assert credit.span.of(text) == credit.text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("LONDON (Reuters) - The ice came early.", "Reuters"),
        ("OSLO, May 3 (AP) — The ice came early.", "AP"),
        ("PORT SKERRY, Norland, May 3, 2024 (AFP) -- The ice came early.", "AFP"),
        ("Oslo (dpa) – The ice came early.", "dpa"),
        ("SKERRY (Harbour Wire) - The ice came early.", "Harbour Wire"),
    ],
)
def test_dateline(text: str, name: str) -> None:
    """An agency between a place and a dash that open a line makes a dateline."""
    assert found(text) == [("dateline", name)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The ice came early. (AFP)", "AFP"),
        ("The ice came early (Reuters).\nIt stayed long.", "Reuters"),
        ("The ice came early.\nREUTERS", "Reuters"),
        ("The ice came early. — AP", "AP"),
        ("Skerry frozen in\nHarbour Wire\nThe ice came early.", "Harbour Wire"),
        ("Source: Reuters", "Reuters"),
        ("The mayor told Reuters that the ice came early.", "Reuters"),
        ("The ice came early, according to the Associated Press.", "AP"),
        ("With inputs from PTI", "PTI"),
        ("© 2024 Agence France-Presse", "AFP"),
        ("Harbour Wire contributed to this report.", "Harbour Wire"),
    ],
)
def test_agency(text: str, name: str) -> None:
    """An agency is known wherever it is credited, under its usual name."""
    assert found(text) == [("agency", name)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The ice came early, according to The Skerry Post.", "Skerry Post"),
        ("The ice came early, according to Maria Lind, a sailor.", "Maria Lind"),
        ("According to a report by the Northern Times, it came early.", "Northern Times"),
        ("The ice was first reported by the Skerry Herald on Monday.", "Skerry Herald"),
        ("The Skerry Herald reported that the ice came early.", "Skerry Herald"),
        ("The mayor told the Skerry Herald that the ice came early.", "Skerry Herald"),
        ("This article originally appeared on Harbour Health News.", "Harbour Health News"),
        ("Source: Norland Ice Institute", "Norland Ice Institute"),
        ("© 2024 The Skerry Post. All rights reserved.", "Skerry Post"),
        ("Ana Holm and Ola Berg contributed to this report.", "Ana Holm and Ola Berg"),
        ("It melts, according to Mr Berg. Norland froze.", "Mr Berg"),
    ],
)
def test_attribution(text: str, name: str) -> None:
    """Publications, institutes and persons that a text relies on are credited by name."""
    assert found(text) == [("attribution", name)]


@pytest.mark.parametrize(
    "text",
    [
        "The ice came early, according to officials.",
        "The ice came early, according to American officials.",
        "The mayor told President Reyes that the ice came early.",
        "The mayor reported the ice to Ana Holm.",
        "Related Sources:\n• Source 1 • Source 2",
        "Read more: Harbour town votes to close its cannery",
        "The end. It was (as they say) over - and out.",
        "The AP exam is hard.",
        "",
    ],
)
def test_nobody_in_particular(text: str) -> None:
    """Officials, persons who were merely told, headings and links to other stories credit none."""
    assert found(text) == []


def test_one_credit_for_one_wording() -> None:
    """Credits come in the order of the text, none inside another."""
    text = (
        "OSLO (Reuters) - The ice came early, according to the Skerry Post.\n"
        "Source: https://skerrypost.example/ice"
    )
    assert found(text) == [
        ("dateline", "Reuters"),
        ("attribution", "Skerry Post"),
        ("address", "skerrypost.example"),
    ]


def test_credit_tells_itself() -> None:
    """A credit prints its kind and name, and becomes a dict of plain values."""
    credit = Credit("agency", "(AFP)", "AFP", Span(20, 25))
    assert str(credit) == "agency: AFP"
    assert credit.to_dict() == {"kind": "agency", "text": "(AFP)", "name": "AFP", "span": [20, 25]}


PIECES = (
    "OSLO (AP) (Reuters) — - Source: according to the The Skerry Post reported by told "
    "https://a.example/b www. © 2024 contributed to this report. \n \n\n first é İ ) ("
).split(" ")


@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=25,
    ).map(" ".join)
    | st.text(max_size=80)
)
def test_any_text_gives_credits_in_order(text: str) -> None:
    """Whatever the text, each credit holds the wording it tells, and none overlaps another."""
    every = credits_of(text)
    assert all(credit.span.of(text) == credit.text and credit.name for credit in every)
    assert all(a.span.end <= b.span.start for a, b in pairwise(every))


ATTRIBUTIONS = (
    "First as Originally previously reported published revealed appeared ran by in on of the The "
    "Skerry Post, Reuters with With inputs input files material reporting additional from "
    "Syndicated syndicated reprinted republished Reprinted courtesy Courtesy according to told "
    "Told quoted Quoted interview Statement statement report Reports reports Copyright (c) (C) © "
    "COPYRIGHT 2024 an a new study"
).split(" ")


LINES = (
    "Source: Sources: source (via Original story: Read more: read the full article at : via by: "
    "Reuters REUTERS. - AP (AP) (dpa) (Harbour Wire) (AP/Skerry) Skerry News Agency Wire PA. "
    "OSLO, May 3 — -- Skerry Post contributed to reporting and has had first reported "
    "retold untold misreported https://x.example www.y.example skerrypost.example É ß × 東"
).split(" ")
JOINED = st.sampled_from((" ", " ", "\n", "", ". "))


@settings(max_examples=400)
@given(
    st.lists(
        st.tuples(st.sampled_from([*ATTRIBUTIONS, *LINES]), JOINED).map("".join), max_size=20
    ).map("".join)
    | st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join)
    | st.text(max_size=80)
)
def test_as_plain_code_has_them(text: str) -> None:
    """Compiled code says where patterns are to be tried, and leaves out no place."""
    load()
    assert credits_of(text) == plain_credits(text)


@pytest.mark.parametrize(
    "text",
    [
        "For more information, visit www.lindmere.example.",
        "For tickets visit:\nwww.lindmere.example",
        "His website, www.lindmere.example, was down.",
        "See www.lindmere.example, please.",
    ],
)
def test_an_address_to_read_on_at_credits_nobody(text: str) -> None:
    """Only an address that stands alone, or that is said to be the source, is a credit."""
    assert found(text) == []
    assert plain_credits(text) == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("It came.\nRead the original article on Business Insider.", "Business Insider"),
        ("It came.\nOriginally published in the Skerry Post", "Skerry Post"),
        ("It came.\nVia BBC News", "BBC News"),
        ("As The Lindmere Post first reported, it came.", "Lindmere Post"),
        ("As the Lindmere Post has reported, it came.", "Lindmere Post"),
    ],
)
def test_a_line_that_names_a_publication(text: str, name: str) -> None:
    """A line says whence a text comes without a colon too; "As" is no part of a name."""
    assert [credit.name for credit in credits_of(text)] == [name]
    assert plain_credits(text) == credits_of(text)


def test_a_line_that_names_something_else() -> None:
    """Only publications are credited by a line that begins with "via"."""
    assert found("It came.\nVia Skerry Street\nRead the full story in our archive") == []
