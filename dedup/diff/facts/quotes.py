"""Quotations of an aligned passage, compared side by side.

What counts as changed, lost and added is told in `dedup.diff.facts`, which calls this.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dedup.diff.facts.inventory import WORD, Context, Inventory, one_to_one, rarities
from dedup.diff.facts.said import TELLING, Said, is_excerpt, likeness, plain_words, said
from dedup.diff.passages import Fact, Speech
from dedup.document import Span
from dedup.text.literals.headlines import is_headline
from dedup.text.literals.literal import Literal
from dedup.text.literals.places import FAMILIES
from dedup.text.literals.quotations import quoted_words
from dedup.text.stems import stem_of

__all__ = ["quotation_facts"]

# A quotation of fewer words is a phrase in quotation marks, not a statement.
_SUBSTANTIAL = 3
_STATEMENT = 5
# One of at most so many words says little without the sentence that it stands in.
_PHRASE = 8
# How much of the rarer words of two quotations must agree for them to be one statement.
_SAME_STATEMENT = 0.35
# The same where different persons are named around them.
_ANY_SPEAKER = 0.8
# Where the speaker is the same, the sentences around two quotations may show it: so many
# telling words, of so much weight together (nats). Names do not count.
_SHARED_WORDS = 2
_SHARED_WEIGHT = 3.0
# Share of a quotation's telling words from which text without quotation marks reports it.
_REPORTED = 0.5
# How far from the passage its source quotation may stand, and how far from a quotation the
# name of who said it.
_NEAR = 300
_SPEAKER = 250


def quotation_facts(
    source: Inventory,
    source_spans: Sequence[Span],
    ours: list[Literal],
    copy: Inventory,
    copy_spans: Sequence[Span],
    theirs: list[Literal],
) -> list[Fact]:
    """Quotations reworded inside their marks, turned into reported speech, or new."""
    ours = [a for a in ours if a.words >= _SUBSTANTIAL]
    theirs = [b for b in theirs if b.words >= _SUBSTANTIAL]
    if not ours and not theirs:
        return []
    lost = [a for a in ours if not _is_quoted(a, copy)]
    added = [b for b in theirs if not _is_quoted(b, source)]
    pairs = _pair_quotations(source, lost, copy, added)
    if (
        not pairs
        and _are_only(ours, lost, theirs, added)
        and _may_share_speaker(lost[0], source, added[0], copy)
    ):
        pairs = [(lost[0], added[0])]
    paired = {id(literal) for pair in pairs for literal in pair}
    for b in added:
        if id(b) not in paired:
            a = _said_near(b, copy, source, source_spans)
            if a is not None and not any(_overlap(a.span, x.span) for x, _ in pairs):
                pairs.append((a, b))
                paired |= {id(literal) for literal in (a, b)}
    found = [
        Fact("quotation", "changed", a.span, b.span, a.text, b.text, "reworded") for a, b in pairs
    ]
    reworded = [a.span for a, _ in pairs]
    for a in lost:
        if not _is_statement(a) or any(_overlap(a.span, span) for span in reworded):
            continue
        if not _is_like(a, copy) and not _said_near(a, source, copy, copy_spans):
            speech: Speech = "reported" if _is_reported(a, copy, copy_spans) else ""
            found.append(Fact("quotation", "lost", a.span, None, a.text, "", speech))
    found += [
        Fact(
            kind="quotation",
            change="added",
            source=None,
            copy=b.span,
            copy_text=b.text,
            speech="reported" if _is_reported(b, source, source_spans) else "",
        )
        for b in added
        if id(b) not in paired and _is_statement(b) and not _is_like(b, source)
    ]
    return found


def _is_reported(quotation: Literal, other: Inventory, spans: Sequence[Span]) -> bool:
    """Whether the other side of the passage says most of a quotation without the marks."""
    told = said(quotation.value)
    if len(told.telling) < _SHARED_WORDS:
        return False
    plain = other.plain
    told_by = "\n".join(_unquoted(other, spans, other.text if plain is None else plain))
    if plain is not None:
        surely, perhaps = told.heard_in(told_by)
        if _is_most(surely, told):
            return True
        if not _is_most(perhaps, told):
            return False
    heard = {stem.key for stem in map(stem_of, plain_words(quoted_words(told_by, 0, len(told_by))))}
    return _is_most([rarity for stem, rarity in told.telling.items() if stem in heard], told)


def _is_most(heard: list[float], told: Said) -> bool:
    return len(heard) >= _SHARED_WORDS and sum(heard) >= _REPORTED * told.mass


def _unquoted(text: Inventory, spans: Sequence[Span], characters: str) -> Iterator[str]:
    """What some sentences say outside of quotation marks."""
    for span in spans:
        at = span.start
        for literal in text.quoted.reaching(at, span.end):
            yield characters[at : max(at, literal.span.start)]
            at = literal.span.end
        yield characters[at : span.end]


def _are_only(
    ours: list[Literal], lost: list[Literal], theirs: list[Literal], added: list[Literal]
) -> bool:
    """Whether each side quotes one whole sentence, not the other's, of much the same length.

    Parts of a sentence ("... said it 'restores the faith of the people'") may be parts of
    different ones.
    """
    if not len(ours) == len(lost) == len(theirs) == len(added) == 1:
        return False
    if not all(q.text.lstrip("\"“„«‘'「『").lstrip()[:1].isupper() for q in (lost[0], added[0])):
        return False
    if any(is_headline(quotation.text) for quotation in (lost[0], added[0])):
        return False
    lengths = sorted((lost[0].words, added[0].words))
    return lengths[0] >= _STATEMENT and lengths[1] <= 1.6 * lengths[0]


def _may_share_speaker(a: Literal, source: Inventory, b: Literal, copy: Inventory) -> bool:
    """Whether no two different persons are named around the quotations."""
    speakers = _speakers(a, source), _speakers(b, copy)
    return not all(speakers) or bool(speakers[0] & speakers[1])


def _is_statement(quotation: Literal) -> bool:
    """Whether this is long enough to report alone, and not the title of a film or an article."""
    return quotation.words >= _STATEMENT and not is_headline(quotation.text)


def _overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def _said_near(
    quotation: Literal, text: Inventory, other: Inventory, spans: Sequence[Span]
) -> Literal | None:
    """The quotation in or next to the other side of the passage that this one rewords.

    A phrase may share no word with the original ("a lifeline", "its strongest rope"). What
    shows that it is one is the same speaker, named on both sides, and the sentence that
    it stands in.
    """
    if not spans or quotation.words > _PHRASE:
        return None
    start = min(span.start for span in spans) - _NEAR
    end = max(span.end for span in spans) + _NEAR
    speaker, statement = _speakers(quotation, text), None
    if not speaker:
        return None
    best, chosen = 0.0, None
    for candidate in other.quoted.reaching(start, end):
        if candidate.words < _SUBSTANTIAL or speaker.isdisjoint(_speakers(candidate, other)):
            continue
        if _is_quoted(candidate, text):
            continue
        statement = statement or _statement(quotation, text)
        theirs = _statement(candidate, other)
        words = rarities(candidate.value.split()) | rarities(quotation.value.split())
        shared = [
            rarity
            for stem, rarity in words.items()
            if rarity >= TELLING and stem in statement and stem in theirs
        ]
        if len(shared) >= _SHARED_WORDS and sum(shared) >= max(_SHARED_WEIGHT, best):
            best, chosen = sum(shared), candidate
    return chosen


def _speakers(quotation: Literal, text: Inventory) -> set[str]:
    """The words of the names of persons around a quotation."""
    start, end = quotation.span.start, quotation.span.end
    return {
        word
        for literal in text.between(start - _SPEAKER, end + _SPEAKER)
        if literal.kind == "name"
        and literal.value not in FAMILIES
        and not (start <= literal.span.start < end)
        for word in literal.value.split()
    }


def _statement(quotation: Literal, text: Inventory) -> Context:
    """The words of a quotation and of its sentence, names left out."""
    start, end = text.sentence(quotation.span, _SPEAKER)
    words: list[str] = []
    for literal in text.between(start, end):
        if literal.kind == "name" and literal.span.start >= start:
            words += WORD.findall(text.text, start, literal.span.start)
            start = literal.span.end
    return rarities(words + WORD.findall(text.text, start, end))


def _is_quoted(quotation: Literal, other: Inventory) -> bool:
    """Whether the other text quotes the same words, more of them, or a part of them."""
    # Most are there word for word, which is seen at once.
    if other.quoted.holds(quotation.value, _SUBSTANTIAL):
        return True
    told = said(quotation.value)
    return any(
        is_excerpt(told, said(one.value))
        for one in other.quoted.like(quotation.value)
        if one.words >= _SUBSTANTIAL
    )


def _is_like(quotation: Literal, other: Inventory) -> bool:
    told = said(quotation.value)
    return any(
        likeness(told, said(one.value)) >= _SAME_STATEMENT
        for one in other.quoted.like(quotation.value)
    )


def _pair_quotations(
    source: Inventory, lost: list[Literal], copy: Inventory, added: list[Literal]
) -> list[tuple[Literal, Literal]]:
    """The quotations of the two sides that say the same in other words."""
    scored = []
    for a in lost:
        for b in added:
            alike = likeness(said(a.value), said(b.value))
            # A headline that stands in quotation marks is nobody's statement.
            if alike < _SAME_STATEMENT or is_headline(a.text) != is_headline(b.text):
                continue
            if alike >= _ANY_SPEAKER or _may_share_speaker(a, source, b, copy):
                scored.append((alike, a, b))
    return one_to_one(scored)
