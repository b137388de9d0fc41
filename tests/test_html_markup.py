"""Pages are built from escaped parts, and what could run or load something has no way in."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.diff.passages import Edit, Fact
from dedup.document import Span
from dedup.report.html.markup import Markup, element, joined, text
from dedup.report.html.shell import fragment, identifier, page
from dedup.report.html.wording import layers_of, numbered, wording


class Read(HTMLParser):
    """What a parser sees: the elements in order, and the text."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember an element."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Remember a text."""
        self.text += data


class TestText:
    @given(st.text(st.characters(codec=None), max_size=60))
    def test_any_text_stays_text(self, value: str) -> None:
        """Whatever a text holds, a parser finds no element in it and it can be written."""
        written = element("p", value, title=value)
        written.encode("utf-8")
        read = Read(written)
        assert [name for name, _ in read.elements] == ["p"]
        assert set(read.elements[0][1]) == {"title"}

    @given(st.text(st.sampled_from("<>&\"'ab;#x/"), max_size=40))
    def test_a_harmless_text_reads_as_it_is(self, value: str) -> None:
        """Escaping is undone by the parser: the reader sees the very characters."""
        assert Read(element("p", value)).text == value

    def test_unseen_characters_are_spelt_out(self) -> None:
        """Null, marks of direction, tags and lone surrogates show their numbers."""
        shown = text("a\x00b\u202ec\u200fd\ud800e\U000e0041f\u2066")
        for code in ("0000", "202E", "200F", "D800", "E0041", "2066"):
            assert f"&lt;U+{code}&gt;" in shown

    def test_emoji_and_their_joiners_stay(self) -> None:
        """A family of emoji is one character for the reader, joiners included."""
        family = "👩\u200d👩\u200d👧 é नमस्ते"
        assert text(family) == family

    def test_white_space_is_one_space(self) -> None:
        """Line ends and tabs show as a space, and a space that keeps words together stays."""
        assert text("a\r\n\t b\u00a0c") == "a b\u00a0c"


class TestElement:
    def test_markup_is_not_escaped_twice(self) -> None:
        """What was built here goes in as it is, also through several levels."""
        assert element("p", [element("b", "R&D"), "<"]) == "<p><b>R&amp;D</b>&lt;</p>"

    @pytest.mark.parametrize(
        "attribute", ["onclick", "ONLOAD", "style", "src", "srcdoc", "action", "a b", "x>"]
    )
    def test_attributes_that_run_or_load_are_refused(self, attribute: str) -> None:
        """No handler, inline style or address can be written, and no broken name."""
        with pytest.raises(ValueError, match="can run or load"):
            element("p", **{attribute: "x"})

    @pytest.mark.parametrize("address", ["https://x.example", "javascript:alert(1)", "//x", "a"])
    def test_links_stay_in_the_page(self, address: str) -> None:
        """A link that leads out of the page is refused."""
        with pytest.raises(ValueError, match="in itself only"):
            element("a", "x", href=address)

    def test_values_of_attributes(self) -> None:
        """True writes the bare name, None and False nothing, numbers and quotes as text."""
        written = element("p", hidden=True, class_=None, id=False, data_n=0, title='a"b')
        assert written == '<p hidden data-n="0" title="a&quot;b"></p>'

    def test_joined_takes_nothing_and_nested_lists(self) -> None:
        """None is left out and lists may hold lists."""
        assert joined([None, ["a", ["<"]]]) == "a&lt;"
        assert isinstance(joined("a"), Markup)


class TestShell:
    def test_the_policy_names_the_style_and_script_of_the_file(self) -> None:
        """The hashes in the policy are those of the very style sheet and script in the page."""
        written = page("t", element("p", "x"), parts=["comparison"])
        policy = next(
            value["content"]
            for name, value in Read(written).elements
            if name == "meta" and value.get("http-equiv") == "Content-Security-Policy"
        )
        assert policy is not None
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy
        for name in ("style", "script"):
            found = re.search(rf"<{name}>(.*?)</{name}>", written, re.DOTALL)
            assert found
            digest = base64.b64encode(hashlib.sha256(found[1].encode()).digest()).decode()
            assert f"{name}-src 'sha256-{digest}'" in policy

    def test_a_title_cannot_end_its_element(self) -> None:
        """A title with markup is text."""
        assert "<script>alert" not in page("</title><script>alert(1)</script>", Markup(), parts=[])

    @pytest.mark.parametrize("part", ["comparison", "collation", "result"])
    def test_no_outside_address(self, part: str) -> None:
        """Neither the style nor the script of a page names an address, but for SVG's name."""
        written = page("t", Markup(), parts=[part]).replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?:|//[a-z]|@import|url\(", written.replace("<!DOCTYPE", ""))

    @pytest.mark.parametrize("part", ["comparison", "collation", "result"])
    def test_rules_keep_to_the_view(self, part: str) -> None:
        """Each rule of a fragment begins with the class of its views, so that a notebook around
        it looks as before.
        """
        style = fragment(Markup(), parts=[part]).split("</style>")[0].removeprefix("<style>")
        style = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
        depth, selector, outer = 0, "", []
        for character in style:
            if character == "{":
                if depth == 0:
                    outer.append(selector.strip())
                media = depth == 0 and selector.strip().startswith("@media")
                depth += 0 if media else 1
                selector = ""
            elif character == "}":
                depth = max(depth - 1, 0)
                selector = ""
            else:
                selector += character
        rules = [rule for rule in outer if not rule.startswith("@media")]
        assert rules
        assert all(".dedup" in each for rule in rules for each in rule.split(", "))

    def test_identifiers_tell_where_parts_end(self) -> None:
        """The same letters cut elsewhere make another name."""
        assert identifier("ab", "c") != identifier("a", "bc")
        assert identifier("\ud800")


class TestWording:
    SOURCE, COPY = "The old quay froze in 2019.", "The quay froze hard in 2021."

    def edits(self) -> tuple[Edit, ...]:
        """The edits between the two texts."""
        return (
            Edit("equal", Span(0, 3), Span(0, 3)),
            Edit("delete", Span(4, 7), Span(3, 3)),
            Edit("equal", Span(8, 18), Span(4, 14)),
            Edit("insert", Span(18, 18), Span(15, 19)),
            Edit("equal", Span(19, 21), Span(20, 22)),
            Edit("replace", Span(22, 26), Span(23, 27)),
        )

    def test_edits_of_either_side(self) -> None:
        """The source shows what went, the copy what came, and the texts stay whole."""
        for side, content, expected in (
            ("source", self.SOURCE, "The <del>old</del> quay froze in <del>2019</del>."),
            ("copy", self.COPY, "The quay froze <ins>hard</ins> in <ins>2021</ins>."),
        ):
            layers = layers_of(side, "edited", self.edits())  # type: ignore[arg-type]
            assert wording(content, [Span(0, len(content))], layers) == expected

    def test_what_was_removed_among_the_words_of_the_copy(self) -> None:
        """Shown in one text, what went stands before what came in its place."""
        layers = layers_of(
            "copy", "edited", self.edits(), removed_from=(self.SOURCE, [Span(0, 27)])
        )
        assert wording(self.COPY, [Span(0, 28)], layers) == (
            "The <del>old</del> quay froze <ins>hard</ins> in <del>2019</del> <ins>2021</ins>."
        )

    def test_what_was_removed_stands_once_beside_a_fact(self) -> None:
        """Where a fact begins with a replaced word, the word that went is shown once."""
        fact = Fact("date", "changed", Span(22, 26), Span(23, 27), "2019", "2021")
        layers = layers_of(
            "copy",
            "edited",
            self.edits(),
            [fact],
            numbered([fact]),
            removed_from=(self.SOURCE, [Span(0, 27)]),
        )
        marked = wording(self.COPY, [Span(0, 28)], layers)
        assert marked.count("2019") == 1
        assert marked.count("<del>") == 2

    def test_words_that_a_paraphrase_kept(self) -> None:
        """Of a paraphrase the words that stayed are marked, short ones left out."""
        layers = layers_of("copy", "paraphrased", self.edits())
        assert wording(self.COPY, [Span(0, 28)], layers) == (
            'The <span class="kept">quay froze</span> hard in 2021.'
        )

    def test_facts_have_their_number_and_go_around_edits(self) -> None:
        """A changed fact carries the number that it is listed under, on both sides."""
        fact = Fact("date", "changed", Span(22, 26), Span(23, 27), "2019", "2021")
        layers = layers_of("copy", "edited", self.edits(), [fact], numbered([fact]))
        assert wording(self.COPY, [Span(0, 28)], layers).endswith(
            ' in <mark class="fact" data-fact="1"><ins>2021</ins></mark>.'
        )

    def test_overlapping_facts_lose_no_letter(self) -> None:
        """Facts that overlap are marked one after the other, a figure inside its quotation."""
        facts = [
            Fact("quotation", "changed", Span(0, 12), Span(0, 12), "a", "b"),
            Fact("number", "changed", Span(4, 8), Span(4, 8), "c", "d"),
            Fact("name", "changed", Span(6, 16), Span(6, 16), "e", "f"),
            Fact("date", "changed", Span(6, 7), Span(6, 7), "g", "h"),
        ]
        layers = layers_of("source", "verbatim", (), facts, numbered(facts))
        read = Read(wording(self.SOURCE, [Span(0, 27)], layers))
        assert read.text == self.SOURCE
        assert {value["data-fact"] for _, value in read.elements} == {"1", "2", "3"}

    @given(st.data())
    def test_marking_keeps_the_text(self, data: st.DataObject) -> None:
        """Whatever is marked, the letters of the spans come out in order, each once."""
        length = len(self.SOURCE)
        cuts = sorted(data.draw(st.sets(st.integers(0, length), min_size=2, max_size=8)))
        edits = [
            Edit(data.draw(st.sampled_from(["equal", "replace", "insert"])), Span(a, b), Span(a, b))
            for a, b in itertools.pairwise(cuts)
        ]
        ends = sorted(data.draw(st.sets(st.integers(0, length), min_size=2, max_size=6)))
        spans = [Span(a, b) for a, b in itertools.pairwise(ends)]
        read = Read(wording(self.SOURCE, spans, layers_of("copy", "edited", edits)))
        expected = self.SOURCE[ends[0] : ends[-1]]
        assert read.text.replace(" ", "") == expected.replace(" ", "")

    def test_a_gap_is_shown(self) -> None:
        """Sentences of a passage that do not follow one another have a mark between them."""
        assert "[…]" in wording("One. Two. Three.", [Span(0, 4), Span(10, 16)])
        assert "[…]" not in wording("One.\n\nTwo.", [Span(0, 4), Span(6, 10)])
