"""`Result.rethreshold`, held to searches at the same threshold."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

import dedup
from dedup.diff.derivation import Signals
from dedup.lsh.sketches import I64
from dedup.syndication.rethreshold import parts_at, uncompared
from dedup.syndication.verdicts import Verdict, Verdicts
from dedup.syndication.verify import Verifier

NEWSWIRE = Path(__file__).resolve().parent.parent / "examples" / "newswire"


def wire() -> list[dedup.Document]:
    """The shipped newswire, and one of its texts twice more."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(NEWSWIRE.glob("*.txt"))}
    texts["again-1"] = texts["again-2"] = texts["light.txt"].upper()
    return [dedup.Document(name, text) for name, text in texts.items()]


def press() -> list[dedup.Document]:
    """Press releases with slightly changed copies: classes that one member stands for."""
    rng = random.Random(5)
    letters = "abdefgiklmnoprstu"

    def words(count: int) -> list[str]:
        return ["".join(rng.choices(letters, k=6)) for _ in range(count)]

    texts = []
    for release, copies in ((words(400), 14), (words(120), 3), (words(90), 1)):
        for copy in range(copies):
            changed = list(release)
            for place in rng.sample(range(len(release)), min(copy, 1)):
                changed[place] = f"new{rng.randrange(10**6)}"
            texts.append(" ".join(changed) + ".")
    return [dedup.Document(str(number), text) for number, text in enumerate(texts)]


COLLECTIONS = {"wire": wire(), "press": press()}


@pytest.fixture(scope="module")
def found() -> dict[str, dedup.Result]:
    """Both collections, searched at the default."""
    return {name: dedup.find(documents) for name, documents in COLLECTIONS.items()}


def same(one: dedup.Result, other: dedup.Result) -> None:
    """Two results say the same of the same documents, in the same order."""
    assert one.groups == other.groups
    assert one.pairs == other.pairs
    assert one.threshold == other.threshold
    for count in ("pairs", "groups", "pairs_implied", "documents", "identical"):
        assert one.stats[count] == other.stats[count]


class TestHeldToFind:
    def test_classes_are_among_them(self, found: dict[str, dedup.Result]) -> None:
        """The press releases make a class in which one text stands for many that differ."""
        assert found["press"].stats["collapsed"] > 8

    @pytest.mark.parametrize("threshold", [0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97, 1.0])
    @pytest.mark.parametrize("name", COLLECTIONS)
    def test_every_threshold(
        self, found: dict[str, dedup.Result], name: str, threshold: float
    ) -> None:
        """Groups, pairs and their evidence are those of a search at that threshold, both ways."""
        same(
            found[name].rethreshold(threshold),
            dedup.find(COLLECTIONS[name], threshold=threshold),
        )

    @pytest.mark.parametrize(
        "settings", [{"linkage": "average"}, {"linkage": "complete"}, {"rewrites": False}]
    )
    @pytest.mark.parametrize("threshold", [0.4, 0.85])
    def test_other_settings(self, settings: dict[str, object], threshold: float) -> None:
        """The other settings of the search stay what they were."""
        options: dict[str, object] = dict(settings)
        result = dedup.find(COLLECTIONS["wire"], **options)  # type: ignore[arg-type]
        again = dedup.find(
            COLLECTIONS["wire"],
            threshold=threshold,
            **options,  # type: ignore[arg-type]
        )
        same(result.rethreshold(threshold), again)

    def test_there_and_back(self, found: dict[str, dedup.Result]) -> None:
        """Nothing is lost on the way: the first threshold again gives the first result."""
        result = found["wire"]
        same(result.rethreshold(0.99).rethreshold(0.5), result)

    @pytest.mark.parametrize("threshold", [0.25, 0.5, 0.8, 1.0])
    def test_parts_are_the_groups(self, found: dict[str, dedup.Result], threshold: float) -> None:
        """Who would be together, told without a comparison, is who is."""
        result = found["wire"]
        groups = result.rethreshold(threshold).groups
        parts = parts_at(result, threshold)
        assert (parts is None) == (threshold > 0.9)
        if parts is not None:
            assert sorted(parts) == sorted(group.members for group in groups)

    def test_what_would_have_to_be_compared_is_counted(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Searched at a high threshold, a lower one compares as many pairs as were counted."""
        chosen = ("rewrite-1.txt", "rewrite-2.txt", "brief.txt", "merged.txt")
        result = dedup.find([d for d in wire() if d.id in chosen], threshold=0.85)
        asked: list[tuple[int, int]] = []
        compare = Verifier.verdicts

        def counted(
            self: Verifier, pairs: I64, *, aligned: bool = True
        ) -> Iterator[Verdict | None]:
            asked.extend(map(tuple, pairs.tolist()))
            return compare(self, pairs, aligned=aligned)

        monkeypatch.setattr(Verifier, "verdicts", counted)
        for threshold in (0.2, 0.5, 0.85):
            asked.clear()
            expected = uncompared(result, threshold)
            result.rethreshold(threshold)
            assert len(set(asked)) == len(asked) == expected
            assert (parts_at(result, threshold) is None) == (expected > 0)
        assert uncompared(result, 0.2) > 0
        assert uncompared(result, 0.85) == 0


class TestLimits:
    def test_below_what_was_kept(self) -> None:
        """Under the kept evidence the remedy is named: another search."""
        result = dedup.find(["The quay froze.", "Wheat rose."], threshold=0.1)
        assert result.rethreshold(0.1).groups == ()
        with pytest.raises(dedup.SettingsError, match=r"0\.05 is below 0\.1.*search again"):
            result.rethreshold(0.05)

    @pytest.mark.parametrize("threshold", [0, -1, 1.01, "0.5"])
    def test_no_threshold(self, threshold: float) -> None:
        """What is no threshold is refused as `find` refuses it."""
        result = dedup.find(["The quay froze.", "Wheat rose."])
        with pytest.raises(dedup.SettingsError, match="is not a number above 0"):
            result.rethreshold(threshold)

    def test_without_evidence(self) -> None:
        """A result that was put together by hand says that it has none."""
        with pytest.raises(dedup.SettingsError, match="kept no evidence"):
            dedup.Result({}, (), ()).rethreshold(0.5)


class TestVerdicts:
    def test_nothing_is_lost(self) -> None:
        """Verdicts come out of their arrays as they went in, to the last bit and in order."""
        rng = random.Random(1)
        said: dict[tuple[int, int], Verdict | None] = {}
        for row, relation in enumerate(("rewrite", "identical", "excerpt", "near-duplicate") * 3):
            signals = Signals(*(rng.random() for _ in Signals._fields)) if row % 2 else None
            figures = [rng.random() for _ in range(5)]
            said[row, row + 7] = Verdict(relation, *figures, signals)  # type: ignore[arg-type,call-arg]
        said[9, 3] = None
        assert list(Verdicts.of(said)) == list(said.items())
        assert list(Verdicts.of({})) == []
