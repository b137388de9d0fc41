"""Texts of which nothing else is known, as documents that are made when they are asked for.

Of a million texts that are searched a few thousand are shown; to make a document of each would
take longer than to compare them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import overload

from dedup.document import Document, bare_document

__all__ = ["BareDocuments", "by_id", "id_of", "is_bare", "place_of", "texts_of"]


class BareDocuments(Sequence[Document]):
    """Documents whose ids are their positions; each that was asked for is kept.

    Parameters
    ----------
    texts : tuple of str

    Examples
    --------
    >>> BareDocuments(("Sea ice closed the port.", "A ferry sank."))[1]
    Document(id='1', text='A ferry sank.', title=None, publisher=None, published=None, url=None)
    """

    def __init__(self, texts: tuple[str, ...]) -> None:
        self.texts = texts
        self._made: dict[int, Document] = {}

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, place: int) -> Document: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Document]: ...
    def __getitem__(self, place: int | slice) -> Document | Sequence[Document]:
        if isinstance(place, slice):
            return [self[at] for at in range(*place.indices(len(self)))]
        document = self._made.get(place)
        if document is None:
            place = range(len(self))[place]
            document = self._made[place] = bare_document(str(place), self.texts[place])
        return document


class _ById(Mapping[str, Document]):
    """Bare documents by their ids."""

    def __init__(self, documents: BareDocuments) -> None:
        self._documents = documents

    def __getitem__(self, wanted: str) -> Document:
        place = int(wanted) if isinstance(wanted, str) and wanted.isdecimal() else -1
        if not (0 <= place < len(self._documents) and str(place) == wanted):
            raise KeyError(wanted)
        return self._documents[place]

    def __len__(self) -> int:
        return len(self._documents)

    def __iter__(self) -> Iterator[str]:
        return map(str, range(len(self)))

    def __repr__(self) -> str:
        return f"<{len(self)} documents by id>"


def by_id(documents: Sequence[Document]) -> Mapping[str, Document]:
    """Documents by their ids, which are unique, in the order given."""
    if isinstance(documents, BareDocuments):
        return _ById(documents)
    return {document.id: document for document in documents}


def is_bare(documents: Sequence[Document]) -> bool:
    """Whether nothing is known of documents but their texts."""
    return isinstance(documents, BareDocuments)


def id_of(documents: Sequence[Document]) -> Callable[[int], str]:
    """What says the id of the document at a place, without making it for that."""
    if isinstance(documents, BareDocuments):
        return str
    return lambda place: documents[place].id


def place_of(documents: Sequence[Document]) -> Callable[[str], int]:
    """What says of the id of one of them which it is."""
    if isinstance(documents, BareDocuments):
        return int
    return {document.id: place for place, document in enumerate(documents)}.__getitem__


def texts_of(documents: Sequence[Document]) -> Sequence[str]:
    """The texts of documents, of none of which a document is made for that."""
    if isinstance(documents, BareDocuments):
        return documents.texts
    return [document.text for document in documents]
