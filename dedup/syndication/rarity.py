"""How rare a stem is where candidates are told from chance: in the news, and in the collection.

A collection knows its own language, subject and set phrases. What it knows is counted in a
sample: the documents with the smallest content hashes, which is a random draw that every engine
makes alike, in whatever order and in however many parts it holds the documents.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dedup.diff.profile import F64
from dedup.diff.weights import RARITY_CAP
from dedup.lsh.shingles import U64
from dedup.lsh.sketches import I64, Ragged
from dedup.lsh.stem_codes import StemCodes
from dedup.text.stems import idf_of

__all__ = ["SAMPLE", "Rarity"]

SAMPLE = 4096
"""Documents, those with the smallest content hashes among the distinct ones that have words,
whose stems are counted."""
UNIT = 2.0**-16
OWN_COUNTS = 1000
"""Documents from which a collection's own document frequencies count: a small one cannot tell a
rare word from a common one."""


@dataclass(frozen=True, slots=True, eq=False)
class Rarity:
    """The document frequencies of a sample of a collection.

    Attributes
    ----------
    documents : int
        How many were counted.
    stems : ndarray of uint64, shape (s,)
        Their distinct stems, sorted; none if they are too few to count.
    counts : ndarray of int64, shape (s,)
        Documents that hold each.

    Examples
    --------
    >>> Rarity.of(Ragged.of([np.array([3, 9], dtype=np.uint64)])).documents
    1
    """

    documents: int
    stems: U64
    counts: I64

    @classmethod
    def unknown(cls) -> Rarity:
        """That of a collection of which nothing was counted: the news decide alone."""
        return cls.of(Ragged.of([]))

    @classmethod
    def of(cls, sample: Ragged) -> Rarity:
        """Count the stems of the documents of the sample."""
        documents = len(sample)
        values = sample.values if documents >= OWN_COUNTS else sample.values[:0]
        stems, counts = np.unique(values, return_counts=True)
        return cls(documents, stems, counts.astype(np.int64))

    @classmethod
    def of_codes(cls, codes: StemCodes, sample: I64) -> Rarity:
        """`of`, the documents of the sample being rows of a collection."""
        if len(sample) < OWN_COUNTS:
            return cls(len(sample), codes.stems[:0], sample[:0])
        counts = codes.counts(sample)
        held = np.flatnonzero(counts)
        held = held[np.argsort(codes.stems[held])]
        return cls(len(sample), codes.stems[held], counts[held])

    def of_stems(self, stems: U64) -> F64:
        """How rare each stem is in nats, capped: in the news, or in the collection if less.

        A stem that the sample lacks is as rare there as can be told.
        """
        rarity: F64 = np.minimum(idf_of(stems), RARITY_CAP)
        if len(self.stems):
            places = np.minimum(np.searchsorted(self.stems, stems), len(self.stems) - 1)
            known = self.stems[places] == stems
            counts = np.where(known, self.counts[places], 1)
            rarity = np.minimum(rarity, np.log((self.documents + 1) / counts))
        return rarity

    def weights(self, stems: U64) -> I64:
        """The square of how rare each stem is, in whole units of `UNIT`.

        Whole, so that a sum is the same in whatever order and parts it is added up.
        """
        return np.rint(self.of_stems(stems) ** 2 / UNIT).astype(np.int64)
