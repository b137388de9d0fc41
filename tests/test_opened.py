"""Values that are made open and closed when they are whole: nothing tells them from others."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any

import pytest

from dedup.diff.passages import (
    Edit,
    Link,
    Passage,
    edit_at,
    edits_numbered,
    link_at,
    passage_of_one,
)
from dedup.document import Span, span_at, spans_at
from dedup.text.literals.literal import Literal, literal_at

SPAN, OTHER = Span(3, 7), Span(4, 9)
MADE: dict[str, tuple[Any, Any]] = {
    "span": (span_at(3, 7), SPAN),
    "one of many spans": (spans_at([[3, 7], [4, 9]])[1], OTHER),
    "edit": (edit_at("replace", 3, 7, 4, 9), Edit("replace", SPAN, OTHER)),
    "one of many edits": (edits_numbered([[1, 3, 7, 4, 9]])[0], Edit("replace", SPAN, OTHER)),
    "link": (link_at(SPAN, OTHER, 0.5), Link(SPAN, OTHER, 0.5)),
    "passage": (passage_of_one("dropped", (SPAN,), ()), Passage("dropped", (SPAN,), ())),
    "literal": (
        literal_at("number", "12", "12", 3, 7, 12.0, "boat"),
        Literal("number", "12", "12", SPAN, 12.0, "boat"),
    ),
}


@pytest.mark.parametrize(("made", "plain"), MADE.values(), ids=MADE)
class TestLikeAnyOther:
    def test_is_of_the_class(self, made: object, plain: object) -> None:
        """It is an object of the class itself, and equal to another with the same fields."""
        assert type(made) is type(plain)
        assert made == plain
        assert hash(made) == hash(plain)
        assert repr(made) == repr(plain)

    def test_is_closed(self, made: Any, plain: Any) -> None:
        """Nobody changes a field of it, or adds one."""
        assert made == plain
        for name in (dataclasses.fields(made)[0].name, "other"):
            with pytest.raises((dataclasses.FrozenInstanceError, TypeError)):
                setattr(made, name, 1)

    @pytest.mark.parametrize(
        "again",
        [
            copy.copy,
            copy.deepcopy,
            dataclasses.replace,
            lambda one: pickle.loads(pickle.dumps(one)),
        ],
    )
    def test_is_copied(self, again: Any, made: object, plain: object) -> None:
        """Copies and pickles of it are what those of another are."""
        assert again(made) == again(plain) == plain
        assert type(again(made)) is type(plain)

    def test_says_its_fields(self, made: Any, plain: Any) -> None:
        """Its fields can be told by name."""
        assert dataclasses.asdict(made) == dataclasses.asdict(plain)
