"""What is told of a comparison and of its passages once somebody asks."""

from __future__ import annotations

from typing import Any, NamedTuple

from dedup.diff.edits import edits_of, kept_runs
from dedup.diff.kernels.constants import UNTOLD, VERBATIM
from dedup.diff.kinds import EDITED, ChangedFacts
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
from dedup.diff.profile import I32
from dedup.diff.telling import Told
from dedup.diff.wording import Wording, reading
from dedup.document import Document, Span

__all__ = ["Pair", "PassageRead", "told_passages"]


class Pair:
    """Two documents, and the facts that differ in their passages."""

    __slots__ = ("a", "b", "facts")

    def __init__(self, a: Document, b: Document) -> None:
        self.a, self.b, self.facts = a, b, ChangedFacts(a, b)


class PassageRead:
    """Tells of a passage whose words plain code read."""

    __slots__ = ("_copy", "_is_same", "_pair", "_runs", "_source", "_words")

    fields = ("edits", "facts")

    def __init__(
        self,
        pair: Pair,
        source: tuple[Span, ...],
        copy: tuple[Span, ...],
        words: tuple[Wording, Wording],
    ) -> None:
        self._pair, self._source, self._copy, self._words = pair, source, copy, words
        self._is_same = words[0].folded == words[1].folded
        self._runs: list[tuple[int, int, int]] | None = None

    def kind(self) -> PassageKind:
        """Verbatim, edited or paraphrased."""
        if self._is_same:
            return "edited" if self._facts() else "verbatim"
        first, second = self._words
        is_kept, self._runs = kept_runs(first.folded, second.folded, EDITED)
        return "edited" if is_kept else "paraphrased"

    def tell(self, name: str) -> tuple[Edit, ...] | tuple[Fact, ...]:
        """Word-level opcodes, or the facts that differ."""
        return edits_of(*self._words, self._runs)[0] if name == "edits" else self._facts()

    def _facts(self) -> tuple[Fact, ...]:
        return self._pair.facts.of(self._source, self._copy, same=self._is_same)


class _PassageTold(NamedTuple):
    """Tells of a passage whose edits compiled code told."""

    pair: Pair
    source: tuple[Span, ...]
    copy: tuple[Span, ...]
    is_same: bool
    edits: I32
    first: int
    last: int

    @property
    def fields(self) -> tuple[str, ...]:
        """What is told later."""
        return PassageRead.fields

    def tell(self, name: str) -> tuple[Edit, ...] | tuple[Fact, ...]:
        """Word-level opcodes, or the facts that differ."""
        if name == "edits":
            return edits_numbered(self.edits[self.first : self.last].tolist())
        return self.pair.facts.of(self.source, self.copy, same=self.is_same)


# Without the function that a named tuple's own constructor is.
_told = tuple.__new__


def told_passages(
    pair: Pair, spans: tuple[tuple[Span, ...], tuple[Span, ...]], told: Told
) -> tuple[Passage, ...]:
    """The passages that compiled code told, as `dedup.diff.composing.plain_passages` has them.

    Parameters
    ----------
    pair : Pair
    spans : tuple
        `Profile.spans` of either.
    told : Told
    """
    ours, theirs = spans
    members, means, edits = told.members, told.means, told.edits
    found = []
    linked = 0
    for number, moved, first, last, begin, end, first_edit, last_edit in told.rows:
        if first == last:
            found.append(passage_of_one(KINDS[number], (), theirs[begin:end]))
            continue
        if begin == end:
            found.append(passage_of_one(KINDS[number], ours[first:last], ()))
            continue
        source = tuple([ours[sentence] for sentence in members[first:last]])
        copy = tuple([theirs[sentence] for sentence in members[begin:end]])
        teller: Any
        if number == UNTOLD:
            texts = reading(pair.a.text), reading(pair.b.text)
            teller = PassageRead(pair, source, copy, (texts[0].of(source), texts[1].of(copy)))
            kind = teller.kind()
        else:
            is_same = number == VERBATIM
            teller = _told(
                _PassageTold, (pair, source, copy, is_same, edits, first_edit, last_edit)
            )
            kind = "edited" if is_same and teller.tell("facts") else KINDS[number]
        found.append(passage_told_later(kind, source, copy, means[linked], moved == 1, teller))
        linked += 1
    return tuple(found)
