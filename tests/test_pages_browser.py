"""The pages in a real browser: they open, answer to mouse and keys, and are accessible."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import SCREENSHOTS, chromium, opened, violations

import dedup

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NEWSWIRE = Path(__file__).resolve().parent.parent / "examples" / "newswire"
looks = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
widths = pytest.mark.parametrize("width", [1400, 400])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the shipped example."""
    folder = tmp_path_factory.mktemp("pages")
    texts = {
        path.name: dedup.Document(path.name, path.read_text(encoding="utf-8"))
        for path in sorted(NEWSWIRE.glob("*.txt"))
    }
    comparisons = {"comparison": "changed-facts.txt", "moved": "merged.txt"}
    for name, copy in comparisons.items():
        page = dedup.compare(texts["source.txt"], texts[copy]).to_html()
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    result = dedup.find(texts.values())
    collation = dedup.collate(texts[member] for member in result.groups[0].members)
    mixed = "\n\n".join(texts[f"{name}.txt"].text for name in ("brief", "unrelated-01"))
    gathered = dedup.gather(f"{mixed}\n\nNobody wrote this before.", texts.values())
    views: list[Any] = [result, result.groups[0], result.pairs[-1], collation, gathered]
    views += [
        dedup.compare(texts["source.txt"], texts[f"{name}.txt"]) for name in ("light", "brief")
    ]
    # The same view twice, as when a cell of a notebook is run again further down.
    cells = "".join(f"<div>{view._repr_html_()}</div>" for view in [*views, collation])
    for name, page in (
        ("collation", collation.to_html()),
        ("report", result.to_html()),
        ("gather", gathered.to_html()),
        ("notebook", f"<!DOCTYPE html><html lang=en><title>n</title><p>Notebook</p>{cells}</html>"),
        ("hostile", dedup.compare(HOSTILE, f"{HOSTILE} Wheat rose.").to_html()),
        ("long", dedup.compare(*long_texts()).to_html()),
    ):
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return folder


HOSTILE = (
    "<script>document.title = 'run'</script> The ferry Aldis sank off Port Mirren on Sunday. "
    "<img src=x onerror=\"document.title = 'run'\"> All 45 were rescued, \u202edias eh\u202c. "
    "\x00 Nobody \ud800 was hurt 👩\u200d🚒 there </style></title>. The "
    f"{'x' * 10_000} stood still. "
)


def long_texts() -> tuple[str, str]:
    """A text of more than 20,000 words and a copy in which every seventh sentence is missing and
    every third is changed.
    """
    source = [
        f"Sentence {n} of the report names {n * 7919 % 9973} barges, "
        + " ".join(f"w{n * k * 31 % 4001}" for k in range(2, 17))
        + "."
        for n in range(1000)
    ]
    copy = [
        text.replace("names", "counted") if n % 3 else text
        for n, text in enumerate(source)
        if n % 7
    ]
    return "\n".join(source), "\n".join(copy)


class TestEveryPage:
    @pytest.mark.parametrize("name", ["comparison", "collation", "report", "gather"])
    @widths
    @looks
    def test_opens_and_is_accessible(
        self, browser: Browser, pages: Path, name: str, width: int, dark: bool
    ) -> None:
        """Opened from disk it complains of nothing, does not scroll sideways and axe finds nothing
        serious; a screenshot is kept for a look.
        """
        with opened(browser, pages / f"{name}.html", width=width, dark=dark) as page:
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            look = "dark" if dark else "light"
            page.screenshot(path=SCREENSHOTS / f"{name}-{width}-{look}.png", full_page=True)
            # Narrow pages differ in layout only; one of them stands for the others.
            if width == 1400 or (name == "comparison" and not dark):
                assert violations(page) == []

    def test_hostile_texts_run_nothing(self, browser: Browser, pages: Path) -> None:
        """Scripts and handlers in the texts are read, not run, and long words break."""
        with opened(browser, pages / "hostile.html", width=400) as page:
            assert page.title() != "run"
            assert page.locator("main img, main script").count() == 0
            assert "<script>document.title" in page.locator(".side.source").first.inner_text()
            assert page.evaluate("document.documentElement.scrollWidth") <= 400

    def test_a_long_text_stays_usable(self, browser: Browser, pages: Path) -> None:
        """Two texts of 20,000 words: a small file that lays out what is in sight, whose last
        passage is one key away.
        """
        path = pages / "long.html"
        assert path.stat().st_size < 3_000_000
        with opened(browser, path) as page:
            rows = page.locator(".row")
            assert rows.count() > 900
            assert rows.first.evaluate("e => getComputedStyle(e).contentVisibility") == "auto"
            rows.first.focus()
            page.keyboard.press("End")
            assert page.locator(".row:focus").get_attribute("data-p") == str(rows.count() - 1)
            assert page.locator(".row:focus").evaluate(
                "e => e.getBoundingClientRect().top < innerHeight"
            )

    def test_views_share_a_notebook(self, browser: Browser, pages: Path) -> None:
        """Several views, one of them twice, each answer for themselves and leave the rest of the
        notebook alone.
        """
        with opened(browser, pages / "notebook.html") as page:
            font = "e => getComputedStyle(e).fontFamily"
            assert "system-ui" not in page.locator("body > p").evaluate(font)
            comparisons = page.locator(".dedup.comparison")
            assert comparisons.count() == 2
            comparisons.nth(0).locator(".f-edited").uncheck()
            assert comparisons.nth(0).locator(".row.k-edited >> visible=true").count() == 0
            assert comparisons.nth(1).locator(".row.k-edited >> visible=true").count() > 0
            comparisons.nth(1).locator(".side.copy").first.hover()
            assert comparisons.nth(0).locator(".is-active").count() == 0
            assert comparisons.nth(1).locator(".is-active").count() > 0
            collations = page.locator(".collated")
            collations.last.locator("td a.cell").first.click()
            assert collations.last.locator(".beside").count() == 1
            assert page.locator(".beside").count() == 1


class TestCollationPage:
    def test_a_click_opens_a_cell(self, browser: Browser, pages: Path) -> None:
        """A click shows the wording of the copy beside that of the reference, another closes."""
        with opened(browser, pages / "collation.html") as page:
            cell = page.get_by_label("changed-facts.txt, passage 9:")
            cell.click()
            shown = page.locator(".beside")
            assert "2022" in shown.inner_text()
            assert "date: 2022 → 2020" in shown.inner_text()
            # Which of the copies nearest to the source words it best is not what is held here.
            told = " ".join(shown.inner_text().split())
            assert re.search(r"reference wording, (source|verbatim|light)\.txt", told)
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=SCREENSHOTS / "collation-cell.png")
            assert violations(page) == []
            cell.click()
            assert shown.count() == 0

    def test_the_passage_opens_all_wordings(self, browser: Browser, pages: Path) -> None:
        """A click on a passage shows it in the wording of every copy that has it."""
        with opened(browser, pages / "collation.html") as page:
            page.locator("tbody th a").first.click()
            assert page.locator(".beside .who").count() == 8

    def test_keys_walk_the_matrix(self, browser: Browser, pages: Path) -> None:
        """Arrows go from cell to cell, Enter opens, an open view follows, Escape closes."""
        with opened(browser, pages / "collation.html") as page:
            page.locator("td a.cell").first.focus()
            page.keyboard.press("ArrowRight")
            page.keyboard.press("ArrowDown")
            assert "passage 2" in (page.locator(":focus").get_attribute("aria-label") or "")
            page.keyboard.press("Enter")
            before = page.locator(".beside").inner_text()
            page.keyboard.press("ArrowDown")
            assert page.locator(".beside").inner_text() != before
            page.keyboard.press("Escape")
            assert page.locator(".beside").count() == 0
            assert page.locator(":focus").count() == 1

    def test_works_without_a_script(self, browser: Browser, pages: Path) -> None:
        """Where scripts may not run, a cell leads to the same wording further down."""
        with opened(browser, pages / "collation.html", script=False) as page:
            cell = page.get_by_label("changed-facts.txt, passage 9:")
            place = (cell.get_attribute("href") or "")[1:]
            assert not page.locator(f"[id='{place}']").is_visible()
            cell.click()
            assert page.locator(f"[id='{place}']").is_visible()


class TestReport:
    def test_groups_open_and_filter(self, browser: Browser, pages: Path) -> None:
        """A group opens into its members and their collation, and a filter hides its kind."""
        with opened(browser, pages / "report.html") as page:
            group = page.locator(".group")
            assert group.locator(".matrix").is_visible()
            group.locator("details > summary").first.click()
            assert not group.locator(".members").is_visible()
            page.locator(".f-rewrite").uncheck()
            assert not group.is_visible()

    def test_cells_open_in_a_report(self, browser: Browser, pages: Path) -> None:
        """The collation inside a group answers to a click like the page of its own."""
        with opened(browser, pages / "report.html") as page:
            page.locator("td a.cell").nth(3).click()
            assert page.locator(".beside").is_visible()


class TestComparisonPage:
    def test_hovering_joins_both_sides(self, browser: Browser, pages: Path) -> None:
        """The mouse over the copy's side marks the passage on both sides and in the overview."""
        with opened(browser, pages / "comparison.html") as page:
            row = page.locator(".row.k-edited").first
            before = row.locator(".source").evaluate("e => getComputedStyle(e).backgroundColor")
            row.locator(".side.copy").hover()
            after = row.locator(".source").evaluate("e => getComputedStyle(e).backgroundColor")
            assert before != after
            number = row.get_attribute("data-p")
            assert page.locator(".shape g.is-active").get_attribute("data-p") == number

    def test_hovering_a_fact_marks_it_everywhere(self, browser: Browser, pages: Path) -> None:
        """A changed fact under the mouse is marked in both texts and in the list."""
        with opened(browser, pages / "comparison.html") as page:
            page.locator(".side.copy mark.fact[data-fact='2']").first.hover()
            active = page.locator("[data-fact].is-active")
            assert active.count() == 3
            assert set(active.evaluate_all("all => all.map(e => e.dataset.fact)")) == {"2"}

    def test_keys_walk_hold_and_let_go(self, browser: Browser, pages: Path) -> None:
        """Arrows go from passage to passage, Enter holds one and dims the rest, Escape ends it."""
        with opened(browser, pages / "comparison.html") as page:
            rows = page.locator(".row")
            rows.first.focus()
            page.keyboard.press("ArrowDown")
            page.keyboard.press("ArrowDown")
            page.keyboard.press("ArrowUp")
            focused = page.evaluate("document.activeElement.dataset.p")
            assert focused == "1"
            page.keyboard.press("Enter")
            assert rows.nth(0).evaluate("e => getComputedStyle(e).opacity") == "0.3"
            assert rows.nth(1).evaluate("e => getComputedStyle(e).opacity") == "1"
            page.keyboard.press("Escape")
            assert rows.nth(0).evaluate("e => getComputedStyle(e).opacity") == "1"
            assert page.locator(".is-active").count() == 0

    def test_keys_find_the_next_fact(self, browser: Browser, pages: Path) -> None:
        """F goes to the next passage with a changed fact."""
        with opened(browser, pages / "comparison.html") as page:
            page.locator(".row").first.focus()
            page.keyboard.press("f")
            assert page.locator(".row:focus mark.fact").count() > 0

    def test_keys_walk_along_the_copy(self, browser: Browser, pages: Path) -> None:
        """After → the arrows follow the copy: what it lacks is left out, what it moved comes
        where the copy tells it.
        """
        with opened(browser, pages / "moved.html") as page:
            page.locator(".row").first.focus()
            page.keyboard.press("ArrowRight")
            places = []
            for _ in range(20):
                page.keyboard.press("ArrowDown")
                places.append(
                    page.evaluate(
                        "[+document.activeElement.dataset.c, +document.activeElement.dataset.p]"
                    )
                )
            walked = [place for place, _ in places]
            assert walked == sorted(walked)
            assert [number for _, number in places] != sorted(number for _, number in places)

    def test_filters(self, browser: Browser, pages: Path) -> None:
        """A kind that is switched off leaves the page, and its ribbons the overview."""
        with opened(browser, pages / "comparison.html") as page:
            kept = page.locator(".row.k-verbatim").count()
            page.locator(".f-edited").uncheck()
            assert page.locator(".row.k-edited >> visible=true").count() == 0
            assert page.locator(".shape g.k-edited >> visible=true").count() == 0
            assert page.locator(".row.k-verbatim >> visible=true").count() == kept
            page.locator(".f-edited").check()
            assert page.locator(".row.k-edited >> visible=true").count() > 0

    def test_order_of_the_copy(self, browser: Browser, pages: Path) -> None:
        """A button puts the passages in the order in which the copy tells them, another back."""
        with opened(browser, pages / "moved.html") as page:
            order = "all => all.map(e => +e.dataset.p)"
            source_order = page.locator(".row").evaluate_all(order)
            page.get_by_role("button", name="copy’s").click()
            places = page.locator(".row").evaluate_all("all => all.map(e => +e.dataset.c)")
            assert places == sorted(places)
            assert page.locator(".row").evaluate_all(order) != source_order
            page.get_by_role("button", name="source’s").click()
            assert page.locator(".row").evaluate_all(order) == source_order

    def test_the_overview_leads_to_the_passage(self, browser: Browser, pages: Path) -> None:
        """A click into the overview brings the passage into sight and marks it."""
        with opened(browser, pages / "comparison.html") as page:
            last = page.locator(".shape g.k-edited").last
            last.locator(".bar.s").click()
            row = page.locator(f".row[data-p='{last.get_attribute('data-p')}']")
            assert "is-active" in (row.get_attribute("class") or "")
            assert row.evaluate("e => e.getBoundingClientRect().bottom <= innerHeight")

    def test_readable_without_a_script(self, browser: Browser, pages: Path) -> None:
        """Where scripts may not run, both texts, the facts and the filters are there all the same,
        and nothing offers what would not work.
        """
        with opened(browser, pages / "comparison.html", script=False) as page:
            assert page.locator(".row >> visible=true").count() == page.locator(".row").count()
            assert page.locator(".facts .changed li >> visible=true").count() == 8
            assert page.locator(".scripted >> visible=true").count() == 0
            page.locator(".f-dropped").uncheck()
            assert page.locator(".row.k-dropped >> visible=true").count() == 0
