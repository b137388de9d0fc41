"""Asking an index: candidates by counting shared keys, then exact verification."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from dedup.document import Document
from dedup.lsh.candidates import ANCHOR_CAP, ANCHOR_COMMON, BAND_CAP
from dedup.lsh.sketches import features, sketch
from dedup.store.base import Row, Store
from dedup.syndication.find import LEAST_ANCHORS
from dedup.syndication.index_keys import BANDS, keys_of, pack_sketch
from dedup.syndication.rarity import SAMPLE, Rarity
from dedup.syndication.result import Evidence, Match
from dedup.syndication.texts import Texts
from dedup.syndication.verify import PLAUSIBLE, Verdict, Verifier

__all__ = ["Asker"]

LISTED = 1000
"""Copies of one text that an answer lists; all of them have the same score."""
NEIGHBOURS = 4
"""Documents that are looked at of a key that very many carry: the newest."""
_ASKED = -1
"""The row of the text that is asked about."""


class _Candidates(NamedTuple):
    """Class numbers -> shared anchors, and those that share a band."""

    shared: dict[int, int]
    alike: set[int]


class Asker:
    """Answers queries to a store, and remembers how rare stems are in it."""

    def __init__(self, store: Store, abbreviations: frozenset[str]) -> None:
        self._store = store
        self._abbreviations = abbreviations
        self._rarity = Rarity.of(features([])[1])
        self._counted = -1

    def documents(self, rows: Sequence[Row]) -> list[Document]:
        """Stored documents, in the order of their rows."""
        texts = self._store.texts([row.number for row in rows])
        return [
            Document(
                row.id,
                zlib.decompress(texts[row.number]).decode("utf-8", "surrogatepass"),
                **(json.loads(row.details) if row.details else {}),
            )
            for row in rows
        ]

    def matches(self, text: str | Document, min_score: float, top: int | None) -> list[Match]:
        """All matches of a text, best first."""
        asked = text if isinstance(text, Document) else None
        body = text if isinstance(text, str) else text.text
        found = sketch([body])
        if not int(found.words[0]):
            return []
        content = int(found.content[0])
        store = self._store
        with store.reading():
            verdicts: list[tuple[int, Verdict, int]] = []
            twin = store.class_of(content)
            candidates = self._candidates(
                keys_of(pack_sketch(found.signatures[0], found.anchors[0]))
            )
            numbers = sorted(({twin} if twin is not None else set()) | candidates.alike
                             | candidates.shared.keys())  # fmt: skip
            classes = {one.number: one for one in store.classes(numbers)}
            members = store.members(sorted(classes), LISTED)
            firsts = {number: places[0] for number, places in members.items()}
            rows = {row.number: row for row in store.by_number(list(firsts.values()))}
            present = sorted(firsts)
            held = dict(
                zip(present, self.documents([rows[firsts[n]] for n in present]), strict=True)
            )
            held[_ASKED] = Document("asked", body)
            contents = {number: one.content for number, one in classes.items()} | {_ASKED: content}
            source = Texts(held.__getitem__, contents.__getitem__, self._abbreviations)
            verifier = Verifier(source, self._current_rarity())
            source.prepare([_ASKED, *present])
            for number in present:
                anchors = candidates.shared.get(number, 0)
                is_alike = number in candidates.alike or number == twin
                if not is_alike and verifier.plausibility(_ASKED, number, anchors) < PLAUSIBLE:
                    continue
                verdict = verifier.verdict(_ASKED, number)
                if verdict is not None and verdict.own_score >= min_score:
                    verdicts.append((number, verdict, anchors))
            verdicts.sort(key=lambda one: (-one[1].own_score, one[0]))
            if top is not None:
                # One more than is asked for, as the asked document's own class may lose it.
                verdicts = verdicts[: top + 1]
            own = "" if asked is None else asked.id
            listed = [number for one in verdicts for number in members[one[0]]]
            names = {row.number: row.id for row in store.by_number(listed)}
        return [
            _match(own, names[number], verdict, anchors)
            for klass, verdict, anchors in verdicts
            for number in members[klass]
            if names[number] != own
        ]

    def _candidates(self, keys: np.ndarray) -> _Candidates:
        postings = self._store.lookup(keys, ANCHOR_COMMON + 1)
        counts, places, numbers = postings
        is_band = np.arange(len(keys)) < BANDS.bands
        order = np.lexsort((-numbers, places))
        places, numbers = places[order], numbers[order]
        starts = np.flatnonzero(np.concatenate([[True], places[1:] != places[:-1]]))
        sizes = np.diff(np.append(starts, len(places))) if len(places) else starts[:0]
        rank = np.arange(len(places)) - np.repeat(starts[: len(sizes)], sizes)
        cap = np.where(is_band, BAND_CAP, ANCHOR_CAP)
        most = np.where(counts <= cap, counts, NEIGHBOURS)
        most[~is_band & (counts > ANCHOR_COMMON)] = 0
        kept = rank < most[places]
        places, numbers = places[kept], numbers[kept]
        band = is_band[places]
        classes, shared = np.unique(numbers[~band], return_counts=True)
        enough = shared >= LEAST_ANCHORS
        return _Candidates(
            dict(zip(classes[enough].tolist(), shared[enough].tolist(), strict=True)),
            set(numbers[band].tolist()),
        )

    def _current_rarity(self) -> Rarity:
        """Document frequencies, counted anew when the index has changed in size by a tenth.

        They decide which candidates are looked at closely, and change no score.
        """
        count = self._store.count()
        if self._counted < 0 or abs(count - self._counted) * 10 > self._counted:
            sample = self._store.smallest(SAMPLE)
            texts = self._store.texts(sample)
            found = features(
                zlib.decompress(texts[n]).decode("utf-8", "surrogatepass") for n in sample
            )
            self._rarity, self._counted = Rarity.of(found[1]), count
        return self._rarity


def _match(a: str, b: str, verdict: Verdict, anchors: int) -> Match:
    return Match(
        a=a,
        b=b,
        relation=verdict.relation,
        score=verdict.own_score,
        resemblance=verdict.resemblance,
        containment=verdict.containment,
        evidence=Evidence(
            shared_anchors=anchors,
            covered_a=verdict.covered_a,
            covered_b=verdict.covered_b,
            own_score=verdict.own_score,
            signals=verdict.signals,
        ),
    )
