"""What kind a passage is, and which facts differ in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from dedup.diff.edits import keeps
from dedup.diff.passages import Fact, PassageKind
from dedup.document import Document, Span
from dedup.text.spacing import Evened, evened

if TYPE_CHECKING:
    from dedup.diff.facts import PairFacts

__all__ = ["EDITED", "ChangedFacts", "changed_facts", "kind_of"]

EDITED = 0.5
"""Share of the longer side's words, in runs of two or more, from which a passage is edited
rather than paraphrased: half the wording. ``benchmarks/fit_classes.py`` holds it to labelled text.
It tells passages of Clough & Stevenson's cut and lightly revised answers from those of the heavily
revised with a balanced accuracy of 0.73, where the best threshold, 0.59, has 0.74: half the
passages of light revisions keep three quarters, of heavy ones two fifths, and they overlap. PAN
2013, which has no lightly edited text, would take any threshold up to 0.79. Verbatim has none:
all words and all facts are the same."""

_STRAIGHT = str.maketrans("‘’‚‛“”„‟«»", '\'\'\'\'""""""')


class ChangedFacts:
    """The facts that differ in the passages of two documents.

    The literals of both are read when the first passage is asked for that may have any.

    Examples
    --------
    >>> texts = "The storm sank 12 boats.", "The storm sank 15 boats."
    >>> changed = ChangedFacts(*(Document(text, text) for text in texts))
    >>> [str(fact) for fact in changed.of([Span(0, 24)], [Span(0, 24)], same=False)]
    ['number: 12 -> 15']
    """

    __slots__ = ("_a", "_b", "_even", "_facts")

    def __init__(self, a: Document, b: Document) -> None:
        self._a, self._b = a, b
        self._facts: PairFacts | None = None
        self._even: tuple[Evened, Evened] | None = None

    def of(self, source: Sequence[Span], copy: Sequence[Span], *, same: bool) -> tuple[Fact, ...]:
        """Those of one passage; where all words are equal a sign still may: "$5" and "€5"."""
        if same and _say_the_same(self._a.text, source, self._b.text, copy):
            return ()
        facts, even = self._facts, self._even
        if facts is None or even is None:
            even = self._even = evened(self._a.text), evened(self._b.text)
            texts = even[0].text, even[1].text
            facts = self._facts = _facts_of(*texts, (self._a.published, self._b.published))
        first, second = even
        if first.left_out:
            source = list(map(first.there, source))
        if second.left_out:
            copy = list(map(second.there, copy))
        found = facts.of(source, copy)
        if not found or not (first.left_out or second.left_out):
            return found
        return tuple(
            [
                Fact(
                    fact.kind,
                    fact.change,
                    None if fact.source is None else first.back(fact.source),
                    None if fact.copy is None else second.back(fact.copy),
                    fact.source_text,
                    fact.copy_text,
                    fact.speech,
                )
                for fact in found
            ]
        )


def changed_facts(
    a: Document, source: Sequence[Span], b: Document, copy: Sequence[Span], *, same: bool
) -> tuple[Fact, ...]:
    """`ChangedFacts` of one passage alone."""
    return ChangedFacts(a, b).of(source, copy, same=same)


def _say_the_same(a: str, source: Sequence[Span], b: str, copy: Sequence[Span]) -> bool:
    """Whether two passages of the same words have the same signs too."""
    texts = [span.of(a) for span in source], [span.of(b) for span in copy]
    if texts[0] == texts[1]:
        return True
    # However quotation marks and what parts words are written, it says the same.
    plain = [[text.translate(_STRAIGHT).split() for text in side] for side in texts]
    return plain[0] == plain[1]


def _facts_of(a: str, b: str, published: tuple[str | None, str | None]) -> PairFacts:
    # Their patterns take long to compile.
    from dedup.diff.facts import pair_of  # noqa: PLC0415

    return pair_of(a, b, published)


def kind_of(a: Sequence[str], b: Sequence[str], changed: Callable[[], object]) -> PassageKind:
    """Verbatim, edited or paraphrased, by what stays of the wording; see `EDITED`.

    Parameters
    ----------
    a, b : sequence of str
        The folded words of either side.
    changed : callable
        Whether a fact differs; asked only where the words are the same.
    """
    if a == b:
        return "edited" if changed() else "verbatim"
    return "edited" if keeps(a, b, EDITED) else "paraphrased"
