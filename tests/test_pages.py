"""The pages: what they show, that texts stay texts, that they stay the same and bounded."""

from __future__ import annotations

import random
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import dedup
from dedup.report.html import result as result_pages
from dedup.report.html.collation import by_closeness, closeness
from dedup.report.html.comparison import sentence_on
from dedup.report.html.thresholds import at_threshold

NEWSWIRE = Path(__file__).resolve().parent.parent / "examples" / "newswire"
HOSTILE = (
    "<script>alert(1)</script> The ferry Aldis sank off Port Mirren on Sunday. "
    '<img src=x onerror="alert(2)"> All 45 passengers were rescued, \u202edias eh\u202c. '
    "\x00 Nobody was hurt &amp; the quay 👩\u200d🚒 froze </style></title>. "
    "The " + "x" * 10_000 + " stood still in 2019. "
    "\u200fהספינה טבעה\u200f. ]]> --> ${alert(3)} javascript:alert(4) ends it here."
)


class Elements(HTMLParser):
    """What a parser makes of a page: elements, attributes, ids and text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.names: list[str] = []
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.targets: set[str] = set()
        self.text = ""
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of an element."""
        self.names.append(tag)
        self.attributes |= {name for name, _ in attrs}
        values = dict(attrs)
        self.ids += [values["id"] or ""] if "id" in values else []
        self.targets |= {(values["href"] or "")[1:]} if "href" in values else set()

    def handle_data(self, data: str) -> None:
        """Take note of a text."""
        self.text += data


@pytest.fixture(scope="module")
def texts() -> dict[str, dedup.Document]:
    """The shipped newswire."""
    return {
        path.name: dedup.Document(path.name, path.read_text(encoding="utf-8"))
        for path in sorted(NEWSWIRE.glob("*.txt"))
    }


@pytest.fixture(scope="module")
def found(texts: dict[str, dedup.Document]) -> dedup.Result:
    """What is found in it."""
    return dedup.find(texts.values())


@pytest.fixture(scope="module")
def collation(texts: dict[str, dedup.Document], found: dedup.Result) -> dedup.Collation:
    """Its group, collated."""
    return dedup.collate(texts[member] for member in found.groups[0].members)


def hostile() -> dict[str, str]:
    """Every page and fragment of texts, ids and titles that try to break out."""
    name = '"><script>alert(5)</script>\u202e'
    lone = [dedup.Document(f"{n}\ud800", f"{HOSTILE}\ud800 Text {n}.") for n in range(2)]
    documents = [
        dedup.Document(f"{number}{name}", f"{HOSTILE} Text {number}.", title=name, url=name)
        for number in range(3)
    ]
    comparison = dedup.compare(documents[0], documents[1])
    collated = dedup.collate(documents)
    result = dedup.find(documents)
    assert result.groups
    return {
        "comparison": comparison.to_html(),
        # Collections refuse lone surrogates as they are read, two texts to compare do not.
        "comparison of lone surrogates": dedup.compare(*lone).to_html(),
        "collation": collated.to_html(),
        "result": result.to_html(),
        "comparison in a notebook": comparison._repr_html_(),
        "collation in a notebook": collated._repr_html_(),
        "result in a notebook": result._repr_html_(),
        "group in a notebook": result.groups[0]._repr_html_(),
        "match in a notebook": result.pairs[0]._repr_html_(),
    }


HOSTILE_PAGES = hostile()


@pytest.mark.parametrize("name", HOSTILE_PAGES)
class TestHostileTexts:
    def test_texts_are_shown_as_text(self, name: str) -> None:
        """Markup in texts, ids and titles makes no element, handler or style of its own."""
        read = Elements(HOSTILE_PAGES[name])
        assert read.names.count("script") == 1
        assert read.names.count("style") == 1
        assert "img" not in read.names
        assert not [each for each in read.attributes if each.startswith("on") or each == "style"]
        if "match" not in name and "group" not in name and name != "result in a notebook":
            assert "<script>alert(1)</script>" in read.text

    def test_it_can_be_written(self, name: str) -> None:
        """A page is valid UTF-8 without a null character, whatever the texts hold."""
        data = HOSTILE_PAGES[name].encode("utf-8")
        assert b"\x00" not in data

    def test_nothing_turns_the_direction_of_writing(self, name: str) -> None:
        """Marks that reorder what follows are spelt out."""
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200f]", HOSTILE_PAGES[name])

    def test_every_element_is_closed(self, name: str) -> None:
        """As many elements begin as end."""
        body = re.sub(r"<(style|script)>.*?</\1>", "", HOSTILE_PAGES[name], flags=re.DOTALL)
        begun = [tag for tag in re.findall(r"<([a-z0-9]+)", body) if tag not in {"meta", "input"}]
        assert sorted(begun) == sorted(re.findall(r"</([a-z0-9]+)", body))


@pytest.fixture(scope="module")
def pages(
    texts: dict[str, dedup.Document], found: dedup.Result, collation: dedup.Collation
) -> dict[str, str]:
    """Each kind of page of the shipped example."""
    comparison = dedup.compare(texts["source.txt"], texts["changed-facts.txt"])
    return {
        "comparison": comparison.to_html(),
        "fragment": comparison._repr_html_(),
        "moved": dedup.compare(texts["source.txt"], texts["merged.txt"]).to_html(),
        "collation": collation.to_html(),
        "result": found.to_html(),
        "gather": dedup.gather(texts["merged.txt"], texts.values()).to_html(),
    }


@pytest.mark.parametrize(
    "name", ["comparison", "fragment", "moved", "collation", "result", "gather"]
)
class TestEveryPage:
    def test_ids_are_unique_and_links_lead_somewhere(
        self, pages: dict[str, str], name: str
    ) -> None:
        """No id stands twice, and every link in the page has its place there."""
        read = Elements(pages[name])
        assert len(read.ids) == len(set(read.ids))
        assert read.targets <= set(read.ids)

    def test_it_is_small(self, pages: dict[str, str], name: str) -> None:
        """A page of the example has less than 150 kB."""
        assert len(pages[name].encode("utf-8")) < 150_000

    def test_no_address(self, pages: dict[str, str], name: str) -> None:
        """Nothing in the page, texts aside, names an outside address."""
        assert not re.search(r"(?:href|src|action)=\"(?!#)", pages[name])


class TestSameEachTime:
    def test_pages_are_deterministic(self, texts: dict[str, dedup.Document]) -> None:
        """The same texts give the same page, and other texts other ids."""
        source, copy, other = (texts[f"{n}.txt"] for n in ("source", "light", "brief"))
        assert dedup.compare(source, copy).to_html() == dedup.compare(source, copy).to_html()
        ids = {Elements(dedup.compare(source, each)._repr_html_()).ids[0] for each in (copy, other)}
        assert len(ids) == 2

    def test_fragments_do_not_share_ids(self, found: dedup.Result) -> None:
        """Several views in one notebook have no id in common."""
        group = found.groups[0]
        comparison = dedup.compare("The quay froze. Wheat rose.", "The quay froze in 2019.")
        views: list[Any] = [found, group, found.pairs[0], found.pairs[1], comparison]
        ids = [name for view in views for name in Elements(view._repr_html_()).ids]
        assert len(ids) == len(set(ids))


class TestComparison:
    def test_the_page_says_it_in_one_sentence(self, texts: dict[str, dedup.Document]) -> None:
        """The headline names the share, how it is told, the facts and what is missing."""
        comparison = dedup.compare(texts["source.txt"], texts["changed-facts.txt"])
        said = sentence_on(comparison)
        assert said.startswith("Carries 9")
        assert "mostly edited" in said
        assert "8 facts changed" in said
        assert said in Elements(comparison.to_html()).text.replace("\u00a0", " ")

    @pytest.mark.parametrize(
        ("source", "copy", "said"),
        [
            ("The quay froze.", "The quay froze.", "Carries 100 % of the source, all of it word"),
            ("The quay froze.", "Wheat rose in Torvena.", "Carries nothing of the source"),
            ("", "", "Carries nothing of the source"),
        ],
    )
    def test_the_sentence_at_the_ends(self, source: str, copy: str, said: str) -> None:
        """Nothing, and everything, is said as plainly."""
        assert sentence_on(dedup.compare(source, copy)).startswith(said)

    def test_the_direction_is_named_where_it_is_known(self) -> None:
        """A credit says which of the two came first; without one the page does not guess."""
        text = "The ferry Aldis sank off Port Mirren on Sunday after it struck a reef."
        post = dedup.Document("post", text, publisher="The Skerry Post")
        copy = dedup.Document("copy", f"{text} First reported by The Skerry Post.")
        said = "copy comes from post: copy credits the publisher of post"
        assert said in Elements(dedup.compare(post, copy).to_html()).text.replace("\u00a0", " ")
        plain = dedup.compare(post, dedup.Document("copy", text)).to_html()
        assert "comes from post" not in Elements(plain).text

    def test_a_quotation_that_became_reported_speech_is_told_apart(self) -> None:
        """Its fact is named for what happened to it, not as a loss of what was said."""
        source = '"We lost the boats and all the nets," said Holm.'
        copy = "Holm said that they had lost the boats and all the nets."
        page = Elements(dedup.compare(source, copy).to_html())
        assert "quotation now in reported speech" in page.text
        back = Elements(dedup.compare(copy, source).to_html())
        assert "reported speech now quoted" in back.text

    def test_every_sentence_is_there(self, texts: dict[str, dedup.Document]) -> None:
        """Both texts can be read in full on the page, furniture included."""
        for name in ("verbatim.txt", "merged.txt", "rewrite-1.txt"):
            comparison = dedup.compare(texts["source.txt"], texts[name])
            shown = "".join(Elements(comparison.to_html()).text.split())
            for passage in comparison.passages:
                for document, spans in (
                    (comparison.source, passage.source),
                    (comparison.copy, passage.copy),
                ):
                    for span in spans:
                        assert "".join(span.of(document.text).split()) in shown

    def test_every_changed_fact_is_listed_and_marked_on_both_sides(
        self, texts: dict[str, dedup.Document]
    ) -> None:
        """Each number of the list stands at the fact in the source and in the copy."""
        page = dedup.compare(texts["source.txt"], texts["changed-facts.txt"]).to_html()
        for number in range(1, 9):
            assert page.count(f'<li data-fact="{number}">') == 1
            assert page.count(f'<mark class="fact" data-fact="{number}">') >= 2

    def test_a_long_comparison_is_bounded(self) -> None:
        """Two texts of 20,000 words stay under 3 MB, and a notebook gets a beginning only."""
        source, copy = long_texts(20_000)
        comparison = dedup.compare(source, copy)
        assert len(comparison.to_html().encode("utf-8")) < 3_000_000
        fragment = comparison._repr_html_()
        assert len(fragment.encode("utf-8")) < 600_000
        assert "to_html() gives" in fragment

    def test_what_is_known_of_a_text_keeps_its_place_in_any_script(self) -> None:
        """A title in Arabic or Hebrew does not change places with the number of words."""
        known = dedup.Document(
            "a", "הספינה טבעה. The quay froze.", title="ספינה", publisher="Skerry"
        )
        assert (
            "<bdi>ספינה</bdi> · <bdi>Skerry</bdi> · 5 words</dd>"
            in dedup.compare(known, "The quay froze.").to_html()
        )

    def test_empty_texts_make_a_page(self) -> None:
        """Without content there is a page all the same, which says so."""
        assert "nothing to judge by" in dedup.compare("", "").to_html()


class TestCollation:
    def test_columns_go_from_near_to_far(self, collation: dedup.Collation) -> None:
        """The copy that has most of the shared text comes first, the shortest last."""
        order = by_closeness(collation)
        near = closeness(collation)
        assert [near[name] for name in order] == sorted(near.values(), reverse=True)
        assert order[0] in {"source.txt", "verbatim.txt"}
        assert order[-1] == "brief.txt"

    def test_every_cell_leads_to_its_wording(self, collation: dedup.Collation) -> None:
        """There is one link for each copy of each passage, and no other."""
        page = collation.to_html()
        links = re.findall(r'class="cell(?: reference)?" href="#([^"]+)"', page)
        assert len(links) == len(set(links)) == sum(len(row.cells) for row in collation.rows)

    def test_changed_facts_are_flagged(self, collation: dedup.Collation) -> None:
        """The copy that changed facts is marked in the matrix."""
        page = collation.to_html()
        assert re.search(
            r'aria-label="changed-facts.txt, passage \d+: [^"]+, 1 fact changed"', page
        )

    def test_a_large_collation_says_what_it_leaves_out(self) -> None:
        """Of more copies than can be read the nearest are shown, and the page says so."""
        story = "The ferry Aldis sank off Port Mirren on Sunday. All 45 passengers were rescued."
        collation = dedup.collate([story] * 64)
        assert "60 copies nearest to the shared text of 64" in collation.to_html()

    def test_nothing_shared(self) -> None:
        """Texts with nothing in common make a page that says so."""
        collation = dedup.collate(["The quay froze.", "Wheat rose in Torvena."])
        assert "2 copies share nothing" in collation.to_html()


class TestResult:
    @pytest.mark.parametrize("linkage", ["single", "complete"])
    def test_thresholds_agree_with_searches(
        self, texts: dict[str, dedup.Document], linkage: Any
    ) -> None:
        """What the report says of another threshold is what a search at it finds."""
        result = dedup.find(texts.values(), linkage=linkage)
        for threshold in (0.3, 0.8, 0.95):
            found = at_threshold(result, threshold)
            fresh = dedup.find(texts.values(), linkage=linkage, threshold=threshold)
            assert found.groups == len(fresh.groups)
            assert found.grouped == {m for group in fresh.groups for m in group.members}

    def test_who_would_leave_or_join_is_named(self, texts: dict[str, dedup.Document]) -> None:
        """A row above the threshold names who would leave, one below who would join."""
        stray = dedup.Document(
            "stray", texts["brief.txt"].text[:120] + " " + texts["unrelated-01.txt"].text[:400]
        )
        result = dedup.find([*texts.values(), stray])
        changes = {
            threshold: (at_threshold(result, threshold).grouped, text_of_row(result, threshold))
            for threshold in (0.2, 0.99)
        }
        grouped = {member for group in result.groups for member in group.members}
        for members, row in changes.values():
            for name in members - grouped:
                assert re.search(rf"join: .*{name}", row)
            for name in grouped - members:
                assert re.search(rf"leave: .*{name}", row)
        assert any(members != grouped for members, _ in changes.values())

    def test_what_just_missed_is_shown(self, texts: dict[str, dedup.Document]) -> None:
        """Pairs that came near the threshold stand in the report with their scores."""
        result = dedup.find(texts.values(), threshold=1.0)
        missed = result.near_misses(3)
        assert [match.score for match in missed] == sorted((m.score for m in missed), reverse=True)
        assert all(result.group_of(m.a) != result.group_of(m.b) or m.score < 1 for m in missed)
        text = Elements(result.to_html()).text
        assert "Just missed" in text
        assert all(f"{match.a} and {match.b}" in text for match in missed)

    def test_nothing_found(self) -> None:
        """Without groups the report is one sentence."""
        page = dedup.find(["The quay froze over.", "Wheat rose in Torvena."]).to_html()
        assert "2 texts: no two come from one source." in page

    def test_the_likely_source_and_the_least_certain_are_named(self, found: dedup.Result) -> None:
        """The report names each member, the weakest link and the pair with the lowest score."""
        text = Elements(found.to_html()).text
        assert all(member in text for member in found.groups[0].members)
        assert "Weakest link" in text
        least = min(found.pairs, key=lambda match: match.score)
        assert f"{least.a} and {least.b}" in text

    def test_large_groups_and_many_groups_are_bounded(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What is beyond the limits is left out, and the report says how much."""
        monkeypatch.setattr(result_pages, "GROUPS", 3)
        monkeypatch.setattr(result_pages, "COLLATIONS", 1)
        monkeypatch.setattr(result_pages, "COPIES", 2)
        monkeypatch.setattr(result_pages, "MEMBERS", 3)
        rng = random.Random(3)
        letters = "abdefgiklmnoprstu"
        stories = [
            " ".join("".join(rng.choices(letters, k=7)) for _ in range(60)) + "." for _ in range(5)
        ]
        documents = [f"{story} Edition {n} ends." for story in stories for n in range(4)]
        result = dedup.find([*documents, documents[0]])
        assert len(result.groups) == 5
        text = Elements(result.to_html()).text
        assert "The 3 largest groups of 5" in text
        assert "… and 2 more." in text
        assert "2 of 5 texts are set side by side here" in text
        assert "1 text identical to one shown" in text
        assert text.count("What each copy has") == 1


def text_of_row(result: dedup.Result, threshold: float) -> str:
    """The row of the table of thresholds, as text."""
    rows = re.findall(r"<tr.*?</tr>", result.to_html())
    return next(
        row for row in (Elements(r).text for r in rows) if row.startswith(f"{threshold:.2f}")
    )


def long_texts(words: int) -> tuple[str, str]:
    """A text of so many invented words, and a copy that drops, edits, adds and moves sentences."""
    rng = random.Random(1)
    syllables = [a + b for a in "bdfgklmnprst" for b in ("a", "e", "i", "o", "er", "il")]
    vocabulary = ["".join(rng.choices(syllables, k=rng.randint(1, 4))) for _ in range(4000)]
    source: list[list[str]] = []
    while sum(map(len, source)) < words:
        sentence = rng.choices(vocabulary, k=rng.randint(9, 28))
        if rng.random() < 0.4:
            sentence[-2] = str(rng.randint(10, 9000))
        source.append(sentence)
    copy = []
    for sentence in source:
        fate = rng.random()
        if fate > 0.15:
            rate = 0.0 if fate < 0.4 else 0.15 if fate < 0.7 else 0.45
            copy.append(
                [rng.choice(vocabulary) if rng.random() < rate else word for word in sentence]
            )
        if fate > 0.9:
            copy.append(rng.choices(vocabulary, k=15))
    moved = copy[100:110]
    copy[100:110] = []
    copy[400:400] = moved
    first, second = (
        "\n".join(" ".join(sentence).capitalize() + "." for sentence in sentences)
        for sentences in (source, copy)
    )
    return first, second
