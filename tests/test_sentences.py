from __future__ import annotations

import random
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.document import Span
from dedup.text import abbreviations as lists
from dedup.text import sentence_ends
from dedup.text.sentences import sentences

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "newswire"


def split(text: str) -> list[str]:
    """The wording of each sentence."""
    return [span.of(text) for span in sentences(text)]


class TestStops:
    @pytest.mark.parametrize(
        "parts",
        [
            ["The pier reopened.", "Nobody came.", "Why?", "It rained!", "It was cold."],
            ["Mr. Ito met Dr. Anna Roe and Sen. Kay.", "They left."],
            ["She moved to the U.S. in May.", "U.S. officials agreed."],
            ["He lived in the U.S.", "The mayor did not."],
            ["The boat sank at 5 p.m.", "Divers came at 6 a.m. Tuesday."],
            ["J. R. Olsen and Mary K. Dunn sang.", "He hummed."],
            ["Skerry Fish Inc. Chief Executive Ann Roe resigned.", "She gave no reason."],
            ["Shares of Skerry Fish Inc.", "They fell 3.5 percent to $1.20."],
            ["The case of Dunn vs. The Harbour Board goes on.", "It began on Jan. 5."],
            ["He is No. 5 on the list.", "She said no.", "He left."],
            ["D-Mass. delegates and then-Gov. Roe dissented.", "Nobody else did."],
            ["They sailed in 1987.", "Nobody returned."],
            ["Gales reached 70 mph in St. Olaf.", "Roofs flew."],
            ["The eBay sale ended.", "iPhone parts sold well."],
        ],
    )
    def test_abbreviations(self, parts: list[str]) -> None:
        """A stop after an abbreviation, initial or number ends nothing unless a starter follows."""
        assert split(" ".join(parts)) == parts

    def test_headline_keeps_its_acronyms(self) -> None:
        """In a line without a final stop a capitalised function word starts no sentence."""
        assert split("U.S. To Send Ships To Skerry") == ["U.S. To Send Ships To Skerry"]

    def test_enumerators(self) -> None:
        """The number of a list item stays with the item."""
        assert split("1. The pier. 2. The quay.") == ["1. The pier.", "2. The quay."]

    def test_ellipsis(self) -> None:
        """An ellipsis ends a sentence only before a word that starts sentences."""
        parts = [
            "Well... The pier fell.",
            "And ... Mayor Roe saw it . . . alone.",
            "Then… nothing.",
        ]
        assert split("Well... nothing. " + " ".join(parts[1:])) == ["Well... nothing.", *parts[1:]]
        assert split(parts[0]) == ["Well...", "The pier fell."]

    def test_careless_lower_case(self) -> None:
        """A stop after an ordinary word ends the sentence even where the next is lower case."""
        assert split("the pier fell. nobody cared. approx. ten saw it") == [
            "the pier fell.",
            "nobody cared.",
            "approx. ten saw it",
        ]


class TestQuotes:
    @pytest.mark.parametrize(
        "parts",
        [
            ['"We hold the pier.', 'It stands," he added.'],
            ['"Will it hold?" she asked.', '"It will!" he said.'],
            ["“It held.”", "He left.", "‘So it did.’", "(All agreed.)", "Then [it] fell."],
            ['He called it "sound."', "The board did not."],
            ["„Der Kai hält.“", "Er ging am 3. Oktober.", "»Gut.«", "Sie blieb."],
            ["« Le quai tient. »", "Il partit."],
            ["The pier held.[3]", "Others did not [4].", "It rained."],
        ],
    )
    def test_closing_marks_belong_to_the_sentence(self, parts: list[str]) -> None:
        """Quotes, brackets and note marks after the stop stay with the sentence they close."""
        assert split(" ".join(parts)) == parts

    @pytest.mark.parametrize(
        "parts",
        [
            ["“ It held . ”", "He left .", "‘ Fine . ’", "( All agreed . )", "She stayed ."],
            ['" It held . "', "He left .", '" Did it ? " she asked .'],
            ["`` It held . ''", "Mayor St . Olaf left at 9 p.m . ET .", "1 . The pier ."],
        ],
    )
    def test_tokenised_text(self, parts: list[str]) -> None:
        """Spaces around every mark, as corpora have them, change nothing."""
        assert split(" ".join(parts)) == parts


class TestGluedText:
    def test_missing_space(self) -> None:
        """A stop between a word and a capitalised word ends a sentence without any space."""
        text = (
            'The pier fell.Nobody saw it.“It held,” he said.”So?"It did."He left in 2024.The end.'
        )
        assert split(text) == [
            "The pier fell.",
            "Nobody saw it.",
            "“It held,” he said.”",
            "So?",
            '"It did."',
            "He left in 2024.",
            "The end.",
        ]

    @pytest.mark.parametrize(
        "text",
        [
            "See https://skerry.example/a.Bc?x=Yes&b=No.Maybe for more.",
            "Mail ann.Roe@skerry.example or visit www.skerry.example.Org today.",
            "It runs Node.js and java.util.List and Skerry.Com at 3.5.",
            "Mr.Olsen and J.R.Dunn of the U.S.Navy agreed.",
        ],
    )
    def test_addresses_and_names_stay_whole(self, text: str) -> None:
        """Nothing is cut inside addresses, dotted names, abbreviations and decimals."""
        assert split(text) == [text]

    def test_address_before_a_stop(self) -> None:
        """An address that ends a sentence lets it end."""
        assert split("See https://skerry.example/z?a=b. Next came rain.") == [
            "See https://skerry.example/z?a=b.",
            "Next came rain.",
        ]


class TestLines:
    def test_lines_end_sentences(self) -> None:
        """Blank lines and, in text that is not hard-wrapped, single line breaks end a sentence."""
        text = (
            "Pier reopens\nBy Ann Roe\r\nThe pier\n \u00a0 \nheld fast\u2028and long. It rained.\n"
        )
        assert split(text) == [
            "Pier reopens",
            "By Ann Roe",
            "The pier",
            "held fast",
            "and long.",
            "It rained.",
        ]

    WRAPPED = (
        "The council of Skerry said on Monday\n"
        "that the pier, which was closed in March after the gales of the\n"
        "winter, will reopen to walkers by the end of the month. The\n"
        "mayor thanked the Harbour Board and the crews of the Northern\n"
        "Lights company for their work.\n"
        "    New paragraphs are indented, and they too go on for a line or\n"
        "more.\n"
        "&\\tSome have such marks. Vessels came from\n"
        "Olsund and from three other ports along the coast of the island.\n"
        " Wire\n"
    )

    def test_hard_wrapped(self) -> None:
        """Lines wrapped at some 70 columns are joined; an indent or a short last line is not."""
        joined = [" ".join(sentence.split()) for sentence in split(self.WRAPPED)]
        assert joined == [
            (
                "The council of Skerry said on Monday that the pier, which was closed in March"
                " after the gales of the winter, will reopen to walkers by the end of the month."
            ),
            (
                "The mayor thanked the Harbour Board and the crews of the Northern Lights company"
                " for their work."
            ),
            "New paragraphs are indented, and they too go on for a line or more.",
            "&\\tSome have such marks.",
            "Vessels came from Olsund and from three other ports along the coast of the island.",
            "Wire",
        ]

    def test_short_lower_case_lines_are_a_list(self) -> None:
        """Short lines in lower case are items of a list, not wrapped text."""
        items = ["herring", "two barrels of salt", "one lamp", "rope for the boats"]
        assert split("\n".join(items)) == items

    def test_flat_list(self) -> None:
        """A list that lost its line breaks is taken apart at its bullets."""
        assert split("• Source 1 • Source 2") == ["• Source 1", "• Source 2"]


class TestOtherScripts:
    @pytest.mark.parametrize(
        "parts",
        [
            ["港口结冰了。", "“船停了。”", "他走了！", "为什么？"],
            ["「行く。」と述べた。", "次の日です。"],
        ],
    )
    def test_without_spaces(self, parts: list[str]) -> None:
        """Chinese and Japanese full stops end sentences, a quotation that goes on does not."""
        assert split("".join(parts)) == parts

    def test_danda_and_arabic_question_mark(self) -> None:
        """Full stops of Hindi and question marks of Arabic end sentences."""
        assert len(split("नाव रुकी। वह गया।")) == 2
        assert len(split("هل توقف القارب؟ نعم توقف.")) == 2

    def test_thai_line_stays_whole(self) -> None:
        """Thai has no full stop, so that a line is one unit."""
        assert split("เรือจอด ท่าเรือปิด\nเขาไป") == ["เรือจอด ท่าเรือปิด", "เขาไป"]


PIECES = st.sampled_from(
    [*".?!…。\"'”“’‘«»()[]•-—,;: \n\t\r\u00a0\u2028", "\n\n", "The", "he", "U.S.", "Mr.", "1",
     "a.b", "https://x.y", "„", "港", "ก", "\u200b", "&\\t", "word " * 15]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join)))
def test_spans_cover_the_text(text: str) -> None:
    """Spans are in order, trimmed, apart, and leave out nothing but white space."""
    spans = sentences(text)
    end = 0
    for span in spans:
        assert span.start >= end
        assert span
        assert span.of(text) == span.of(text).strip()
        assert not text[end : span.start].strip()
        end = span.end
    assert not text[end:].strip()


@pytest.mark.parametrize(
    "piece",
    ["x", "a.a.a.", "\n", "Mr. ", " ", ".", ". ", '." ', 'a. "B', "aa?Aa", "word\n", "• a ", "-",
     '"', ".-- ' ", "[1].", "。」", "… Aa ", "a. A ", "x" * 60 + " the\nlower "],
)  # fmt: skip
def test_pathological_texts(piece: str) -> None:
    """A long text of any one pattern is split in a pass; with quadratic work this would hang."""
    text = piece * (200_000 // len(piece))
    spans = sentences(text)
    assert sum(len(span) for span in spans) <= len(text)


def test_no_sentences() -> None:
    """Empty and blank texts have no sentences."""
    assert sentences("") == sentences(" \n\u2028\t") == []
    assert sentences(" . ") == [Span(1, 2)]


@lru_cache(maxsize=1)
def punkt() -> Any:
    """NLTK's Punkt with the lists of the library."""
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    parameters = PunktParameters()
    parameters.abbrev_types = {
        *lists.NEVER_LAST, *lists.NEVER_LAST_CAPITALISED, *lists.ABBREVIATIONS, "u.s",
    }  # fmt: skip
    parameters.sent_starters = set(lists.STARTERS)
    return PunktSentenceTokenizer(parameters)


def test_agrees_with_punkt() -> None:
    """On plain prose the rules find the sentences that NLTK's Punkt finds with the same lists."""
    rng = random.Random(7)
    subjects = ["The mayor", "She", "Mr. Olsen", "Sen. Roe", "Officials", "Skerry Fish Inc.", "It"]
    verbs = ["left", "called it sound", "met J. R. Dunn", "saw U.S. envoys", "lost 3.5 points"]
    places = ["in the U.S.", "on Monday.", "in 1987.", "at the pier!", "with Dunn Corp.", "again?"]
    for _ in range(200):
        text = " ".join(
            f"{rng.choice(subjects)} {rng.choice(verbs)} {rng.choice(places)}" for _ in range(12)
        )
        assert split(text) == punkt().tokenize(text)


class TestPlainStops:
    TEXTS = st.lists(
        st.sampled_from(
            [
                *"""The ferry sank . ? ! ... Mr. U.S. No 5 2019 p.m. “ ” " '' `` ( ) [3] 3.5 w.org
                Inc. said iPhone D-Mass. Café 1. Dunn st ca etc 。 港 …""".split(),
                *(" ", " ", " ", ". ", "? ", " . ", '." ', ".” ", ".) ", "\n", "\u00a0", " . '' "),
            ]
        ),
        max_size=30,
    ).map("".join)

    def check(self, text: str, abbreviations: frozenset[str] = frozenset()) -> None:
        """Assert that telling plain stops at a glance changes nothing."""
        found = sentences(text, abbreviations)
        never_plain = re.compile(rf"(?:{sentence_ends._STOP.pattern})(?:(?!)())?")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sentence_ends, "_SCAN", never_plain)
            assert sentences(text, abbreviations) == found

    @given(TEXTS, st.sampled_from([frozenset(), frozenset({"sank", "2019", "said"})]))
    def test_glance_and_rules_agree(self, text: str, abbreviations: frozenset[str]) -> None:
        """Stops that are told at a glance would be told the same by all the rules."""
        self.check(text, abbreviations)

    @pytest.mark.parametrize("path", sorted(EXAMPLE.glob("*.txt")), ids=lambda path: path.stem)
    def test_glance_and_rules_agree_on_news(self, path: Path) -> None:
        """In news articles, as they are and tokenised, both ways cut the same."""
        text = path.read_text(encoding="utf-8")
        self.check(text)
        self.check(re.sub(r"([.,?!\"“”()])", r" \1 ", text))
