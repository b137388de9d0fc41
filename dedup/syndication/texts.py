"""What verification asks of documents, made from their texts when it is asked for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, Protocol, TypeVar

from dedup.diff.profile import Profile, profiles_of
from dedup.document import Document
from dedup.lsh.shingles import U64
from dedup.lsh.sketches import Ragged, features, shingles_of, stems_of
from dedup.text.compact import Compact, opened
from dedup.text.compiled import read_compact

__all__ = ["Kept", "Source", "Texts"]

V = TypeVar("V")

ROOM = 64 << 20
"""Bytes of shingles, of stems, and of what profiles are made of, that are kept by default."""
_NEARLY = 0.9


class Source(Protocol):
    """What a `Verifier` asks of the documents that it compares, which are known by numbers.

    The numbers, called rows, are whatever the engine calls its documents by. In a pair ``(a, b)``
    the first is the one with the smaller content hash, or with the smaller id where those are
    equal, so that every engine aligns the two the same way round.
    """

    def content(self, row: int) -> int:
        """`dedup.lsh.sketches.Sketches.content` of a document."""
        ...

    def lengths(self, rows: Iterable[int]) -> list[int]:
        """Characters of the texts of documents."""
        ...

    def shingles(self, row: int) -> U64:
        """All shingles of a document, as `dedup.lsh.sketches.features` gives them."""
        ...

    def shingles_of(self, rows: Sequence[int]) -> Ragged:
        """The same of many documents, of which none comes twice, which costs less for all."""
        ...

    def stems(self, row: int) -> U64:
        """All its stems."""
        ...

    def profiles(self, rows: Sequence[int]) -> list[Profile]:
        """The profiles of documents, asked for only where they come to an alignment."""
        ...

    def readings(self, rows: Sequence[int]) -> list[Compact | None]:
        """What their profiles are made of, where compiled code gives it; it has to be loaded."""
        ...


class Kept(Generic[V]):
    """Values by number, of which those that were asked for longest ago go when room runs out.

    Threads may share it.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._held = 0
        self._lock = threading.Lock()
        # Two of numbers and values, and not one of pairs, which the garbage collector would go
        # through time and again.
        self._values: OrderedDict[int, V] = OrderedDict()
        self._sizes: dict[int, int] = {}

    def __contains__(self, row: int) -> bool:
        return row in self._values

    def get(self, row: int) -> V | None:
        """The value of a row, if it is still there."""
        return self.get_all([row])[0]

    def get_all(self, rows: Sequence[int]) -> list[V | None]:
        """The values of some rows, of those that are still there."""
        with self._lock:
            values = self._values
            found = list(map(values.get, rows))
            for row, value in zip(rows, found, strict=True):
                if value is not None:
                    values.move_to_end(row)
        return found

    def clear(self) -> None:
        """Let go of all."""
        with self._lock:
            self._values.clear()
            self._sizes.clear()
            self._held = 0

    def put(self, row: int, value: V, size: int) -> None:
        """Keep a value that takes `size` bytes; the newest one stays even if it is too large."""
        self.put_all([row], [value], [size])

    def put_all(self, rows: Iterable[int], given: Iterable[V], sizes: Iterable[int]) -> None:
        """`put` of some rows, one after the other."""
        with self._lock:
            values, known, held = self._values, self._sizes, self._held
            for row, value, size in zip(rows, given, sizes, strict=True):
                if row in known:
                    held -= known[row]
                    values.move_to_end(row)
                values[row], known[row] = value, size
                held += size
            while held > self._room and len(values) > 1:
                held -= known.pop(values.popitem(last=False)[0])
            self._held = held


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
        Bytes of shingles that are kept for the next time, and again of stems and of what profiles
        are made of.
    stems : bool
        Whether `prepare` makes stems too. Without, those of a text are made when they are asked
        for, and not kept.
    text : callable, optional
        Gives the text of a row, where that is less than its `Document`.
    """

    def __init__(
        self,
        document: Callable[[int], Document],
        content: Callable[[int], int],
        abbreviations: frozenset[str] = frozenset(),
        *,
        room: int = ROOM,
        stems: bool = True,
        text: Callable[[int], str] | None = None,
    ) -> None:
        self._document = document
        self._text = text or (lambda row: document(row).text)
        self.content = content
        self._abbreviations = abbreviations
        self._with_stems = stems
        self._shingles: Kept[U64] = Kept(room)
        self._stems: Kept[U64] = Kept(room)
        self._read: Kept[Compact | Profile] = Kept(room)

    def lengths(self, rows: Iterable[int]) -> list[int]:
        """Characters of the texts of documents."""
        return list(map(len, map(self._text, rows)))

    def has(self, row: int) -> bool:
        """Whether the features of a document are kept."""
        return row in self._shingles and (row in self._stems or not self._with_stems)

    def put(self, row: int, shingles: U64, stems: U64) -> None:
        """Keep the features of a document that were made elsewhere."""
        self._shingles.put(row, shingles, shingles.nbytes)
        self._stems.put(row, stems, stems.nbytes)

    def forget(self) -> None:
        """Let go of all features, for whose room there is another use."""
        self._shingles.clear()
        self._stems.clear()

    def prepare(self, rows: Iterable[int]) -> None:
        """Make the features of all rows that are not there yet, in one pass over their texts."""
        asked = list(dict.fromkeys(rows))
        # Those that are there are asked for here, so that the new ones do not drive them out.
        for kept in (self._shingles, self._stems):
            _kept(kept, asked)
        missing = [row for row in asked if not self.has(row)]
        if missing:
            self._make(missing)

    def _make(self, rows: Sequence[int]) -> tuple[Ragged, Ragged | None]:
        """Make and keep the features of documents in one pass over their texts."""
        texts = list(map(self._text, rows))
        if not self._with_stems:
            made = shingles_of(texts)
            _keep(self._shingles, rows, made)
            return made, None
        shingles, stems = features(texts)
        _keep(self._shingles, rows, shingles)
        _keep(self._stems, rows, stems)
        return shingles, stems

    def shingles(self, row: int) -> U64:
        """All shingles of a document."""
        (found,) = _kept(self._shingles, [row])
        return self._make([row])[0][0] if found is None else found

    def shingles_of(self, rows: Sequence[int]) -> Ragged:
        """All shingles of many documents, of which none comes twice."""
        found = _kept(self._shingles, rows)
        missing = [row for row, one in zip(rows, found, strict=True) if one is None]
        if len(missing) > _NEARLY * len(rows):
            # To make the others again takes less than to lay all of them side by side.
            made, _ = self._make(rows)
            return made
        if missing:
            new = iter(self._make(missing)[0])
            found = [next(new) if one is None else one for one in found]
        return Ragged.of(one for one in found if one is not None)

    def stems(self, row: int) -> U64:
        """All its stems."""
        (found,) = _kept(self._stems, [row])
        if found is None:
            made = self._make([row])[1] if self._with_stems else stems_of([self._text(row)])
            found = (made or Ragged.of([]))[0]
        return found

    def readings(self, rows: Sequence[int]) -> list[Compact | None]:
        """What the profiles of documents are made of; those that are not kept are made together.

        None where that is for plain code to say.
        """
        found = self._read.get_all(rows)
        missing = [place for place, one in enumerate(found) if one is None]
        made = read_compact([self._text(rows[place]) for place in missing], self._abbreviations)
        for place, one in zip(missing, made, strict=True):
            found[place] = one
        kept = [one for one in made if one is not None]
        new = [rows[place] for place, one in zip(missing, made, strict=True) if one is not None]
        self._read.put_all(new, kept, [one.numbers.nbytes for one in kept])
        return [one if isinstance(one, Compact) else None for one in found]

    def profiles(self, rows: Sequence[int]) -> list[Profile]:
        """The profiles of documents; those that are not kept are made together."""
        asked = list(dict.fromkeys(rows))
        profiles: dict[int, Profile] = {}
        for row, one in zip(asked, self._read.get_all(asked), strict=True):
            if isinstance(one, Profile):
                profiles[row] = one
            elif one is not None:
                profiles[row] = Profile(self._document(row), *opened(one))
        missing = [row for row in asked if row not in profiles]
        made = profiles_of([self._document(row) for row in missing], self._abbreviations)
        profiles |= zip(missing, made, strict=True)
        self._read.put_all(missing, made, map(_size_of_profile, made))
        return [profiles[row] for row in rows]


def _keep(kept: Kept[U64], rows: Sequence[int], made: Ragged) -> None:
    kept.put_all(rows, made, (made.values.itemsize * made.sizes).tolist())


def _kept(kept: Kept[U64], rows: Sequence[int]) -> list[U64 | None]:
    """The features of rows, of those that are there."""
    found = kept.get_all(rows)
    for place, one in enumerate(found):
        # A slice keeps all alive that was made in one pass. What nobody asks for again goes with
        # that, when room runs out; what somebody does is kept by itself.
        if one is not None and one.base is not None:
            own = one.copy()
            kept.put(rows[place], own, own.nbytes)
            found[place] = own
    return found


def _size_of_profile(profile: Profile) -> int:
    """Bytes that it takes, about."""
    size = profile.places.nbytes + profile.bounds.nbytes + 20 * len(profile.every)
    return size + profile.sequence.nbytes + profile.cuts.nbytes + 2000
