"""The type of a credit: a source that a text names; and those of a text, remembered."""

from __future__ import annotations

import typing
from dataclasses import dataclass

from dedup.document import Span
from dedup.text.recent import recent

__all__ = ["Credit", "CreditKind", "credits_of"]

CreditKind = typing.Literal["address", "agency", "attribution", "dateline"]


@dataclass(frozen=True, slots=True)
class Credit:
    """A source that a text names.

    Attributes
    ----------
    kind : str
        ``address`` (a link, or a bare host after "Source:"), ``agency`` (a news agency,
        named as the text's origin), ``dateline`` (an agency in the line that opens a report:
        ``OSLO, May 3 (AP) —``) or ``attribution`` (a publication, organisation or person
        that the text relies on).
    text : str
        The wording, as it stands in the text.
    name : str
        Who is credited: the host of an address without ``www.``, an agency by its usual
        name, else the name as it stands.
    span : Span
        Where it stands.

    Examples
    --------
    >>> print(Credit("agency", "(AFP)", "AFP", Span(90, 95)))
    agency: AFP
    """

    kind: CreditKind
    text: str
    name: str
    span: Span

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"

    def to_dict(self) -> dict[str, typing.Any]:
        """A dict of plain values, for JSON."""
        return {
            "kind": self.kind,
            "text": self.text,
            "name": self.name,
            "span": self.span.to_list(),
        }


@recent(256)
def credits_of(text: str) -> tuple[Credit, ...]:
    """`dedup.text.credits.credits`; of the last few texts they are remembered.

    Examples
    --------
    >>> [credit.name for credit in credits_of("OSLO (Reuters) - Ice came early.")]
    ['Reuters']
    """
    # Their patterns take their time to compile, and most searches need none of them.
    from dedup.text.credits import credits as found  # noqa: PLC0415

    return found(text)
