"""Proper names in running text: people, places, organisations, with offsets.

There is no model behind this: a name is a run of capitalised words that stands inside a
sentence, or opens it and is seen capitalised elsewhere too. Precision goes before recall. In
headlines, where every word has a capital, only the names of countries count.

The value of a name is its words in lower case without accents, titles and the possessive:
"President Ana Reyes’s" has the value ``ana reyes`` and the unit ``president``. Countries, under
all their names and as adjectives, have the country's name for a value (see `places`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter

from dedup.text.literals.headlines import is_headline
from dedup.text.literals.literal import Literal, literal_at
from dedup.text.literals.places import ADJECTIVES, COUNTRIES

__all__ = [
    "ABBREVIATED",
    "ALIASES",
    "BLANKS",
    "COMMON",
    "HEADS",
    "PARTICLES",
    "SENTENCE_BEFORE",
    "TITLES",
    "fold_name",
    "fold_word",
    "names",
    "read_part",
    "read_places",
    "shortened",
    "split_at_of",
    "value_of",
]

# All capital letters of the alphabets that have them, as ranges for a character class.
_UPPER = "".join(
    re.escape(chr(code))
    for code in (*range(0x41, 0x590), *range(0x1E00, 0x1F00))
    if chr(code).isupper()
)
_INNER = r"[^\W_]*(?:['’-][^\W_]+)*"
# After one of these a dot ends no sentence; look-behinds have one width each.
ABBREVIATED = (
    "Mr Ms Dr Lt St Mrs Gen Sen Rep Gov Col Sgt Rev Hon Maj Adm Capt Prof Sens Reps".split()
)
_ABBREVIATED = "|".join(
    "(?<=" + "|".join(rf"\b{word}" for word in ABBREVIATED if len(word) == length) + ")"
    for length in (2, 3, 4)
)
# A word begins with a plain class, so that the engine skips to the capitals at C speed.
_DOTTED = rf"\.(?:[{_UPPER}]\.)+|\.(?=[ ][{_UPPER}])"
_WORD = rf"[{_UPPER}](?<!\w.)(?:{_DOTTED}|{_INNER}(?:(?=\.)(?:{_ABBREVIATED})\.)?)"
PARTICLES = "of de del della da dos do di du van von bin ibn al el bint ter ten".split()
_PARTICLE = rf"(?:of[ ]the|de[ ]la|van[ ]de[rn]|{'|'.join(PARTICLES)})"
# A possessive ends a name: "Norland's Ana Reyes" is two.
_CHAIN = re.compile(rf"{_WORD}(?:(?<!['’]s)[ \u00a0](?:{_PARTICLE}[ -])?{_WORD})*")
_TOKEN = re.compile(r"\S+")
_PLACE = re.compile(r"(?:\w\.){2,}|(?:North |South |Sri |New |Saudi )?\w+(?:['’][sS]?\b)?")
_POSSESSIVE = re.compile(r"['’][sS]?\Z")
_OF = re.compile(r"[ ]of(?:[ ]the)?[ ]")

# All but Latin letters, punctuation and signs, among which no accent stands by itself.
_MAY_COMBINE = re.compile("[^\x00-\u02ff\u2000-\u20cf\u2100-\u2bff]")

# What may stand before "of" inside one name; elsewhere "of" parts two names.
HEADS = frozenset(
    "academy archbishop army association bank battle bay board bureau cape center centre chamber "
    "church city college commission committee company council court department district duchess "
    "duke gulf house institute isle isles kingdom league lord mall ministry museum national "
    "office order organization organisation party port prince princess republic sea secretary "
    "sisters society sons state states straits strait supreme treaty tower union university "
    "valley war world federation confederation fund agency authority power bill".split()
)
# Words that stand before a name and are no part of it.
TITLES = frozenset(
    "president vice prime minister deputy foreign defense defence interior finance secretary "
    "chancellor king queen prince princess pope mr mrs ms miss dr prof professor gen general "
    "sen senator sens rep reps representative gov governor mayor col colonel lt lieutenant sgt "
    "sergeant capt captain maj major adm admiral commander judge justice chief attorney sir "
    "dame lord lady rev reverend bishop archbishop cardinal father sister imam rabbi sheikh "
    "ayatollah speaker congressman congresswoman councillor councilman councilwoman chairman "
    "chairwoman director ceo coach former ex acting interim officer detective inspector "
    "constable sheriff ambassador envoy premier leader majority minority republican democratic "
    "conservative labour liberal commissioner hon first state treasury health education "
    "energy democrat agent special spokesman spokeswoman spokesperson chairperson author actor "
    "actress singer activist analyst pastor".split()
)
# Opens a sentence with a capital but names nothing.
COMMON = frozenset(
    "a an the this that these those it its he she they we i you his her their our my your who "
    "what when where why how which there here in on at by for from to with without of as if but "
    "and or nor so yet not no yes all some any each every both many most more much few several "
    "one two three four five six seven eight nine ten after before during since until while "
    "although though because however moreover meanwhile instead also even still just only "
    "over under about around between among against despite according through throughout last "
    "next now then today yesterday tomorrow tonight earlier later once again another other "
    "others such same new old first second third finally perhaps maybe let's let don't didn't "
    "it's he's she's that's there's what's who's here's i'm i've i'll i'd we're we've we'll "
    "they're they've you're you've can't won't isn't aren't wasn't weren't doesn't couldn't "
    "wouldn't shouldn't please thank thanks hello ok okay oh well critics officials analysts "
    "experts police people supporters opponents lawmakers authorities investigators residents "
    "witnesses scientists researchers will would can could should may might must do does did "
    "is are was were be been being has have had get got make take see look read click share "
    "follow subscribe photo photos video image advertisement related source sources updated "
    "alongside amid amidst upon within beyond across behind beneath beside below above along "
    "toward towards throughout per unlike inside outside off out up down opposite past given "
    "whether unless regardless furthermore nevertheless thus hence indeed besides apart aside "
    "rather far further together nearly almost certainly naturally former latest both neither "
    "either never always often sometimes several dozens hundreds thousands millions "
    "published breaking exclusive watch listen like rt via am pm est edt gmt et pt utc bst mr "
    "mrs ms jan feb mar apr jun jul aug sep sept oct nov dec january february march april may "
    "june july august september october november december monday tuesday wednesday thursday "
    "friday saturday sunday mon tue tues wed thu thur thurs fri sat sun applause laughter".split()
)
ALIASES = {
    "wwii": "world war ii",
    "ww2": "world war ii",
    "second world war": "world war ii",
    "world war two": "world war ii",
    "wwi": "world war i",
    "ww1": "world war i",
    "first world war": "world war i",
    "world war one": "world war i",
    "gop": "republican party",
    "republicans": "republican party",
    "republican": "republican party",
    "democrats": "democratic party",
    "democrat": "democratic party",
    "democratic": "democratic party",
    "tory": "conservative party",
    "tories": "conservative party",
    "kim jong un": "kim jong un",
}
BLANKS = frozenset(" \u00a0\t")
_START = attrgetter("span.start")
SENTENCE_BEFORE = frozenset(".!?:\n•—–-|\"“„«‘'([…*>;")


def names(text: str, start: int = 0, end: int | None = None) -> list[Literal]:
    """Find the proper names in ``text[start:end]``.

    Parameters
    ----------
    text : str
        The whole text.
    start, end : int, optional
        The stretch to search. Whether a word that opens a sentence is a name is judged from
        the rest of this stretch, so that whole articles give more names than single sentences.

    Returns
    -------
    list of Literal
        In order, none overlapping another.

    Examples
    --------
    >>> found = names("On Friday President Ana Reyes of Norland met U.S. envoys at Skerry Bank.")
    >>> [(name.value, name.unit) for name in found]
    [('ana reyes', 'president'), ('norland', ''), ('united states', ''), ('skerry bank', '')]
    """
    end = len(text) if end is None else end
    seen: set[str] = set()
    found: list[Literal] = []
    waiting: list[tuple[int, str, bool]] = []
    line_end, headline = -1, False
    for match in _CHAIN.finditer(text, start, end):
        begins, chain = match.start(), match[0]
        if begins >= line_end:
            line_start = text.rfind("\n", 0, begins) + 1
            line_end = text.find("\n", begins)
            line_end = len(text) if line_end < 0 else line_end
            headline = is_headline(text[line_start:line_end], alone=not line_start)
        if headline or _opens_sentence(text, begins):
            waiting.append((begins, chain, headline))
            continue
        seen.add(chain)
        for offset, part in split_at_of(chain):
            found += read_part(begins + offset, part, set(), opening=False)
    if not waiting:
        return found
    inside = set(" ".join(seen).split())
    for begins, chain, headline in waiting:
        for offset, part in split_at_of(chain):
            if headline:
                found += read_places(begins + offset, part)
            else:
                found += read_part(begins + offset, part, inside, opening=not offset)
    found.sort(key=_START)
    return found


def fold_name(name: str) -> str:
    """A name in lower case, without accents, hyphens and dots.

    Examples
    --------
    >>> fold_name("Jean-Luc Møller-Élan"), fold_name("U.S.")
    ('jean luc møller elan', 'us')
    """
    if not name.isascii():
        decomposed = unicodedata.normalize("NFD", name.replace("’", "'"))
        name = _MAY_COMBINE.sub(_without_accent, decomposed)
    return name.lower().replace("-", " ").replace(".", "")


def _without_accent(match: re.Match[str]) -> str:
    return "" if unicodedata.combining(match[0]) else match[0]


def _opens_sentence(text: str, begins: int) -> bool:
    if begins > 1 and text[begins - 1] == " " and text[begins - 2] not in BLANKS:
        return text[begins - 2] in SENTENCE_BEFORE
    at = begins - 1
    while at >= 0 and text[at] in BLANKS:
        at -= 1
    if at < 0:
        return True
    before = text[at]
    if before not in SENTENCE_BEFORE:
        return False
    # A hyphen or an apostrophe inside a word opens nothing; nor does "J." of "J. Smith".
    return at < begins - 1 or before not in "-'’"


def split_at_of(chain: str) -> list[tuple[int, str]]:
    """Part a chain at each "of" that does not belong to a name (``Bank of Skerry`` stays)."""
    if " of " not in chain:
        return [(0, chain)]
    parts: list[tuple[int, str]] = []
    begins = 0
    for match in _OF.finditer(chain):
        head = chain[begins : match.start()].rpartition(" ")[2]
        if head.lower() not in HEADS:
            parts.append((begins, chain[begins : match.start()]))
            begins = match.end()
    parts.append((begins, chain[begins:]))
    return parts


def read_part(begins: int, part: str, inside: set[str], *, opening: bool) -> list[Literal]:
    """The names in one chain of capitalised words, cleared of what only leads up to them."""
    if " " not in part and "-" not in part:
        return _read_word(begins, part, inside, opening=opening)
    tokens, is_alias = _tokens(part)
    if is_alias:
        return [_literal(begins, tokens)]
    first, last = 0, len(tokens)
    while first < last and _is_common(tokens[first][1]):
        first += 1
        opening = False if first < last else opening
    while last > first and _is_common(tokens[last - 1][1]):
        if tokens[last - 1][1] in ("May", "Today") and last - first == 2:
            break  # Theresa May, USA Today
        last -= 1
    if first == last:
        return []
    if last - first == 1 and "-" in tokens[first][1]:
        pair = read_places(begins, tokens[first][1], at=tokens[first][0])
        if len(pair) > 1:
            return pair
    if opening and last - first > 1 and not _is_known(tokens[0][1], inside):
        lowered = tokens[0][1].lower().rstrip(".")
        if lowered not in TITLES and lowered.endswith(("ly", "ing", "ed", "ers")):
            first += 1
            opening = False
    found: list[Literal] = []
    # "Russian President Ana Reyes": the adjective is a name of its own.
    lead = fold_word(tokens[first][1])
    if last - first > 1 and lead in ADJECTIVES:
        following = fold_word(tokens[first + 1][1])
        if following in TITLES:
            found.append(_literal(begins, tokens[first : first + 1]))
            first += 1
            opening = False
    titles_from = first
    while first < last and fold_word(tokens[first][1]) in TITLES:
        first += 1
    if first == last:
        # Titles alone name nobody ("the Prime Minister"), but parties do.
        if last - titles_from == 1 and fold_word(tokens[titles_from][1]) in ALIASES and not opening:
            found.append(_literal(begins, tokens[titles_from:last]))
        return found
    single = last - first == 1 and first == titles_from
    if single and opening and not _is_known(tokens[first][1], inside):
        return found
    title = " ".join(fold_word(token) for _, token in tokens[titles_from:first])
    found.append(_literal(begins, tokens[first:last], title))
    return found


@lru_cache(maxsize=8192)
def _tokens(part: str) -> tuple[tuple[tuple[int, str], ...], bool]:
    """The words of a chain, where each begins, and whether all are another name of a name."""
    tokens = [(match.start(), match[0]) for match in _TOKEN.finditer(part)]
    return tuple(tokens), fold_name(part) in ALIASES


def _read_word(begins: int, word: str, inside: set[str], *, opening: bool) -> list[Literal]:
    """The name that a single capitalised word is, if it is one."""
    if _is_common(word) or (opening and not _is_known(word, inside)):
        return []
    folded = fold_word(word)
    if folded in TITLES and (folded not in ALIASES or opening):
        return []
    bare = _bare(word)
    return [literal_at("name", value_of(bare), bare, begins, begins + len(bare))]


def read_places(begins: int, part: str, at: int = 0) -> list[Literal]:
    """The countries alone, as in headlines and in pairs ("Russia-US relations")."""
    return [
        _literal(begins + at, [(match.start(), match[0])])
        for match in _PLACE.finditer(part)
        if fold_word(match[0]) in COUNTRIES and (len(match[0]) > 2 or match[0].isupper())
    ]


@lru_cache(maxsize=8192)
def _is_common(token: str) -> bool:
    lowered = token.lower().replace("’", "'").rstrip(".")
    if lowered in COMMON:
        # "US" and "May" are told from "us" and "may" by their capitals, here by the caller.
        return True
    stem = lowered.partition("'")[0]
    return stem != lowered and stem in COMMON


def _is_known(token: str, inside: set[str]) -> bool:
    """Whether a word that opens a sentence is a name wherever it stands."""
    is_known, forms = _forms(token)
    return is_known or not inside.isdisjoint(forms)


@lru_cache(maxsize=8192)
def _forms(token: str) -> tuple[bool, tuple[str, ...]]:
    """Whether a word is a name in any case, and how else it may stand inside a sentence."""
    bare = _bare(token)
    folded = fold_word(bare)
    is_known = (
        folded in COUNTRIES
        or folded in ALIASES
        or (len(bare) > 1 and bare.isupper() and len(bare) < 6)
    )
    return is_known, (token, bare, bare + "'s", bare + "’s")


@lru_cache(maxsize=8192)
def _bare(token: str) -> str:
    """A word without its possessive."""
    return _POSSESSIVE.sub("", token)


def shortened(name: Literal, end: int, text: str) -> Literal:
    """The words of a name before a place, without the possessive."""
    start = name.span.start
    said = _bare(text[start:end].rstrip(" -\u00a0"))
    return literal_at("name", value_of(said), said, start, start + len(said), None, name.unit)


@lru_cache(maxsize=8192)
def fold_word(token: str) -> str:
    """A word, folded, without its possessive."""
    return fold_name(_bare(token))


@lru_cache(maxsize=8192)
def value_of(name: str) -> str:
    """The value of a name: folded, and of a country under any of its names the same."""
    folded = fold_name(name)
    folded = folded.removeprefix("the ")
    return ALIASES.get(folded) or COUNTRIES.get(folded, folded)


def _literal(begins: int, tokens: Sequence[tuple[int, str]], title: str = "") -> Literal:
    words = [token for _, token in tokens]
    words[-1] = _bare(words[-1])
    name = " ".join(words)
    at = begins + tokens[0][0]
    end = begins + tokens[-1][0] + len(words[-1])
    return literal_at("name", value_of(name), name, at, end, None, title)
