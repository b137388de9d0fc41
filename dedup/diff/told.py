"""What is told of a passage once somebody asks, and the passages that compiled code told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from dedup.diff.alignment import Alignment
from dedup.diff.edits import edits_of, kept_runs
from dedup.diff.kernels.constants import UNTOLD, VERBATIM
from dedup.diff.kinds import EDITED, changed_facts
from dedup.diff.passages import (
    KINDS,
    Edit,
    Fact,
    Passage,
    PassageKind,
    edits_numbered,
    passage_of_one,
    passage_told_later,
)
from dedup.diff.profile import I32, Profile
from dedup.diff.telling import tell
from dedup.diff.wording import Wording, reading
from dedup.document import Document, Span

__all__ = ["Pair", "PassageRead", "told_passages"]


class Pair(NamedTuple):
    """Two documents, and the edits of all their passages, where compiled code told them."""

    a: Document
    b: Document
    edits: I32 | None = None


class _Told:
    """The facts of a passage as `dedup.diff.later` asks for them; its edits are told below."""

    __slots__ = ("_copy", "_is_same", "_left", "_pair", "_source")

    def __init__(
        self,
        pair: Pair,
        source: tuple[Span, ...],
        copy: tuple[Span, ...],
        is_same: bool,  # noqa: FBT001 - whether the words are the same
    ) -> None:
        self._pair, self._source, self._copy, self._is_same = pair, source, copy, is_same
        self._left: tuple[str, ...] = ("edits", "facts")

    def get(self, name: str) -> Callable[[], Any] | None:
        """What a field is worked out by."""
        return getattr(self, name) if name in self._left else None

    def pop(self, name: str, default: Any = None) -> Any:
        """Work it out no more."""
        self._left = tuple([other for other in self._left if other != name])
        return default

    def __len__(self) -> int:
        return len(self._left)

    def facts(self) -> tuple[Fact, ...]:
        """The facts that differ."""
        a, b, _ = self._pair
        return changed_facts(a, self._source, b, self._copy, same=self._is_same)


class PassageRead(_Told):
    """A passage whose words plain code read."""

    __slots__ = ("_runs", "_words")

    def __init__(
        self,
        pair: Pair,
        source: tuple[Span, ...],
        copy: tuple[Span, ...],
        words: tuple[Wording, Wording],
    ) -> None:
        super().__init__(pair, source, copy, words[0].folded == words[1].folded)
        self._words = words
        self._runs: list[tuple[int, int, int]] | None = None

    def kind(self) -> PassageKind:
        """Verbatim, edited or paraphrased."""
        if self._is_same:
            return "edited" if self.facts() else "verbatim"
        first, second = self._words
        is_kept, self._runs = kept_runs(first.folded, second.folded, EDITED)
        return "edited" if is_kept else "paraphrased"

    def edits(self) -> tuple[Edit, ...]:
        """Word-level opcodes."""
        return edits_of(*self._words, self._runs)[0]


class _PassageTold(_Told):
    """A passage whose edits compiled code told."""

    __slots__ = ("_first", "_last")

    def __init__(
        self,
        pair: Pair,
        source: tuple[Span, ...],
        copy: tuple[Span, ...],
        is_same: bool,  # noqa: FBT001 - as above
        first: int,
        last: int,
    ) -> None:
        # Not by way of the class above: a comparison has dozens.
        self._pair, self._source, self._copy, self._is_same = pair, source, copy, is_same
        self._left = ("edits", "facts")
        self._first, self._last = first, last

    def edits(self) -> tuple[Edit, ...]:
        """Word-level opcodes."""
        edits = self._pair.edits
        if edits is None:
            return ()
        return edits_numbered(edits[self._first : self._last].tolist())


def told_passages(
    a: Profile,
    b: Profile,
    alignment: Alignment,
    spans: tuple[tuple[Span, ...], tuple[Span, ...]],
) -> list[Passage]:
    """`dedup.diff.composing.plain_passages` by compiled code, of texts that are fit for it."""
    rows, members, scores, edits = tell(a, b, alignment, EDITED)
    pair = Pair(a.document, b.document, edits)
    ours, theirs = spans
    found = []
    linked = 0
    for number, moved, first, last, begin, end, first_edit, last_edit in rows:
        kind = KINDS[number] if number != UNTOLD else "paraphrased"
        if first == last:
            found.append(passage_of_one(kind, (), theirs[begin:end]))
            continue
        if begin == end:
            found.append(passage_of_one(kind, ours[first:last], ()))
            continue
        source = tuple([ours[sentence] for sentence in members[first:last]])
        copy = tuple([theirs[sentence] for sentence in members[begin:end]])
        told: _PassageTold | PassageRead
        if number == UNTOLD:
            texts = reading(a.document.text), reading(b.document.text)
            told = PassageRead(pair, source, copy, (texts[0].of(source), texts[1].of(copy)))
            kind = told.kind()
        else:
            told = _PassageTold(pair, source, copy, number == VERBATIM, first_edit, last_edit)
            if number == VERBATIM and told.facts():
                kind = "edited"
        found.append(passage_told_later(kind, source, copy, scores[linked], moved == 1, told))
        linked += 1
    return found
