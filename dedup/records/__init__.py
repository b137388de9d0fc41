"""What is read: kinds of files and their readers, raw records, and documents made of them."""

from dedup.records.bare import by_id, id_of, is_bare, place_of, texts_of
from dedup.records.base import refuse_unencodable, to_document
from dedup.records.documents import (
    Documents,
    Item,
    ReadWarning,
    SourceNotFoundError,
    existing,
)
from dedup.records.kinds import KINDS, Kind, kind_of
from dedup.records.places import Place, Skipped, shown, unreadable
from dedup.records.tables import is_table, rows_of

__all__ = [
    "KINDS",
    "Documents",
    "Item",
    "Kind",
    "Place",
    "ReadWarning",
    "Skipped",
    "SourceNotFoundError",
    "by_id",
    "existing",
    "id_of",
    "is_bare",
    "is_table",
    "kind_of",
    "place_of",
    "refuse_unencodable",
    "rows_of",
    "shown",
    "texts_of",
    "to_document",
    "unreadable",
]
