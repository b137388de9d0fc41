"""What a copy did to its source: the `Comparison` that `dedup.compare` gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from dedup.diff.later import Later, Teller, told_later
from dedup.diff.passages import KINDS, Fact, Link, Passage, PassageKind, Region
from dedup.document import Document, Span
from dedup.text.credit import Credit

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Comparison", "comparison_told_later"]


@dataclass(frozen=True, slots=True)
class Comparison(Later):
    """Two texts, sentence by sentence.

    All but its documents, coverage and score is worked out when it is first read; it is the same
    comparison before and after.

    Attributes
    ----------
    source, copy : Document
    passages : tuple of Passage
        In the order of the source, with what the copy added where the copy tells it. Every
        sentence of both texts stands in exactly one of them.
    links : tuple of Link
        The sentence alignment that the passages were made from.
    regions : tuple of Region
        Contiguous stretches of reuse, in the order of the source.
    source_coverage : float
        Share of the source's words, furniture left out, that the copy carries.
    copy_coverage : float
        Share of the copy's words, furniture left out, that come from the source.
    score : float
        How surely the copy derives from the source (or both from a third text), in [0, 1]:
        high for a rewrite, low for an independent report of the same event.
    credits : tuple of Credit
        Whom the copy names as its source.

    Examples
    --------
    >>> import dedup
    >>> comparison = dedup.compare(
    ...     "The ferry Aldis sank off Port Mirren in 2019. Nobody was hurt.",
    ...     "Nobody was hurt. The ferry Aldis sank off Port Mirren in 2021.",
    ... )
    >>> [passage.kind for passage in comparison.passages]
    ['edited', 'verbatim']
    >>> [str(fact) for fact in comparison.facts]
    ['date: 2019 -> 2021']
    """

    source: Document
    copy: Document
    passages: tuple[Passage, ...]
    links: tuple[Link, ...]
    regions: tuple[Region, ...]
    source_coverage: float
    copy_coverage: float
    score: float
    credits: tuple[Credit, ...] = ()

    def of_kind(self, *kinds: PassageKind) -> tuple[Passage, ...]:
        """The passages of some kinds, in order."""
        unknown = set(kinds).difference(KINDS)
        if unknown:
            raise ValueError(f"unknown kinds {sorted(unknown)}; the kinds are {', '.join(KINDS)}")
        return tuple(passage for passage in self.passages if passage.kind in kinds)

    @property
    def kept(self) -> tuple[Passage, ...]:
        """Verbatim and edited passages."""
        return self.of_kind("verbatim", "edited")

    @property
    def paraphrased(self) -> tuple[Passage, ...]:
        """Passages told in other words."""
        return self.of_kind("paraphrased")

    @property
    def added(self) -> tuple[Passage, ...]:
        """Passages that only the copy has."""
        return self.of_kind("added")

    @property
    def dropped(self) -> tuple[Passage, ...]:
        """Passages that only the source has."""
        return self.of_kind("dropped")

    @property
    def furniture(self) -> tuple[Passage, ...]:
        """Site furniture of either text."""
        return self.of_kind("furniture")

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Facts that differ, of all passages."""
        return tuple(fact for passage in self.passages for fact in passage.facts)

    def summary(self) -> str:
        """One line in plain words.

        Examples
        --------
        >>> import dedup
        >>> dedup.compare("The quay froze.", "The quay froze.").summary()
        'carries 100 % of the source: 1 passage verbatim'
        """
        share = f"carries {self.source_coverage:.0%} of the source".replace("%", " %")
        kinds = ("verbatim", "edited", "paraphrased", "added", "dropped")
        counts = [(len(self.of_kind(kind)), kind) for kind in kinds]  # type: ignore[arg-type]
        parts = [f"{count} {kind}" for count, kind in counts if count]
        if not parts:
            return f"{share}: no content on either side"
        first, _, kind = parts[0].partition(" ")
        parts[0] = f"{_count(int(first), 'passage')} {kind}"
        changed = sum(fact.change == "changed" for fact in self.facts)
        note = f"; {_count(changed, 'fact')} changed" if changed else ""
        return f"{share}: {', '.join(parts)}{note}"

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON; spans are ``[start, end]`` in code points."""
        return {
            "source": self.source.id,
            "copy": self.copy.id,
            "score": round(self.score, 4),
            "source_coverage": round(self.source_coverage, 4),
            "copy_coverage": round(self.copy_coverage, 4),
            "summary": self.summary(),
            "passages": [passage.to_dict() for passage in self.passages],
            "links": [
                [*link.source.to_list(), *link.copy.to_list(), round(link.score, 4)]
                for link in self.links
            ],
            "regions": [region.to_dict() for region in self.regions],
            "credits": [credit.to_dict() for credit in self.credits],
        }

    def to_html(self) -> str:
        """A page that shows both texts side by side: one file that needs nothing from outside.

        Examples
        --------
        >>> import dedup
        >>> dedup.compare("The quay froze.", "The quay <b>froze</b>.").to_html()[:15]
        '<!DOCTYPE html>'
        """
        from dedup.report.html.comparison import comparison_html  # noqa: PLC0415 - a part above

        return comparison_html(self)

    def to_frame(self, rows: Literal["passages", "facts"] = "passages") -> pd.DataFrame:
        """A pandas DataFrame: of the passages, or of the facts that differ.

        Parameters
        ----------
        rows : {"passages", "facts"}
            One row a passage, with the wording of either side (None where it has none), or one a
            fact, with the number of its passage.

        Raises
        ------
        ImportError
            If pandas is not installed.
        ValueError
            If `rows` is neither of the two.
        """
        from dedup.report.frames import facts_frame, passages_frame  # noqa: PLC0415 - a part above

        if rows not in {"passages", "facts"}:
            raise ValueError(f"rows={rows!r} is not one of 'passages', 'facts'")
        return passages_frame(self) if rows == "passages" else facts_frame(self)

    def _repr_html_(self) -> str:
        from dedup.report.html.comparison import comparison_fragment  # noqa: PLC0415

        return comparison_fragment(self)

    def __repr__(self) -> str:
        told = f"{_count(len(self.passages), 'passage')}, score {self.score:.2f}"
        return f"<Comparison of {self.source.id!r} with {self.copy.id!r}: {told}>"

    def __str__(self) -> str:
        lines = [
            f"{self.source.id} -> {self.copy.id}: {self.summary()} (score {self.score:.2f})",
            "",
        ]
        for passage in self.passages:
            label = passage.kind + (" (moved)" if passage.moved else "")
            lines.append(f"[{label}]")
            for mark, document, spans in (
                ("<", self.source, passage.source),
                (">", self.copy, passage.copy),
            ):
                if spans and not (mark == ">" and passage.kind == "verbatim"):
                    lines.append(f"  {mark} {_one_line(document, spans)}")
            lines.extend(f"  ! {fact}" for fact in passage.facts)
        if self.credits:
            lines += ["", "credits: " + "; ".join(str(credit) for credit in self.credits)]
        return "\n".join(lines)


_new = object.__new__
_set_source, _set_copy, _set_covered, _set_covered_copy, _set_score = (
    vars(Comparison)[name].__set__
    for name in ("source", "copy", "source_coverage", "copy_coverage", "score")
)


def comparison_told_later(
    source: Document, copy: Document, covered: tuple[float, float], score: float, teller: Teller
) -> Comparison:
    """A comparison of which all other fields are told when they are first read."""
    comparison = _new(Comparison)
    _set_source(comparison, source)
    _set_copy(comparison, copy)
    _set_covered(comparison, covered[0])
    _set_covered_copy(comparison, covered[1])
    _set_score(comparison, score)
    told_later(comparison, teller)
    return comparison


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _one_line(document: Document, spans: Iterable[Span]) -> str:
    return " ".join(" ".join(span.of(document.text).split()) for span in spans)
