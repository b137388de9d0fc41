"""`gather`: the fewest other documents that account for a text, and what remains its own.

1. *Candidates.* A document that shares two anchors with the text (`dedup.lsh.shingles`) is worth
   a closer look; of very many those that share the rarest, spread over the whole text.
2. *Verification.* Each candidate is aligned with the text. It accounts for a sentence of it that
   is linked to one of its own where

   - the two texts as wholes were not written independently of each other (`threshold`), or
   - the part of the text that the sentence stands in was taken from it (`PART`), as in a text
     put together from several, or
   - the two sentences are the same but for a few words (`SAME`).

   A link alone is not enough: an independent report of the same event has many.
3. *The fewest.* Of the sets of sentences found, the smallest cover (`dedup.syndication.cover`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.diff.alignment import Alignment, align
from dedup.diff.compare import as_document
from dedup.diff.derivation import derivation_score, signals_of
from dedup.diff.profile import F64, I64, Profile, profile_of
from dedup.document import Document, Span
from dedup.errors import SettingsError
from dedup.lsh.compiled import Wanted, sketch_batches
from dedup.lsh.minhash import U32
from dedup.lsh.shingles import U64, Vocabulary
from dedup.lsh.sketches import PLAIN, Ragged
from dedup.readers import read
from dedup.syndication.cover import fewest, weigh
from dedup.syndication.gathered import Contribution, Gathered
from dedup.text.abbreviations import checked_abbreviations

__all__ = ["gather"]

THRESHOLD = 0.5
PART = 0.6
"""Least score of a part of the text, beside the other document whole and beside the stretch of it
that the part is linked to: a part that was chosen for its links looks derived more easily than a
whole does, and so one has to bear out the other. Of 50 mosaics of two rewrites among 4,400
documents both sources are named in 72 % and a wrong one never (at 0.8 beside the whole alone:
52 %); independent reports of one event account for 6.8 % of each other's words (5.6 %)."""
PART_LEAST = 25
"""Words in linked sentences, less half of those between them, that make a part."""
PARTS = 4
BETWEEN = 0.5
SAME, SAME_LEAST = 0.6, 8
"""Similarity from which two sentences are the same but for a few words, if they have so many."""
LEAST_ANCHORS = 2
MOST = 64
"""Candidates that are aligned, at most; with four times as many, 120 texts and mosaics made from
rewrites gave the same sources among 4,400 documents."""
DISCOUNT = 0.8
"""What is left of an anchor's weight for the next candidate when one that has it was chosen."""
LEAST_WEIGHT = 0.1


def gather(
    document: Document | str,
    others: Iterable[Document | str | Mapping[str, Any]],
    *,
    threshold: float = THRESHOLD,
    abbreviations: Iterable[str] = (),
) -> Gathered:
    """The fewest other documents that account for a text, and what no other document has.

    Nothing is said of who copied whom; see `dedup.direction`.

    Parameters
    ----------
    document : Document or str
        The text to account for.
    others : iterable of Document, str or dict, or a path
        Whatever `dedup.read` takes; ids must be unique. One with the id of `document` is
        taken for the document itself and left out.
    threshold : float
        Score from which two texts as wholes count as not independent, in (0, 1]; see
        `Comparison.score`.
    abbreviations : iterable of str
        What else ends with a stop in mid-sentence, for texts that are not English; see
        `dedup.learn_abbreviations`.

    Raises
    ------
    DuplicateIdError
        If two of the others have the same id.
    SettingsError
        If `threshold` is outside its limits.

    Notes
    -----
    The idea is that of ``gather`` in sourmash (Brown & Irber 2016), which explains a sample by
    the fewest genomes; here it is sentences that are covered, each verified by an alignment.

    Examples
    --------
    >>> ferry = "The ferry Aldis sank off Port Mirren on Sunday after it struck a reef."
    >>> found = gather(f"{ferry} Nobody laughed.", ["Wheat fell in Torvena.", ferry])
    >>> print(found)
    document: 1 of 2 other documents accounts for 88 % of its words; 12 % is its own
    1. 1: 88 %, of which 88 % more than those before it and 88 % in it alone (score 1.00)
       < The ferry Aldis sank off Port Mirren on Sunday after it struck a reef.
    its own:
       + Nobody laughed.
    """
    if not isinstance(threshold, int | float) or not 0.0 < threshold <= 1.0:
        raise SettingsError(f"threshold={threshold!r} is not a number above 0 and at most 1")
    known = checked_abbreviations(abbreviations)
    whole = as_document(document, "document")
    rest = [other for other in read(others) if other.id != whole.id or isinstance(document, str)]
    profile = profile_of(whole, known)
    candidates = _candidates(whole.text, [other.text for other in rest])
    found: dict[str, _Account] = {}
    accounts: list[tuple[int, _Account]] = []
    for row in candidates:
        text = rest[row].text
        if text not in found:
            found[text] = _account(profile, profile_of(rest[row], known), threshold)
        if found[text].bits:
            accounts.append((row, found[text]))
    # Of documents that account for the same, the likelier source is preferred.
    accounts.sort(key=lambda one: (-one[1].likeness, one[0]))
    return _gathered(profile, rest, accounts, len(candidates))


def _gathered(
    profile: Profile,
    rest: Sequence[Document],
    accounts: Sequence[tuple[int, _Account]],
    compared: int,
) -> Gathered:
    weights = profile.lengths.tolist()
    words = max(sum(weights), 1)
    sets = [account.bits for _, account in accounts]
    cover = fewest(sets, weights)
    by_all = _union(sets[place] for place in cover.chosen)
    sources = []
    before = 0
    for place in cover.chosen:
        row, account = accounts[place]
        gained = account.bits & ~before
        alone = account.bits & ~_union(sets[other] for other in cover.chosen if other != place)
        before |= account.bits
        instead = [
            rest[other].id
            for number, (other, theirs) in enumerate(accounts)
            if number not in cover.chosen and alone & ~theirs.bits == 0
        ]
        sources.append(
            Contribution(
                id=rest[row].id,
                passages=_passages(profile, account.bits),
                gained=_passages(profile, gained),
                alone=_passages(profile, alone),
                share=weigh(account.bits, weights) / words,
                share_gained=weigh(gained, weights) / words,
                share_alone=weigh(alone, weights) / words,
                score=account.score,
                alternatives=tuple(instead),
            )
        )
    everything = (1 << len(weights)) - 1
    return Gathered(
        document=profile.document,
        sources=tuple(sources),
        own=_passages(profile, everything & ~by_all),
        share=weigh(by_all, weights) / words,
        words=sum(weights),
        searched=len(rest),
        compared=compared,
        is_smallest=cover.is_smallest,
    )


def _union(sets: Iterable[int]) -> int:
    whole = 0
    for bits in sets:
        whole |= bits
    return whole


def _passages(profile: Profile, bits: int) -> tuple[Span, ...]:
    """Runs of the content sentences whose bits are set."""
    spans: list[Span] = []
    last = -2
    for place, index in enumerate(profile.content.tolist()):
        if not bits >> place & 1:
            continue
        span = profile.span(index)
        if place == last + 1:
            span = Span(spans.pop().start, span.end)
        spans.append(span)
        last = place
    return tuple(spans)


# --- candidates ---------------------------------------------------------------------------


def _candidates(text: str, others: Sequence[str]) -> list[int]:
    """Places of the other texts that are worth an alignment, in order."""
    anchors = _short(Vocabulary().features(text).pairs)
    theirs = _anchors(others)
    if not len(anchors) or not len(theirs.values):
        return []
    at = np.minimum(np.searchsorted(anchors, theirs.values), len(anchors) - 1)
    shared = anchors[at] == theirs.values
    row = np.repeat(np.arange(len(theirs)), np.diff(theirs.bounds))[shared]
    anchor = at[shared]
    enough = np.flatnonzero(np.bincount(row, minlength=len(theirs)) >= LEAST_ANCHORS)
    if len(enough) <= MOST:
        return [int(place) for place in enough]
    rarity = np.log((len(theirs) + 1) / (np.bincount(anchor, minlength=len(anchors)) + 1))
    has = np.zeros((len(enough), len(anchors)), dtype=bool)
    number = np.full(len(theirs), -1)
    number[enough] = np.arange(len(enough))
    kept = number[row] >= 0
    has[number[row[kept]], anchor[kept]] = True
    return sorted(int(enough[place]) for place in _spread(has, np.maximum(rarity, LEAST_WEIGHT)))


def _spread(has: npt.NDArray[np.bool_], weights: F64) -> list[int]:
    """Rows with the heaviest anchors; those that a chosen row has weigh less for the next.

    So a hundred copies of one source do not keep out the second.
    """
    weights = weights.copy()
    table = has.astype(np.float32)
    free = np.ones(len(has), dtype=bool)
    chosen: list[int] = []
    while len(chosen) < MOST:
        gains = table @ weights.astype(np.float32)
        best = int(np.argmax(np.where(free, gains, -1.0)))
        free[best] = False
        weights[has[best]] *= DISCOUNT
        chosen.append(best)
    return chosen


def _anchors(texts: Sequence[str]) -> Ragged:
    """All anchors of each text; `sketch` would keep a quarter of a long one's."""
    if sum(map(len, texts)) <= PLAIN:
        vocabulary = Vocabulary()
        return Ragged.of((_short(vocabulary.features(text).pairs) for text in texts), np.uint32)
    parts = [
        (batch.anchors, batch.anchor_bounds)
        for batch in sketch_batches(texts, Wanted(k=5, least=1, share=1))
    ]
    return Ragged.end_to_end(parts)


def _short(pairs: U64) -> U32:
    """Anchors as `Sketches` has them: the lower halves of the hashes, distinct and sorted."""
    return np.unique(pairs.astype(np.uint32))


# --- verification -------------------------------------------------------------------------


class _Account(NamedTuple):
    """What one other document accounts for.

    `bits` are the content sentences of the text; `likeness` is the sum of their words times how
    alike they are to what they are linked to.
    """

    bits: int
    score: float
    likeness: float


def _account(text: Profile, other: Profile, threshold: float) -> _Account:
    if not len(text.content) or not len(other.content):
        return _Account(0, 0.0, 0.0)
    alignment = align(text, other)
    score = derivation_score(signals_of(text, other, alignment))
    linked = np.zeros(len(text.content), dtype=bool)
    linked[alignment.rows] = True
    same = np.zeros(len(linked), dtype=bool)
    same[alignment.rows[alignment.similarity >= SAME]] = True
    counts = same & (text.lengths >= SAME_LEAST)
    if score >= threshold:
        counts = linked
    else:
        for start, end in _parts(linked, text.lengths):
            if not counts[start:end][linked[start:end]].all() and (
                _part_score(text, start, end, other) >= max(PART, threshold)
            ):
                counts[start:end] |= linked[start:end]
    bits = 0
    for place in np.flatnonzero(counts).tolist():
        bits |= 1 << place
    return _Account(bits, score, _likeness(alignment, counts, text.lengths))


def _likeness(alignment: Alignment, counts: npt.NDArray[np.bool_], lengths: I64) -> float:
    best = np.zeros(len(counts))
    np.maximum.at(best, alignment.rows, alignment.similarity)
    return float((best * lengths)[counts].sum())


def _parts(linked: npt.NDArray[np.bool_], lengths: I64) -> Iterator[tuple[int, int]]:
    """Stretches of sentences most of which are linked, the weightiest first of each gap.

    A stretch is worth the words of its linked sentences less `BETWEEN` of those of the others.
    """
    worth = np.where(linked, lengths, -BETWEEN * lengths)
    waiting = [(0, len(worth))]
    found = 0
    while waiting and found < PARTS:
        begin, end = waiting.pop(0)
        if begin == end:
            continue
        sums = np.concatenate([[0.0], np.cumsum(worth[begin:end])])
        lowest = np.minimum.accumulate(sums)
        last = int(np.argmax(sums - lowest))
        first = int(np.argmin(sums[: last + 1]))
        if sums[last] - sums[first] < PART_LEAST:
            continue
        yield begin + first, begin + last
        found += 1
        waiting += [(begin, begin + first), (begin + last, end)]


def _part_score(text: Profile, start: int, end: int, other: Profile) -> float:
    """The score that the sentences ``[start, end)`` of the text have by themselves.

    The lower of two: beside the whole other document, most of which may be about something else,
    and beside the stretch of it that they are linked to.
    """
    part = _cut(text, start, end)
    alignment = align(part, other)
    score = derivation_score(signals_of(part, other, alignment))
    linked = np.zeros(len(other.content), dtype=bool)
    linked[alignment.columns] = True
    for first, last in _parts(linked, other.lengths):
        stretch = _cut(other, first, last)
        return min(score, derivation_score(signals_of(part, stretch, align(part, stretch))))
    return score


def _cut(text: Profile, start: int, end: int) -> Profile:
    """The content sentences ``[start, end)`` of a text as a text of their own."""
    first, last = text.span(int(text.content[start])), text.span(int(text.content[end - 1]))
    return profile_of(Document("part", text.document.text[first.start : last.end]))
