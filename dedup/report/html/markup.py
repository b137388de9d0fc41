"""HTML from Python, escaped unless it was built here.

What is not `Markup` is text: `element` escapes it, whether it is a child or the value of an
attribute. So a page is safe because of how it is put together, not because somebody
remembered; and what could run or load something (``onclick``, ``style``, an address) has no way
in at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from dedup.report.page import visible

__all__ = ["Attribute", "Child", "Markup", "element", "joined", "text"]

_SPACE = re.compile(r"[^\S\u00a0\u202f]+")
_NAME = re.compile(r"[a-z][a-z0-9-]*", re.IGNORECASE)
_VOID = frozenset({"br", "hr", "input", "meta"})
# Attributes that run or load something. Links lead to places in the page and nowhere else.
_REFUSED = re.compile(r"on.*|style|src|srcset|srcdoc|action|formaction|background|data|xlink.*")


class Markup(str):
    """HTML that was built from escaped parts."""

    __slots__ = ()


Child = str | Iterable["Child"] | None
"""What an element may hold: text, markup, several of them, or nothing."""
Attribute = str | int | float | bool | None
"""The value of an attribute: True for one without a value, None or False for none at all."""


def text(value: str) -> Markup:
    r"""A text as a reader should see it: nothing in it is obeyed, and nothing in it is unseen.

    Runs of white space are one space, as HTML shows them. Characters that would be invisible,
    change the direction of writing or cannot be written as UTF-8 are spelt out, as
    `dedup.report.page.visible` does for a terminal.

    Examples
    --------
    >>> text('<b onclick="x">\u202e &amp;\n\0')
    '&lt;b onclick=&quot;x&quot;&gt;&lt;U+202E&gt; &amp;amp; &lt;U+0000&gt;'
    """
    return Markup(escape(visible(_SPACE.sub(" ", value))))


def joined(children: Child) -> Markup:
    """Children one after the other; what is not `Markup` is escaped.

    Examples
    --------
    >>> joined(["a < b", None, element("br")])
    'a &lt; b<br>'
    """
    if children is None:
        return Markup()
    if isinstance(children, Markup):
        return children
    if isinstance(children, str):
        return text(children)
    return Markup("".join(joined(child) for child in children))


def element(name: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """An element with its children and attributes.

    Parameters
    ----------
    name : str
    *children
        See `Child`.
    **attributes
        A trailing underscore is left out and others are hyphens: ``class_``, ``data_kind``.
        See `Attribute` for the values.

    Raises
    ------
    ValueError
        If an attribute could run or load something, or a link leads out of the page.

    Examples
    --------
    >>> element("p", "R&D", class_="note", data_n=3, hidden=True)
    '<p class="note" data-n="3" hidden>R&amp;D</p>'
    >>> element("p", onclick="steal()")
    Traceback (most recent call last):
        ...
    ValueError: attribute 'onclick' can run or load something; a page has none of these
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{joined(children)}</{name}>")


def _attribute(key: str, value: Attribute) -> str:
    name = key.removesuffix("_").replace("_", "-")
    if not _NAME.fullmatch(name) or _REFUSED.fullmatch(name.lower()):
        raise ValueError(f"attribute {name!r} can run or load something; a page has none of these")
    if value is None or value is False:
        return ""
    if value is True:
        return f" {name}"
    written = f"{value:.6g}" if isinstance(value, float) else str(value)
    if name == "href" and not written.startswith("#"):
        raise ValueError(f"link to {written!r}: a page links to places in itself only (#...)")
    return f' {name}="{text(written)}"'
