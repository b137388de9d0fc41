"""Pages for a terminal: what they say, how wide they are, and that texts cannot play tricks."""

from __future__ import annotations

import io
import re

import pytest
from rich.cells import cell_len
from rich.console import Console

import dedup
from dedup.report.page import Page, console_for, one_line, visible
from dedup.report.terminal import (
    SYMBOLS,
    collation_page,
    comparison_page,
    match_page,
    result_page,
)

SOURCE = (
    "The ferry Aldis sank off Port Mirren on Sunday after it struck a reef. "
    "All 45 passengers were rescued by fishing boats, the harbour master said. "
    "Divers will look at the wreck when the wind drops. "
    "An inquiry into the accident will open next week in the old town hall."
)
COPY = (
    "Share this article\n\n"
    "The ferry Aldis sank off Port Mirren on Sunday after it struck a reef. "
    "All 54 passengers were rescued by fishing boats, the harbour master told reporters. "
    "An inquiry into the accident will open next week in the old town hall. "
    "Wheat prices rose in Torvena for the third day."
)
HOSTILE = (
    "\x1b[31mThe ferry [red]Aldis[/red]\x1b[0m sank \u202eoff Port Mirren :warning:\x07 today."
)


@pytest.fixture(scope="module")
def result() -> dedup.Result:
    """Two groups, one of three documents, and a document that matches nothing."""
    documents = [
        dedup.Document("wire/source.txt", SOURCE, title="Ferry sinks off Port Mirren"),
        dedup.Document("wire/copy.txt", COPY),
        dedup.Document("wire/again.txt", SOURCE),
        dedup.Document("wire/wheat.txt", "Wheat prices fell by a tenth in the markets of Torvena."),
        dedup.Document("a.txt", "A beetle thought lost was found again under a stone in Lorn."),
        dedup.Document("b.txt", "A beetle thought lost was found again under a stone in Lorn!"),
    ]
    return dedup.find(documents)


def test_visible_spells_out_what_a_terminal_would_obey() -> None:
    """Escapes, C1 controls, bidi controls and zero-width characters become their code points."""
    assert visible("a\x1b[2J\x9b\u202e\u2066\u200f\u200b\x00\x7fb") == (
        "a<U+001B>[2J<U+009B><U+202E><U+2066><U+200F><U+200B><U+0000><U+007F>b"
    )


@pytest.mark.parametrize("text", ["naïve — “quoted” 12 %", "漢字かな", "שלום", "می‌خواهم"])
def test_visible_leaves_ordinary_writing_alone(text: str) -> None:
    """Letters of any script, quotes, dashes and the joiners that Persian needs stay as given."""
    assert visible(text) == text


def test_one_line_folds_white_space_so_that_no_line_end_survives() -> None:
    """A carriage return cannot overwrite what stands before it."""
    assert one_line("good\r\nbad\u2028end ") == "good bad end"


def test_page_wraps_with_a_hanging_indent_and_no_trailing_spaces() -> None:
    """Further lines begin under the first word after the label."""
    page = Page(28)
    page.add("the quay froze over in the night", label="both", indent=2, hang=8)
    assert page.text().plain == "  both  the quay froze over\n        in the night\n"


def test_page_does_not_take_a_str_for_markup() -> None:
    """Square brackets in a text are printed, not interpreted."""
    page = Page(40)
    page.add("[red]stop[/red] [-x-] :warning:")
    assert page.text().plain == "[red]stop[/red] [-x-] :warning:\n"


def test_table_that_does_not_fit_puts_each_row_on_several_lines() -> None:
    """A long id is never cut: the other cells move to the line below it."""
    page = Page(30)
    page.table([["a" * 20, "0.91", "rewrite"]], indent=2)
    assert page.text().plain == "  " + "a" * 20 + "\n      0.91  rewrite\n"


def test_comparison_names_each_kind_and_shows_both_wordings() -> None:
    """Each kind has its symbol and name, and facts stand below their passage."""
    plain = comparison_page(dedup.compare(SOURCE, COPY)).plain
    assert "= verbatim\n  both    The ferry Aldis sank" in plain
    assert "~ edited\n  edits   All [-45-]{+54+} passengers" in plain
    assert "! number: 45 -> 54" in plain
    assert "· dropped\n  source  Divers will look" in plain
    assert "+ added\n  copy    Wheat prices rose" in plain


def test_comparison_opens_with_a_summary_in_words() -> None:
    """The first lines say what is compared, how much is kept, and what the score means."""
    comparison = dedup.compare(dedup.Document("s", SOURCE, title="Ferry"), COPY)
    plain = comparison_page(comparison, width=300).plain
    assert plain.startswith("source    s, Ferry\ncopy      copy\n\nThe copy carries ")
    assert comparison.summary() in plain
    assert f"Score {comparison.score:.2f}: the " in plain


def test_what_was_left_out_stands_behind_the_marks_that_close_what_was_before_it() -> None:
    """A word left out after a quotation is not set into it, one left out of it is."""
    page = comparison_page(
        dedup.compare(
            '"Nobody at all left the room," Kelmoran minister Maren Oldric told the papers then.',
            '"Nobody left the room," minister Maren Oldric told the papers.',
        ),
        width=200,
    ).plain
    assert (
        '"Nobody [-at all-] left the room," [-Kelmoran-] minister Maren Oldric told the papers '
        "[-then-]." in page
    )


def test_edits_mark_what_was_left_out_and_put_in_with_spaces_around_them() -> None:
    """A word that only the source has does not run into its neighbours."""
    page = comparison_page(
        dedup.compare(
            "The old grey ferry Aldis sank off Port Mirren on Sunday, all on board were saved.",
            "Today the old ferry Aldis sank (again) off Port Mirren on Sunday, all were saved.",
        ),
        width=200,
    )
    assert (
        "{+Today+} the old [-grey-] ferry Aldis sank ({+again+}) off Port Mirren on Sunday, all "
        "[-on board-] were saved."
    ) in page.plain


def test_edits_are_struck_and_underlined_where_styles_show() -> None:
    """In colour, edits need no brackets; strike and underline tell them apart without colour."""
    page = comparison_page(dedup.compare(SOURCE, COPY), color=True)
    assert "All 45 54 passengers" in page.plain
    styles = {page.plain[span.start : span.end]: str(span.style) for span in page.spans}
    assert "strike" in styles["45"]
    assert "underline" in styles["54"]


def test_furniture_is_counted_and_shown_on_demand() -> None:
    """Site furniture is one line, unless it is asked for."""
    comparison = dedup.compare(SOURCE, COPY)
    assert "# furniture: 1 line of the copy left out" in comparison_page(comparison).plain
    asked = comparison_page(comparison, furniture=True).plain
    assert "# furniture of the copy\n  copy    Share this article" in asked


def test_moved_passages_say_so() -> None:
    """A passage told out of the source's order has the word moved beside its kind."""
    comparison = dedup.compare(
        "The ferry Aldis sank off Port Mirren. Nobody on the ship was hurt that night. "
        "The captain blamed the fog and the tide.",
        "The captain blamed the fog and the tide. The ferry Aldis sank off Port Mirren. "
        "Nobody on the ship was hurt that night.",
    )
    assert any(passage.moved for passage in comparison.passages)
    assert "= verbatim (moved)" in comparison_page(comparison).plain


def test_credits_stand_at_the_end() -> None:
    """Whom the copy names as its source is the last thing said."""
    comparison = dedup.compare(SOURCE, COPY + "\n\nSource: https://www.skerrypost.example/a1")
    last = comparison_page(comparison).plain.splitlines()[-1]
    assert last == "The copy credits: skerrypost.example (address)"


def test_empty_texts_have_a_page_too() -> None:
    """Nothing on either side is reported, not an error."""
    assert "no content on either side" in comparison_page(dedup.compare("", "")).plain


def test_result_lists_members_source_and_weakest_link(result: dedup.Result) -> None:
    """Each member stands with its nearest; the weakest link of a larger group is flagged."""
    plain = result_page(result).plain
    assert plain.startswith("6 documents: 2 groups of copies with 5 documents, 4 matching pairs; 1")
    assert "Group 1: 3 documents" in plain
    assert "“Ferry sinks off Port Mirren”" in plain
    assert re.search(r"wire/again\.txt +1\.00 +identical +wire/source\.txt", plain)
    assert plain.count("! weakest link: ") == 1
    for group in result.groups:
        for line in group.evidence:
            assert line in " ".join(plain.split())


def test_result_limits_the_pairs_and_says_how_many_more(result: dedup.Result) -> None:
    """What is left out is counted, and all of it can be had."""
    assert "… and 2 more (--pairs to see all)" in result_page(result, pairs=2).plain
    assert "more (--pairs" not in result_page(result, pairs=None).plain


def test_result_explains_the_pairs_it_lists(result: dedup.Result) -> None:
    """Every listed pair comes with the words of Match.explain."""
    plain = " ".join(result_page(result, explain=True, pairs=None).plain.split())
    for match in result.pairs:
        assert " ".join(match.explain().split()) in plain


def test_result_without_pairs_names_the_threshold() -> None:
    """Finding nothing is a result in words."""
    nothing = dedup.find(["Wheat prices fell in Torvena.", "The harbour froze over."])
    assert (
        result_page(nothing, threshold=0.5).plain
        == "2 documents: no two come from one text at threshold 0.5.\n"
    )


def test_a_match_has_a_page_of_its_own(result: dedup.Result) -> None:
    """A match can be shown without the result it came from."""
    assert match_page(result.pairs[0], width=200).plain == result.pairs[0].explain() + "\n"


def test_collation_has_a_legend_columns_and_a_matrix() -> None:
    """A row shows one symbol a copy, in the order of the numbered names."""
    plain = collation_page(
        dedup.collate(
            [
                dedup.Document("one", SOURCE),
                dedup.Document("two", COPY),
                dedup.Document("3", SOURCE),
            ]
        )
    ).plain
    assert "  1  one\n  2  two\n  3  3\n" in plain
    assert "= verbatim   ~ edited   ≈ paraphrased   · dropped" in plain
    assert "\n  123\n  ===  The ferry Aldis sank" in plain
    assert "\n  =~=  All 45 passengers" in plain
    assert "\n  =·=  Divers will look" in plain
    assert "Only in two:\n  + Wheat prices rose in Torvena for the third day." in plain
    assert "Nothing of their own: one, 3" in plain


def test_collation_of_many_copies_puts_the_marks_above_the_wording() -> None:
    """With more copies than half the width, the matrix does not squeeze the text out."""
    page = collation_page(
        dedup.collate([dedup.Document(f"c{n}", SOURCE) for n in range(12)]), width=30
    )
    assert f"\n  {'=' * 12}\n    The ferry Aldis sank off" in page.plain


def test_column_numbers_above_nine_stand_on_two_lines() -> None:
    """Tens above units, so that a column is one character wide."""
    page = collation_page(dedup.collate([dedup.Document(f"c{n}", SOURCE) for n in range(12)]))
    assert "\n           111\n  123456789012\n" in page.plain


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal(result: dedup.Result, width: int) -> None:
    """Every page keeps to the width, with wide characters too."""
    wide = dedup.compare(SOURCE + " 漢字" * 40, COPY)
    pages = [
        result_page(result, width=width, explain=True),
        result_page(result, width=width),
        comparison_page(wide, width=width),
        collation_page(dedup.collate([SOURCE, COPY]), width=width),
    ]
    for page in pages:
        assert max(map(cell_len, page.plain.splitlines())) <= width


def test_hostile_text_reaches_no_terminal() -> None:
    """Escapes and bidi controls of texts, ids and titles are spelt out on every page."""
    documents = [
        dedup.Document("\x1b]0;owned\x07id", HOSTILE, title="[bold]\x1b[5m"),
        dedup.Document("b\u202e", HOSTILE),
    ]
    found = dedup.find(documents)
    pages = [
        result_page(found),
        result_page(found, explain=True),
        comparison_page(dedup.compare(*documents)),
        comparison_page(dedup.compare(HOSTILE, HOSTILE.replace("today", "on Sunday"))),
        collation_page(dedup.collate(documents)),
        collation_page(dedup.collate([documents[0], SOURCE])),
    ]
    for page in pages:
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", page.plain)
        assert "<U+" in page.plain
    assert "[red]Aldis[/red]" in pages[2].plain
    assert ":warning:" in pages[2].plain


def test_direction_is_told_where_it_is_known() -> None:
    """A page of two texts has one line on which came first if their dates say so, else none."""
    early = dedup.Document("early", SOURCE, published="2025-05-01")
    late = dedup.Document("late", COPY, published="2025-05-03")
    page = comparison_page(dedup.compare(late, early), width=200).plain
    assert "Direction: late comes from early: early is dated 2025-05-01, 2 days before" in page
    assert "Direction" not in comparison_page(dedup.compare(SOURCE, COPY)).plain


def test_every_kind_has_a_symbol_of_its_own() -> None:
    """Kinds can be told apart without colour."""
    assert len(set(SYMBOLS.values())) == len(SYMBOLS) == 6


def test_no_color_writes_no_escape_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_COLOR and color=False turn off bold and underline too, on a terminal as well."""
    page = comparison_page(dedup.compare(SOURCE, COPY), color=True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")

    def written(console: Console) -> str:
        console.print(page, soft_wrap=True)
        assert isinstance(console.file, io.StringIO)
        return console.file.getvalue()

    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[" in written(console_for(io.StringIO()))
    assert "\x1b" not in written(console_for(io.StringIO(), color=False))
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in written(console_for(io.StringIO()))
