"""`find` on small invented collections, held to plain sets of words."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from dedup import Document, DuplicateIdError, Match, ReadError, Result, SettingsError, find
from dedup.diff.compare import compare
from dedup.diff.derivation import derivation_score
from dedup.syndication.collapse import CLASS_LISTED, COLLAPSE
from dedup.syndication.verify import DECISIVE, EXCERPT, EXCERPT_LEAST, NEAR
from dedup.text.words import word_list

NEWSWIRE = Path(__file__).resolve().parent.parent / "examples" / "newswire"
GOLD = json.loads((NEWSWIRE / "gold.json").read_text(encoding="utf-8"))
LEXICON = [
    first + middle + last
    for first in "ba de fi go lu ma ne po ri su ta vo".split()
    for middle in "ba de fi go lu ma ne po ri su ta vo".split()
    for last in ("n", "rak", "list", "mento", "s", "ving")
]


def story(seed: int, words: int = 150) -> list[str]:
    """Invented words, as many and as mixed as a short article has."""
    rng = random.Random(seed)
    return rng.choices(LEXICON, k=words)


def prose(words: Sequence[str]) -> str:
    """Words as sentences of a dozen."""
    cuts = [words[i : i + 12] for i in range(0, len(words), 12)]
    return " ".join(" ".join(cut).capitalize() + "." for cut in cuts)


def edited(words: Sequence[str], edits: int, seed: int) -> list[str]:
    """The words with some of them replaced by new ones."""
    rng = random.Random(seed)
    changed = list(words)
    for place in rng.sample(range(len(words)), edits):
        changed[place] = f"new{rng.randrange(10**6)}"
    return changed


@cache
def shingles(text: str) -> set[tuple[str, ...]]:
    """The plain set of five-word shingles; one of all words where there are fewer."""
    words = word_list(text)
    size = min(5, len(words))
    return {tuple(words[i : i + size]) for i in range(len(words) - size + 1)} if words else set()


def overlap(a: str, b: str) -> tuple[float, float]:
    """Resemblance of two texts, and containment of the one with fewer, from their plain sets."""
    first, second = shingles(a), shingles(b)
    shared = len(first & second)
    if not shared:
        return 0.0, 0.0
    return shared / len(first | second), shared / min(len(first), len(second))


def relation(a: str, b: str) -> str | None:
    """What wording alone says of two texts, from the definitions."""
    resemblance, containment = overlap(a, b)
    if word_list(a) == word_list(b):
        return "identical"
    if resemblance >= NEAR:
        return "near-duplicate"
    sizes = sorted((len(shingles(a)), len(shingles(b))))
    if containment < EXCERPT or sizes[0] < EXCERPT_LEAST:
        return None
    return "near-duplicate" if containment * sizes[0] / sizes[1] >= EXCERPT else "excerpt"


def pairs(result: Result) -> set[frozenset[str]]:
    """The ids of each match."""
    return {frozenset((m.a, m.b)) for m in result.pairs}


def scores(result: Result) -> dict[frozenset[str], tuple[str, float]]:
    """Relation and score of each match, whichever document came first."""
    return {frozenset((m.a, m.b)): (m.relation, round(m.score, 6)) for m in result.pairs}


def connected(members: Sequence[str], matches: Sequence[Match]) -> bool:
    """Whether the matches reach every member from the first."""
    reached, size = {members[0]}, 0
    while size < len(reached):
        size = len(reached)
        for m in matches:
            if m.a in reached or m.b in reached:
                reached |= {m.a, m.b}
    return reached == set(members)


def carriers(result: Result, m: Match) -> Iterator[tuple[str, float]]:
    """Members that tie the two of a carried match, each with the weaker of its two links."""
    own = {frozenset((x.a, x.b)): x.score for x in result.pairs if x.evidence.through is None}
    for third in result.documents:
        links = [own.get(frozenset((end, third))) for end in (m.a, m.b)]
        if third not in {m.a, m.b} and None not in links:
            yield third, min(link for link in links if link is not None)


def hold(result: Result, threshold: float = 0.5, *, aligned: bool = True) -> None:
    """What is true of every result."""
    order = {key: row for row, key in enumerate(result.documents)}
    for m in result.pairs:
        a, b = result.documents[m.a].text, result.documents[m.b].text
        wording = relation(a, b)
        assert order[m.a] < order[m.b]
        assert m.relation == (wording or "rewrite")
        assert (m.resemblance, m.containment) == pytest.approx(overlap(a, b))
        evidence = m.evidence
        decided = wording is not None and m.containment >= DECISIVE
        assert (evidence.signals is None) == (decided or not aligned)
        derived = derivation_score(evidence.signals) if evidence.signals else 0.0
        alone = max(derived, m.containment if wording else 0.0)
        assert evidence.own_score == pytest.approx(alone)
        assert threshold <= m.score <= 1.0
        if evidence.through is None:
            assert m.score == evidence.own_score
        else:
            assert evidence.own_score < threshold
            tied = dict(carriers(result, m))
            assert m.score == tied[evidence.through] == max(tied.values())
        told = m.explain()
        assert m.a in told
        assert m.b in told
        assert m.relation in told
        assert evidence.through is None or evidence.through in told
    assert [m.score for m in result.pairs] == sorted((m.score for m in result.pairs), reverse=True)
    assert len(pairs(result)) == len(result.pairs)

    members = [member for group in result.groups for member in group.members]
    assert len(members) == len(set(members))
    sizes = [len(group) for group in result.groups]
    assert sizes == sorted(sizes, reverse=True)
    assert sorted(m.a + "|" + m.b for group in result.groups for m in group.pairs) == sorted(
        m.a + "|" + m.b for m in result.pairs
    )
    for group in result.groups:
        assert len(group) >= 2
        assert list(group.members) == sorted(group.members, key=order.__getitem__)
        direct = [m for m in group.pairs if m.evidence.through is None]
        assert connected(group.members, direct)
        assert all(m.a in group and m.b in group for m in group.pairs)
        assert 0.0 < group.cohesion <= 1.0
        assert group.weakest in group.pairs
        assert group.source is None or group.source in group
        assert group.evidence
        assert all(result.group_of(member) is group for member in group.members)
    counts = result.stats
    assert counts["documents"] == len(result.documents)
    assert counts["pairs"] == len(result.pairs)
    assert counts["groups"] == len(result.groups)
    plain = json.loads(json.dumps(result.to_dict()))
    assert len(plain["pairs"]) == len(result.pairs)
    assert [group["members"] for group in plain["groups"]] == [
        list(group.members) for group in result.groups
    ]
    assert str(result).startswith(f"{len(result.documents)} document")


def newswire() -> list[Document]:
    """The shipped example's texts."""
    return [
        Document(name, (NEWSWIRE / name).read_text(encoding="utf-8"))
        for name in GOLD["group"] + GOLD["not_in_group"]
    ]


@pytest.fixture(scope="module")
def wire() -> Result:
    """What `find` makes of the shipped example."""
    return find(newswire())


class TestRelations:
    BASE = story(1)

    @pytest.mark.parametrize(
        "change",
        [str.upper, lambda text: text.replace(". ", "!\n\n— "), lambda text: f" “{text}” "],
    )
    def test_identical(self, change: Any) -> None:
        """Texts that differ in case, spacing and punctuation only are identical, with score 1."""
        text = prose(self.BASE)
        result = find([text, change(text), prose(story(2))])
        assert scores(result) == {frozenset("01"): ("identical", 1.0)}
        assert result.stats["identical"] == 1
        hold(result)

    def test_near_duplicate(self) -> None:
        """A text with a few words changed is a near-duplicate, scored at least its containment."""
        copy = prose(edited(self.BASE, 5, 3))
        result = find([prose(self.BASE), prose(story(2)), copy])
        (m,) = result.pairs
        assert (m.a, m.b, m.relation) == ("0", "2", "near-duplicate")
        resemblance, containment = overlap(prose(self.BASE), copy)
        assert NEAR <= resemblance < containment <= m.score
        hold(result)

    def test_excerpt(self) -> None:
        """A stretch of a longer text is its excerpt, scored by containment, whichever is first."""
        whole, part = prose(self.BASE), prose(self.BASE[40:100])
        for documents in ([whole, part], [part, whole]):
            result = find([*documents, prose(story(2))])
            assert scores(result) == {frozenset("01"): ("excerpt", 1.0)}
            hold(result)

    def test_a_stock_phrase_is_no_excerpt(self) -> None:
        """A text of fewer than 16 shingles that stands in a longer one is no excerpt of it."""
        short = " ".join(self.BASE[:12])
        assert not find([prose(self.BASE), short], rewrites=False).pairs

    def test_exact_copies_stay_members(self) -> None:
        """Copies that were collapsed come back as members, with their matches to the others."""
        text = prose(self.BASE)
        near = prose(edited(self.BASE, 4, 3))
        result = find([text, near, prose(story(2)), text.upper(), near, text])
        (group,) = result.groups
        assert group.members == ("0", "1", "3", "4", "5")
        assert len(result.pairs) == 10
        assert sum(m.relation == "identical" for m in result.pairs) == 4
        hold(result)

    def test_against_all_pairs(self) -> None:
        """Without rewrites the matches are those that comparing all pairs of sets finds.

        The bands are built to find 95 % of pairs at a resemblance of 0.7, and more above; of
        the clear pairs here not one is missed.
        """
        rng = random.Random(4)
        texts = []
        for seed in range(12):
            base = story(100 + seed, rng.randrange(80, 200))
            texts += [prose(edited(base, rng.randrange(0, 12), seed + n)) for n in range(3)]
        rng.shuffle(texts)
        result = find(texts, rewrites=False)
        hold(result, aligned=False)
        found = pairs(result)
        true = {
            frozenset((str(a), str(b))): overlap(texts[a], texts[b])[0]
            for a, b in combinations(range(len(texts)), 2)
            if relation(texts[a], texts[b]) is not None
        }
        assert len(true) > 30
        assert found <= set(true)
        missed = [resemblance for pair, resemblance in true.items() if pair not in found]
        assert max(missed, default=0.0) < 0.8


class TestRewrites:
    def test_the_shipped_example(self, wire: Result) -> None:
        """Of the shipped example exactly the gold group is found, the brief and all, no report."""
        hold(wire)
        assert [set(group.members) for group in wire.groups] == [set(GOLD["group"])]

    def test_the_example_has_every_heavy_rewrite(self, wire: Result) -> None:
        """The two heavy paraphrases match the source as rewrites, alone."""
        for name in ("rewrite-1.txt", "rewrite-2.txt"):
            (m,) = (m for m in wire.pairs if {m.a, m.b} == {"source.txt", name})
            assert m.relation == "rewrite"
            assert m.evidence.through is None
            assert m.resemblance < 0.06

    def test_the_score_of_a_rewrite_is_that_of_its_comparison(self, wire: Result) -> None:
        """A rewrite's own score is `Comparison.score` of its two documents."""
        rewrites = [m for m in wire.pairs if m.relation == "rewrite"]
        assert rewrites
        for m in rewrites[:3]:
            comparison = compare(wire.documents[m.a], wire.documents[m.b])
            assert m.evidence.own_score == pytest.approx(comparison.score)

    def test_without_rewrites(self) -> None:
        """With ``rewrites=False`` only wording counts, and nothing is aligned or carried."""
        result = find(newswire(), rewrites=False)
        hold(result, aligned=False)
        assert {m.relation for m in result.pairs} <= {"identical", "near-duplicate", "excerpt"}
        assert pairs(result) >= {frozenset(("source.txt", "verbatim.txt"))}
        assert all(m.evidence.through is None for m in result.pairs)

    @pytest.mark.parametrize("seed", [1, 2])
    def test_order_does_not_count(self, wire: Result, seed: int) -> None:
        """The documents in another order give the same pairs, relations, scores and groups."""
        documents = newswire()
        random.Random(seed).shuffle(documents)
        result = find(documents)
        hold(result)
        assert scores(result) == scores(wire)
        assert [set(g.members) for g in result.groups] == [set(g.members) for g in wire.groups]
        assert [g.source for g in result.groups] == [g.source for g in wire.groups]

    @pytest.mark.parametrize("threshold", [0.3, 0.7, 0.9, 0.97, 1.0])
    def test_thresholds(self, threshold: float) -> None:
        """At every threshold what is listed passes it, alone or carried by links that do."""
        texts = newswire()
        result = find([*texts, Document("again", texts[0].text)], threshold=threshold)
        hold(result, threshold)
        assert frozenset(("again", "source.txt")) in pairs(result)

    def test_carried_pairs_are_explained(self) -> None:
        """A pair below the threshold alone is carried at the weaker of its two links, or absent."""
        seen = 0
        for threshold in (0.6, 0.8, 0.95):
            result = find(newswire(), threshold=threshold)
            hold(result, threshold)
            for m in result.pairs:
                if m.evidence.through is not None:
                    seen += 1
                    assert "alone" in m.explain()
                    assert m.evidence.through in m.explain()
        assert seen > 0

    @pytest.mark.parametrize("linkage", ["average", "complete"])
    def test_stricter_linkage(self, linkage: Any) -> None:
        """Stricter linkage gives groups inside those of single linkage."""
        result = find(newswire(), linkage=linkage, threshold=0.6)
        hold(result, 0.6)
        whole = [set(group.members) for group in find(newswire(), threshold=0.6).groups]
        for group in result.groups:
            assert any(set(group.members) <= members for members in whole)


class TestInput:
    @pytest.mark.parametrize("texts", [[], ["One story."], [""], ["", " ", "— …"], ["a", ""]])
    def test_nothing_to_find(self, texts: list[str]) -> None:
        """No documents, one, or texts without words have no pairs, and stay listed."""
        result = find(texts)
        assert (result.pairs, result.groups) == ((), ())
        assert list(result.documents) == [str(n) for n in range(len(texts))]
        assert result.stats["without_words"] == sum(not word_list(text) for text in texts)
        hold(result)

    def test_empty_texts_are_not_copies_of_each_other(self) -> None:
        """Texts without words match nothing, while others beside them are found."""
        text = prose(story(1))
        result = find(["", text, "…", text, ""])
        assert pairs(result) == {frozenset("13")}
        assert result.stats["without_words"] == 3

    @pytest.mark.parametrize("text", ["Ice", "sea ice", "東京", "9"])
    def test_texts_of_a_few_words(self, text: str) -> None:
        """Texts of fewer words than a shingle are identical if their words are."""
        result = find([text, f"“{text}”", "other words"])
        assert scores(result) == {frozenset("01"): ("identical", 1.0)}
        hold(result)

    @pytest.mark.parametrize("key", ["مقال-١", "記事 1", "a/b c", "🙂", "é", "x" * 500, "%s{}"])
    def test_ids_of_any_script(self, key: str) -> None:
        """Ids are text of any script and length, and come back as they were."""
        text = prose(story(1))
        result = find([{"id": key, "text": text}, Document("other", text)])
        assert result.groups[0].members == (key, "other")
        hold(result)

    @pytest.mark.parametrize(
        "sample", ["東京都知事は金曜日、新しい港湾計画を発表した。", "ผู้ว่าราชการแถลงแผนท่าเรือใหม่"]
    )
    def test_unspaced_scripts(self, sample: str) -> None:
        """Texts without spaces between words are found by the same measures."""
        result = find([sample * 2 + "甲乙", sample * 2 + "丙", "全然違う話がここにある。" * 3])
        assert pairs(result) == {frozenset("01")}
        hold(result)

    def test_lone_surrogates(self) -> None:
        """Text that a broken decoder left with a lone surrogate is refused, by its place."""
        text = prose(story(1))
        for texts in ([text, text + " \ud83d"], [text] * 400 + [text + " \ud83d"]):
            with pytest.raises(ReadError, match=f"'{len(texts) - 1}': a lone surrogate"):
                find(texts)
            with pytest.raises(
                ReadError, match=r"a lone surrogate.* pass on_error=.skip. to dedup"
            ):
                find(iter([{"text": text} for text in texts]))

    def test_a_repeated_id(self) -> None:
        """Two documents of one id are refused, with the id."""
        with pytest.raises(DuplicateIdError, match="'same'"):
            find([Document("same", "One."), Document("same", "Two.")])

    @pytest.mark.parametrize("threshold", [0.0, -0.5, 1.01, float("nan"), float("inf")])
    def test_threshold_out_of_limits(self, threshold: float) -> None:
        """A threshold outside (0, 1] is refused with its value."""
        with pytest.raises(SettingsError, match=f"threshold={threshold}"):
            find(["a", "b"], threshold=threshold)

    def test_unknown_linkage(self) -> None:
        """A linkage that does not exist is refused with those that do, before any work."""
        with pytest.raises(SettingsError, match=r"'ward'.*single, average, complete"):
            find(iter(["a", "b"]), linkage="ward")  # type: ignore[arg-type]

    def test_group_of_an_unknown_id(self) -> None:
        """Asking for an id that was not searched is an error; for one without match, None."""
        result = find(["One story.", "Another tale."])
        assert result.group_of("0") is None
        with pytest.raises(KeyError, match="'9'"):
            result.group_of("9")

    def test_the_same_twice(self, wire: Result) -> None:
        """Finding has nothing random in it."""
        again = find(newswire())
        assert again.pairs == wire.pairs
        assert again.groups == wire.groups


def clique_pairs(result: Result) -> int:
    """All pairs of members, group by group."""
    return sum(len(group) * (len(group) - 1) // 2 for group in result.groups)


class TestLargeClasses:
    """Many copies of one text. All members are kept, and stars stand for their cliques."""

    BASE = story(9, 300)

    def near(self, count: int, edits: int = 2) -> list[str]:
        """Texts that differ from the base in a word or two each."""
        return [prose(edited(self.BASE, edits, 50 + seed)) for seed in range(count)]

    @pytest.mark.parametrize("rewrites", [False, True])
    def test_two_hundred_copies_and_a_hundred_like_them(self, rewrites: bool) -> None:
        """All 300 members match the one that stands for most, and what is left out is counted.

        Once a text was lost that large buckets paired with members of the class only.
        """
        texts = [prose(self.BASE)] * 200 + self.near(100)
        random.Random(5).shuffle(texts)
        result = find([*texts, prose(story(2, 300))], rewrites=rewrites)
        hold(result, aligned=rewrites)
        (group,) = result.groups
        assert group.members == tuple(str(row) for row in range(300))
        assert result.stats["identical"] == 199
        degree = Counter(end for m in result.pairs for end in (m.a, m.b))
        (centre, most) = degree.most_common(1)[0]
        assert (word_list(result.documents[centre].text), most) == (
            word_list(prose(self.BASE)),
            299,
        )
        stood_for = int(result.stats["identical"] + result.stats["collapsed"])
        assert stood_for > 280
        others = 300 - stood_for
        listed = others * (others - 1) // 2 + stood_for
        assert result.stats["pairs_implied"] == 300 * 299 // 2 - listed

    @pytest.mark.parametrize("copies", [2, CLASS_LISTED, CLASS_LISTED + 1, 40])
    def test_copies_up_to_the_limit_are_listed_in_full(self, copies: int) -> None:
        """A class of up to eight is listed pair by pair, a larger one as a star."""
        result = find([prose(self.BASE)] * copies)
        hold(result)
        full = copies * (copies - 1) // 2
        listed = full if copies <= CLASS_LISTED else copies - 1
        assert len(result.pairs) == listed
        assert result.stats["pairs_implied"] == full - listed
        assert result.groups[0].cohesion == 1.0

    @pytest.mark.parametrize(("first", "second"), [(3, 3), (12, 3), (3, 12), (12, 12), (30, 1)])
    def test_two_classes_that_match(self, first: int, second: int) -> None:
        """Listed and implied pairs together are all pairs of a group whose members all match."""
        texts = [prose(self.BASE)] * first + [prose(edited(self.BASE, 8, 1))] * second
        assert NEAR <= overlap(texts[0], texts[-1])[0] < COLLAPSE
        random.Random(6).shuffle(texts)
        result = find(texts, rewrites=False)
        hold(result, aligned=False)
        assert len(result.groups) == 1
        assert len(result.groups[0]) == first + second
        assert len(result.pairs) + result.stats["pairs_implied"] == clique_pairs(result)

    def test_a_chain_of_small_changes(self) -> None:
        """In a chain of versions each match has the numbers of its own two texts.

        Once a version stood for its neighbours although their class was small enough to be
        listed pair by pair, and lent them its numbers.
        """
        versions = [list(self.BASE)]
        for step in range(11):
            later = list(versions[-1])
            later[(step * 23 + 7) % 300] = f"step{step}"
            versions.append(later)
        result = find(map(prose, versions), rewrites=False)
        hold(result, aligned=False)
        assert len(result.groups[0]) == 12

    @pytest.mark.parametrize("threshold", [0.92, 0.97])
    def test_collapsing_respects_the_threshold(self, threshold: float) -> None:
        """What is near-identical but below the threshold is no match.

        Once members of a collapsed class were listed at 0.9 whatever the threshold.
        """
        texts = [prose(self.BASE)] * 3 + self.near(30, 3) + self.near(10, 1)
        result = find(texts, threshold=threshold, rewrites=False)
        hold(result, threshold, aligned=False)
        true = {
            frozenset((str(a), str(b)))
            for a, b in combinations(range(len(texts)), 2)
            if relation(texts[a], texts[b]) and overlap(texts[a], texts[b])[1] >= threshold
        }
        assert pairs(result) <= true
        assert len(result.pairs) + result.stats["pairs_implied"] >= len(true)


def test_a_story_copied_hundreds_of_times() -> None:
    """Every one of hundreds of rewrites is found, though all carry the same anchors."""
    draw = random.Random(4)
    story = (NEWSWIRE / "source.txt").read_text(encoding="utf-8").split(". ")
    others = (NEWSWIRE / "unrelated-01.txt").read_text(encoding="utf-8").split()
    spare = [word for word in others if word.islower()]

    def rewritten() -> str:
        kept = [sentence for sentence in story if draw.random() > 0.15]
        return ". ".join(
            " ".join(
                draw.choice(spare) if word[0].islower() and draw.random() < 0.25 else word
                for word in sentence.split()
            )
            for sentence in kept
        )

    result = find([". ".join(story), *(rewritten() for _ in range(150))])
    assert [len(group) for group in result.groups] == [151]


def test_results_are_short_where_a_prompt_shows_them() -> None:
    """A repr never repeats a collection: at a prompt it would fill the screen with texts."""
    text = prose(story(1))
    result = find([text, text, prose(story(2))])
    (group,) = result.groups
    assert repr(result) == "<Result of 3 documents: 1 group of 2 documents, 1 pair>"
    assert str(result) == (
        "3 documents: 1 group of 2 documents, 1 pair\ngroup 1: 2 documents, cohesion 1.00\n  0\n  1"
    )
    assert repr(compare(text, text)) == (
        "<Comparison of 'source' with 'copy': 13 passages, score 1.00>"
    )
    assert repr(find([text])) == "<Result of 1 document: no two come from one text>"
    assert repr(group) == "<Group of 2: 0, 1>"
    assert repr(find([text] * 9).groups[0]) == "<Group of 9: 0, 1, 2, 3, 4, 5, …>"
    assert len(repr(result.documents["0"])) < 150
    assert repr(result.documents["0"]).startswith(
        f"Document(id='0', text={text[:59]!r}"[:-1] + "…'"
    )
    assert repr(Document("a", "Short.", url="x")) == (
        "Document(id='a', text='Short.', title=None, publisher=None, published=None, url='x')"
    )
