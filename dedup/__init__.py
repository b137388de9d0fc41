"""Which articles come from one source text, and what each copy did to it.

The whole public surface, on one page::

    import dedup

    documents = dedup.read("articles/")          # folders, files, tables, any iterable
    result = dedup.find(documents)               # Result: groups and pairs
    comparison = dedup.compare(source, copy)     # Comparison: passages, facts, score
    collation = dedup.collate(documents)         # Collation: the passages of N copies
    gathered = dedup.gather(text, documents)     # Gathered: the fewest that account for a text

Values
    `Document`, `Span`
Reading
    `read` -> `Documents`; `ReadWarning` tells what was skipped
Finding
    `find` -> `Result` of `Group` and `Match`
Comparing
    `compare` -> `Comparison` of `Passage`, `Link`, `Edit`, `Fact`, `Region`, `Credit`
Collating
    `collate` -> `Collation` of `Row`
Gathering
    `gather` -> `Gathered` of `Contribution`
Who copied whom
    `direction` -> `Direction`
Other languages than English
    `learn_abbreviations`
Keeping
    `Index`, a collection on disk: add, query, remove
Sketching, for those who find pairs in their own way
    `sketch` -> `Sketches`, of strings, Arrow columns or the lines of a file
    (`packed_from_lines`); `from_datasketch`; `choose_bands` -> `Bands`
Past one machine
    `dedup.spark`: the same on Apache Spark, loaded when first asked for
Errors
    `DedupError`, `MissingIdError`, `StoreError`, `StoreBusyError`, `StoreDamagedError`,
    `ReadError`, `DuplicateIdError`, `MissingExtraError`, `SettingsError`
Measures against labelled data
    `dedup.evaluation`
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from dedup.diff.collation import Collation, Row, SharedPassage, collate
from dedup.diff.compare import compare
from dedup.diff.comparison import Comparison
from dedup.diff.passages import Edit, Fact, Link, Passage, Region
from dedup.document import Document, Span
from dedup.errors import (
    DedupError,
    DuplicateIdError,
    MissingExtraError,
    MissingIdError,
    ReadError,
    SettingsError,
    StoreBusyError,
    StoreDamagedError,
    StoreError,
)
from dedup.lsh.bands import Bands, choose_bands
from dedup.lsh.columns import packed_from_lines
from dedup.lsh.minhash import from_datasketch
from dedup.lsh.sketches import Sketches, sketch
from dedup.readers import Documents, ReadWarning, read
from dedup.syndication.find import find
from dedup.syndication.provenance import Direction, direction
from dedup.syndication.result import Group, Match, Result
from dedup.text.abbreviations import learn_abbreviations
from dedup.text.credit import Credit

if TYPE_CHECKING:
    from dedup.syndication.gather import gather
    from dedup.syndication.gathered import Contribution, Gathered
    from dedup.syndication.index import Index

__version__ = "0.1.0"

__all__ = [
    "Bands",
    "Collation",
    "Comparison",
    "Contribution",
    "Credit",
    "DedupError",
    "Direction",
    "Document",
    "Documents",
    "DuplicateIdError",
    "Edit",
    "Fact",
    "Gathered",
    "Group",
    "Index",
    "Link",
    "Match",
    "MissingExtraError",
    "MissingIdError",
    "Passage",
    "ReadError",
    "ReadWarning",
    "Region",
    "Result",
    "Row",
    "SettingsError",
    "SharedPassage",
    "Sketches",
    "Span",
    "StoreBusyError",
    "StoreDamagedError",
    "StoreError",
    "__version__",
    "choose_bands",
    "collate",
    "compare",
    "direction",
    "find",
    "from_datasketch",
    "gather",
    "learn_abbreviations",
    "packed_from_lines",
    "read",
    "sketch",
]


# What only some tasks need, and takes its time to import.
_LATER = {
    "Contribution": "dedup.syndication.gathered",
    "Gathered": "dedup.syndication.gathered",
    "Index": "dedup.syndication.index",
    "gather": "dedup.syndication.gather",
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name == "spark":
            return importlib.import_module("dedup.spark")
        if name not in _LATER:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(importlib.import_module(_LATER[name]), name)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *_LATER, "spark"})
