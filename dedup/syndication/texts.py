"""What verification asks of documents, made from their texts when it is asked for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, Protocol, TypeVar

from dedup.diff.profile import Profile, profiles_of
from dedup.document import Document
from dedup.lsh.shingles import U64
from dedup.lsh.sketches import features, shingles_of, stems_of

__all__ = ["Kept", "Source", "Texts"]

V = TypeVar("V")

ROOM = 64 << 20
"""Bytes of features, and of profiles, that are kept by default."""


class Source(Protocol):
    """What a `Verifier` asks of the documents that it compares, which are known by numbers.

    The numbers, called rows, are whatever the engine calls its documents by. In a pair ``(a, b)``
    the first is the one with the smaller content hash, or with the smaller id where those are
    equal, so that every engine aligns the two the same way round.
    """

    def content(self, row: int) -> int:
        """`dedup.lsh.sketches.Sketches.content` of a document."""
        ...

    def shingles(self, row: int) -> U64:
        """All shingles of a document, as `dedup.lsh.sketches.features` gives them."""
        ...

    def stems(self, row: int) -> U64:
        """All its stems."""
        ...

    def profiles(self, rows: Sequence[int]) -> list[Profile]:
        """The profiles of documents, asked for only where they come to an alignment."""
        ...

    def prepare(self, rows: Iterable[int]) -> None:
        """Told of documents whose features will be asked for next; may do nothing."""
        ...


class Kept(Generic[V]):
    """Values by number, of which those that were asked for longest ago go when room runs out."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._held = 0
        self._values: OrderedDict[int, tuple[V, int]] = OrderedDict()

    def __contains__(self, row: int) -> bool:
        return row in self._values

    def get(self, row: int) -> V | None:
        """The value of a row, if it is still there."""
        found = self._values.get(row)
        if found is None:
            return None
        self._values.move_to_end(row)
        return found[0]

    def clear(self) -> None:
        """Let go of all."""
        self._values.clear()
        self._held = 0

    def put(self, row: int, value: V, size: int) -> None:
        """Keep a value that takes `size` bytes; the newest one stays even if it is too large."""
        if row in self._values:
            self._held -= self._values.pop(row)[1]
        self._values[row] = value, size
        self._held += size
        while self._held > self._room and len(self._values) > 1:
            self._held -= self._values.popitem(last=False)[1][1]


class Texts:
    """A `Source` over documents whose texts are at hand.

    Parameters
    ----------
    document : callable
        Gives the `Document` of a row.
    content : callable
        Gives its content hash.
    abbreviations : frozenset of str
        Known to the cutting of sentences besides the English ones.
    room : int
        Bytes of features, and again of profiles, that are kept for the next time.
    stems : bool
        Whether `prepare` makes stems too. Without, those of a text are made when they are asked
        for, and not kept.
    """

    def __init__(
        self,
        document: Callable[[int], Document],
        content: Callable[[int], int],
        abbreviations: frozenset[str] = frozenset(),
        *,
        room: int = ROOM,
        stems: bool = True,
    ) -> None:
        self._document = document
        self.content = content
        self._abbreviations = abbreviations
        self._with_stems = stems
        self._features: Kept[tuple[U64, U64 | None]] = Kept(room)
        self._profiles: Kept[Profile] = Kept(room)

    def has(self, row: int) -> bool:
        """Whether the features of a document are kept."""
        return row in self._features

    def put(self, row: int, shingles: U64, stems: U64) -> None:
        """Keep the features of a document that were made elsewhere."""
        self._features.put(row, (shingles, stems), shingles.nbytes + stems.nbytes)

    def forget(self) -> None:
        """Let go of all features, for whose room there is another use."""
        self._features.clear()

    def prepare(self, rows: Iterable[int]) -> None:
        """Make the features of all rows that are not there yet, in one pass over their texts."""
        # Those that are there are asked for here, so that the new ones do not drive them out.
        missing = [row for row in dict.fromkeys(rows) if self._features.get(row) is None]
        texts = [self._document(row).text for row in missing]
        if not self._with_stems:
            for row, own in zip(missing, shingles_of(texts), strict=True):
                # A slice would keep the whole pass alive.
                self._features.put(row, (own.copy(), None), own.nbytes)
            return
        for row, own, stems in zip(missing, *features(texts), strict=True):
            self.put(row, own.copy(), stems.copy())

    def _of(self, row: int) -> tuple[U64, U64 | None]:
        found = self._features.get(row)
        if found is None:
            self.prepare([row])
            found = self._features.get(row)
            assert found is not None  # noqa: S101 (the newest value is always kept)
        return found

    def shingles(self, row: int) -> U64:
        """All shingles of a document."""
        return self._of(row)[0]

    def stems(self, row: int) -> U64:
        """All its stems."""
        found = self._of(row)[1]
        return stems_of([self._document(row).text])[0] if found is None else found

    def profiles(self, rows: Sequence[int]) -> list[Profile]:
        """The profiles of documents; those that are not kept are made together."""
        asked = {row: self._profiles.get(row) for row in rows}
        kept = {row: profile for row, profile in asked.items() if profile is not None}
        missing = [row for row in asked if row not in kept]
        made = profiles_of([self._document(row) for row in missing], self._abbreviations)
        for row, profile in zip(missing, made, strict=True):
            kept[row] = profile
            size = profile.places.nbytes + profile.bounds.nbytes + 20 * len(profile.every)
            size += profile.sequence.nbytes
            self._profiles.put(row, profile, size + profile.cuts.nbytes + 2000)
        return [kept[row] for row in rows]
