"""What a comparison is made of: links, passages, word-level edits and changed facts."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal

from dedup.diff.later import Later, Teller, told_later
from dedup.document import OpenSpan, Span, span_at

__all__ = [
    "KINDS",
    "Edit",
    "EditTag",
    "Fact",
    "FactKind",
    "Link",
    "Passage",
    "PassageKind",
    "Region",
    "Speech",
    "edit_at",
    "edits_numbered",
    "link_at",
    "passage_of_one",
    "passage_told_later",
]

PassageKind = Literal["verbatim", "edited", "paraphrased", "added", "dropped", "furniture"]
KINDS: tuple[PassageKind, ...] = (
    "verbatim",
    "edited",
    "paraphrased",
    "added",
    "dropped",
    "furniture",
)
FactKind = Literal["number", "percentage", "money", "date", "name", "quotation"]
Speech = Literal["", "reworded", "reported"]
EditTag = Literal["equal", "replace", "delete", "insert"]
EDIT_TAGS: tuple[EditTag, ...] = ("equal", "replace", "delete", "insert")


@dataclass(frozen=True, slots=True)
class Link:
    """One sentence of the source and one of the copy that say the same thing.

    A passage with several sentences on a side is joined by several links; the links are
    the sentence alignment itself, and what alignment benchmarks score.
    """

    source: Span
    copy: Span
    score: float


@dataclass(frozen=True, slots=True)
class Edit:
    """One word-level opcode of a passage, with difflib's tags.

    `source` and `copy` are the stretches of text that the opcode covers; one of them is
    empty for ``insert`` and ``delete``.
    """

    tag: EditTag
    source: Span
    copy: Span

    def to_dict(self) -> dict[str, Any]:
        """A dict of plain values, for JSON."""
        return {"tag": self.tag, "source": self.source.to_list(), "copy": self.copy.to_list()}


# Made open, as spans are: a comparison has two hundred edits.
class _OpenEdit:
    __slots__ = ("copy", "source", "tag")
    tag: str
    source: Any
    copy: Any


# The setters of the slots themselves: as fast, where there are few of a kind.
_new = object.__new__
_link_source, _link_copy, _link_score = (vars(Link)[field.name].__set__ for field in fields(Link))


def edit_at(tag: EditTag, source: int, source_end: int, copy: int, copy_end: int) -> Edit:
    """The edit ``Edit(tag, Span(source, source_end), Span(copy, copy_end))``, made faster.

    Examples
    --------
    >>> edit_at("insert", 3, 3, 4, 9) == Edit("insert", Span(3, 3), Span(4, 9))
    True
    """
    edit: Any = _OpenEdit()
    edit.tag = tag
    edit.source, edit.copy = span_at(source, source_end), span_at(copy, copy_end)
    edit.__class__ = Edit
    made: Edit = edit
    return made


def edits_numbered(rows: list[list[int]]) -> tuple[Edit, ...]:
    """Edits of rows of numbers: the tag's in `EDIT_TAGS`, and where it begins and ends.

    Examples
    --------
    >>> edits_numbered([[3, 3, 3, 4, 9]]) == (Edit("insert", Span(3, 3), Span(4, 9)),)
    True
    """
    edits: list[Any] = []
    # Written out, as a call takes as long as what it does.
    for tag, source, source_end, copy, copy_end in rows:
        first = OpenSpan()
        first.start, first.end = source, source_end
        first.__class__ = Span  # type: ignore[assignment]
        second = OpenSpan()
        second.start, second.end = copy, copy_end
        second.__class__ = Span  # type: ignore[assignment]
        edit = _OpenEdit()
        edit.tag, edit.source, edit.copy = EDIT_TAGS[tag], first, second
        edit.__class__ = Edit  # type: ignore[assignment]
        edits.append(edit)
    return tuple(edits)


def link_at(source: Span, copy: Span, score: float) -> Link:
    """The link ``Link(source, copy, score)``, made faster.

    Examples
    --------
    >>> link_at(Span(0, 9), Span(2, 8), 0.5) == Link(Span(0, 9), Span(2, 8), 0.5)
    True
    """
    link = _new(Link)
    _link_source(link, source)
    _link_copy(link, copy)
    _link_score(link, score)
    return link


@dataclass(frozen=True, slots=True)
class Fact:
    """A number, date, sum of money, name or quotation that differs inside an aligned passage.

    `change` is ``changed`` (both sides state it, differently), ``added`` (only the copy
    states it) or ``lost`` (only the source does). `source` and `copy` are the spans of the
    wording, None on the side that lacks it; `source_text` and `copy_text` repeat it for
    people to read, with single blanks where a line of the text ends.

    `speech` tells of a quotation what became of its marks. A changed one was ``reworded`` inside
    them, where the two sides differ in words, which a quotation that the copy only cut does not.
    A lost one was ``reported`` where the copy's side of the passage says most of its telling
    words without quotation marks, and an added one likewise where it is the source that does;
    it is empty otherwise, as it is of every other kind of fact. A quotation that was kept word
    for word is no fact.
    """

    kind: FactKind
    change: Literal["changed", "added", "lost"]
    source: Span | None
    copy: Span | None
    source_text: str = ""
    copy_text: str = ""
    speech: Speech = ""

    @property
    def label(self) -> str:
        """What happened to what, in words.

        Examples
        --------
        >>> Fact("number", "added", None, Span(0, 2), copy_text="45").label
        'number added'
        >>> Fact("quotation", "lost", Span(0, 9), None, "We waited", speech="reported").label
        'quotation now in reported speech'
        """
        if self.speech == "reported":
            lost = self.change == "lost"
            return "quotation now in reported speech" if lost else "reported speech now quoted"
        if self.change == "changed":
            return f"{self.kind} {self.speech}" if self.speech else self.kind
        return f"{self.kind} {self.change}"

    def __str__(self) -> str:
        if self.change == "changed":
            return f"{self.label}: {self.source_text} -> {self.copy_text}"
        return f"{self.label}: {self.source_text or self.copy_text}"

    def to_dict(self) -> dict[str, Any]:
        """A dict of plain values, for JSON."""
        return {
            "kind": self.kind,
            "change": self.change,
            "source": None if self.source is None else self.source.to_list(),
            "copy": None if self.copy is None else self.copy.to_list(),
            "source_text": self.source_text,
            "copy_text": self.copy_text,
            **({"speech": self.speech} if self.speech else {}),
        }


@dataclass(frozen=True, slots=True)
class Region:
    """A contiguous stretch of reuse: one span of the source, one of the copy."""

    source: Span
    copy: Span

    def to_dict(self) -> dict[str, Any]:
        """A dict of plain values, for JSON."""
        return {"source": self.source.to_list(), "copy": self.copy.to_list()}


@dataclass(frozen=True, slots=True)
class Passage(Later):
    """A few sentences of the source and the sentences of the copy that carry them.

    `edits` and `facts` of a passage that `dedup.compare` found are worked out when they are first
    read; it is the same passage before and after.

    Attributes
    ----------
    kind : str
        ``verbatim``, ``edited``, ``paraphrased``; ``added`` (only in the copy), ``dropped``
        (only in the source), ``furniture`` (site furniture, one side only).
    source, copy : tuple of Span
        Sentences; empty for added (source) or dropped (copy).
    score : float
        How alike the two sides are, in [0, 1]; 0 for one-sided passages.
    moved : bool
        Whether the copy tells this out of the source's order.
    edits : tuple of Edit
        Word-level opcodes that turn the source side into the copy side.
    facts : tuple of Fact
        Numbers, dates, money, names and quotations that differ.
    """

    kind: PassageKind
    source: tuple[Span, ...]
    copy: tuple[Span, ...]
    score: float = 0.0
    moved: bool = False
    edits: tuple[Edit, ...] = ()
    facts: tuple[Fact, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """A dict of plain values, for JSON."""
        return {
            "kind": self.kind,
            "source": [span.to_list() for span in self.source],
            "copy": [span.to_list() for span in self.copy],
            "score": round(self.score, 4),
            "moved": self.moved,
            "edits": [edit.to_dict() for edit in self.edits],
            "facts": [fact.to_dict() for fact in self.facts],
        }


_set_kind, _set_spans, _set_copies, _set_score, _set_moved, _set_edits, _set_facts = (
    vars(Passage)[field.name].__set__ for field in fields(Passage)
)


def passage_of_one(kind: PassageKind, source: tuple[Span, ...], copy: tuple[Span, ...]) -> Passage:
    """The passage ``Passage(kind, source, copy)``, made faster.

    Examples
    --------
    >>> passage_of_one("added", (), (Span(0, 9),)) == Passage("added", (), (Span(0, 9),))
    True
    """
    passage = _new(Passage)
    _set_kind(passage, kind)
    _set_spans(passage, source)
    _set_copies(passage, copy)
    _set_score(passage, 0.0)
    _set_moved(passage, False)  # noqa: FBT003 - the setter of a slot
    _set_edits(passage, ())
    _set_facts(passage, ())
    return passage


def passage_told_later(
    kind: PassageKind,
    source: tuple[Span, ...],
    copy: tuple[Span, ...],
    score: float,
    moved: bool,  # noqa: FBT001 - as the class has it
    teller: Teller,
) -> Passage:
    """A passage whose edits and facts are worked out when they are first read.

    Examples
    --------
    >>> class Nothing:
    ...     fields = ("edits", "facts")
    ...
    ...     def tell(self, name):
    ...         return ()
    >>> spans = (Span(0, 9),)
    >>> passage_told_later("edited", spans, spans, 0.5, False, Nothing()).to_dict()["facts"]
    []
    """
    passage = _new(Passage)
    _set_kind(passage, kind)
    _set_spans(passage, source)
    _set_copies(passage, copy)
    _set_score(passage, score)
    _set_moved(passage, moved)
    told_later(passage, teller)
    return passage
