"""The pages in a real browser: they open, answer to mouse and keys, and are accessible."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

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
    return folder


class TestEveryPage:
    @pytest.mark.parametrize("name", ["comparison", "moved"])
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
            assert violations(page) == []


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
