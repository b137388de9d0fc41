"""What verification asks of documents, made from their texts when it is asked for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import Generic, Protocol, TypeAlias, TypeVar

from dedup.diff.profile import Profile, profiles_of
from dedup.document import Document
from dedup.lsh.shingles import U64
from dedup.lsh.sketches import Ragged, features, shingles_of, stems_of
from dedup.text.compact import Compact, opened
from dedup.text.compiled import read_compact

__all__ = ["Kept", "Source", "Texts"]

V = TypeVar("V")
_Features: TypeAlias = tuple[U64, U64 | None]
"""Shingles, and stems where those are kept too."""

ROOM = 64 << 20
"""Bytes of features, and of what profiles are made of, that are kept by default."""


class Source(Protocol):
    """What a `Verifier` asks of the documents that it compares, which are known by numbers.

    The numbers, called rows, are whatever the engine calls its documents by. In a pair ``(a, b)``
    the first is the one with the smaller content hash, or with the smaller id where those are
    equal, so that every engine aligns the two the same way round.
    """

    def content(self, row: int) -> int:
        """`dedup.lsh.sketches.Sketches.content` of a document."""
        ...

    def length(self, row: int) -> int:
        """Characters of its text."""
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
        self._values: OrderedDict[int, tuple[V, int]] = OrderedDict()

    def __contains__(self, row: int) -> bool:
        return row in self._values

    def get(self, row: int) -> V | None:
        """The value of a row, if it is still there."""
        return self.get_all([row])[0]

    def get_all(self, rows: Iterable[int]) -> list[V | None]:
        """The values of some rows, of those that are still there."""
        found: list[V | None] = []
        with self._lock:
            values = self._values
            for row in rows:
                kept = values.get(row)
                if kept is None:
                    found.append(None)
                else:
                    values.move_to_end(row)
                    found.append(kept[0])
        return found

    def clear(self) -> None:
        """Let go of all."""
        with self._lock:
            self._values.clear()
            self._held = 0

    def put(self, row: int, value: V, size: int) -> None:
        """Keep a value that takes `size` bytes; the newest one stays even if it is too large."""
        self.put_all([row], [value], [size])

    def put_all(self, rows: Iterable[int], given: Iterable[V], sizes: Iterable[int]) -> None:
        """`put` of some rows, one after the other."""
        with self._lock:
            values, held = self._values, self._held
            for row, value, size in zip(rows, given, sizes, strict=True):
                old = values.pop(row, None)
                if old is not None:
                    held -= old[1]
                values[row] = value, size
                held += size
            while held > self._room and len(values) > 1:
                held -= values.popitem(last=False)[1][1]
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
        Bytes of features, and again of profiles, that are kept for the next time.
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
        self._features: Kept[_Features] = Kept(room)
        self._read: Kept[Compact | Profile] = Kept(room)

    def length(self, row: int) -> int:
        """Characters of a document's text."""
        return len(self._text(row))

    def has(self, row: int) -> bool:
        """Whether the features of a document are kept."""
        return row in self._features

    def put(self, row: int, shingles: U64, stems: U64) -> None:
        """Keep the features of a document that were made elsewhere."""
        self._keep([row], [(shingles, stems)])

    def forget(self) -> None:
        """Let go of all features, for whose room there is another use."""
        self._features.clear()

    def prepare(self, rows: Iterable[int]) -> None:
        """Make the features of all rows that are not there yet, in one pass over their texts."""
        asked = list(dict.fromkeys(rows))
        self._completed(asked, self._kept(asked))

    def _kept(self, rows: Sequence[int]) -> list[_Features | None]:
        """The features of rows, of those that are there."""
        found = self._features.get_all(rows)
        again: list[int] = []
        own: list[_Features] = []
        for place, one in enumerate(found):
            # A slice keeps the features alive that were made in one pass with it. Those that
            # nobody asks for again go together, when room runs out.
            if one is not None and one[0].base is not None:
                again.append(rows[place])
                own.append((one[0].copy(), None if one[1] is None else one[1].copy()))
                found[place] = own[-1]
        self._keep(again, own)
        return found

    def _completed(self, rows: Sequence[int], found: Sequence[_Features | None]) -> list[_Features]:
        """Those that are there, and those that are not made in one pass."""
        missing = [row for row, one in zip(rows, found, strict=True) if one is None]
        made: Sequence[_Features] = ()
        if missing:
            texts = [self._text(row) for row in missing]
            if self._with_stems:
                made = list(zip(*features(texts), strict=True))
            else:
                made = [(own, None) for own in shingles_of(texts)]
            self._keep(missing, made)
        new = iter(made)
        return [next(new) if one is None else one for one in found]

    def _keep(self, rows: Sequence[int], made: Sequence[_Features]) -> None:
        self._features.put_all(rows, made, map(_size_of, made))

    def _of(self, row: int) -> _Features:
        return self._completed([row], self._kept([row]))[0]

    def shingles(self, row: int) -> U64:
        """All shingles of a document."""
        return self._of(row)[0]

    def shingles_of(self, rows: Sequence[int]) -> Ragged:
        """All shingles of many documents, of which none comes twice."""
        found = self._kept(rows)
        if self._with_stems or any(one is not None for one in found):
            return Ragged.of(shingles for shingles, _ in self._completed(rows, found))
        made = shingles_of([self._text(row) for row in rows])
        # The same as `_keep`, with no look at each.
        sizes = (made.values.itemsize * made.sizes).tolist()
        self._features.put_all(rows, zip(made, repeat(None)), sizes)
        return made

    def stems(self, row: int) -> U64:
        """All its stems."""
        found = self._of(row)[1]
        return stems_of([self._text(row)])[0] if found is None else found

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


def _size_of(features: _Features) -> int:
    """Bytes that they take."""
    shingles, stems = features
    return shingles.nbytes if stems is None else shingles.nbytes + stems.nbytes


def _size_of_profile(profile: Profile) -> int:
    """Bytes that it takes, about."""
    size = profile.places.nbytes + profile.bounds.nbytes + 20 * len(profile.every)
    return size + profile.sequence.nbytes + profile.cuts.nbytes + 2000
