from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.text.furniture import furniture
from dedup.text.sentences import sentences

HEADLINE = "Skerry pier falls into the harbour"
STORY = [
    "The northern pier of Skerry fell into the harbour on Monday night, the mayor said.",
    "Nobody was hurt, but eleven fishing boats were damaged by timbers and stones.",
    'Engineers had warned of rot since 2019. "We asked for money each winter," said Anna Olsen.',
    "The council will meet on Thursday to discuss repairs, which may cost four million crowns.",
    "Fishermen land their catch at the southern quay until the northern pier is rebuilt.",
]


def flagged(text: str) -> list[str]:
    """The wording of the sentences that are taken for furniture."""
    spans = sentences(text)
    return [span.of(text) for span, flag in zip(spans, furniture(text, spans), strict=True) if flag]


def page(*, above: list[str] = [], below: list[str] = [], gap: str = "\n\n") -> str:  # noqa: B006
    """The story with lines above and below its body."""
    return gap.join([*above, HEADLINE, *STORY, *below])


OTHERS = [
    "Which novels should everyone read before summer ends?",
    "Veteran Goalkeeper Signs Contract With Foreign Champions",
]
ALONE = [
    "Post a Comment",
    "Leave a reply",
    "0 Comments",
    "No comments yet",
    "1700000000 1234.jpg",
    "H 4x3 1699999999.png",
    "IMG_0042.JPG",
    "Share this",
    "Share on Facebook (Opens in new window)",
    "Facebook Twitter WhatsApp Email",
    "Sign up for our daily newsletter",
    "Subscribe",
    "Read more: Lighthouse keeper retires after forty years",
    "Advertisement",
    "Click here to see the pictures",
    "Follow us on Instagram",
    "© 2024 The Skerry Post. All rights reserved.",
    "Photo: Jon Roe/Getty Images",
    "Continue reading",
    "Most read",
    "Trending now",
    "Tags: pier, harbour, Skerry",
    "We use cookies to give you the best experience on our site.",
    "Listen to this article",
    "4 min read",
    "Published 3 hours ago",
    "Last updated: 4 May 2024, 10:15",
    "Home / News / Islands",
    "News > Islands > Skerry",
    "https://skerry.example/pier",
    "Source: https://skerry.example/2024/05/pier-falls",
    "Source: The Skerry Post",
    "This article was first published by The Skerry Post.",
    "Jon Roe and Ida Dunn contributed to this report.",
    "Kommentar schreiben",
    "Alle Rechte vorbehalten",
    "Laisser un commentaire",
    "Publicité",
    "Deja un comentario",
]


@pytest.mark.parametrize("line", ALONE)
def test_line_below_the_story(line: str) -> None:
    """A known form on a line of its own below the story is furniture, the story is not."""
    text = page(below=[line])
    assert "".join(flagged(text)).replace(" ", "") == line.replace(" ", "")


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_page_in_one_piece(gap: str) -> None:
    """Lines count as such whether single or double line breaks part them."""
    above, below = (
        ["1700000000 1234.jpg", "By Ida Dunn", "4 May 2024"],
        ["Share this", "2 Comments"],
    )
    assert flagged(page(above=above, below=below, gap=gap)) == above + below


@pytest.mark.parametrize(
    "sentence",
    [
        "Officials declined to comment.",
        "No comment.",
        "Subscribe to the theory of the mayor and everything makes sense.",
        "Share prices fell.",
        "The president tweeted about the pier again.",
        "The page told users to click here and wait for the harbour pilot.",
        "Follow the money, said the engineer.",
        "Comments by the mayor angered the council.",
        "The newspaper closed its comments section in May.",
        "Source criticism is taught at the harbour school.",
        "Home prices rose in Skerry.",
        "The article was published in March by the island's only newspaper.",
        "Advertisement revenue is falling.",
        "Reporting by two newspapers led to the inquiry.",
        "Photographs show the pier before the storm.",
        "Read my lips.",
        "More rain fell on Tuesday.",
        "Copyright law protects the picture of the pier.",
        "Trending topics on the island are herring and rot.",
        "By Monday evening the harbour was closed.",
    ],
)
@pytest.mark.parametrize("gap", [" ", "\n\n"])
def test_sentences_of_a_story(sentence: str, gap: str) -> None:
    """Sentences that only begin like furniture stay, in a paragraph and on a line of their own."""
    assert flagged(gap.join([*STORY[:3], sentence, *STORY[3:]])) == []


@pytest.mark.parametrize(
    "line", ["Source: mayor to resign over pier", "Watch: pier falls into harbour in Skerry"]
)
def test_headline_that_begins_like_a_credit(line: str) -> None:
    """Above the body a line with a label may be the story's headline and stays."""
    assert flagged("\n\n".join([line, *STORY])) == []


def test_subheadings_stay() -> None:
    """Short lines inside the body are sub-headings, though they share no words with it."""
    text = "\n\n".join(
        [HEADLINE, *STORY[:2], "Years Of Ignored Warnings", *STORY[2:], "2 Comments"]
    )
    assert flagged(text) == ["2 Comments"]


def test_unmistakable_sentences_in_a_paragraph() -> None:
    """A legal notice is furniture even at the end of a paragraph of the story."""
    text = f"{STORY[0]} {STORY[1]} All rights reserved."
    assert flagged(text) == ["All rights reserved."]


def test_tokenised_text() -> None:
    """Spaces around punctuation do not hide a form."""
    text = f"( Jon Roe/Reuters )\n{STORY[0]} Want the Post in your inbox ? Sign up here ."
    assert flagged(text) == [
        "( Jon Roe/Reuters )",
        "Want the Post in your inbox ?",
        "Sign up here .",
    ]


class TestOtherStories:
    @pytest.mark.parametrize(
        "marker", ["Source: https://skerry.example/pier", "Leave a Reply", "H 4x3 1699999999.png"]
    )
    def test_headlines_after_furniture(self, marker: str) -> None:
        """Below the body, after furniture, lines that share few words with the story go too."""
        assert flagged(page(below=[marker, *OTHERS])) == [marker, *OTHERS]

    def test_headlines_before_furniture(self) -> None:
        """Headlines that share nothing with the story go if furniture follows them."""
        assert flagged(page(below=[*OTHERS, "2 Comments"])) == [*OTHERS, "2 Comments"]

    def test_own_words_stay(self) -> None:
        """A last line that shares the story's words stays even after furniture."""
        assert flagged(page(below=["Share this", "Skerry pier: repairs"])) == ["Share this"]

    def test_without_furniture_nothing_goes(self) -> None:
        """Without any furniture below the body strange lines prove nothing."""
        assert flagged(page(below=OTHERS)) == []

    def test_under_a_heading(self) -> None:
        """Below the body whatever is listed under "Related stories" goes, kin of the story too."""
        related = ["Related stories", "Skerry harbour: the pier in pictures", *OTHERS]
        assert flagged(page(below=related)) == related

    def test_box_inside_the_body(self) -> None:
        """Inside the body only strange titles right under such a heading go."""
        text = "\n\n".join([*STORY[:2], "Most read", *OTHERS, *STORY[2:]])
        assert flagged(text) == ["Most read", *OTHERS]

    def test_above_the_story(self) -> None:
        """A strange title above the story's own headline goes, the headline stays."""
        assert flagged(page(above=[OTHERS[1]])) == [OTHERS[1]]

    def test_only_headline_stays(self) -> None:
        """The only title of a story stays, however little it shares with the text."""
        assert flagged("\n\n".join([OTHERS[1], *STORY])) == []


class TestReferences:
    def test_numbered_addresses(self) -> None:
        """A heading like "References:" goes with the numbered items under it."""
        items = ["References:", "[1] https://skerry.example/pier", "[2] I. Dunn, On Piers, 2019."]
        assert flagged(page(below=[*items, "Comments"], gap="\n")) == [*items, "Comments"]

    def test_flat_bullets(self) -> None:
        """A list of sources that lost its line breaks goes item by item."""
        text = page(below=["Related Sources:", "• Source 1 • Source 2"])
        assert flagged(text) == ["Related Sources:", "• Source 1", "• Source 2"]

    def test_sources_as_a_subheading(self) -> None:
        """A sub-heading "Sources" over a paragraph of the story stays."""
        assert flagged("\n\n".join([*STORY[:2], "Sources", *STORY[2:]])) == []


class TestBylines:
    @pytest.mark.parametrize("line", ["By Ida Dunn", "By IDA DUNN and Jon Roe, Skerry Post"])
    def test_on_a_line_of_its_own(self, line: str) -> None:
        """A byline above or below the body is furniture."""
        assert flagged(page(above=[line])) == [line]

    def test_not_a_name(self) -> None:
        """A sub-heading that begins with "By" stays."""
        text = "\n\n".join([HEADLINE, *STORY[:2], "By land and sea", *STORY[2:]])
        assert flagged(text) == []

    def test_agency_signature(self) -> None:
        """The signature of an agency below the text is furniture."""
        assert flagged(page(below=["Reuters"], gap="\n")) == ["Reuters"]


def test_separators() -> None:
    """Lines without a letter or a digit are furniture."""
    assert flagged(page(below=["* * *", "###"])) == ["* * *", "###"]


@given(st.lists(st.sampled_from([*STORY, *ALONE, "•", "", "?", "“", "x"]), max_size=30), st.text())
def test_one_flag_for_each_sentence(lines: list[str], text: str) -> None:
    """Any text yields one flag for each sentence."""
    for body in ("\n".join(lines), " ".join(lines), text):
        spans = sentences(body)
        flags = furniture(body, spans)
        assert len(flags) == len(spans)
        assert set(flags) <= {True, False}


@pytest.mark.parametrize(
    "piece", ["x", "word\n", "Home > ", "Share this\n", "a/ b.", "© ", "• Links\n"]
)
def test_pathological_texts(piece: str) -> None:
    """A long text of any one pattern is judged in a pass; with quadratic work this would hang."""
    text = piece * (200_000 // len(piece))
    spans = sentences(text)
    assert len(furniture(text, spans)) == len(spans)
