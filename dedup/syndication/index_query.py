"""Asking an index: candidates by counting shared keys, then exact verification."""

from __future__ import annotations

import json
import threading
import zlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.diff.profile import F64
from dedup.document import Document
from dedup.lsh.bands import SEARCHED
from dedup.lsh.candidates import (
    ANCHOR_CAP,
    ANCHOR_COMMON,
    BAND_CAP,
    LEAST_WORTH,
    PARTNERS,
    worths,
)
from dedup.lsh.compiled import Wanted, is_loaded, sketch_batches
from dedup.lsh.minhash import SEED
from dedup.lsh.shingles import U64
from dedup.lsh.sketches import (
    ANCHOR_SHARE,
    ANCHORS,
    I64,
    SHINGLE,
    Ragged,
    Sketches,
    features,
    sketch,
)
from dedup.store.base import Row, Store
from dedup.store.entries import NUMBER_LIMIT
from dedup.syndication.find import LEAST_ANCHORS
from dedup.syndication.index_estimate import Asked, asked_about, estimate
from dedup.syndication.index_keys import BANDS, packed, unpack_sketch
from dedup.syndication.index_rarity import count_rarity, counted_at, kept_rarity
from dedup.syndication.overlap import within
from dedup.syndication.rarity import OWN_COUNTS, Rarity
from dedup.syndication.result import Evidence, Match
from dedup.syndication.texts import ROOM, Kept, Texts
from dedup.syndication.verify import (
    ANCHOR_WORTH,
    ANCHORS_COUNTED,
    PLAUSIBLE,
    Verdict,
    Verifier,
)

__all__ = ["Asker"]

LISTED = 1000
"""Copies of one text that an answer lists; all of them have the same score."""
NEIGHBOURS = 4
"""Documents that are looked at of a key that very many carry: the newest."""
WHOLE = Wanted(SHINGLE, SEARCHED, SEED, ANCHORS, ANCHOR_SHARE, shingles=True, stems=True)
"""All that can be made of a text in one pass."""
_IDENTICAL = Verdict("identical", 1.0, 1.0, 1.0, 1.0, 1.0, None)
_NONE = np.zeros(0, dtype=np.uint64)


class _Candidates(NamedTuple):
    """Class numbers -> shared anchors, and those that share a band."""

    shared: dict[int, int]
    alike: set[int]


class Asker:
    """Answers queries to a store, and remembers what it has read of it.

    What is kept of a text is known by the number of its document, which is never given twice,
    and whose text never changes: an update brings in a new one.
    """

    def __init__(self, store: Store, abbreviations: frozenset[str]) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._asked = 0
        self._documents: dict[int, Document] = {}
        self._contents: dict[int, int] = {}
        self._texts = Texts(self._document, self._contents.__getitem__, abbreviations)
        self._rarity = Rarity.unknown()
        self._weights: Kept[I64] = Kept(ROOM)
        self._counted = -1

    def documents(self, rows: Sequence[Row]) -> list[Document]:
        """Stored documents, in the order of their rows."""
        texts = self._store.texts([row.number for row in rows])
        return [
            Document(
                row.id,
                _unpacked(texts[row.number]),
                **(json.loads(row.details) if row.details else {}),
            )
            for row in rows
        ]

    def matches(self, text: str | Document, min_score: float, top: int | None) -> list[Match]:
        """All matches of a text, best first."""
        asked = text if isinstance(text, Document) else None
        body = text if isinstance(text, str) else text.text
        found, shingles, stems = _whole(body)
        if not int(found.words[0]):
            return []
        store = self._store
        # The store first, as it is in every other call: two locks in one order.
        with store.reading(), self._lock:
            twin = store.class_of(int(found.content[0]))
            candidates = self._candidates(packed(found)[1], is_stored=twin is not None)
            try:
                # A number of its own, so that nothing is kept of one asked text for the next.
                self._asked -= 1
                self._documents[self._asked] = Document("asked", body)
                self._contents[self._asked] = int(found.content[0])
                if store.settings["texts"]:
                    self._texts.put(self._asked, shingles, stems)
                    verdicts = self._verdicts(self._asked, twin, candidates, min_score)
                else:
                    verdicts = self._estimates(
                        asked_about(shingles, found.signatures[0]), twin, candidates, min_score
                    )
            finally:
                self._documents.clear()
                self._contents.clear()
            if top is not None:
                # One more than is asked for, as the asked document's own class may lose it.
                verdicts = verdicts[: top + 1]
            members = store.members([one[0] for one in verdicts], LISTED)
            listed = [number for numbers in members.values() for number in numbers]
            names = {row.number: row.id for row in store.by_number(listed)}
        own = "" if asked is None else asked.id
        return [
            _match(own, names[number], verdict, anchors, estimated=not store.settings["texts"])
            for klass, verdict, anchors in verdicts
            for number in members[klass]
            if names[number] != own
        ]

    def _verdicts(
        self, asked: int, twin: int | None, candidates: _Candidates, least: float
    ) -> list[tuple[int, Verdict, int]]:
        """Classes that the text matches, best first, with what they are to it and their anchors."""
        store = self._store
        known = {*candidates.alike, *candidates.shared}
        numbers = sorted(known if twin is None else known | {twin})
        # Of a class that is gone, keys may be held still; it has no documents.
        first = {klass: one[0] for klass, one in store.members(numbers, 1).items()}
        classes = sorted(first)
        rows = [first[klass] for klass in classes]
        self._load([row for row in rows if not self._texts.has(row)])
        self._texts.prepare(rows)
        shared = [candidates.shared.get(klass, 0) for klass in classes]
        plausible = self._plausibilities(asked, rows, shared) >= PLAUSIBLE
        looked_at = [
            (klass, row, anchors)
            for klass, row, anchors, passes in zip(
                classes, rows, shared, plausible.tolist(), strict=True
            )
            if passes or klass in candidates.alike or klass == twin
        ]
        for found in store.classes([klass for klass, _, _ in looked_at]):
            self._contents[first[found.number]] = found.content
        verifier = Verifier(self._texts, self._rarity)
        verdicts = []
        for klass, row, anchors in looked_at:
            verdict = verifier.verdict(asked, row)
            if verdict is not None and verdict.own_score >= least:
                verdicts.append((klass, verdict, anchors))
        return sorted(verdicts, key=lambda one: (-one[1].own_score, one[0]))

    def _estimates(
        self, asked: Asked, twin: int | None, candidates: _Candidates, least: float
    ) -> list[tuple[int, Verdict, int]]:
        """`_verdicts` of sketches alone."""
        known = {*candidates.alike, *candidates.shared}
        verdicts = []
        for klass in self._store.classes(sorted(known if twin is None else known | {twin})):
            verdict: Verdict | None = _IDENTICAL
            if klass.number != twin:
                signature = unpack_sketch(klass.sketch).signature
                verdict = estimate(asked, signature, klass.words, SEED)
            if verdict is not None and verdict.own_score >= least:
                shared = candidates.shared.get(klass.number, 0)
                verdicts.append((klass.number, verdict, shared))
        return sorted(verdicts, key=lambda one: (-one[1].own_score, one[0]))

    def _load(self, rows: Sequence[int]) -> None:
        """Have the texts of some documents at hand."""
        for row, data in self._store.texts(rows).items():
            self._documents[row] = Document("stored", _unpacked(data))

    def _document(self, row: int) -> Document:
        if row not in self._documents:
            self._load([row])
        return self._documents[row]

    def _plausibilities(self, asked: int, rows: Sequence[int], anchors: Sequence[int]) -> F64:
        """`Verifier.plausibility` of a text and each of others, to the last bit."""
        self._know_rarity()
        every = [asked, *rows]
        stems = {row: self._texts.stems(row) for row in every}
        new = [row for row in every if row not in self._weights]
        weighed = self._rarity.weights(np.concatenate([_NONE, *(stems[row] for row in new)]))
        weights = {row: found for row in rows if (found := self._weights.get(row)) is not None}
        parts = np.split(weighed, np.cumsum([len(stems[row]) for row in new])[:-1])
        weights |= dict(zip(new, parts, strict=True))
        for row in new:
            self._weights.put(row, weights[row].copy(), weights[row].nbytes)
        own = stems[asked]
        others = np.concatenate([_NONE, *(stems[row] for row in rows)])
        of_others = np.concatenate([_NONE.astype(np.int64), *(weights[row] for row in rows)])
        bounds = np.cumsum([0, *(len(stems[row]) for row in rows)])
        is_shared = within(others, own)
        sums = np.concatenate([[0], np.cumsum(of_others)])
        shared_sums = np.concatenate([[0], np.cumsum(np.where(is_shared, of_others, 0))])
        mass = np.diff(sums[bounds])
        shared = np.diff(shared_sums[bounds])
        own_mass = int(weights[asked].sum())
        least = np.minimum(mass, own_mass)
        has_any = least > 0
        result = np.zeros(len(rows))
        whole = (mass + own_mass - shared)[has_any]
        result[has_any] = shared[has_any] / least[has_any] + shared[has_any] / whole
        counted = np.minimum(np.array(anchors, dtype=np.int64), ANCHORS_COUNTED)
        result[has_any] += ANCHOR_WORTH * counted[has_any]
        return result

    def _candidates(self, keys: U64, *, is_stored: bool) -> _Candidates:
        """Who shares a band with a text, or anchors that are worth enough; as `find` counts them.

        `is_stored` says that an equal text is among those that carry its keys.
        """
        counts, places, numbers = self._store.lookup(keys, BAND_CAP)
        is_band = np.arange(len(keys)) < BANDS.bands
        most = np.where(counts <= np.where(is_band, BAND_CAP, ANCHOR_CAP), counts, NEIGHBOURS)
        most[~is_band & (counts > ANCHOR_COMMON)] = 0
        # Of a key of which not all are looked at, the newest.
        order = np.argsort(places * NUMBER_LIMIT - numbers)
        places, numbers = places[order], numbers[order]
        sizes = np.bincount(places, minlength=len(keys))
        rank = np.arange(len(places)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        kept = rank < most[places]
        places, numbers = places[kept], numbers[kept]
        band = is_band[places]
        worth_of = worths(counts if is_stored else counts + 1)
        classes, at, shared = np.unique(numbers[~band], return_inverse=True, return_counts=True)
        worth = np.bincount(at, worth_of[places[~band]], len(classes)).astype(np.int64)
        enough = (shared >= LEAST_ANCHORS) & (worth >= LEAST_WORTH)
        classes, shared, worth = classes[enough], shared[enough], worth[enough]
        if len(classes) > PARTNERS:
            kept = self._bounded(classes, shared, worth, len(keys) - BANDS.bands)
            classes, shared = classes[kept], shared[kept]
        return _Candidates(
            dict(zip(classes.tolist(), shared.tolist(), strict=True)),
            set(numbers[band].tolist()),
        )

    def _bounded(self, classes: I64, shared: I64, worth: I64, own: int) -> npt.NDArray[np.bool_]:
        """Of more than `PARTNERS` candidates, those that are clearly no chance, as in `find`."""
        theirs = {
            found.number: len(unpack_sketch(found.sketch).anchors)
            for found in self._store.classes(classes.tolist())
        }
        fewer = np.minimum([theirs.get(number, 0) for number in classes.tolist()], own)
        met_by_chance = np.sort(worth)[-PARTNERS - 1]
        return np.asarray((worth >= 2 * met_by_chance) | (2 * shared >= fewer))

    def _know_rarity(self) -> None:
        """Read what was counted; count what was not, which is little."""
        at = counted_at(self._store)
        if at:
            if at != self._counted:
                self._rarity, self._weights, self._counted = (
                    kept_rarity(self._store),
                    Kept(ROOM),
                    at,
                )
        elif self._counted < 0 and self._store.count() >= OWN_COUNTS:
            self._rarity, self._counted = count_rarity(self._store), 0


def _whole(text: str) -> tuple[Sketches, U64, U64]:
    """A text's sketch, shingles and stems."""
    if not is_loaded():
        shingles, stems = features([text])
        return sketch([text], slots=SEARCHED), shingles[0], stems[0]
    # In one pass, where that costs nothing to begin.
    _, batch = sketch_batches([text], WHOLE)
    found = Sketches(
        signatures=batch.signatures,
        anchors=Ragged(batch.anchors, batch.anchor_bounds),
        words=batch.words,
        content=batch.content,
    )
    return found, batch.shingles, batch.stems


def _unpacked(data: bytes) -> str:
    return zlib.decompress(data).decode("utf-8", "surrogatepass")


def _match(a: str, b: str, verdict: Verdict, anchors: int, *, estimated: bool) -> Match:
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
            estimated=estimated and verdict is not _IDENTICAL,
        ),
    )
