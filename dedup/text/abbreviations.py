"""Abbreviations: the English lists that cutting sentences goes by, and how to learn others.

For other languages Punkt (Kiss & Strunk 2006, *Unsupervised
multilingual sentence boundary detection*) finds the abbreviations of any language with stops
from raw text: words that stand with a stop far more often than chance has it. NLTK's trainer
does the learning; nothing is downloaded.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

__all__ = [
    "ABBREVIATIONS",
    "ABBREVIATIONS_CAPITALISED",
    "EXCLAIMING_NAMES",
    "GERMAN_MONTHS",
    "NEVER_LAST",
    "NEVER_LAST_CAPITALISED",
    "NUMBERED",
    "OFTEN_LAST",
    "STARTERS",
    "TIME_WORDS",
    "TOP_LEVEL_DOMAINS",
    "checked_abbreviations",
    "learn_abbreviations",
]

TEXTS = 2000
"""Texts that are learnt from: more change little and cost some milliseconds each."""


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# -- Word lists, in lower case and without the final stop. An abbreviation that is also a word
# or a first name ("Col.", "Mass.") is in a list that counts only where it is capitalised.

# A name or number follows: never the end of a sentence.
NEVER_LAST = _set("mr mrs ms dr drs prof messrs mme mlle vs v e.g i.e cf viz bzw")
NEVER_LAST_CAPITALISED = _set(
    """adm amb atty br capt cdr cmdr col cpl det fr gen gens gov govs hon insp lt maj msgr mt pfc
    pres pvt rep reps rev sen sens sgt sra srta supt"""
)
# May be the last word: the sentence ends only if one of `STARTERS` follows.
ABBREVIATIONS = _set(
    """approx apt assn assoc ave bldg blvd bros corp cos d.h dept depts eds esq evtl excl ext ft ggf
    govt hr hrs hwy ibid inc incl intl jr lb lbs llc ltd mfg misc mos natl nr oz plc rd sq sr st tel
    trans u.a univ vol vols yr yrs z.b"""
)
ABBREVIATIONS_CAPITALISED = _set(
    """al ala alta apr ariz ark aug calif co colo comm conn dec del div ed eq est feb fla fri ga ill
    ind jan jul jun kan ky la mar mass md mich min minn miss mo mon mont neb nev nov oct okla ont
    ore pa penn que sask sat sep sept ste sun tenn tex thu thur thurs tue tues va vt wash wed wis
    wyo"""
)
# An abbreviation only before a number: "No. 5", but "She said no. He left."
NUMBERED = _set("app art arts ch chap fig figs no nos op p par pp pt sec sect")
# Ends the sentence before any capital, save one of `TIME_WORDS`: "at 5 p.m. Police arrived".
OFTEN_LAST = _set("a.d a.m b.c etc p.m usw")
TIME_WORDS = _set(
    """april august bst cdt central cest cet cst ct december eastern edt est et february friday gmt
    greenwich ist january jst july june local march may mdt monday mountain mst mt november october
    pacific pdt pst pt saturday september sunday thursday tuesday utc wednesday"""
)
# Function words and the like: capitalised in mid-sentence in headlines only.
STARTERS = _set(
    """a about according additionally after all also although among an and another any as asked at
    authorities because before both but by can critics despite did do does during each earlier
    either even every everyone experts few finally following for from further furthermore had has
    have he hence her here hers his how however i if in indeed instead investigators is it its just
    lawmakers later many maybe meanwhile more moreover most much my neither nevertheless nobody none
    nonetheless nor not nothing now of officials on once one only opponents or other others our over
    perhaps prosecutors rather recently she should similarly since so some someone something still
    such supporters that the their them then there therefore these they this those though through
    thus to together unlike until we well were what whatever when whenever where whereas whether
    which while who whoever whose why with within without yes yesterday yet you your"""
)
GERMAN_MONTHS = _set(
    """januar februar märz april mai juni juli august september oktober november dezember"""
)
EXCLAIMING_NAMES = _set("jeopardy yahoo")
TOP_LEVEL_DOMAINS = _set("au biz ca co com de edu eu fr gov info int io js mil net org tv uk us")


def learn_abbreviations(texts: Iterable[str], limit: int = TEXTS) -> frozenset[str]:
    """The abbreviations that the first texts of a collection use.

    Parameters
    ----------
    texts : iterable of str
        Raw texts of one language. Some dozens of articles are enough for the frequent ones.
    limit : int
        Read at most this many of them.

    Returns
    -------
    frozenset of str
        In lower case, without the final stop; for the `abbreviations` of `dedup.find`,
        `dedup.compare` and `dedup.collate`.

    Examples
    --------
    >>> page = (
    ...     "Der Hafen liegt ca. 9 km vor der Stadt. Im Sommer kommen ca. 40 Boote. "
    ...     "Im Winter sind es ca. 5 Boote. Der Pegel stieg um ca. 2 Meter. Das Eis kam im "
    ...     "Januar. Es blieb bis ca. Mitte April. Die Boote lagen fest."
    ... )
    >>> sorted(learn_abbreviations([page]))
    ['ca']
    """
    # NLTK takes two seconds to import, so only those who learn wait for it.
    from nltk.tokenize.punkt import PunktTrainer  # noqa: PLC0415

    trainer = PunktTrainer()
    # Collocations do not decide what is an abbreviation, and cost most of the time.
    trainer.INCLUDE_ALL_COLLOCS = False
    for text in islice(texts, limit):
        trainer.train(text, finalize=False)
    trainer.finalize_training()
    return frozenset(trainer.get_params().abbrev_types)


def checked_abbreviations(given: Iterable[str]) -> frozenset[str]:
    """The abbreviations as cutting sentences takes them: folded, without the final stop.

    Raises
    ------
    TypeError
        If a single str is given, which would be taken for its letters, or an item is no str.
    """
    items = () if isinstance(given, str) else tuple(given)
    if isinstance(given, str) or not all(isinstance(item, str) for item in items):
        raise TypeError(
            f"abbreviations must be strings in a list or a set, got {given!r}; "
            "for one write ['approx']"
        )
    return frozenset(item.lower().removesuffix(".") for item in items)
