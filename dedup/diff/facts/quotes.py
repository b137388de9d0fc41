"""Quotations of an aligned passage, compared side by side.

What counts as changed, lost and added is told in `dedup.diff.facts`, which calls this.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from dedup.diff.edits import opcodes
from dedup.diff.facts.inventory import WORD, Context, Inventory, one_to_one, rarities
from dedup.diff.passages import Fact, Speech
from dedup.document import Span
from dedup.text.literals.headlines import is_headline
from dedup.text.literals.literal import Literal
from dedup.text.literals.places import FAMILIES
from dedup.text.literals.quotations import quoted_words
from dedup.text.stems import Stem, stem_of

__all__ = ["is_excerpt", "plain_words", "quotation_facts"]

# A quotation of fewer words is a phrase in quotation marks, not a statement.
_SUBSTANTIAL = 3
_STATEMENT = 5
# One of at most so many words says little without the sentence that it stands in.
_PHRASE = 8
# How much of the rarer words of two quotations must agree for them to be one statement.
_SAME_STATEMENT = 0.35
# The same where different persons are named around them.
_ANY_SPEAKER = 0.8
# Nats; a quotation of a few common words is compared as if it had this much to compare.
_LEAST_STATEMENT = 12.0
# Where the speaker is the same, the sentences around two quotations may show it: so many
# words that are not too common (nats), of so much weight together. Names do not count.
_CONTENT = 1.0
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
    telling = {
        stem: rarity
        for stem, rarity in rarities(plain_words(quotation.value)).items()
        if rarity >= _CONTENT
    }
    if len(telling) < _SHARED_WORDS:
        return False
    said: set[int] = set()
    for span in spans:
        at = span.start
        for literal in other.between(span.start - other.longest, span.end):
            if literal.kind == "quotation" and literal.span.end > at:
                said.update(_stems(other.text[at : max(at, literal.span.start)]))
                at = literal.span.end
        said.update(_stems(other.text[at : span.end]))
    shared = [rarity for stem, rarity in telling.items() if stem in said]
    return len(shared) >= _SHARED_WORDS and sum(shared) >= _REPORTED * sum(telling.values())


def _stems(text: str) -> Context:
    return rarities(plain_words(quoted_words(text, 0, len(text))))


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
    best, chosen = 0.0, None
    for candidate in other.between(start - other.longest, end):
        if candidate.kind != "quotation" or candidate.words < _SUBSTANTIAL:
            continue
        if candidate.span.end <= start or _is_quoted(candidate, text):
            continue
        if not speaker & _speakers(candidate, other):
            continue
        statement = statement or _statement(quotation, text)
        theirs = _statement(candidate, other)
        said = rarities(candidate.value.split()) | rarities(quotation.value.split())
        shared = [
            rarity
            for stem, rarity in said.items()
            if rarity >= _CONTENT and stem in statement and stem in theirs
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
    words = plain_words(quotation.value)
    # Most are there word for word, which is seen at once.
    if words and other.has_quotation(quotation.value):
        return True
    alike = [
        literal
        for literal in other.quotations_like(quotation.value)
        if literal.words >= _SUBSTANTIAL
    ]
    return (bool(words) and any(literal.value == quotation.value for literal in alike)) or any(
        is_excerpt(words, plain_words(literal.value)) for literal in alike
    )


@lru_cache(maxsize=4096)
def plain_words(value: str) -> tuple[str, ...]:
    """The words of a quotation as they are compared: contractions and numbers made alike.

    Examples
    --------
    >>> plain_words("i'm gonna take two-in-three") == plain_words("i am going to take 2 in 3")
    True
    """
    words: list[str] = []
    for word in value.replace("-", " ").replace(",", "").split():
        if "'" not in word and word not in _PLAIN:  # as most are
            words.append(word)
            continue
        for part in _PLAIN.get(word, word).split():
            stem, _, ending = part.partition("'")
            if ending == "t" and stem.endswith("n"):
                words += [stem[:-1], "not"]
            else:
                words += [_PLAIN.get(stem, stem), _ENDINGS.get(ending, ending)]
    return tuple([word for word in words if word not in _EMPTY])


_EMPTY = frozenset(("", "is", "has", "s"))


def is_excerpt(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two quotations have the same words where they overlap.

    Either may begin earlier or end later than the other. Words that carry no content ("the",
    "and", "that") and endings of words count for nothing.

    Examples
    --------
    >>> is_excerpt(("we", "will", "speak", "truth"), ("will", "speak", "truth", "to", "power"))
    True
    >>> is_excerpt(("we", "reject", "his", "visit"), ("we", "reject", "his", "message"))
    False
    """
    if not a or not b:
        return False
    # Most are said whole, or cut at the ends.
    ours, theirs = f" {' '.join(a)} ", f" {' '.join(b)} "
    return ours in theirs or theirs in ours or _agree(a, b)


def _agree(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """`is_excerpt` word by word."""
    (first, _, weight), (second, others, other_weight) = _weighed(a), _weighed(b)
    # Beyond the first and the last telling word in common one may say more than the other, but
    # not each its own; between them neither may.
    shared = sum([rarity for key, rarity in first if key in others])
    least = 0.6 * min(weight, other_weight)
    # Almost all of the shorter one must be in the longer for this to be worth a closer look.
    if shared < least:
        return False
    keys = [stem.key for stem in first], [stem.key for stem in second]
    codes = opcodes(*keys)
    same = sum([stem.idf for tag, i, j, _, _ in codes if tag == "equal" for stem in first[i:j]])
    if same < least:
        return False
    telling = [
        place
        for place, (tag, i, j, _, _) in enumerate(codes)
        if tag == "equal" and any(stem.idf >= _CONTENT for stem in first[i:j])
    ]
    if not telling:
        return True
    outside = [(0, codes[telling[0]][1], 0, codes[telling[0]][3])]
    outside.append((codes[telling[-1]][2], len(a), codes[telling[-1]][4], len(b)))
    inside = [code[1:] for code in codes[telling[0] : telling[-1]] if code[0] != "equal"]
    for limit, parts in ((2, outside), (1, inside)):
        for i, j, k, m in parts:
            told = [any(stem.idf >= _CONTENT for stem in s) for s in (first[i:j], second[k:m])]
            if sum(told) >= limit and not _are_akin(a[i:j], b[k:m]):
                return False
    return True


@lru_cache(maxsize=4096)
def _weighed(words: tuple[str, ...]) -> tuple[list[Stem], frozenset[int], float]:
    """The stems of some words, the numbers among them, and what they weigh together."""
    stems = [stem_of(word) for word in words]
    return stems, frozenset(stem.key for stem in stems), sum(stem.idf for stem in stems)


def _are_akin(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether words differ in no more than their endings ("duty", "duties")."""
    return len(a) == len(b) and all(
        first[:stem] == second[:stem]
        for first, second in zip(a, b, strict=True)
        for stem in (max(3, min(len(first), len(second)) - 2),)
    )


_PLAIN = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
} | {
    "gonna": "going to",
    "wanna": "want to",
    "cannot": "can not",
    "can't": "can not",
    "won't": "will not",
    "ok": "okay",
    "versus": "vs",
    "v": "vs",
    "senator": "sen",
    "representative": "rep",
    "governor": "gov",
    "percent": "%",
}
_ENDINGS = {"m": "am", "re": "are", "ve": "have", "ll": "will", "d": "would"}


def _likeness(a: Literal, b: Literal) -> float:
    """How much of the shorter quotation's rarer words the other has, in [0, 1]."""
    first, second = (
        {stem: rarity for stem, rarity in words.items() if rarity >= _CONTENT}
        for words in (rarities(plain_words(a.value)), rarities(plain_words(b.value)))
    )
    shared = sum(rarity for stem, rarity in first.items() if stem in second)
    return shared / max(min(sum(first.values()), sum(second.values())), _LEAST_STATEMENT)


def _is_like(quotation: Literal, other: Inventory) -> bool:
    return any(
        _likeness(quotation, literal) >= _SAME_STATEMENT
        for literal in other.quotations_like(quotation.value)
    )


def _pair_quotations(
    source: Inventory, lost: list[Literal], copy: Inventory, added: list[Literal]
) -> list[tuple[Literal, Literal]]:
    """The quotations of the two sides that say the same in other words."""
    scored = []
    for a in lost:
        for b in added:
            # A headline that stands in quotation marks is nobody's statement.
            if is_headline(a.text) != is_headline(b.text):
                continue
            likeness = _likeness(a, b)
            if likeness >= _SAME_STATEMENT:
                if likeness < _ANY_SPEAKER and not _may_share_speaker(a, source, b, copy):
                    continue
                scored.append((likeness, a, b))
    return one_to_one(scored)
