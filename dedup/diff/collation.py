"""N copies against each other: rows of passages, the shared text, what only one copy says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from dedup.diff.alignment import Table
from dedup.diff.compare import compare_profiles
from dedup.diff.comparison import Comparison
from dedup.diff.kinds import changed_facts, kind_of
from dedup.diff.passages import PassageKind
from dedup.diff.profile import Profile
from dedup.diff.remembered import cached_profiles
from dedup.diff.rows import Place, nearness, row_sets, told_too
from dedup.diff.witnesses import align_all, link_heard
from dedup.diff.wording import words_of
from dedup.document import Document, Span
from dedup.readers import read
from dedup.text.abbreviations import checked_abbreviations

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Collation", "Row", "SharedPassage", "collate"]

SYMBOLS: Mapping[PassageKind, str] = {
    "verbatim": "=",
    "edited": "~",
    "paraphrased": "≈",
    "dropped": "·",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One passage of the story, over all copies that carry it.

    Attributes
    ----------
    reference : str
        Id of the copy whose wording stands for the row: the one nearest to all others.
    cells : Mapping of str to tuple of Span
        The sentences of each copy that carries the passage. A sentence that says in one what
        others say in two stands in both rows.
    kinds : Mapping of str to str
        How each copy words it beside the reference: ``verbatim``, ``edited`` or
        ``paraphrased``; copies that lack the row are not in it.
    """

    reference: str
    cells: Mapping[str, tuple[Span, ...]]
    kinds: Mapping[str, PassageKind]


@dataclass(frozen=True, slots=True)
class SharedPassage:
    """A passage that two or more copies carry, in its best-attested wording.

    Attributes
    ----------
    text : str
    reference : str
        The copy that the wording is from.
    witnesses : tuple of str
        All copies that carry it.
    """

    text: str
    reference: str
    witnesses: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Collation:
    """The passages of N copies against each other.

    Attributes
    ----------
    documents : Mapping of str to Document
    rows : tuple of Row
        Passages that at least two copies carry, in story order.

    Examples
    --------
    >>> collation = collate([
    ...     "The ferry Aldis sank off Port Mirren. Nobody was hurt.",
    ...     "Nobody was hurt when it went down. Off Port Mirren the ferry Aldis sank.",
    ...     "The ferry Aldis sank off Port Mirren. Wheat rose.",
    ... ])
    >>> [passage.text for passage in collation.shared_text][0]
    'The ferry Aldis sank off Port Mirren.'
    >>> collation.columns
    ('0', '1', '2')
    """

    documents: Mapping[str, Document]
    rows: tuple[Row, ...]
    _profiles: tuple[Profile, ...]
    _tables: Mapping[tuple[int, int], Table]

    @property
    def columns(self) -> tuple[str, ...]:
        """Ids of the copies, in the order given."""
        return tuple(self.documents)

    @property
    def shared_text(self) -> tuple[SharedPassage, ...]:
        """What two or more copies carry, in story order: as near to the source as they allow."""
        return tuple(
            SharedPassage(
                text=self._wording(row.reference, row.cells[row.reference]),
                reference=row.reference,
                witnesses=tuple(row.cells),
            )
            for row in self.rows
        )

    def kind_of(self, row: int, document_id: str) -> PassageKind:
        """What a copy made of a row: verbatim, edited, paraphrased or dropped.

        Raises
        ------
        KeyError, IndexError
            If there is no such copy or row.
        """
        self._number(document_id)
        return self.rows[row].kinds.get(document_id, "dropped")

    def unique(self, document_id: str) -> tuple[Span, ...]:
        """The sentences that only this copy has, furniture left out."""
        profile = self._profiles[self._number(document_id)]
        shared = {span for row in self.rows for span in row.cells.get(document_id, ())}
        all_spans = profile.spans
        spans = (all_spans[index] for index in profile.content.tolist())
        return tuple(span for span in spans if span not in shared)

    def between(self, a: str, b: str) -> Comparison:
        """Two copies compared as the whole group sees them: the others are witnesses."""
        first, second = self._number(a), self._number(b)
        if first == second:
            raise ValueError(f"{a!r} cannot be compared with itself; name two copies")
        if first < second:
            table = self._tables[first, second]
        else:
            table = self._tables[second, first].reversed()
        sides = self._profiles[first], self._profiles[second]
        alignment = link_heard(table, len(self._profiles), sides)
        return compare_profiles(*sides, alignment)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "columns": list(self.columns),
            "rows": [
                {
                    "reference": row.reference,
                    "text": self._wording(row.reference, row.cells[row.reference]),
                    "kinds": {name: row.kinds.get(name, "dropped") for name in self.columns},
                    "cells": {
                        name: [span.to_list() for span in spans]
                        for name, spans in row.cells.items()
                    },
                }
                for row in self.rows
            ],
            "unique": {
                name: [
                    {"span": span.to_list(), "text": self._wording(name, [span])}
                    for span in self.unique(name)
                ]
                for name in self.columns
            },
        }

    def to_html(self) -> str:
        """A page with the passages by copies: one file that needs nothing from outside.

        Examples
        --------
        >>> collate(["The quay froze.", "The quay froze."]).to_html()[:15]
        '<!DOCTYPE html>'
        """
        from dedup.report.html.collation import collation_html  # noqa: PLC0415 - a part above

        return collation_html(self)

    def to_frame(self, values: Literal["kind", "text"] = "kind") -> pd.DataFrame:
        """A pandas DataFrame: one row a shared passage, one column a copy.

        Parameters
        ----------
        values : {"kind", "text"}
            What each copy made of the passage (``dropped`` where it lacks it), or its wording
            (None where it lacks it).

        Raises
        ------
        ImportError
            If pandas is not installed.
        ValueError
            If `values` is neither of the two.
        """
        from dedup.report.frames import collation_frame  # noqa: PLC0415 - a part above

        return collation_frame(self, values)

    def _repr_html_(self) -> str:
        from dedup.report.html.collation import collation_fragment  # noqa: PLC0415

        return collation_fragment(self)

    def __repr__(self) -> str:
        return f"<Collation: {len(self.rows)} shared passages of {len(self.documents)} copies>"

    def __str__(self) -> str:
        legend = "  ".join(f"{symbol} {kind}" for kind, symbol in SYMBOLS.items())
        lines = [f"{len(self.rows)} shared passages of {len(self.columns)} copies   {legend}"]
        lines += [f"  {number}: {name}" for number, name in enumerate(self.columns, 1)]
        for index, row in enumerate(self.rows):
            marks = "".join(SYMBOLS[self.kind_of(index, name)] for name in self.columns)
            lines.append(f"{marks}  {self._wording(row.reference, row.cells[row.reference])}")
        return "\n".join(lines)

    def _wording(self, document_id: str, spans: Iterable[Span]) -> str:
        text = self.documents[document_id].text
        return " ".join(" ".join(span.of(text).split()) for span in spans)

    def _number(self, document_id: str) -> int:
        for number, name in enumerate(self.documents):
            if name == document_id:
                return number
        raise KeyError(f"no copy {document_id!r}; the copies are {', '.join(self.documents)}")


def collate(
    documents: Iterable[Document | str | Mapping[str, Any]],
    *,
    abbreviations: Iterable[str] = (),
) -> Collation:
    """Align N copies of a story with one another.

    Parameters
    ----------
    documents : iterable of Document, str or dict
        At least one; ids must be unique.
    abbreviations : iterable of str
        As in `compare`.

    Raises
    ------
    ValueError
        If there are no documents.
    DuplicateIdError
        If two documents have the same id.
    """
    by_id = {document.id: document for document in read(documents)}
    if not by_id:
        raise ValueError("no documents to collate; give at least one")
    known = checked_abbreviations(abbreviations)
    profiles = tuple(cached_profiles(list(by_id.values()), known))
    alignments = align_all(profiles)
    lengths = [len(profile.content) for profile in profiles]
    sets = row_sets(lengths, alignments)
    sets.sort(key=lambda places: _story_place(places, lengths))
    rows = [
        _row(profiles, places, more)
        for places, more in zip(sets, told_too(sets, lengths, alignments), strict=True)
    ]
    tables = {pair: alignment.table for pair, alignment in alignments.items()}
    return Collation(by_id, tuple(rows), profiles, tables)


def _story_place(places: Sequence[Place], lengths: Sequence[int]) -> tuple[float, Place]:
    relative = [(index + 0.5) / lengths[number] for number, index in places]
    return float(np.median(relative)), places[0]


def _row(profiles: Sequence[Profile], places: Sequence[Place], more: Sequence[Place]) -> Row:
    cells: defaultdict[int, list[int]] = defaultdict(list)
    for number, index in sorted([*places, *more]):
        cells[number].append(index)
    spans = {
        number: tuple(profiles[number].span(profiles[number].content[i]) for i in indices)
        for number, indices in cells.items()
    }
    names = {number: profiles[number].document.id for number in cells}
    words = {
        number: [word.folded for word in words_of(profiles[number].document.text, spans[number])]
        for number in cells
    }
    near = dict(zip(cells, nearness(list(words.values())), strict=True))
    # A sentence that tells two rows is the wording of its own alone. Of equals the first.
    reference = max(sorted({number for number, _ in places}), key=lambda n: round(near[n], 9))
    standard = profiles[reference].document
    kinds: dict[str, PassageKind] = {}
    for number in cells:
        document = profiles[number].document
        changed = partial(
            changed_facts,
            standard,
            spans[reference],
            document,
            spans[number],
            same=True,
        )
        kinds[names[number]] = kind_of(words[reference], words[number], changed)
    return Row(
        reference=names[reference],
        cells={names[number]: found for number, found in spans.items()},
        kinds=kinds,
    )
