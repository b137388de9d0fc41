"""Addresses in a text that say where it comes from, and those that lead the reader on."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

__all__ = ["ADDRESS", "DASH", "HOST", "PLACE", "host_of", "is_source"]

HOST = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,12}"
ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"“”‘’«»|]+", re.IGNORECASE)
# A dateline: where a text was written, and what parts that from what follows.
PLACE = re.compile(
    r"[ \t\"“]*(?:[A-ZÀ-Þ][A-ZÀ-Þ.'’/ -]+(?:,[^\n(]{1,40})?|(?:[A-ZÀ-Þ][\w'’-]*[, ]{1,2}){1,4}"
    r"(?:\d{1,2}[ ])?)[ ]*"
)
DASH = re.compile(r"[ ]?[-–—_:]+")
# What leads up to an address that a text comes from; "visit", "see" and the like point onwards.
_FROM_ADDRESS = re.compile(
    r"(?:\bvia[ ]?:?|(?:\bsources?\b|\boriginal(?:ly)?\b|"
    r"\bfirst[ ](?:published|appeared|reported|ran)\b|"
    r"\bread[ ](?:more|on|the[ ](?:full|original|whole|rest))\b|\baccording[ ]to\b|"
    r"\bcourtesy[ ]of\b|\b(?:reprinted|republished|syndicated)[ ]from\b|©|\bcopyright\b)"
    r"[^.!?\n]{0,60})[ \t\n(\[<\"“]*\Z",
    re.IGNORECASE,
)
_FROM_REACH = 100
_AROUND = re.compile(r"[\s\d•*#<>()\[\].,;:–—-]*")


def is_source(text: str, start: int, end: int) -> bool:
    """Whether an address says where a text comes from, rather than where to read on.

    It does where it stands alone on a line, behind "source", "originally published" and the like,
    or in brackets where a dateline has its agency.

    Examples
    --------
    >>> text = "For tickets visit www.lindmere.example. Source: www.skerrypost.example"
    >>> is_source(text, 18, 38), is_source(text, 48, 70)
    (False, True)
    """
    if _FROM_ADDRESS.search(text, max(0, start - _FROM_REACH), start):
        return True
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    if _AROUND.fullmatch(text, line_start, start):
        # "For more information, visit:" leads on to the next line.
        is_led = text[max(0, line_start - _FROM_REACH) : line_start].rstrip().endswith(":")
        return not is_led and _AROUND.fullmatch(text, end, line_end) is not None
    is_bracketed = text[start - 1] == "(" and text[end : end + 1] == ")"
    return bool(
        is_bracketed and DASH.match(text, end + 1) and PLACE.fullmatch(text, line_start, start - 1)
    )


def host_of(address: str) -> str:
    """The host of an address without ``www.``, empty where there is none."""
    try:
        host = urlsplit(address if "://" in address else f"https://{address}").hostname or ""
    except ValueError:
        return ""
    host = host.removeprefix("www.")
    return host if "." in host else ""
