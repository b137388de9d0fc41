"""What everything works on: a document, and a span of its text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Document", "OpenSpan", "Span", "bare_document", "span_at", "spans_at"]

_SHOWN = 60
"""Characters of a text that the ``repr`` of its document has."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch ``[start, end)`` of a document's text, in code points.

    Offsets always count in `Document.text` exactly as it was given, whatever was
    normalised on the way to finding the span.

    Examples
    --------
    >>> Span(4, 7).of("The cat sat")
    'cat'
    >>> len(Span(4, 7))
    3
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(
                f"span [{self.start}, {self.end}) is not valid: 0 <= start <= end must hold"
            )

    def __len__(self) -> int:
        return self.end - self.start

    def __bool__(self) -> bool:
        return self.end > self.start

    def of(self, text: str) -> str:
        """The stretch of `text` that this span covers."""
        return text[self.start : self.end]

    def to_list(self) -> list[int]:
        """``[start, end]``, for JSON."""
        return [self.start, self.end]


class OpenSpan:
    """A span that is being made: of the same shape, and not closed to changes.

    A frozen dataclass's own constructor takes three times as long as to set the fields of an object
    of a class with the same slots, which then becomes one of the frozen class.
    """

    __slots__ = ("end", "start")
    start: int
    end: int


def span_at(start: int, end: int) -> Span:
    """The span ``Span(start, end)``, made faster: who asks knows that it is valid.

    Examples
    --------
    >>> span_at(3, 7) == Span(3, 7)
    True
    """
    span: Any = OpenSpan()
    span.start, span.end = start, end
    span.__class__ = Span
    made: Span = span
    return made


def spans_at(rows: list[list[int]]) -> tuple[Span, ...]:
    """The spans of rows of two numbers, likewise.

    Examples
    --------
    >>> spans_at([[3, 7], [8, 9]]) == (Span(3, 7), Span(8, 9))
    True
    """
    spans: list[Any] = []
    for start, end in rows:
        span = OpenSpan()
        span.start, span.end = start, end
        span.__class__ = Span  # type: ignore[assignment]
        spans.append(span)
    return tuple(spans)


@dataclass(frozen=True, slots=True)
class Document:
    """One article: an id that is unique in its collection, its text, and what is known of it.

    Parameters
    ----------
    id : str
        Unique among the documents that are worked on together; not empty.
    text : str
        The article as it was published, furniture and all.
    title, publisher, url : str, optional
        Shown in reports; the title is not searched for in the text.
    published : str, optional
        Date of publication, ISO 8601 where possible (``2024-05-01`` or with a time); dates as in
        feeds (``Wed, 01 May 2024 10:15:00 GMT``) and ``1 May 2024`` are read too.

    Examples
    --------
    >>> Document("a1", "The harbour froze overnight.", publisher="The Skerry Post").id
    'a1'
    """

    id: str
    text: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None

    def __repr__(self) -> str:
        """As of any dataclass, with the beginning of a long text."""
        text = self.text if len(self.text) <= _SHOWN else f"{self.text[: _SHOWN - 1]}…"
        others = ", ".join(
            f"{name}={getattr(self, name)!r}" for name in ("title", "publisher", "published", "url")
        )
        return f"Document(id={self.id!r}, text={text!r}, {others})"

    def __post_init__(self) -> None:
        if not isinstance(self.id, str) or not self.id:
            raise TypeError(f"document id must be a non-empty str, got {self.id!r}")
        if not isinstance(self.text, str):
            raise TypeError(
                f"text of document {self.id!r} must be str, got {type(self.text).__name__}; "
                "decode bytes first"
            )
        # Most have nothing but a text.
        if self.title is self.publisher is self.published is self.url is None:
            return
        for name in ("title", "publisher", "published", "url"):
            value = getattr(self, name)
            if value is not None and not isinstance(value, str):
                raise TypeError(
                    f"{name} of document {self.id!r} must be str or None, got "
                    f"{type(value).__name__}"
                )


_SET_ID, _SET_TEXT, *_SET_OTHERS = (
    Document.__dict__[name].__set__
    for name in ("id", "text", "title", "publisher", "published", "url")
)
_SET_TITLE, _SET_PUBLISHER, _SET_PUBLISHED, _SET_URL = _SET_OTHERS


def bare_document(known_id: str, text: str) -> Document:
    """A document of which nothing more is known, in less than half the time.

    For who makes them by the hundred thousand and knows that the id is not empty and that both
    are strings: nothing is checked.

    Examples
    --------
    >>> bare_document("a1", "The harbour froze.") == Document("a1", "The harbour froze.")
    True
    """
    document = object.__new__(Document)
    _SET_ID(document, known_id)
    _SET_TEXT(document, text)
    _SET_TITLE(document, None)
    _SET_PUBLISHER(document, None)
    _SET_PUBLISHED(document, None)
    _SET_URL(document, None)
    return document
