"""Numbers, percentages and sums of money in news English, with offsets.

Digits and number words are read alike: ``1,200``, ``1.2 thousand`` and ``twelve hundred`` are
the same number, ``seventy percent`` and ``70%`` the same percentage, ``$240bn`` and ``240
billion dollars`` the same sum. What is no quantity is left out: labels (``Article 5``, ``Boeing
737``), parts of names (``G7``, ``Selja-2``), footnotes, times, telephone numbers, "one" as a
pronoun. Vague words (``dozens``, ``millions``) state no number.
"""

from __future__ import annotations

import re
from operator import attrgetter

from dedup.text.literals.currencies import (
    CURRENCY_INITIALS,
    currency_after,
    currency_before,
    is_stuck_code,
)
from dedup.text.literals.digits import Digits, amount_of, digits_at, is_label, is_list_mark
from dedup.text.literals.literal import Literal
from dedup.text.literals.numerals import (
    CHUNK,
    FRACTIONS,
    ORDINALS,
    SCALE,
    SCALES,
    SMALL,
    TEN,
    TENS,
    evaluate,
)
from dedup.text.literals.ranges import literal_of, share_marks_of
from dedup.text.literals.scan import Places, places_of
from dedup.text.literals.surroundings import (
    JOINTS,
    KNOWN_UNITS,
    Quantity,
    loud_unit_after,
    qualifier_before,
    read_sign,
    unit_after,
)
from dedup.text.literals.units import (
    CONVERSIONS,
    STUCK_UNITS,
    UNITS,
)

__all__ = [
    "COUNTED_ALONE",
    "NOT_A_LABEL",
    "NUMBERED",
    "lower",
    "numbers",
    "read_figure",
    "read_number_word",
]

# Only before these do "first" and "second" count.
NUMBERED = frozenset(
    "quarter half term round phase day week month year time place amendment century anniversary "
    "birthday straight consecutive edition season stage wave district circuit".split()
)

_WORDS = re.compile(
    r"\b(?=on|t(?:w|en|h[ir])|f[oi]|s[ei]|ni|e[il]|h[au]|an?[ -][dhtmbcqf])(?:"
    rf"(?P<cardinal>{CHUNK}(?![a-z])(?:[- ]{SCALE}\b(?:,?[ ](?:and[ ])?{CHUNK}\b"
    rf"(?:[ ]{SCALE}\b)?)?)?)"
    rf"(?:[- ](?P<fraction>hal(?:f|ves)|third|quarter|fourth|fifth|tenth)s?\b)?"
    r"|(?P<point>half|a[ ](?:third|quarter|fifth|tenth)[ ]of)[ ]a[ ]percentage[ ]point\b"
    r"|(?P<article>an?|half[ ]an?)[ ](?P<scale>dozen|hundred|thousand|million|billion|trillion)\b"
    r"|(?:an?|(?P<part>half(?:[ ]an?)?))[ -](?P<period>decade|century)\b(?!-)"
    r"|(?P<share>half(?=[ ](?:of|the|its|their|his|her|all)\b)"
    r"|a[ ](?:third|quarter|fifth|tenth)(?=[ ]of\b))"
    rf"|(?P<ordinal>(?:(?:{TEN})-)?(?:{'|'.join(ORDINALS)}))(?![a-z])"
    r")"
)
_SCALE_AFTER = re.compile(
    r"[ \u00a0-]?(hundred|thousand|million|billion|trillion|dozen|lakh|crore|bn|mn|mln|trn|tn|k)\b"
    r"(?!-?\w)|[ \u00a0-](hundred|thousand|million|billion|trillion|dozen|lakh|crore)(?=-\w)",
    re.IGNORECASE,
)
_SHORT_SCALE_AFTER = re.compile(r"[ ]?(mm|MM|[mMbBtT])\b")
_PERCENT_AFTER = re.compile(
    r"[ \u00a0]?%|[ \u00a0-]?(?:per[ ]?cent|pct|percentage[ ]points?"
    r"|(?P<basis>basis[ -]points?))\b",
    re.IGNORECASE,
)
_OF_A_POINT = " of a percentage point"
_STUCK_UNIT = re.compile(rf"({'|'.join(STUCK_UNITS)})\b(?!['’])")
NOT_A_LABEL = frozenset(
    "the a an in on at of for with by from to and but or about over nearly some around all only "
    "just after since when while if at least more most".split()
)
_CHANCE = re.compile(
    rf"[ ](?:in|out of)[ ](?:every[ ])?({SMALL}|\d{{1,3}})\b(?![ ](?:years?|days?|months?|weeks?))",
    re.IGNORECASE,
)
# The letters that what belongs to a number begins with: most are told by them to have none.
_SCALE_INITIALS = frozenset("htmbdklcHTMBDKLC\u212a")
_PERCENT_INITIALS = frozenset("%pPbB")


def numbers(
    text: str, start: int = 0, end: int | None = None, places: Places | None = None
) -> list[Literal]:
    """Find the numbers, percentages and sums of money in ``text[start:end]``.

    Years and days of the month are not told apart from other numbers here; `literals` finds
    dates first and leaves out the numbers inside them.

    Parameters
    ----------
    text : str
        The whole text.
    start, end : int, optional
        The stretch to search.
    places : Places, optional
        Where numbers may begin there, if that is known.

    Examples
    --------
    >>> found = numbers("Twelve ships and over $3.5m were lost, 70 per cent of the fleet.")
    >>> [(n.kind, n.value, n.unit) for n in found]
    [('number', '12', 'ship'), ('money', '3500000 USD', 'USD'), ('percentage', '70%', '')]
    """
    end = len(text) if end is None else end
    places = places_of(text, start, end) if places is None else places
    quantities: list[Quantity] = []
    taken = begun = start
    for place in places.figures:
        if place >= begun:
            begun, taken = read_figure(text, place, end, taken, quantities)
    taken = begun = start
    lowered = lower(text) if places.words else text
    for place in places.words:
        if place >= begun:
            begun, taken = read_number_word(text, lowered, place, end, taken, quantities)
    quantities.sort(key=attrgetter("start"))
    share_marks_of(text, quantities)
    return [literal_of(text, quantity) for quantity in quantities]


def read_figure(
    text: str, place: int, end: int, taken: int, found: list[Quantity]
) -> tuple[int, int]:
    """Read what may be a number in digits, and note it if it is one.

    Parameters
    ----------
    text : str
    place : int
        Where the digits begin.
    end : int
        Where the stretch ends that is searched.
    taken : int
        Where the last number in digits ends.
    found : list of Quantity
        To which it is added.

    Returns
    -------
    tuple of int
        Where the next digits may begin, and where the last number ends then.
    """
    digits = digits_at(text, place, end)
    if digits is None:
        return place, taken
    quantity = _read_digits(text, place, digits) if place >= taken else None
    return digits.end, _note(quantity, taken, found)


def read_number_word(
    text: str, lowered: str, place: int, end: int, taken: int, found: list[Quantity]
) -> tuple[int, int]:
    """The same for what may be number words; `lowered` is the text by `lower`."""
    match = _WORDS.match(lowered, place, end)
    if match is None:
        return place, taken
    return match.end(), _note(_read_words(text, match) if place >= taken else None, taken, found)


def _note(quantity: Quantity | None, taken: int, found: list[Quantity]) -> int:
    if quantity is None:
        return taken
    found.append(quantity)
    return quantity.end


def lower(text: str) -> str:
    """The text in lower case, every letter where it was (``İ`` would grow to two)."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def _read_digits(text: str, begins: int, digits: Digits) -> Quantity | None:
    whole, decimals, ends, is_clear = digits
    if not is_clear or is_list_mark(text, begins, ends):
        return None
    if begins and text[begins - 1].isalnum() and not is_stuck_code(text, begins):
        return None
    if begins and is_label(text, begins, whole):
        return None
    if (len(whole) > 9 and whole.isdigit()) or (whole[0] == "0" and len(whole) > 1):
        return None
    amount = amount_of(whole, decimals)
    quantity = Quantity("number", begins, ends, amount)
    following = text[ends : ends + 1]
    if following in ("'", "’") and text[ends + 1 : ends + 2] == "s":
        return None  # "the 70's", "a 4's worth"
    if following in ("s", "n", "r", "t") and text[ends : ends + 2] in ("st", "nd", "rd", "th"):
        if text[ends + 2 : ends + 3].isalnum():
            return None
        quantity.end += 2
        quantity.qualifier = "ordinal"
        quantity.unit = unit_after(text, quantity.end)
        return quantity
    if amount == 1 and _read_chance(text, quantity):
        return quantity
    sign = currency_before(text, begins)
    _read_scale(text, quantity, short=sign is not None)
    # "iMac 5K" is a label.
    is_scaled = quantity.end > ends and text[quantity.end - 1] not in "kK"
    if quantity.end == ends and following.isalpha():
        stuck = _STUCK_UNIT.match(text, ends)
        if stuck is None or (stuck[1] == "s" and not decimals):
            return None
        quantity.end = stuck.end()
        counted = unit_after(text, quantity.end) if stuck[1] == "m" else ""
        if counted in KNOWN_UNITS and counted not in CONVERSIONS:
            quantity.amount *= 1e6  # "1.5m people"
            quantity.unit = counted
        else:
            quantity.unit = "second" if stuck[1] == "s" else UNITS.get(stuck[1], stuck[1])
    if quantity.end == ends and following in ("/", ":", ".", "_", "@"):
        after = text[ends + 1 : ends + 2]
        if after.isalnum() and not (following == "." and after.isupper()):
            return None
    if sign is not None:
        quantity.kind = "money"
        quantity.unit = sign.code
        quantity.start = sign.place
        # "$5 million CAD"
        more = currency_after(text, quantity.end) if text[begins - 1] == "$" else None
        if more is not None and not more.word and text[more.place - 1].isalpha():
            quantity.unit, quantity.end = more.code, more.place
    return _finish(text, quantity, is_scaled=is_scaled)


def _read_words(text: str, match: re.Match[str]) -> Quantity | None:
    begins, ends = match.span()
    if text[begins - 1 : begins] == "-" and begins > 1 and text[begins - 2].isalnum():
        return None
    if match["share"]:
        word = match["share"].split()[-1]
        return Quantity("percentage", begins, ends, 100 / FRACTIONS[word])
    if match["point"]:
        word = match["point"].split()[-2:][0]
        return Quantity("percentage", begins, ends, 1 / FRACTIONS[word])
    if match["period"]:
        return Quantity("number", begins, ends, 0.5 if match["part"] else 1.0, match["period"])
    if match["article"]:
        amount = SCALES[match["scale"]] * (0.5 if len(match["article"]) > 2 else 1.0)
        quantity = Quantity("number", begins, ends, amount)
        return _finish(text, quantity, is_scaled=True)
    if match["ordinal"]:
        return _read_ordinal(text, match)
    amount = evaluate(match["cardinal"])
    if match["fraction"]:
        part = match["fraction"].replace("halves", "half")
        share = 100 * amount / FRACTIONS[part]
        if text.startswith(_OF_A_POINT, ends):
            return Quantity("percentage", begins, ends + len(_OF_A_POINT), share / 100)
        # "five quarters" and "two tenths" count quarters; a share is less than the whole.
        return Quantity("percentage", begins, ends, share) if share < 100 else None
    quantity = Quantity("number", begins, ends, amount)
    if amount == 1 and _read_chance(text, quantity):
        return quantity
    _read_scale(text, quantity, short=False)
    finished = _finish(text, quantity, is_scaled=quantity.amount >= 1000)
    is_bare = amount == 1 and quantity.kind == "number" and quantity.end == ends
    return None if is_bare and quantity.unit not in COUNTED_ALONE else finished


# What "one" counts; before anything else it is a pronoun or an article as often as a number.
COUNTED_ALONE = frozenset("person man woman child day week month year hour minute km mile".split())


def _read_chance(text: str, quantity: Quantity) -> bool:
    """Turn the "one" of "one in five" into the percentage that it states."""
    match = _CHANCE.match(text, quantity.end)
    if match is None:
        return False
    whole = float(match[1]) if match[1].isdigit() else evaluate(match[1])
    if whole > 1:
        quantity.kind = "percentage"
        quantity.amount = 100 / whole
        quantity.end = match.end()
    return whole > 1


def _read_ordinal(text: str, match: re.Match[str]) -> Quantity | None:
    begins, ends = match.span()
    words = match["ordinal"].split("-")
    amount = float(ORDINALS[words[-1]] + (TENS[words[0]] if len(words) > 1 else 0))
    unit = unit_after(text, ends)
    if amount <= 2 and unit not in NUMBERED:
        return None
    return Quantity("number", begins, ends, amount, unit, "ordinal")


def _read_scale(text: str, quantity: Quantity, *, short: bool) -> None:
    """Apply a multiplier that follows; the one-letter ones only to money (`short`)."""
    following = text[quantity.end : quantity.end + 2]
    if following[:1] in JOINTS:
        following = following[1:]
    if following[:1] not in _SCALE_INITIALS:
        return
    scale = _SCALE_AFTER.match(text, quantity.end)
    if scale is None and short:
        scale = _SHORT_SCALE_AFTER.match(text, quantity.end)
    if scale is not None:
        quantity.amount *= SCALES[(scale[1] or scale[2]).lower()]
        quantity.end = scale.end()


def _finish(text: str, quantity: Quantity, *, is_scaled: bool) -> Quantity | None:
    """Read what follows (percent, currency, unit) and precedes (qualifier); None for a label."""
    ends = quantity.end
    if quantity.kind == "number":
        following = text[ends : ends + 2]
        initial = following[1:] if following[:1] in JOINTS else following[:1]
        percent = _PERCENT_AFTER.match(text, ends) if initial in _PERCENT_INITIALS else None
        currency = None
        if percent is None and initial in CURRENCY_INITIALS:
            currency = currency_after(text, ends)
        if percent:
            quantity.kind = "percentage"
            quantity.end = percent.end()
            if percent["basis"]:
                quantity.amount /= 100
        elif currency and (currency.word not in ("pound", "pounds") or quantity.amount >= 1e5):
            quantity.kind = "money"
            quantity.unit = currency.code
            quantity.amount /= currency.part
            quantity.end = currency.place
        elif not quantity.unit:
            quantity.unit = unit_after(text, ends) or loud_unit_after(text, ends)
        if quantity.kind == "number" and quantity.unit not in KNOWN_UNITS and not is_scaled:
            before = text[max(0, quantity.start - 30) : quantity.start]
            word = before[before.rfind(" ", 0, -1) + 1 : -1] if before.endswith(" ") else ""
            if word[:1].isupper() and word.isalnum() and word.lower() not in NOT_A_LABEL:
                return None
    read_sign(text, quantity)
    quantity.qualifier = qualifier_before(text, quantity.start)
    if not quantity.qualifier and text[quantity.end : quantity.end + 6] in (" other", " more "):
        quantity.qualifier = "other"
    return quantity
