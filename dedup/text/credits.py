"""Credits: whom a text names as its source, with offsets.

Addresses, news agencies, datelines, "Source: …", "first reported by", "according to". A
credit is a claim of the text and no proof, but of two copies the one that credits the other's
publisher is rarely the older one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from dedup.document import Span
from dedup.text.agencies import AGENCIES
from dedup.text.credit import Credit, CreditKind
from dedup.text.credit_addresses import ADDRESS, DASH, HOST, PLACE, host_of, is_source
from dedup.text.kernels.stated import (
    C_BRACKETS,
    C_CONTRIBUTED,
    C_LEAD,
    C_LINE,
    C_SAYS,
    C_SOURCE,
)
from dedup.text.literals.names import fold_name
from dedup.text.literals.places import COUNTRIES
from dedup.text.literals.scanned import scanned

__all__ = ["Credit", "CreditKind", "credits", "plain_credits"]

_AGENCY = "|".join(
    re.escape(name).replace(r"\ ", "[ ]") for name in sorted(AGENCIES, key=len, reverse=True)
)
# A capitalised name of up to eight words, "of", "the" and the like inside it.
_WORD = r"[^\W\d_a-zß-öø-ÿ][\w'’&.-]*"
_NAME = (
    rf"(?:{_WORD})(?:[ ](?:(?:of|for|and|the|de|la|du|del|der|von|van|&)[ ]){{0,2}}{_WORD}){{0,7}}"
)
# All patterns begin with a plain character or class, so that the engine finds where one can
# begin at C speed; what stands before is looked at from there.
# An agency that the table does not know, by its name.
_AGENCY_LIKE = re.compile(
    r"(?!(?:Breaking|Latest|More|Top|Related|Local|World)\b)(?:[A-ZÀ-Þ][\w'’-]*[ ]){1,3}"
    r"(?:Wire|Newswire|News[ ]Agency|Press[ ]Agency|News[ ]Service|Wire[ ]Service)"
)
_IN_BRACKETS = re.compile(r"\((?P<agency>dpa|[A-ZÀ-Þ][\w.&'’ -]{1,40})\)")
_LINE_END = re.compile(r"[ \t.]*(?:\n|\Z)")
_SIGNED = re.compile(
    rf"(?:[.!?\"”’][ ]*[-–—]{{1,2}}|\A[-–—]*)[ ]?(?P<agency>(?i:{_AGENCY}))[ .]*\Z"
)
_LONGEST_SIGNATURE = 40
_SOURCE_LINE = re.compile(
    r"[ \t•*>(\[-]*(?:(?P<source>sources?)|via|original[ ](?:article|story|source|post)|original|"
    r"originally[ ]published|read[ ](?:more|the[ ](?:full|original)[ ]\w+))[ ]*"
    r"(?:(?:at|on|in|by|from)[ ]*)?:[ \t]*(?P<who>[^\n]{2,120})",
    re.IGNORECASE,
)
# The same without a colon, on a line of its own.
_SOURCE_TOLD = re.compile(
    r"[ \t•*>(\[-]*(?i:via|(?:read[ ](?:the[ ])?(?:full|original|whole|entire)[ ]\w+|"
    r"original(?:ly)?(?:[ ]\w+)?)[ ](?:at|on|in|by|from))[ ](?i:the[ ])?"
    rf"(?P<name>{_NAME})[ \t.)\]]*\Z"
)
# A report, article or poll that stands between "according to" and whose it is.
_WORK = (
    r"(?:(?:an?|the)[ ](?:new[ ])?(?:report|article|study|investigation|analysis|statement|story|"
    r"interview|survey|poll)[ ](?:in|by|from|on|with)[ ])?"
)
_FIRST = r"(?:[Ff]irst|[Oo]riginally|[Pp]reviously|[Ii]nitially|[Aa]s)"
_RAN = tuple(
    f"{verb} {where} "
    for verb in ("reported", "published", "revealed", "appeared", "ran")
    for where in ("by", "in", "on")
)


class _Lead(NamedTuple):
    """What leads up to the name of a source.

    Attributes
    ----------
    pattern : re.Pattern
    signs : tuple of tuple of str
        What must occur in a text for a search to be worth while: one of each group.
    only_outlets : bool
        Whether only the name of a publication will do.
    """

    pattern: re.Pattern[str]
    signs: tuple[tuple[str, ...], ...]
    only_outlets: bool

    def occurs(self, text: str) -> bool:
        """Whether a text has the signs."""
        return all(any(map(text.__contains__, signs)) for signs in self.signs)

    def read(self, text: str, match: re.Match[str], found: list[Credit]) -> None:
        """Note the credit of a match."""
        if not self.only_outlets or _is_outlet(match["name"]):
            _add(text, match.start(), match.start("name"), match["name"], found)


# `dedup.text.kernels.crediting` finds where these may begin, and counts them.
_LEADS = tuple(
    _Lead(
        re.compile(rf"{lead}[ ]{_WORK}(?:[Tt]he[ ])?(?P<name>{_NAME}|{HOST}(?![\w@]))"),
        signs,
        only,
    )
    for lead, signs, only in (
        (r"[Aa]ccording[ ]to", (("ccording to ",),), False),
        (
            rf"{_FIRST}[ ](?:reported|published|revealed|appeared|ran)[ ](?:by|in|on)",
            (("irst ", "riginally ", "reviously ", "nitially ", "s reported "), _RAN),
            False,
        ),
        (r"[Cc]ourtesy[ ]of", (("ourtesy of ",),), False),
        (
            r"(?:[Ss]yndicated|[Rr]ep(?:rinted|ublished))[ ]from",
            (("ted from ", "shed from "),),
            False,
        ),
        (
            r"[Ww]ith[ ](?:inputs?|(?:additional[ ])?reporting|files|material)[ ]from",
            (("ith ",), ("input from ", "s from ", "reporting from ", "material from ")),
            False,
        ),
        (r"[Rr]eport(?:ed|s)?[ ](?:by|in|from)", (("eport",),), True),
        (r"[Pp]ublished[ ](?:by|in|on)", (("ublished ",),), True),
        (r"[Tt]old", (("told ", "Told "),), True),
        (r"[Qq]uoted[ ]by", (("uoted by ",),), True),
        (r"(?:[Ii]nterview[ ]with|[Ss]tatement[ ]to)", (("nterview with ", "tatement to "),), True),
    )
)
_SAYS = re.compile(r"reported\b")
_OUTLET_BEFORE = re.compile(rf"(?<![\w-])(?P<name>{_NAME})[ ](?:has[ ]|first[ ]|had[ ])?\Z")
# What a sentence may open with before the name of a publication, and is no part of it.
_OPENING = re.compile(r"(?:(?:As|What|When|While|After|Since|But|And|On|In)[ ])+(?:the[ ])?")
_CONTRIBUTED = re.compile(r"contributed[ ](?:to|reporting)\b")
_NAMES_BEFORE = re.compile(rf"(?P<name>{_NAME}(?:(?:,|,?[ ]and)[ ]{_NAME}){{0,4}})[ ]\Z")
_COPYRIGHT = re.compile(
    r"(?:©|\([cC]\)|[Cc]opyright(?:[ ](?:©|\([cC]\)))?|COPYRIGHT)[ ]*"
    rf"(?:\d{{4}}(?:[-–]\d{{2,4}})?,?[ ]*)?(?:by[ ])?(?:[Tt]he[ ])?(?P<name>{_NAME})"
)
_COPYRIGHT_WORDS = "opyright", "COPYRIGHT"
_COPYRIGHT_SIGNS = "(c)", "(C)", "©", *_COPYRIGHT_WORDS
_ADDRESS_SIGNS = "://", "www."
# Publications are told from persons by such words.
_OUTLET = re.compile(
    r"\b(?:BBC|CNN|CBS|NBC|ABC|MSNBC|NPR|PBS|ITV|CNBC|RT|RTÉ|NRK|SVT|ARD|ZDF|Times|Post|News|"
    r"Guardian|Journal|Tribune|Herald|Daily|Telegraph|Observer|Independent|Gazette|Chronicle|"
    r"Courier|Standard|Examiner|Globe|Star|Mirror|Sun|Mail|Express|Register|Bulletin|Dispatch|"
    r"Radio|TV|Television|Magazine|Review|Weekly|Politico|Axios|Bloomberg|Reuters|Spiegel|"
    r"Monde|Figaro|Zeitung|Newsweek|Atlantic|Economist|Wire|Press|Today|Jazeera|Insider|Fox)\b"
)
_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
# Capitalised after "according to", but no one in particular.
_NOBODY = (
    frozenset(
        "the a an this that these those his her their its our my your some many most several one "
        "two it he she they officials police experts i we you january february march "
        "april may june july august september october november december".split()
    )
    | _WEEKDAYS
)
_PARTIES = frozenset({"republican", "democratic", "democrat", "conservative", "labour"})
_TRAILING = ".,;:!?)]}>'’\"”»…*"
_ABBREVIATION = re.compile(r"(?:[A-Z]\.)+[A-Z]")
_SENTENCE_DOT = re.compile(r"(?<=[a-zà-ÿ]{2})(?<!Gen|Sen|Rep|Gov|Col|Rev)\.(?=[ ]|$)")


def credits(text: str) -> tuple[Credit, ...]:  # noqa: A001 - what a comparison has, under its name
    r"""Find whom a text credits.

    "According to officials" names nobody and is left out.

    Parameters
    ----------
    text : str
        A whole document, furniture and all: credits often stand there.

    Returns
    -------
    tuple of Credit
        In the order of the text; none lies inside another.

    Examples
    --------
    >>> text = "OSLO (Reuters) - Ice came early.\nSource: www.skerrypost.example/a1"
    >>> [str(credit) for credit in credits(text)]
    ['dateline: Reuters', 'address: skerrypost.example']
    """
    told = scanned(text)
    if told is None:
        return plain_credits(text)
    found: list[Credit] = []
    if told.may_be_noisy:
        _find_addresses(text, found)
    past: dict[int, int] = {}
    numbers = iter(told.credits)
    for which, place in sorted(zip(numbers, numbers, strict=True)):
        if which == C_BRACKETS:
            _read_brackets(text, place, found)
        elif which in (C_LINE, C_SOURCE):
            end = text.find("\n", place)
            line = text[place : len(text) if end < 0 else end]
            (_read_line if which == C_LINE else _read_source_line)(text, place, line, found)
        elif which == C_LEAD + C_SAYS:
            _read_says(text, place, found)
        elif which == C_LEAD + C_CONTRIBUTED:
            _read_contributed(text, place, found)
        elif place >= past.get(which, 0):
            lead = _LEADS[which - C_LEAD]
            match = lead.pattern.match(text, place) if lead.occurs(text) else None
            if match:
                past[which] = match.end()
                lead.read(text, match, found)
    if told.has_copyright or _COPYRIGHT_WORDS[0] in text or _COPYRIGHT_WORDS[1] in text:
        _find_copyright(text, found)
    return _apart(found)


def plain_credits(text: str) -> tuple[Credit, ...]:
    """`credits` without compiled code.

    Examples
    --------
    >>> [str(credit) for credit in plain_credits("OSLO (Reuters) - Ice came early.")]
    ['dateline: Reuters']
    """
    found: list[Credit] = []
    _find_addresses(text, found)
    for match in _IN_BRACKETS.finditer(text):
        _read_brackets(text, match.start(), found)
    for read in (_read_line, _read_source_line):
        start = 0
        for line in text.split("\n"):
            read(text, start, line, found)
            start += len(line) + 1
    for lead in _LEADS:
        if lead.occurs(text):
            for match in lead.pattern.finditer(text):
                lead.read(text, match, found)
    for match in _SAYS.finditer(text):
        _read_says(text, match.start(), found)
    for match in _CONTRIBUTED.finditer(text):
        _read_contributed(text, match.start(), found)
    _find_copyright(text, found)
    return _apart(found)


def _apart(found: list[Credit]) -> tuple[Credit, ...]:
    """Those that lie inside no other, in order."""
    if len(found) < 2:
        return tuple(found)
    found.sort(key=lambda credit: (credit.span.start, -credit.span.end))
    kept: list[Credit] = []
    for credit in found:
        if not kept or credit.span.start >= kept[-1].span.end:
            kept.append(credit)
    return tuple(kept)


def _find_addresses(text: str, found: list[Credit]) -> None:
    if not any(map(text.__contains__, _ADDRESS_SIGNS)):
        return
    for match in ADDRESS.finditer(text):
        address = match[0].rstrip(_TRAILING)
        host = host_of(address)
        if host and is_source(text, match.start(), match.start() + len(address)):
            span = Span(match.start(), match.start() + len(address))
            found.append(Credit("address", address, host, span))


def _read_brackets(text: str, place: int, found: list[Credit]) -> None:
    """Read an agency in brackets: behind a place, or at the end of a line."""
    match = _IN_BRACKETS.match(text, place)
    if match is None:
        return
    known = AGENCIES.get(match["agency"].lower())
    dash = DASH.match(text, match.end())
    line_start = text.rfind("\n", 0, place) + 1 if dash else 0
    if dash and PLACE.fullmatch(text, line_start, place):
        name = known or match["agency"]
        found.append(_credit("dateline", text, line_start, dash.end(), name))
    elif known and _LINE_END.match(text, match.end()):
        found.append(_credit("agency", text, place, match.end(), known))


def _read_line(text: str, start: int, line: str, found: list[Credit]) -> None:
    """Read a line that is the name of an agency, or signed by one."""
    tail = max(0, len(line) - _LONGEST_SIGNATURE)
    if _AGENCY_LIKE.fullmatch(line.strip()):
        found.append(_credit("agency", text, start, start + len(line), line.strip()))
    signed = _SIGNED.search(line[tail:]) if line else None
    if signed and (signed.start() or not tail):
        written = signed["agency"]
        if written.isupper() or written.lower() == "dpa" or written in AGENCIES.values():
            begins, ends = (start + tail + place for place in signed.span("agency"))
            found.append(_credit("agency", text, begins, ends, AGENCIES[written.lower()]))


def _credit(kind: CreditKind, text: str, start: int, end: int, name: str) -> Credit:
    """A credit whose wording is ``text[start:end]``, white space at its ends left out."""
    wording = text[start:end]
    start += len(wording) - len(wording.lstrip())
    span = Span(start, start + len(wording.strip()))
    return Credit(kind, span.of(text), name, span)


def _read_source_line(text: str, start: int, line: str, found: list[Credit]) -> None:
    """Read a line that names a source: "Source: The Skerry Post"."""
    told = _SOURCE_TOLD.match(line)
    if told and _is_outlet(told["name"]):
        _add(text, start, start + told.start("name"), told["name"], found)
        return
    match = _SOURCE_LINE.match(line) if ":" in line else None
    if match is None or ADDRESS.search(line):  # an address is a credit already
        return
    who = match["who"]
    begins = start + match.start("who")
    host = re.match(HOST + r"(?=[\s)\].,]|$)", who)
    if host:
        name = host[0].removeprefix("www.")
        found.append(_credit("address", text, start, begins + host.end(), name))
        return
    named = re.match(rf"(?i:the[ ])?(?P<name>{_NAME})", who)
    # After "Read more:" stands a headline as often as a name.
    if named and (match["source"] or _is_outlet(named["name"])):
        _add(text, start, begins + named.start("name"), named["name"], found)


def _read_says(text: str, place: int, found: list[Credit]) -> None:
    """Read the name of a publication before "reported"."""
    before = _OUTLET_BEFORE.search(text, max(0, place - 60), place)
    if before and _is_outlet(before["name"]):
        lead = _OPENING.match(before["name"])
        begins = before.start() + (lead.end() if lead else 0)
        name = before["name"][begins - before.start() :]
        _add(text, begins, begins, name, found, place + len("reported"))


def _read_contributed(text: str, place: int, found: list[Credit]) -> None:
    """Read the names before "contributed to" and "contributed reporting"."""
    match = _CONTRIBUTED.match(text, place)
    before = _NAMES_BEFORE.search(text, max(0, place - 160), place) if match else None
    if match and before:
        _add(text, before.start(), before.start(), before["name"], found, match.end())


def _find_copyright(text: str, found: list[Credit]) -> None:
    if any(map(text.__contains__, _COPYRIGHT_SIGNS)):
        for match in _COPYRIGHT.finditer(text):
            _add(text, match.start(), match.start("name"), match["name"], found)


def _is_outlet(name: str) -> bool:
    name = _clean(name)
    return name.lower() in AGENCIES or _OUTLET.search(name) is not None


def _clean(name: str) -> str:
    """A name cut at the end of its sentence, without the possessive and what follows it."""
    stop = _SENTENCE_DOT.search(name)
    if stop:
        name = name[: stop.start()]
    for apostrophe in ("'s", "’s"):
        name = name.partition(apostrophe + " ")[0].removesuffix(apostrophe)
    name = name.rstrip(_TRAILING + " ")
    lead, _, last = name.rpartition(" ")
    if last.lower() in _WEEKDAYS:
        name = lead
    return f"{name}." if _ABBREVIATION.fullmatch(name) else name


def _add(
    text: str, start: int, named: int, name: str, found: list[Credit], end: int | None = None
) -> None:
    """Note a credit whose wording begins at `start` and whose name begins at `named`."""
    name = _clean(name)
    end = end if end is not None else named + len(name)
    name = name.removeprefix("The ")
    words = name.split()
    if not words or words[0].lower() in _NOBODY or len(name) < 2:
        return
    if fold_name(name) in COUNTRIES or name.lower() in _PARTIES:
        return  # "according to American officials", "U.N. figures"
    known = AGENCIES.get(name.lower())
    is_agency = known or _AGENCY_LIKE.fullmatch(name)
    kind: CreditKind = "agency" if is_agency else "attribution"
    found.append(_credit(kind, text, start, end, known or name))
