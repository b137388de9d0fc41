"""Results as pandas DataFrames, where pandas is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from dedup.diff.collation import Collation
from dedup.diff.comparison import Comparison
from dedup.report.html.wording import plain_wording
from dedup.syndication.result import Result

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["collation_frame", "facts_frame", "groups_frame", "pairs_frame", "passages_frame"]

_PAIRS = (
    "a",
    "b",
    "relation",
    "score",
    "resemblance",
    "containment",
    "covered_a",
    "covered_b",
    "shared_anchors",
    "own_score",
    "through",
)
_PASSAGES = ("kind", "moved", "score", "source", "copy", "facts")
_FACTS = ("passage", "kind", "change", "speech", "source", "copy")
_GROUPS = ("group", "document", "source", "title", "publisher", "published", "url")


def _pandas() -> Any:
    try:
        import pandas as pd  # noqa: PLC0415 - optional, and slow to import
    except ImportError as error:
        raise ImportError(
            "to_frame() needs pandas, which is not installed: python -m pip install pandas"
        ) from error
    return pd


def pairs_frame(result: Result) -> pd.DataFrame:
    """One row a pair, best first; see `Match` for the columns."""
    rows = [match.to_dict() for match in result.pairs]
    return _pandas().DataFrame([[row[name] for name in _PAIRS] for row in rows], columns=[*_PAIRS])


def groups_frame(result: Result) -> pd.DataFrame:
    """One row a member of a group, with what is known of it; groups are numbered from 0."""
    rows: list[list[Any]] = []
    for number, group in enumerate(result.groups):
        for member in group.members:
            document = result.documents[member]
            known = [document.title, document.publisher, document.published, document.url]
            rows.append([number, member, member == group.source, *known])
    return _pandas().DataFrame(rows, columns=[*_GROUPS])


def collation_frame(collation: Collation, values: Literal["kind", "text"]) -> pd.DataFrame:
    """One row a shared passage, one column a copy; see `Collation.to_frame`."""
    if values not in {"kind", "text"}:
        raise ValueError(f"values={values!r} is not one of 'kind', 'text'")
    rows: list[list[str | None]] = []
    for number, row in enumerate(collation.rows):
        cells: list[str | None]
        if values == "kind":
            cells = [collation.kind_of(number, name) for name in collation.columns]
        else:
            cells = [
                plain_wording(collation.documents[name].text, row.cells[name])
                if name in row.cells
                else None
                for name in collation.columns
            ]
        rows.append(cells)
    pd = _pandas()
    return pd.DataFrame(
        rows, columns=[*collation.columns], index=pd.RangeIndex(len(rows), name="passage")
    )


def passages_frame(comparison: Comparison) -> pd.DataFrame:
    """One row a passage in order: what was done to it, either wording, how many facts differ."""
    sides = comparison.source.text, comparison.copy.text
    rows: list[list[Any]] = []
    for passage in comparison.passages:
        wordings = [
            plain_wording(text, spans) if spans else None
            for text, spans in zip(sides, (passage.source, passage.copy), strict=True)
        ]
        score = round(passage.score, 4)
        rows.append([passage.kind, passage.moved, score, *wordings, len(passage.facts)])
    return _pandas().DataFrame(rows, columns=[*_PASSAGES])


def facts_frame(comparison: Comparison) -> pd.DataFrame:
    """One row a fact that differs, with the number of its passage; passages count from 0."""
    rows = [
        [
            number,
            fact.kind,
            fact.change,
            fact.speech or None,
            fact.source_text or None,
            fact.copy_text or None,
        ]
        for number, passage in enumerate(comparison.passages)
        for fact in passage.facts
    ]
    return _pandas().DataFrame(rows, columns=[*_FACTS])
