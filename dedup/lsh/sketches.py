"""The sketches of a collection, in one pass over its texts; and exact features of a few of them.

Sketches are what is kept of every document. Features, all its shingles and stems, take ten
times the room: they are made again from the text of those documents that have a candidate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from dedup.lsh.columns import is_column, packed_from_arrow
from dedup.lsh.compiled import (
    Batch,
    Item,
    Wanted,
    is_at_hand,
    is_loaded,
    sketch_alone,
    sketch_batches,
    sketched_ahead,
)
from dedup.lsh.growing import Growing, GrowingRows
from dedup.lsh.minhash import SEED, SLOTS, U32, bottom_k, signature, to_datasketch
from dedup.lsh.packing import Packed, pack
from dedup.lsh.shingles import U64, Features, Vocabulary

if TYPE_CHECKING:
    import datasketch

__all__ = [
    "ANCHORS",
    "ANCHOR_SHARE",
    "SHINGLE",
    "Ragged",
    "Sketches",
    "anchors_kept",
    "features",
    "plain_features",
    "plain_sketch",
    "shingles_of",
    "sketch",
    "stem_batches",
    "stems_of",
]

I64 = npt.NDArray[np.int64]

SHINGLE = 5
"""Words of a shingle."""
ANCHORS = 128
ANCHOR_SHARE = 4
"""One anchor of four is kept of a long text, so that rewrites of long originals are found."""
PLAIN = 500_000
"""Characters up to which plain Python is faster than waiting for compiled code to load."""
UNMADE = 4_000_000
"""Where it has yet to be made: that takes as long as to do without for fifteen hundred articles."""

ALONE = 64
"""Texts that are sketched in one batch."""


@dataclass(frozen=True, slots=True, eq=False)
class Ragged:
    """Rows of different length: row ``i`` is ``values[bounds[i]:bounds[i + 1]]``.

    Attributes
    ----------
    values : ndarray
    bounds : ndarray of int64, shape (n + 1,)
    """

    values: npt.NDArray[Any]
    bounds: I64

    @classmethod
    def of(cls, rows: Iterable[npt.NDArray[Any]], kind: type[Any] = np.uint64) -> Ragged:
        """Lay rows end to end."""
        kept = list(rows)
        bounds = np.cumsum([0, *map(len, kept)], dtype=np.int64)
        return cls(np.concatenate([np.zeros(0, dtype=kind), *kept]), bounds)

    @classmethod
    def end_to_end(cls, parts: Sequence[tuple[npt.NDArray[Any], I64]]) -> Ragged:
        """Lay the rows of several pairs of values and bounds end to end."""
        if len(parts) == 1:
            return cls(*parts[0])
        sizes = np.concatenate([np.diff(bounds) for _, bounds in parts])
        bounds = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])
        return cls(np.concatenate([values for values, _ in parts]), bounds)

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def __getitem__(self, row: int) -> npt.NDArray[Any]:
        return self.values[self.bounds[row] : self.bounds[row + 1]]

    def __iter__(self) -> Iterator[npt.NDArray[Any]]:
        ends = self.bounds.tolist()
        return (self.values[ends[row] : ends[row + 1]] for row in range(len(self)))

    @property
    def sizes(self) -> I64:
        """How long each row is."""
        return np.diff(self.bounds)


@dataclass(frozen=True, slots=True, eq=False)
class Sketches:
    """What finding keeps of ``n`` documents.

    Attributes
    ----------
    signatures : ndarray of uint32, shape (n, slots)
    anchors : Ragged
        Of each document the lower halves of the smallest hashes of its pairs of neighbouring
        stems, uint32, sorted and distinct. Empty rows if none were asked for.
    words : ndarray of int64, shape (n,)
    content : ndarray of uint64, shape (n,)
        Equal for texts that are identical but for case, spacing and punctuation.
    seed : int
        Of the signatures; rows of two seeds cannot be compared.

    Examples
    --------
    >>> sketches = sketch(["Sea ice closed the port.", "Sea ice closed the port again."])
    >>> len(sketches), sketches.signatures.shape
    (2, (2, 128))
    """

    signatures: U32
    anchors: Ragged
    words: I64
    content: U64
    seed: int = SEED

    def __len__(self) -> int:
        return len(self.words)

    def to_datasketch(self, row: int) -> datasketch.MinHash:
        """The signature of one document as a `datasketch.MinHash` of the ``affine32`` scheme.

        It is the sketch that datasketch makes of the same shingle hashes, for use with its
        indexes; `from_datasketch` is the way back.

        Examples
        --------
        >>> from datasketch import MinHashLSH
        >>> text = "Sea ice closed the northern port, and the last ferry could not leave."
        >>> sketches = sketch([text, text + " Nobody was hurt."])
        >>> index = MinHashLSH(threshold=0.5, num_perm=128)
        >>> index.insert("first", sketches.to_datasketch(0))
        >>> index.query(sketches.to_datasketch(1))
        ['first']
        """
        return to_datasketch(self.signatures[row], self.seed)


def anchors_kept(pairs: int) -> int:
    """How many of a document's pairs are kept as anchors: all up to 128, then one of four.

    Examples
    --------
    >>> anchors_kept(60), anchors_kept(300), anchors_kept(1000)
    (128, 128, 250)
    """
    return max(ANCHORS, pairs // ANCHOR_SHARE)


Told: TypeAlias = Callable[[Ragged], None]
"""Is told of rows."""
Texts: TypeAlias = Iterable[str | Packed] | Packed
"""Strings, or texts that lie in memory already: some of them, or several such lots."""


def _lots(texts: Texts | Any) -> Iterable[str | Packed]:
    if isinstance(texts, Packed):
        return [texts]
    return packed_from_arrow(texts) if is_column(texts) else texts


def _is_few(texts: Texts | Any) -> tuple[bool, Iterable[str | Packed]]:
    """Whether compiled code would not pay, and the texts, none lost."""
    texts = _lots(texts)
    if is_loaded():
        return False, texts
    waiting = iter(texts)
    few: list[str | Packed] = []
    held = 0
    for text in waiting:
        few.append(text)
        held += text.size if isinstance(text, Packed) else len(text)
        if held > PLAIN and (held > UNMADE or is_at_hand()):
            return False, chain(few, waiting)
    return True, few


def _batches(texts: Iterable[Item], wanted: Wanted, rows: U32 | None = None) -> Iterable[Batch]:
    """`sketch_batches`, or one batch of texts that are too few to be worth cutting into several."""
    if isinstance(texts, list) and len(texts) <= ALONE:
        few = [text for text in texts if isinstance(text, str)]
        if len(few) == len(texts) and sum(map(len, few)) <= PLAIN:
            return [sketch_alone(few, wanted, rows)]
    return sketch_batches(texts, wanted, rows)


def _strings(texts: Texts | Any) -> Iterator[str]:
    """Every text as a string, which is what the plain way reads."""
    for text in _lots(texts):
        if isinstance(text, Packed):
            yield from text.texts()
        else:
            yield text


def sketch(
    texts: Texts | Any,
    *,
    anchors: bool = True,
    k: int = SHINGLE,
    slots: int = SLOTS,
    seed: int = SEED,
    strict: bool = False,
    stems: Told | None = None,
    watch: Callable[[Iterable[Item]], Iterable[Item]] | None = None,
) -> Sketches:
    """Sketch every text; without anchors, which only finding rewrites needs, in less time.

    Parameters
    ----------
    texts : iterable of str, Packed, iterable of Packed, or Arrow column of strings
        Of those but the first no Python object is made for a text: they are read where they are
        in memory, or in a file that `dedup.lsh.columns.packed_from_lines` maps.
    strict : bool
        Whether to refuse a string with a lone surrogate, which UTF-8 cannot hold.
    stems : callable, optional
        Is told all stems of some texts at a time, each text's distinct and in any order: they are
        at hand here, and to make them anew takes half as long as all of this.
    watch : callable, optional
        Sees the texts pass by.

    Raises
    ------
    UnicodeEncodeError
        If there is one, and `strict`.

    Examples
    --------
    >>> sketch(["Sea ice closed the port.", ""]).words.tolist()
    [5, 0]
    """
    given = texts
    few, texts = _is_few(texts)
    if few:
        if strict:
            texts = list(texts)
            pack(_strings(texts), strict=True)
        return plain_sketch(texts, anchors=anchors, k=k, slots=slots, seed=seed, stems=stems)
    least = ANCHORS if anchors else 0
    wanted = Wanted(
        *(k, slots, seed, least, ANCHOR_SHARE),
        stems=stems is not None,
        in_any_order=True,
        strict=strict,
    )
    rows = None
    if isinstance(given, list | tuple):
        texts, count = sketched_ahead(given, wanted)
        rows = np.empty((count, slots), dtype=np.uint32)
    if watch is not None:
        texts = watch(texts)
    return _joined(_batches(texts, wanted, rows), seed, stems, rows)


def features(texts: Texts | Any, *, k: int = SHINGLE) -> tuple[Ragged, Ragged]:
    """All shingles and all stems of every text, for exact verification.

    Returns
    -------
    shingles, stems : Ragged of uint64
        Rows of sorted, distinct hashes: see `dedup.lsh.shingles.Features`.

    Examples
    --------
    >>> shingles, stems = features(["Sea ice closed the port, the port said.", ""])
    >>> shingles.sizes.tolist(), stems.sizes.tolist()
    ([4, 0], [6, 0])
    """
    few, texts = _is_few(texts)
    if few:
        return plain_features(texts, k=k)
    parts = list(_batches(texts, Wanted(k, shingles=True, stems=True)))
    return (
        Ragged.end_to_end([(part.shingles, part.shingle_bounds) for part in parts]),
        Ragged.end_to_end([(part.stems, part.stem_bounds) for part in parts]),
    )


def shingles_of(texts: Texts | Any, *, k: int = SHINGLE) -> Ragged:
    """All shingles of every text, as `features` gives them."""
    few, texts = _is_few(texts)
    if few:
        return plain_features(texts, k=k)[0]
    parts = sketch_batches(texts, Wanted(k, shingles=True))
    return Ragged.end_to_end([(part.shingles, part.shingle_bounds) for part in parts])


def stems_of(texts: Texts | Any) -> Ragged:
    """All stems of every text, as `features` gives them."""
    few, texts = _is_few(texts)
    if few:
        return plain_features(texts)[1]
    parts = sketch_batches(texts, Wanted(SHINGLE, stems=True))
    return Ragged.end_to_end([(part.stems, part.stem_bounds) for part in parts])


def stem_batches(texts: Texts | Any) -> Iterator[Ragged]:
    """All stems of every text, in any order, for some texts at a time."""
    few, texts = _is_few(texts)
    if few:
        yield plain_features(texts)[1]
        return
    for part in sketch_batches(texts, Wanted(SHINGLE, stems=True, in_any_order=True)):
        yield Ragged(part.stems, part.stem_bounds)


def plain_sketch(
    texts: Texts | Any,
    *,
    anchors: bool = True,
    k: int = SHINGLE,
    slots: int = SLOTS,
    seed: int = SEED,
    stems: Told | None = None,
) -> Sketches:
    """`sketch` without compiled code: for a few texts, and the oracle of the other way."""
    vocabulary = Vocabulary()
    found: list[Features] = [vocabulary.features(text, k) for text in _strings(texts)]
    signatures = np.empty((len(found), slots), dtype=np.uint32)
    for row, one in enumerate(found):
        signatures[row] = signature(one.shingles, slots, seed)
    if stems is not None:
        stems(Ragged.of(one.stems for one in found))
    kept = (_anchors(one.pairs if anchors else one.pairs[:0]) for one in found)
    return Sketches(
        signatures=signatures,
        anchors=Ragged.of(kept, np.uint32),
        words=np.array([one.words for one in found], dtype=np.int64),
        content=np.array([one.content for one in found], dtype=np.uint64),
        seed=seed,
    )


def _anchors(pairs: U64) -> U32:
    """The anchors of a document: of the hashes that are kept the lower halves."""
    return np.unique(bottom_k(pairs, anchors_kept(len(pairs))).astype(np.uint32))


def plain_features(texts: Texts | Any, *, k: int = SHINGLE) -> tuple[Ragged, Ragged]:
    """`features` without compiled code."""
    vocabulary = Vocabulary()
    found = [vocabulary.features(text, k) for text in _strings(texts)]
    return Ragged.of(one.shingles for one in found), Ragged.of(one.stems for one in found)


def _joined(
    batches: Iterable[Batch], seed: int = SEED, stems: Told | None = None, rows: U32 | None = None
) -> Sketches:
    """Sketches end to end; `rows` are their signatures, if these were written there."""
    likely = 0 if rows is None else len(rows)
    signatures = Growing(np.uint32)
    words, content = Growing(np.int64, likely), Growing(np.uint64, likely)
    anchors = GrowingRows(np.uint32, likely)
    for part in batches:
        if rows is None:
            signatures.add(part.signatures)
        anchors.add(part.anchors, part.anchor_bounds)
        words.add(part.words)
        content.add(part.content)
        if stems is not None:
            stems(Ragged(part.stems, part.stem_bounds))
        # So that the next finds its room where it was, and not fresh from the system.
        del part
    return Sketches(
        signatures=signatures.done() if rows is None else rows,
        anchors=Ragged(*anchors.done()),
        words=words.done(),
        content=content.done(),
        seed=seed,
    )
