"""What kind a passage is, and which facts differ in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from dedup.diff.edits import keeps
from dedup.diff.passages import Fact, PassageKind
from dedup.document import Document, Span

__all__ = ["EDITED", "changed_facts", "kind_of"]

EDITED = 0.5
"""Share of the longer side's words, in runs of two or more, from which a passage is edited
rather than paraphrased: half the wording. ``benchmarks/fit_classes.py`` holds it to labelled text.
It tells passages of Clough & Stevenson's cut and lightly revised answers from those of the heavily
revised with a balanced accuracy of 0.73, where the best threshold, 0.59, has 0.74: half the
passages of light revisions keep three quarters, of heavy ones two fifths, and they overlap. PAN
2013, which has no lightly edited text, would take any threshold up to 0.79. Verbatim has none:
all words and all facts are the same."""

_STRAIGHT = str.maketrans("‘’‚‛“”„‟«»", '\'\'\'\'""""""')


def changed_facts(
    a: Document, source: Sequence[Span], b: Document, copy: Sequence[Span], *, same: bool
) -> tuple[Fact, ...]:
    """The facts that differ; where all words are equal a sign still may: "$5" and "€5"."""
    if same:
        texts = [span.of(a.text) for span in source], [span.of(b.text) for span in copy]
        if texts[0] == texts[1]:
            return ()
        # However quotation marks and what parts words are written, it says the same.
        plain = [[text.translate(_STRAIGHT).split() for text in side] for side in texts]
        if plain[0] == plain[1]:
            return ()
    return _facts()(
        a.text, source, b.text, copy, source_published=a.published, copy_published=b.published
    )


@cache
def _facts() -> Callable[..., tuple[Fact, ...]]:
    from dedup.diff.facts import facts  # noqa: PLC0415 - its patterns take long to compile

    return facts


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
