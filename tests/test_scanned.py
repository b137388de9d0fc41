"""What a text is looked through for: compiled code finds what plain code finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dedup.text.literals import extract, scanned
from dedup.text.literals.extract import literals
from dedup.text.literals.scan import places_of
from dedup.text.literals.scanned import SIGNS, any_of, plainly_scanned

TELEPHONE = re.compile(r"[-.](?<=[0-9].)[0-9]{4}\b")
PIECES = st.sampled_from(
    [
        *SIGNS,
        *(sign[:-1] for sign in SIGNS),
        *("twelve", "a dozen", "May", "mon", "Tuesday", "half", "2019", "-3", "1,200", "é", "東"),
        *(" ", " ", "\n", "-", ".", "555-0100", "555.0100x", "1-23456", "€", "“", "\udc80", "x"),
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60)


@pytest.fixture(autouse=True, scope="module")
def compiled() -> None:
    """Compiled code is there."""
    scanned.load()


@given(TEXTS)
@example("")
@example("one")
@example("(c)")
@example("1-2345")
def test_as_plain_code_has_it(text: str) -> None:
    """Places, signs and telephone numbers are those of plain code."""
    found, plain = scanned.scanned(text), plainly_scanned(text)
    assert found.bits is not None
    assert found.places == places_of(text)
    for sign in SIGNS:
        assert found.has(any_of(sign)) == plain.has(any_of(sign)) == (sign in text)
    assert found.telephone or not TELEPHONE.search(text)


def test_signs_are_fit() -> None:
    """No sign is too short to be looked up, and a number has a bit for each."""
    assert all(sign.isascii() and len(sign) >= 3 for sign in SIGNS)
    assert len(set(SIGNS)) == len(SIGNS) < 63


def test_long_texts_are_left_to_plain_code() -> None:
    """So that no thread keeps room for them."""
    text = "He told us of 12 ships. " * 4000
    found = scanned.scanned(text)
    assert found.bits is None
    assert found.has(any_of("told "))


@given(TEXTS)
def test_literals_are_the_same(text: str) -> None:
    """Literals do not depend on what looked through the text."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(extract, "scanned", plainly_scanned)
        plain = literals(text)
    assert literals(text) == plain
