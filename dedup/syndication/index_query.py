"""Asking an index: candidates by counting shared keys, then exact verification."""

from __future__ import annotations

import json
import threading
import zlib
from collections.abc import Sequence

from dedup.diff.profile import F64
from dedup.document import Document
from dedup.lsh.bands import SEARCHED
from dedup.lsh.compiled import is_at_hand, is_loaded, load
from dedup.lsh.minhash import SEED
from dedup.lsh.sketches import PLAIN, UNMADE, Sketches, features, sketch
from dedup.machine.kernel import LOADING
from dedup.store import compiled as entries
from dedup.store.base import Row, Store
from dedup.syndication.index_candidates import MAKE_KEYS, TALLY, Candidates, candidates_of
from dedup.syndication.index_estimate import asked_about, estimate
from dedup.syndication.index_keys import unpack_sketch
from dedup.syndication.index_rarity import count_rarity, counted_at, kept_rarity
from dedup.syndication.index_weigh import WEIGH, Weigher
from dedup.syndication.rarity import OWN_COUNTS, Rarity
from dedup.syndication.result import Evidence, Match
from dedup.syndication.texts import Kept, Texts
from dedup.syndication.verify import (
    PLAUSIBLE,
    Verdict,
    Verifier,
)

__all__ = ["Asker", "load_all"]

KERNELS = (*entries.KERNELS, MAKE_KEYS, TALLY, WEIGH)
NAMES = 8 << 20
"""Bytes of ids of documents that were named before, which are kept."""
LISTED = 1000
"""Copies of one text that an answer lists; all of them have the same score."""
_IDENTICAL = Verdict("identical", 1.0, 1.0, 1.0, 1.0, 1.0, None)


def load_all() -> None:
    """Have all compiled code at hand that answers questions, and make it if need be."""
    load()
    for kernel in KERNELS:
        kernel.load()


class Asker:
    """Answers queries to a store, and remembers what it has read of it.

    What is kept of a text is known by the number of its document, which is never given twice,
    and whose text never changes: an update brings in a new one.
    """

    def __init__(self, store: Store, abbreviations: frozenset[str]) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._asked = 0
        self._characters = 0
        self._is_ready = False
        self._documents: dict[int, Document] = {}
        self._contents: dict[int, int] = {}
        self._texts = Texts(self._document, self._contents.__getitem__, abbreviations)
        self._weigher = Weigher(Rarity.unknown())
        self._names: Kept[str] = Kept(NAMES)
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
        self._make_ready(body)
        found = sketch([body], slots=SEARCHED)
        if not int(found.words[0]):
            return []
        store = self._store
        # The store first, as it is in every other call: two locks in one order.
        with store.reading(), self._lock:
            twin = store.class_of(int(found.content[0]))
            candidates = candidates_of(store, found, is_stored=twin is not None)
            try:
                # A number of its own, so that nothing is kept of one asked text for the next.
                self._asked -= 1
                self._documents[self._asked] = Document("asked", body)
                self._contents[self._asked] = int(found.content[0])
                if store.settings["texts"]:
                    verdicts = self._verdicts(self._asked, twin, candidates, min_score)
                else:
                    verdicts = self._estimates(body, found, twin, candidates, min_score)
            finally:
                self._documents.clear()
                self._contents.clear()
            if top is not None:
                # One more than is asked for, as the asked document's own class may lose it.
                verdicts = verdicts[: top + 1]
            if not verdicts:
                return []
            members = store.members([one[0] for one in verdicts], LISTED)
            listed = [number for numbers in members.values() for number in numbers]
            names = self._names_of(listed)
        own = "" if asked is None else asked.id
        matches: list[Match] = []
        for klass, verdict, anchors in verdicts:
            # All copies of a text have the same, of which there may be a thousand.
            evidence = _evidence(verdict, anchors, estimated=not store.settings["texts"])
            matches += (
                _match(own, name, verdict, evidence)
                for number in members[klass]
                if (name := names[number]) != own
            )
        return matches

    def _names_of(self, numbers: Sequence[int]) -> dict[int, str]:
        """The ids of documents that are there."""
        names = {number: self._names.get(number) for number in numbers}
        missing = [number for number, name in names.items() if name is None]
        for row in self._store.by_number(missing):
            names[row.number] = row.id
            self._names.put(row.number, row.id, 100 + len(row.id))
        return {number: name for number, name in names.items() if name is not None}

    def _make_ready(self, text: str) -> None:
        """Have compiled code at hand once it saves more time than it takes."""
        if self._is_ready:
            return
        self._characters += len(text)
        if self._characters > UNMADE:
            load_all()
            self._is_ready = True
        elif is_loaded() or (self._characters > PLAIN and is_at_hand()):
            # What has yet to be made nobody waits for as yet.
            loaded = [kernel.pays(LOADING) for kernel in KERNELS]
            self._is_ready = all(loaded)

    def _verdicts(
        self, asked: int, twin: int | None, candidates: Candidates, least: float
    ) -> list[tuple[int, Verdict, int]]:
        """Classes that the text matches, best first, with what they are to it and their anchors."""
        store = self._store
        known = {*candidates.alike, *candidates.shared}
        numbers = sorted(known if twin is None else known | {twin})
        if not numbers:
            return []
        # Of a class that is gone, keys may be held still; it has no documents.
        first = {klass: one[0] for klass, one in store.members(numbers, 1).items()}
        classes = sorted(first)
        rows = [first[klass] for klass in classes]
        self._load([row for row in rows if not self._texts.has(row)])
        self._texts.prepare([asked, *rows])
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
        verifier = Verifier(self._texts, self._weigher.rarity)
        verdicts = []
        for klass, row, anchors in looked_at:
            verdict = verifier.verdict(asked, row)
            if verdict is not None and verdict.own_score >= least:
                verdicts.append((klass, verdict, anchors))
        return sorted(verdicts, key=lambda one: (-one[1].own_score, one[0]))

    def _estimates(
        self, text: str, own: Sketches, twin: int | None, candidates: Candidates, least: float
    ) -> list[tuple[int, Verdict, int]]:
        """`_verdicts` of sketches alone."""
        known = {*candidates.alike, *candidates.shared}
        numbers = sorted(known if twin is None else known | {twin})
        if not numbers:
            return []
        asked = asked_about(features([text])[0][0], own.signatures[0])
        verdicts = []
        for klass in self._store.classes(numbers):
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
        stems = [self._texts.stems(row) for row in rows]
        return self._weigher.plausibilities(self._texts.stems(asked), stems, anchors)

    def _know_rarity(self) -> None:
        """Read what was counted; count what was not, which is little."""
        at = counted_at(self._store)
        if at:
            if at != self._counted:
                self._weigher, self._counted = Weigher(kept_rarity(self._store)), at
        elif self._counted < 0 and self._store.count() >= OWN_COUNTS:
            self._weigher, self._counted = Weigher(count_rarity(self._store)), 0


def _unpacked(data: bytes) -> str:
    return zlib.decompress(data).decode("utf-8", "surrogatepass")


def _evidence(verdict: Verdict, anchors: int, *, estimated: bool) -> Evidence:
    return Evidence(
        shared_anchors=anchors,
        covered_a=verdict.covered_a,
        covered_b=verdict.covered_b,
        own_score=verdict.own_score,
        signals=verdict.signals,
        estimated=estimated and verdict is not _IDENTICAL,
    )


def _match(a: str, b: str, verdict: Verdict, evidence: Evidence) -> Match:
    return Match(
        a=a,
        b=b,
        relation=verdict.relation,
        score=verdict.own_score,
        resemblance=verdict.resemblance,
        containment=verdict.containment,
        evidence=evidence,
    )
