"""What a unit must have before it is worth holding to the forms of site furniture.

The forms of `dedup.text.furniture_forms` are long lists of patterns, and hardly a line of a
story comes near one. Nearly every form begins with one of a few words, and the others hold a
telling sign; a look at those decides most lines at a hundredth of the cost. A gate only ever lets
through too much: the tests write texts from each form and see that its gate lets them pass. To
add a form, add its first words or a sign of it here.

Compiled code (`dedup.text.kernels.furniture`) goes through the same gates and is narrower in three
places, which its tests hold to the forms as well: a slash in a sentence counts only before the
name of an agency; digits count only as a year near the end of a unit, unless it begins with them;
and what begins with a digit is no heading of a list, nor furniture anywhere without a sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from dedup.text.kernels import flags

__all__ = [
    "AGENCIES",
    "ALONE",
    "ANYWHERE",
    "BELOW",
    "HEADS_REFERENCES",
    "HEADS_STORIES",
    "OUTSIDE",
    "Gate",
    "first_word",
    "first_words",
]

_LETTERS = re.compile(r"[^\W\d_]+")
_FIRST = re.compile(r"[\W_]*(\d?)([^\W\d_]*)")
_DIGIT = re.compile(r"\d")


def first_word(text: str, start: int, end: int) -> str:
    """The first letters of ``text[start:end]`` in lower case; empty where a digit is before them.

    Examples
    --------
    >>> first_word("* Share this", 0, 12), first_word("2 comments", 0, 10)
    ('share', '')
    """
    found = _FIRST.match(text, start, end)
    return "" if found is None or found[1] else found[2].lower()


def first_words(text: str, cuts: Iterable[tuple[int, int]]) -> list[str]:
    """`first_word` of each stretch."""
    letters = _LETTERS.match  # most sentences begin with a letter
    return [
        found[0].lower() if (found := letters(text, start, end)) else first_word(text, start, end)
        for start, end in cuts
    ]


class Gate(NamedTuple):
    """What the units that some forms match begin with or hold.

    Attributes
    ----------
    words : dict of str to tuple of str
        A first word, and what one of must stand in the unit besides, if anything.
    signs : tuple of str
        What opens the gate whatever the first word.
    digits : bool
        Whether any digit does.
    bit : int
        What stands for the gate in `dedup.text.kernels.flags`.
    """

    words: dict[str, tuple[str, ...]]
    signs: tuple[str, ...] = ()
    digits: bool = False
    bit: int = 0

    def lets(self, first: str, unit: str) -> bool:
        """Whether a unit with this `first_word` may match; one that begins with none may.

        Examples
        --------
        >>> HEADS_STORIES.lets("most", "Most read"), HEADS_STORIES.lets("mayor", "Mayor resigns")
        (True, False)
        """
        if not first:
            return True
        needed = self.words.get(first)
        if needed == ():
            return True
        if needed is None and not self.signs:
            return self.digits and _DIGIT.search(unit) is not None
        lowered = unit.lower()
        if needed and any(map(lowered.__contains__, needed)):
            return True
        if any(map(lowered.__contains__, self.signs)):
            return True
        return self.digits and _DIGIT.search(unit) is not None


def _words(free: str, bound: str = "") -> dict[str, tuple[str, ...]]:
    """First words that need nothing else; and lines of first words, a colon, what they need."""
    needs: dict[str, tuple[str, ...]] = dict.fromkeys(free.split(), ())
    for line in bound.strip().splitlines():
        firsts, _, needed = line.partition(":")
        needs |= dict.fromkeys(firsts.split(), tuple(needed.split()))
    return needs


_NETWORKS = (
    "facebook twitter x linkedin whatsapp telegram reddit pinterest instagram youtube tumblr "
    "threads bluesky mastodon flipboard tiktok messenger pocket e email"
)
AGENCIES = (
    "associated ap afp reuter reuters upi epa dpa pa tass xinhua ani pti kyodo bloomberg getty "
    "shutterstock alamy istock unsplash pexels pixabay zuma wikimedia"
)

ANYWHERE = Gate(
    _words(
        """comments please log loged logged login logedin loggedin sign signed signged signin
        signedin signgedin required subscribe register follow like find copyright c""",
        """
        be: first
        sound let tell share: comments
        you: must time
        your: published
        want: inbox here
        get receive have: inbox mail
        by: agree accept consent
        for to if click tap: here
        we our: cookie
        this: recaptcha cookie material originally first updated corrected amended transcript
        the view views opinion opinions: expressed appeared
        copy: final
        with additional reporting writing editing compiled: by
        ap reuters: photo
        """,
    ),
    signs=("rights reserved", "contributed ", "/", "©"),
    bit=flags.ANYWHERE,
)
ALONE = Gate(
    _words(
        f"""post leave add write submit no all view show see hide comment comments cancel reply join
        start rate was file featured cover photo photos photograph photographs image images
        picture pictures illustration illustrations video videos graphic graphics gettyimages
        click share tweet print pin save bookmark copy like download pdf follow find listen read
        watch load learn discover also related continue story article previous next older newer
        skip jump back text font add get install report advertisement advertisements ad ads
        advertorial sponsored promoted menu search close home donate newsletter newsletters loading
        more enter type log login sign signin register subscribe page play notifications terms
        privacy contact about advertise site sitemap cookie accept manage support buy become
        already tag tags filed topic topics category categories keyword keywords posted last first
        published updated modified estimated reading source sources stories links reports
        references reference link articles sites originally with agency inputs additional reporting
        writing editing keine kommentar kommentare auf teilen lesen anzeige werbung alle aucun
        commentaire commentaires laisser partager à lire publicité tous abonnez comentario
        comentarios sin deja publicidad compartir lee todos {_NETWORKS} {AGENCIES}""",
        "the: associated",
    ),
    signs=(
        *("/", "|", ">", "»", "›", "#", "via", "www.", "scroll", "read more", " ago", " read"),
        *(".jp", ".png", ".gif", ".webp", ".svg", ".avif", ".bmp", ".tif", ".mp4"),
    ),
)
# Whatever is furniture anywhere is so on a line of its own.
ALONE = Gate(
    {
        first: ()
        if () in (ALONE.words.get(first), ANYWHERE.words.get(first))
        else ALONE.words.get(first, ()) + ANYWHERE.words.get(first, ())
        for first in ALONE.words | ANYWHERE.words
    },
    ALONE.signs + ANYWHERE.signs,
    bit=flags.ALONE,
)
OUTSIDE = Gate(
    _words(
        f"""by written posted reported story author authors writer writers reporter reporters share
        tweet like news {_NETWORKS}"""
    ),
    signs=("|", "wire", "agency", "service", "association"),
    digits=True,
    bit=flags.OUTSIDE,
)
BELOW = Gate(
    _words(
        """source sources via credit credits quelle fuente original disclaimer powered what more
        read watch listen name website archive archives end ends"""
    ),
    bit=flags.BELOW,
)
HEADS_REFERENCES = Gate(
    _words(
        """related external additional further source sources reference references link links
        reading bibliography footnotes citations works quellen fuentes"""
    ),
    bit=flags.REFERENCES,
)
HEADS_STORIES = Gate(
    _words(
        """related recommended most trending popular latest top more featured other recent you
        read up see also don mehr das sur à lo te news in"""
    ),
    signs=(" picks",),
    bit=flags.STORIES,
)
