"""Facts of two whole texts, whose quick looks find what plain code finds."""

from __future__ import annotations

from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.diff.facts import PairFacts, facts_between, naming, quotes
from dedup.diff.facts.inventory import _SENTENCE_END, Inventory, inventory
from dedup.diff.facts.said import _EMPTY, TELLING, Said, has_rare_word, is_excerpt, plain_words
from dedup.document import Span
from dedup.text.literals.extract import literals
from dedup.text.literals.literal import Literal
from dedup.text.literals.names import fold_name
from dedup.text.stems import stem_of

NAMES = (
    *("Ana Reyes", "Eva Reyes", "Reyes", "President Ana Reyes", "Ola Berg", "Mayor Berg"),
    *("France", "Germany", "Berlin", "the Skerry Harbour Council", "the SHC", "Émile Dupré"),
    *("Olena Zelenska", "Olena Zelenskaya", "Ida O’Neill", "Ida O'Neil", "the U.S.", "Bill Holm"),
)
FIGURES = (
    *("12 boats", "15 boats", "a dozen boats", "$5 million", "€5 million", "4% of the nets"),
    *("about 70 boats", "72 boats", "-5 degrees", "5 degrees", "5 km", "3 miles", "the third pier"),
)
DATES = ("in 2023", "last year", "on Monday", "on May 3, 2024", "on May 3", "in the 1990s", "today")
SAID = (
    *("we lost the harbour in two nights", "we lost the old harbour in one night", "we won't go"),
    *("we lost the harbour", "a long-term lifeline for skippers", "we will not go there, okay"),
    *(
        "the harbour is lost",
        "nobody’s nets were saved",
        "is it",
        "the dredging cost us 1,500 nets",
    ),
    *("we will speak the truth to power", "speak truth to power", "it is what it is"),
)
PLAIN = (
    *("the harbour was lost within two nights", "their nets were not saved", "dredging cost a lot"),
    *("the truth has to be spoken to power", "skippers call it a lifeline", "Prices fell"),
)


@st.composite
def sentences(draw: st.DrawFn) -> str:
    """A sentence that states one thing or more, or nothing."""
    name, figure, date = (draw(st.sampled_from(kind)) for kind in (NAMES, FIGURES, DATES))
    words = draw(st.sampled_from(SAID))
    opened, closed = draw(st.sampled_from([("“", "”"), ('"', '"'), ("‘", "’")]))
    quoted = f"{opened}{words[0].upper()}{words[1:]},{closed}"
    other = draw(st.sampled_from(PLAIN))
    return draw(
        st.sampled_from(
            [
                f"{quoted} {name} said {date}.",
                f"{quoted} said {name}.",
                f"{name} told reporters: {opened}{words}. {other}.{closed}",
                f"Near {name} the storm sank {figure} {date}.",
                f"They saw {figure} and {name}.",
                f"It was {other} {date}.",
                f"He said that {other} — {words}.",
            ]
        )
    )


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, list[list[Span]]]:
    """A text, and its sentences in passages."""
    told = draw(st.lists(sentences(), min_size=1, max_size=9))
    spans: list[Span] = []
    for sentence in told:
        start = spans[-1].end + 1 if spans else 0
        spans.append(Span(start, start + len(sentence)))
    size = draw(st.integers(1, 3))
    return " ".join(told), [spans[at : at + size] for at in range(0, len(spans), size)]


def read(text: str) -> Inventory:
    """The literals of a text, read anew, so that nothing of it is known before."""
    return Inventory(text, literals(text))


PUBLISHED = st.sampled_from([None, "2024-05-04", "2023-01-01T10:00:00Z", "nonsense"])


@given(texts(), texts(), PUBLISHED, PUBLISHED)
def test_facts_of_passages_are_those_of_each_alone(
    source: tuple[str, list[list[Span]]],
    copy: tuple[str, list[list[Span]]],
    source_published: str | None,
    copy_published: str | None,
) -> None:
    """What is asked once of two texts changes nothing of what is found in each passage."""
    (a, ours), (b, theirs) = source, copy
    pair = PairFacts(read(a), read(b), (source_published, copy_published))
    for spans in ours:
        for others in theirs:
            assert pair.of(spans, others) == facts_between(
                *(read(a), spans, read(b), others),
                source_published=source_published,
                copy_published=copy_published,
            )


@given(texts(), st.sampled_from(SAID))
def test_reported_speech_is_heard_as_word_by_word(
    told: tuple[str, list[list[Span]]], words: str
) -> None:
    """A look at what words begin with decides as their stems do."""
    text, passages = told
    quotation = Literal("quotation", words.replace("’", "'").replace("-", " "), words, Span(0, 1))
    for spans in passages:
        found = quotes._is_reported(quotation, read(text), spans)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(Inventory, "plain", None)
            assert quotes._is_reported(quotation, read(text), spans) == found


WORDS = st.lists(
    st.sampled_from(
        "we lost harbour harbours harboured don't seven gonna truth true nets o'neil is s émigré "
        "emigre 1,500 two-in-three".split()
    ),
    max_size=8,
).map(" ".join)


@given(WORDS, WORDS)
def test_what_is_surely_heard_is(words: str, text: str) -> None:
    """Stems that are surely in a text are among its stems, and no others than perhaps are."""
    if not text.isascii():
        return
    told = Said(words)
    surely, perhaps = told.heard_in(text)
    stems = {stem.key for stem in map(stem_of, plain_words(text))}
    heard = [rarity for key, rarity in told.telling.items() if key in stems]
    assert len(surely) <= len(heard) <= len(perhaps)
    assert sum(surely) <= sum(heard) <= sum(perhaps)


@given(WORDS)
def test_words_of_a_quotation(value: str) -> None:
    """What is said of a quotation is what its words say, one by one."""
    told = Said(value)
    stems = [stem_of(word) for word in plain_words(value)]
    assert told.words == plain_words(value)
    assert told.stems == stems
    assert told.telling == {stem.key: stem.idf for stem in stems if stem.idf >= TELLING}
    raw = [stem_of(word) for word in value.split()]
    assert list(told.rare.items()) == list({s.key: s.idf for s in raw if s.idf >= TELLING}.items())
    assert has_rare_word(value) == bool(told.rare)


def test_words_that_are_left_out_tell_nothing() -> None:
    """Quotations are looked up by the words that they are compared by."""
    assert all(stem_of(word).idf < TELLING for word in _EMPTY if word)


@given(
    st.lists(st.sampled_from(SAID) | WORDS.filter(bool), max_size=15), WORDS | st.sampled_from(SAID)
)
def test_a_quotation_that_is_held_is_quoted(quoted: list[str], words: str) -> None:
    """What is seen at once to be quoted is an excerpt of one of the most like."""
    told = read(" They nodded. ".join(f"“{value}”" for value in quoted))
    value = words.replace("’", "'").replace("-", " ")
    if told.quoted.holds(value, 3):
        alike = [one for one in told.quoted.like(value) if one.words >= 3]
        assert any(is_excerpt(Said(value), Said(one.value)) for one in alike)


@given(st.text("abceé", max_size=7), st.text("abceé", max_size=7))
def test_spellings(a: str, b: str) -> None:
    """Letters that two names have not in common tell what comparing them would."""
    expected = (
        bool(a and b)
        and a[0] == b[0]
        and abs(len(a) - len(b)) <= 2
        and SequenceMatcher(None, a, b).ratio() >= 0.75
    )
    assert naming._is_spelling(a, b) == expected


@given(st.text("aB .“”’‘–-é\nİ1", max_size=20), st.text("ab1é'", min_size=1, max_size=3))
def test_words_of_a_folded_text(text: str, word: str) -> None:
    """A text whose marks are blanks has the words that it has folded as names are."""
    folded = fold_name(text)
    starts = [n for n in range(len(folded)) if folded.startswith(word, n)]
    expected = word.isalnum() and any(
        not folded[max(n - 1, 0) : n].isalnum()
        and not folded[n + len(word) : n + len(word) + 1].isalnum()
        for n in starts
    )
    assert inventory(text).has_word(word) == expected


@given(st.text("A. ?…”)“\n\t1a", max_size=24))
def test_ends_of_sentences(text: str) -> None:
    """An end of a sentence is a line break, or a mark, what closes, and blanks before a capital."""
    found = [match.span() for match in _SENTENCE_END.finditer(text)]
    at = 0
    expected = []
    while at < len(text):
        end = _end_of_sentence(text, at)
        if end:
            expected.append((at, end))
        at = end or at + 1
    assert found == expected


def _end_of_sentence(text: str, at: int) -> int:
    """Where the end of a sentence that begins at a place ends; 0 where none does."""
    if text[at] == "\n":
        return at + 1
    if text[at] not in ".!?…":
        return 0
    end = at + 1
    while end < len(text) and text[end] in '"”’»)':
        end += 1
    blanks = end
    while end < len(text) and text[end].isspace():
        end += 1
    for stop in range(end, blanks, -1):
        rest = text[stop : stop + 2]
        if rest[:1] in tuple('"“‘«('):
            rest = rest[1:]
        if rest[:1].isascii() and (rest[:1].isupper() or rest[:1].isdigit()):
            return stop
    return 0
