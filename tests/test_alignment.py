"""Sentence alignment, held to its formulas written out in plain Python."""

from __future__ import annotations

import math
import random
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from dedup.diff import alignment as module
from dedup.diff import weights
from dedup.diff.alignment import Alignment, Table, align, link, score_table, similarity
from dedup.diff.kernels import constants
from dedup.diff.profile import Profile, profile_of
from dedup.document import Document
from dedup.text.stems import stem_of
from dedup.text.words import raw_words

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "newswire"
COPIES = ("light.txt", "rewrite-1.txt", "rewrite-2.txt", "brief.txt", "merged.txt")
VOCABULARY = """the the the the of of of and and to in a a was said said has with not water river
    treaty barge Halvek Torvena Kelmora 340 2019 12 grain harvest minister duty scrapped quay
    envoy snowfall coalition gauges inspector reservoir dispute signed""".split()
Pair = tuple[int, int]


def profile(text: str) -> Profile:
    """The profile of a bare text."""
    return profile_of(Document("x", text))


def random_text(seed: int, count: int, repeat: float = 0.0) -> str:
    """A text of `count` sentences of random words; `repeat` is how often one is told again."""
    rng = random.Random(seed)
    told: list[str] = []
    for _ in range(count):
        if told and rng.random() < repeat:
            told.append(rng.choice(told))
        else:
            words = " ".join(rng.choices(VOCABULARY, k=rng.randint(1, 14)))
            told.append(f"{words[0].upper()}{words[1:]}.")
    return " ".join(told)


def random_pair(seed: int) -> tuple[Profile, Profile]:
    """Two random texts that share some sentences."""
    rng = random.Random(seed)
    first = random_text(seed, rng.randint(1, 14), 0.1)
    second = random_text(seed + 1000, rng.randint(1, 14), 0.1)
    shared = random_text(seed + 2000, rng.randint(0, 4))
    return profile(f"{first} {shared}"), profile(f"{shared} {second}")


def example(name: str) -> Profile:
    """The profile of a text of the shipped example."""
    return profile((EXAMPLE / name).read_text(encoding="utf-8"))


PAIRS = [
    *(pytest.param(*random_pair(seed), id=f"seed-{seed}") for seed in range(12)),
    *(pytest.param(example("source.txt"), example(name), id=name) for name in COPIES),
    pytest.param(example("rewrite-1.txt"), example("rewrite-2.txt"), id="siblings"),
]
on_pairs = pytest.mark.parametrize(("a", "b"), PAIRS)


@cache
def sequence_of(side: Profile) -> tuple[tuple[int, ...], ...]:
    """The stems of each content sentence, in the order of its words."""
    spans = [side.span(index) for index in side.content]
    words = [raw_words(span.of(side.document.text)) for span in spans]
    return tuple(tuple(stem_of(word).key for word in of_sentence) for of_sentence in words)


def plain_similarity(a: Profile, b: Profile) -> dict[Pair, float]:
    """Weight of the shared stems over the geometric mean of the weights plus a constant."""
    rarity = dict(zip([*a.keys.tolist(), *b.keys.tolist()], [*a.rarity, *b.rarity], strict=True))
    total = len(sequence_of(a)) + len(sequence_of(b))
    spread = Counter(stem for side in (a, b) for stems in sequence_of(side) for stem in set(stems))
    weight: dict[int, float] = {}
    for stem, count in spread.items():
        local = math.log((total + 1) / count) / math.log(total / 2 + 1)
        value = min(rarity[stem], weights.RARITY_CAP) * local**weights.LOCAL_POWER
        weight[stem] = value if value >= constants.LEAST_WEIGHT else 0.0

    def mass(stems: set[int]) -> float:
        return math.fsum(weight[stem] for stem in stems)

    found = {}
    for row, stems_a in enumerate(map(set, sequence_of(a))):
        for column, stems_b in enumerate(map(set, sequence_of(b))):
            shared = mass(stems_a & stems_b)
            if shared > 0.0:
                found[row, column] = shared / (
                    math.sqrt(mass(stems_a) * mass(stems_b)) + constants.PRIOR_WEIGHT
                )
    return found


def plain_same(a: Profile, b: Profile) -> list[Pair]:
    """Each sentence of `a` with the first equal one of `b` that is not taken yet."""
    taken: set[int] = set()
    pairs = []
    for row, sequence in enumerate(sequence_of(a)):
        for column, other in enumerate(sequence_of(b)):
            if sequence == other and column not in taken:
                taken.add(column)
                pairs.append((row, column))
                break
    return pairs


def plain_scores(a: Profile, b: Profile) -> dict[Pair, tuple[float, float]]:
    """Plain and scaled similarity of each pair that shares anything."""
    same = plain_same(a, b)
    rows, columns = {row for row, _ in same}, {column for _, column in same}
    plain = {
        pair: value
        for pair, value in plain_similarity(a, b).items()
        if pair[0] not in rows and pair[1] not in columns
    } | dict.fromkeys(same, 1.0)
    m, n = len(sequence_of(a)), len(sequence_of(b))
    best_row = {row: max(v for (i, _), v in plain.items() if i == row) for row, _ in plain}
    best_column = {col: max(v for (_, j), v in plain.items() if j == col) for _, col in plain}
    found = {}
    for (row, column), value in plain.items():
        mutual = math.sqrt(value / best_row[row] * value / best_column[column])
        apart = abs((row + 0.5) / m - (column + 0.5) / n)
        found[row, column] = (
            value,
            value * mutual**module.MUTUAL_POWER * (1.0 - constants.PLACE * apart),
        )
    return found | dict.fromkeys(same, (1.0, 1.0))


def plain_link(table: Table, threshold: float, *, heard: bool = False) -> set[Pair]:
    """Pairs over the threshold, then what the further looks add."""
    pairs = list(zip(table.rows.tolist(), table.columns.tolist(), strict=True))
    plain = dict(zip(pairs, table.plain.tolist(), strict=True))
    linked = {
        pair for pair, score in zip(pairs, table.scores, strict=True) if float(score) >= threshold
    }
    looked = plain_second_look(plain, linked)
    if heard:
        scores = dict(zip(pairs, table.scores.tolist(), strict=True))
        looked = {pair for pair in looked if scores[pair] >= constants.LOOK_LEAST}
        looked |= plain_chains(scores, dict(zip(pairs, table.mutual, strict=True)), linked)
    linked |= looked
    return linked | plain_between_links(table.shape, plain, linked)


def plain_chains(
    scores: dict[Pair, float], mutual: dict[Pair, float], linked: set[Pair]
) -> set[Pair]:
    """Pairs near each other's best that stand one or two sentences before or after another."""
    likely = linked | {
        pair
        for pair, score in scores.items()
        if score >= constants.CHAIN and mutual[pair] >= constants.CHAIN_MUTUAL
    }
    return {
        (i, j)
        for i, j in likely
        if any(
            sign * (k - i) in (1, 2) and sign * (m - j) in (1, 2)
            for k, m in likely
            for sign in (1, -1)
        )
    }


def best_of_row(plain: dict[Pair, float], row: int) -> float:
    """The highest value in a row."""
    return max(value for (i, _), value in plain.items() if i == row)


def best_of_column(plain: dict[Pair, float], column: int) -> float:
    """The highest value in a column."""
    return max(value for (_, j), value in plain.items() if j == column)


def plain_second_look(plain: dict[Pair, float], linked: set[Pair]) -> set[Pair]:
    """The best match of each sentence without a link, where it stands next to a link."""
    rows, columns = {row for row, _ in linked}, {column for _, column in linked}
    return {
        (row, column)
        for (row, column), value in plain.items()
        if value >= constants.SECOND_LOOK
        and any(abs(row - i) <= 1 and abs(column - j) <= 1 for i, j in linked)
        and (
            (row not in rows and value == best_of_row(plain, row))
            or (column not in columns and value == best_of_column(plain, column))
        )
    }


def plain_between_links(shape: Pair, plain: dict[Pair, float], linked: set[Pair]) -> set[Pair]:
    """Each other's best among what has no link in a short gap between links, from either side."""
    if not linked:
        return set()
    mirrored = {(column, row) for row, column in linked}
    inside = {
        (row, column): value
        for (row, column), value in plain.items()
        if value >= constants.SECOND_LOOK
        and is_in_gap(row, column, linked, shape)
        and is_in_gap(column, row, mirrored, (shape[1], shape[0]))
    }
    return {
        (row, column)
        for (row, column), value in inside.items()
        if value == best_of_row(inside, row) == best_of_column(inside, column)
    }


def is_in_gap(row: int, column: int, linked: set[Pair], shape: Pair) -> bool:
    """Whether a pair without links stands between the links of the nearest rows that have any."""
    rows = {i for i, _ in linked}
    above = max((i for i in rows if i < row), default=-1)
    below = min((i for i in rows if i > row), default=shape[0])
    begins = max((j for i, j in linked if i == above), default=-1)
    ends = min((j for i, j in linked if i == below), default=shape[1])
    is_short = max(below - above, ends - begins) <= constants.GAP + 1
    return row not in rows and begins < column < ends and is_short


def links_of(found: Alignment) -> dict[Pair, float]:
    """The score of each link."""
    pairs = zip(found.rows.tolist(), found.columns.tolist(), strict=True)
    return dict(zip(pairs, found.scores.tolist(), strict=True))


@on_pairs
def test_similarity_is_its_formula(a: Profile, b: Profile) -> None:
    """The similarity of every two sentences is what the formula gives."""
    matrix = similarity(a, b)
    assert matrix.shape == (len(a.content), len(b.content))
    found = {
        (int(i), int(j)): float(value)
        for i, j, value in zip(matrix.row, matrix.col, matrix.data, strict=True)
    }
    assert found == pytest.approx(plain_similarity(a, b), rel=1e-9)


@on_pairs
def test_similarity_is_within_bounds(a: Profile, b: Profile) -> None:
    """No two sentences are alike by 1 or more, as the constant below sees to."""
    assert all(0.0 < value < 1.0 for value in similarity(a, b).data)


@on_pairs
def test_the_table_is_its_formula(a: Profile, b: Profile) -> None:
    """The table holds the pairs that share anything, with plain and scaled similarity."""
    table = score_table(a, b)
    expected = plain_scores(a, b)
    pairs = list(zip(table.rows.tolist(), table.columns.tolist(), strict=True))
    assert pairs == sorted(expected)
    assert table.plain.tolist() == pytest.approx([expected[pair][0] for pair in pairs])
    assert table.scores.tolist() == pytest.approx([expected[pair][1] for pair in pairs])
    for row, best in enumerate(table.best_source):
        of_row = [value for (i, _), (value, _) in expected.items() if i == row]
        assert float(best) == pytest.approx(max(of_row, default=0.0))
    for column, best in enumerate(table.best_copy):
        of_column = [value for (_, j), (value, _) in expected.items() if j == column]
        assert float(best) == pytest.approx(max(of_column, default=0.0))


@pytest.mark.parametrize("seed", range(6))
def test_marks_say_which_numbers_are_among_others(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numbers are found among others alike by marks, where they are few, and by a search."""
    rng = np.random.default_rng(seed)
    keys, marked = rng.integers(0, 90, 50), rng.integers(0, 90, 20)
    by_marks = module._is_among(keys, marked, 90).tolist()
    monkeypatch.setattr(module, "MOST_MARKS", 0)
    assert by_marks == module._is_among(keys, marked, 90).tolist()


@pytest.mark.parametrize("threshold", [0.05, 0.15, 0.4])
@on_pairs
def test_links_are_what_plain_looks_give(a: Profile, b: Profile, threshold: float) -> None:
    """Links are the pairs over the threshold and those that plain further looks add."""
    table = score_table(a, b)
    assert set(links_of(link(table, threshold))) == plain_link(table, threshold)


def random_table(seed: int) -> Table:
    """A table of random values, many of them equal."""
    rng = np.random.default_rng(seed)
    m, n = (int(size) for size in rng.integers(1, 9, size=2))
    plain = rng.choice([0.0, 0.0, 0.02, 0.06, 0.1, 0.2, 0.2, 0.5], size=(m, n))
    rows, columns = np.nonzero(plain)
    return Table(
        (m, n),
        rows.astype(np.int64),
        columns.astype(np.int64),
        plain[rows, columns],
        plain[rows, columns] * rng.random(len(rows)),
        plain.max(axis=1),
        plain.max(axis=0),
    )


@pytest.mark.parametrize("seeds", [range(start, start + 50) for start in range(0, 300, 50)])
def test_links_of_random_tables(seeds: range) -> None:
    """On tables of random values, borders and all, links are what the plain looks give."""
    for table in map(random_table, seeds):
        for heard in (False, True):
            expected = plain_link(table, 0.15, heard=heard)
            assert set(links_of(link(table, 0.15, heard=heard))) == expected


def test_links_of_random_tables_are_symmetric() -> None:
    """Seen from the copy, links are the same; where links crossed, they once were not."""
    for table in map(random_table, range(300)):
        mirrored = {
            (i, j): score for (j, i), score in links_of(link(table.reversed(), 0.15)).items()
        }
        assert links_of(link(table, 0.15)) == mirrored


@pytest.mark.parametrize("seed", range(10))
def test_equal_sentences_are_paired_in_order(seed: int) -> None:
    """Each equal sentence is paired with the first equal one that is not taken yet."""
    rng = random.Random(seed)
    pool = ["He said so.", "She said so.", "So he said.", "Grain prices rose."]
    a, b = (profile(" ".join(rng.choices(pool, k=rng.randint(1, 12)))) for _ in range(2))
    assert module._same(a, b) == plain_same(a, b)


def test_repetitions_are_paired_one_to_one() -> None:
    """A sentence told a hundred times on both sides gives a hundred links in order."""
    a, b = profile("He said so. " * 100), profile("He said so. " * 120)
    assert links_of(align(a, b)) == {(row, row): 1.0 for row in range(100)}


def test_words_and_their_order_decide_what_is_equal() -> None:
    """Other case and marks are the same sentence; another order or another ending is not."""
    a = profile("The negotiator met the envoy.")
    assert module._same(a, profile("THE NEGOTIATOR met the envoy!")) == [(0, 0)]
    assert module._same(a, profile("The envoy met the negotiator.")) == []
    assert module._same(a, profile("The negotiators met the envoys.")) == []


def test_words_that_begin_alike_are_not_the_same_sentence() -> None:
    """A sentence is linked to its like, not to one whose words only share their stems."""
    a = profile("The governor resigned on Monday in Norland.")
    b = profile("The government resigned on Monday in Norland. " + a.document.text)
    assert (0, 1) in links_of(align(a, b))
    assert (0, 0) not in links_of(align(a, b))


@on_pairs
def test_alignment_is_symmetric(a: Profile, b: Profile) -> None:
    """Aligning b with a gives the mirrored links with the same scores."""
    mirrored = {(i, j): score for (j, i), score in links_of(align(b, a)).items()}
    assert links_of(align(a, b)) == pytest.approx(mirrored)


@on_pairs
def test_alignment_keeps_its_promises(a: Profile, b: Profile) -> None:
    """Links are distinct, in order, with scores in (0, 1], none above the plain similarity."""
    found = align(a, b)
    pairs = list(links_of(found))
    assert len(pairs) == len(found.rows)
    assert pairs == sorted(pairs)
    assert all(0.0 < score <= 1.0 for score in found.scores)
    assert np.all(found.scores <= found.similarity)
    assert np.all(found.similarity <= found.best_source[found.rows])
    assert np.all(found.similarity <= found.best_copy[found.columns])


@pytest.mark.parametrize("text", [random_text(seed, 20, 0.2) for seed in range(4)])
def test_a_text_beside_itself_is_the_diagonal(text: str) -> None:
    """A text aligned with itself links each sentence with itself at 1 and with no other."""
    a, b = profile(text), profile(text)
    expected = {(row, row): 1.0 for row in range(len(a.content))}
    assert links_of(align(a, b)) == expected


def test_wording_of_letters_and_marks_does_not_matter() -> None:
    """Case, quotation marks and dashes make no difference to a sentence."""
    a = profile('"Nobody left," said Halvek - the river was dry.')
    b = profile("“NOBODY LEFT,” said Halvek — the river was dry.")
    assert links_of(align(a, b)) == {(0, 0): 1.0}


@pytest.mark.parametrize("text", ["", " \n ", "* * *", "Share this story"])
def test_without_content_there_are_no_links(text: str) -> None:
    """Empty texts and texts of furniture or marks alone align with nothing, themselves included."""
    empty, full = profile(text), profile("The river froze. The barge sank.")
    for a, b in ((empty, full), (full, empty), (empty, empty)):
        found = align(a, b)
        assert len(found.rows) == len(found.scores) == 0
        assert len(found.best_source) == len(a.content)
        assert len(found.best_copy) == len(b.content)


def test_one_sentence_aligns_with_its_paraphrase() -> None:
    """Texts of a single sentence are aligned by what they share, and left alone without."""
    a = profile("Torvena agreed to release water from its Hallow Gate dam.")
    assert set(links_of(align(a, profile("Water from the Hallow Gate: Torvena agrees.")))) == {
        (0, 0)
    }
    assert links_of(align(a, profile("Wheat rose sharply at noon."))) == {}


def test_a_split_sentence_is_linked_to_both_halves() -> None:
    """A sentence that the copy splits in two gets a link to either half."""
    source = profile(
        "Halvek opened the sluices of the Hallow reservoir on Thursday, and in Port Ellery the "
        "bargemen cheered from the customs house. Wheat prices fell in Tarnholm."
    )
    copy = profile(
        "Halvek opened the sluices of the Hallow reservoir on Thursday. In Port Ellery the "
        "bargemen cheered from the customs house. In Tarnholm prices of wheat fell."
    )
    assert set(links_of(align(source, copy))) == {(0, 0), (0, 1), (1, 2)}


@on_pairs
def test_profiles_are_not_changed(a: Profile, b: Profile) -> None:
    """Aligning leaves both profiles as they were: scipy once rewrote their bounds in place."""
    fields = ("content", "lengths", "keys", "rarity", "bounds")
    before = {(side, name): getattr(side, name).copy() for side in (a, b) for name in fields}
    first = links_of(align(a, b))
    align(b, a)
    for (side, name), value in before.items():
        np.testing.assert_array_equal(getattr(side, name), value)
    assert links_of(align(a, b)) == first


def test_common_words_do_not_change_profiles() -> None:
    """A text whose words weigh nothing, which scipy drops from matrices, keeps its bounds."""
    a = profile(" ".join(["The war of the river was of the river."] * 3 + ["Halvek left."]))
    before = a.bounds.copy()
    similarity(a, a)
    np.testing.assert_array_equal(a.bounds, before)


@on_pairs
def test_a_table_reversed_is_the_other_way_round(a: Profile, b: Profile) -> None:
    """A reversed table is that of the swapped profiles, and reversed again the first."""
    table = score_table(a, b)
    for found, expected in (
        (table.reversed(), score_table(b, a)),
        (table.reversed().reversed(), table),
    ):
        assert found.shape == expected.shape
        for name in ("rows", "columns", "plain", "scores", "best_source", "best_copy", "mutual"):
            assert getattr(found, name).tolist() == pytest.approx(getattr(expected, name).tolist())


@on_pairs
def test_mutual_is_the_share_of_either_best(a: Profile, b: Profile) -> None:
    """The mutual share is 1 for two sentences that are each other's best match, else less."""
    table = score_table(a, b)
    for row, column, plain, mutual in zip(
        table.rows, table.columns, table.plain, table.mutual, strict=True
    ):
        shares = plain / table.best_source[row], plain / table.best_copy[column]
        assert float(mutual) == pytest.approx(math.sqrt(shares[0] * shares[1]))
        assert (float(mutual) == pytest.approx(1.0, abs=1e-12)) == (min(shares) > 1.0 - 1e-12)
