"""Furniture told by compiled code, held to the plain rules."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dedup.text import compiled
from dedup.text import furniture_forms as forms
from dedup.text import furniture_gates as gates
from dedup.text.compiled import read_compiled
from dedup.text.furniture import furniture_of
from dedup.text.gate_tables import GATES, gate_tables
from dedup.text.kernels import flags as of
from dedup.text.sentences import sentence_bounds

GROUPS = ("_ANYWHERE", "_ALONE", "_OUTSIDE", "_BELOW", "_HEADS_REFERENCES", "_HEADS_STORIES")
BODY = "The old pier of Skerry fell last night in a storm, harbour officials said on Monday."
MORE = (
    "Nobody was hurt, and the ferry Aldis will sail from the fish quay until the spring, it said."
)
UNITS = st.sampled_from(
    [
        *("Share this", "2 Comments", "(AP) / AFP", "Photo: Reuters", "By Ann Ito", "Reuter"),
        *("Source: The Skerry Post", "References", "1. https://a.example/x", "• See also", "News"),
        *("Related stories", "Mayor of Oslo resigns over bridge tolls", "Pier falls", "* * *"),
        *(
            "Editor's picks",
            "All rights reserved.",
            "May 5, 2019",
            "2019-05-05 10:00",
            "12",
            "-30-",
        ),
        *(
            "Ann contributed to this report. It held.",
            "It rose 5/6, Reuters said",
            "x / dpa",
            "a/b",
        ),
        *("THE PIER OF SKERRY", "Ferry Aldis sails again.", "Ferry Aldis will sail from quay", "–"),
        *(
            "Wheat prices rise abroad again",
            "Published: 5 May 2019",
            "Skerry Post | Local news",
            "…",
        ),
        *(
            "Home > News > Local",
            "5 min read",
            "via AP",
            "© 2019 Skerry Post",
            "Publicité",
            "À lire",
        ),
        *(
            BODY,
            MORE,
            f"{BODY} {MORE}",
            f"{BODY} Click here to subscribe.",
            f"“{MORE}”",
            "港は凍った。",
        ),
    ]
)
BREAKS = st.sampled_from(["\n", "\n\n", "\n\n", " ", "  ", "\u2028", "\n • "])


@pytest.fixture(autouse=True, scope="module")
def _loaded() -> None:
    """Compiled code is there."""
    compiled.load()


def assert_same(*texts: str) -> None:
    """Compiled code flags the sentences that plain code flags."""
    for text, found in zip(texts, read_compiled(texts), strict=True):
        if found is not None:
            expected = furniture_of(text, sentence_bounds(text))
            assert found.is_furniture.tolist() == expected, text


@settings(max_examples=500)
@given(st.lists(st.tuples(UNITS, BREAKS), max_size=14))
def test_pages_are_told_apart_alike(parts: list[tuple[str, str]]) -> None:
    """Stories among furniture of all kinds, in any order, have the flags of the plain rules."""
    assert_same("".join(unit + part for unit, part in parts))


@pytest.mark.parametrize("group", GROUPS)
@settings(max_examples=400, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_a_form_matches_is_found(group: str, data: st.DataObject) -> None:
    """Texts written from each form have the same flags by themselves and around a story."""
    form = data.draw(st.sampled_from(forms._forms(getattr(forms, group))))
    unit = data.draw(st.from_regex(re.compile(form, re.IGNORECASE), fullmatch=True))
    end = data.draw(st.sampled_from(["", ".", "!", "…", "..."]))
    unit += end
    assert_same(
        unit,
        f"{unit}\n\n{BODY}\n\n{MORE}",
        f"{BODY}\n\n{MORE}\n{unit}\n",
        f"Pier falls\n{unit}\n\n{BODY} {unit} {MORE}\n\nReferences\n{unit}\n\nMore on this",
    )


def test_bits_are_those_of_the_gates() -> None:
    """Compiled code goes through the gates in the order of their bits; one opens for digits."""
    assert [gate.bit for gate in GATES] == [1 << bit for bit in range(len(GATES))]
    assert [gate for gate in GATES if gate.digits] == [gates.OUTSIDE]
    assert gates.OUTSIDE.bit == of.OUTSIDE


def test_what_a_first_word_needs_can_be_looked_for() -> None:
    """Wordings that a first word needs are ASCII, so that the tables for ASCII have them too."""
    assert all(part.isascii() for gate in GATES for needs in gate.words.values() for part in needs)


def test_wordings_have_bits_to_themselves() -> None:
    """There are no more wordings than bits, and the first words of gates are short enough."""
    needed = {part for gate in GATES for needs in gate.words.values() for part in needs}
    assert len(needed.union(*(gate.signs for gate in GATES))) < 63
    assert len(forms.HINTS) < 63
    assert max(len(word) for gate in GATES for word in gate.words) <= 16
    for is_ascii in (True, False):
        signs = gate_tables(is_ascii=is_ascii).signs.array.tolist()
        assert [bool(bits) for bits in signs] == [bool(gate.signs) for gate in GATES]


def test_only_two_gates_ask_for_more_than_a_word() -> None:
    """What a first word needs besides is told for two gates alone."""
    asking = [gate for gate in GATES if any(gate.words.values())]
    assert asking == [gates.ALONE, gates.ANYWHERE]
