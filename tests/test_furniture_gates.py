"""The gates before the forms of furniture: they may let through too much, and never too little."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dedup.text import furniture_forms as forms
from dedup.text import furniture_gates as gates
from dedup.text.furniture import furniture
from dedup.text.furniture_gates import Gate, first_word
from dedup.text.sentences import sentences

NAMES = ("ALONE", "ANYWHERE", "BELOW", "HEADS_REFERENCES", "HEADS_STORIES", "OUTSIDE")
# Hypothesis writes every letter in any case, of which only two letters' forms are beyond ASCII.
BEYOND_ASCII_CASE = re.compile("[ſKİı]")
GROUPS = {name: (name,) for name in NAMES} | {"ALONE": ("ANYWHERE", "ALONE")}
EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "newswire"


def forms_of(name: str) -> list[str]:
    """The single forms of a compiled group."""
    groups = (getattr(forms, f"_{group}") for group in GROUPS[name])
    return [form for group in groups for form in forms._forms(group)]


@pytest.mark.parametrize("name", NAMES)
def test_a_group_is_its_forms(name: str) -> None:
    """The forms that the next test writes texts from are those of the compiled pattern."""
    written = "|".join(forms_of(name))
    assert getattr(forms, name).pattern == rf"(?:{written})[.!?:…]{{0,3}}"


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=400, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_a_form_matches_passes_its_gate(name: str, data: st.DataObject) -> None:
    """Texts written from each form by itself are let through."""
    form = data.draw(st.sampled_from(forms_of(name)))
    unit = data.draw(st.from_regex(re.compile(form, re.IGNORECASE), fullmatch=True))
    if not BEYOND_ASCII_CASE.search(unit):
        assert getattr(gates, name).lets(first_word(unit, 0, len(unit)), unit)


@pytest.mark.parametrize("path", sorted(EXAMPLE.glob("*.txt")), ids=lambda path: path.stem)
def test_gates_change_no_flag(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With all gates open, so that every form is tried on every unit, the flags are the same."""
    text = path.read_text(encoding="utf-8")
    text += "\n\nShare this\n2 Comments\nSource: The Skerry Post\nAll rights reserved.\n(AP) / AFP"
    found = furniture(text, sentences(text))
    monkeypatch.setattr(Gate, "lets", lambda *_: True)
    assert furniture(text, sentences(text)) == found


def test_a_gate_is_shut_to_most_lines() -> None:
    """Headlines and sentences of a story are not worth a look at the forms."""
    units = ("Mayor reopens pier after storm", "The pier of Skerry fell last night, officials say.")
    for unit in units:
        for name in NAMES:
            assert not getattr(gates, name).lets(first_word(unit, 0, len(unit)), unit)
