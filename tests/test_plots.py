"""The plots: what they draw, read off the axes."""

from __future__ import annotations

import builtins
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dedup
from dedup.lsh.bands import Bands, choose_bands
from dedup.report import plots
from dedup.report.html.collation import by_closeness

NEWSWIRE = Path(__file__).resolve().parent.parent / "examples" / "newswire"
GOLD = json.loads((NEWSWIRE / "gold.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def _agg() -> Iterator[None]:
    """Plots without a display, all closed again."""
    matplotlib = pytest.importorskip(
        "matplotlib", reason="matplotlib is not installed: pip install -e '.[plots]'"
    )
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    yield
    plt.close("all")


@pytest.fixture(scope="module")
def result() -> dedup.Result:
    """The shipped newswire, searched, with days for two of its texts."""
    when = {"source.txt": "2024-03-14", "brief.txt": "2024-03-15T09:00:00+01:00"}
    return dedup.find(
        dedup.Document(path.name, path.read_text(encoding="utf-8"), published=when.get(path.name))
        for path in sorted(NEWSWIRE.glob("*.txt"))
    )


@pytest.fixture(scope="module")
def collation(result: dedup.Result) -> dedup.Collation:
    """Its group, collated."""
    return dedup.collate(result.documents[member] for member in result.groups[0].members)


def words_of(axes: Any) -> str:
    """Every text of a plot."""
    legend = axes.get_legend()
    texts = [*axes.texts, *(legend.get_texts() if legend else ())]
    ticks = [*axes.get_xticklabels(), *axes.get_yticklabels()]
    return "\n".join([*(t.get_text() for t in (*texts, *ticks)), axes.get_xlabel()])


class TestProbabilityCurve:
    def test_the_curve_is_the_formula(self) -> None:
        """Each point is the probability of the bands at its resemblance."""
        chosen = [choose_bands(), Bands(8, 16)]
        axes = plots.probability_curve(chosen)
        for bands, line in zip(chosen, axes.lines, strict=False):
            x, y = (np.asarray(values, float) for values in line.get_data())
            assert y == pytest.approx(1 - (1 - x**bands.rows) ** bands.bands)

    def test_without_bands_those_of_find(self) -> None:
        """Unasked, the bands that `find` cuts are shown."""
        assert "18 bands of 4 rows" in words_of(plots.probability_curve())


class TestScoreDistribution:
    def test_every_pair_is_in_a_column(self, result: dedup.Result) -> None:
        """The columns hold all pairs and what just missed; the line is the threshold."""
        axes = plots.score_distribution(result)
        missed = result.near_misses(1000)
        assert missed
        bars: list[Any] = list(axes.patches)
        heights = sum(bar.get_height() for bar in bars)
        assert heights == len(result.pairs) + len(missed)
        assert "threshold 0.5" in words_of(axes)
        assert f"rewrite ({sum(m.relation == 'rewrite' for m in result.pairs)})" in words_of(axes)

    def test_nothing_found(self) -> None:
        """Without pairs there are axes and no columns."""
        axes = plots.score_distribution(dedup.find(["The quay froze.", "Wheat rose."]))
        assert not axes.patches

    def test_no_columns(self, result: dedup.Result) -> None:
        """Fewer than one column is refused."""
        with pytest.raises(dedup.SettingsError, match="bins=0"):
            plots.score_distribution(result, bins=0)


class TestCollationHeatMap:
    def test_cells_are_the_kinds(self, collation: dedup.Collation) -> None:
        """Each cell has the symbol of what its copy did, columns from near to far."""
        axes = plots.collation_heat_map(collation)
        names = by_closeness(collation)
        assert [label.get_text() for label in axes.get_xticklabels()] == names
        symbols = [text.get_text() for text in axes.texts]
        kinds = [collation.kind_of(row, n) for row in range(len(collation.rows)) for n in names]
        assert symbols == [plots.KINDS[kind][1] for kind in kinds]

    def test_nothing_shared(self) -> None:
        """Copies without a common passage make an empty plot."""
        plots.collation_heat_map(dedup.collate(["The quay froze.", "Wheat rose."]))


class TestTimeline:
    def test_dates_in_order(self, result: dedup.Result) -> None:
        """Dated members stand in the order of their dates, the others are counted."""
        group = replace(result.groups[0], source="source.txt")
        axes = plots.timeline(group, result)
        labels = [label.get_text() for label in axes.get_yticklabels()]
        assert labels == ["source.txt", "brief.txt"]
        assert "(6 without a date)" in axes.get_xlabel()
        assert "likely source" in words_of(axes)

    def test_no_dates(self) -> None:
        """Without a date there is no timeline, and the error says what is missing."""
        story = "The ferry Aldis sank off Port Mirren on Sunday after it struck a reef."
        found = dedup.find([story, story])
        with pytest.raises(dedup.SettingsError, match="none of the 2 members has a date"):
            plots.timeline(found.groups[0], found.documents)


class TestCostGrowth:
    def test_the_exponent_is_named(self) -> None:
        """A cost that grows as the square of the documents has the exponent 2."""
        points = [(n, 3e-6 * n**2) for n in (1000, 10_000, 50_000)]
        assert "all pairs: exponent 2.00" in words_of(plots.cost_growth({"all pairs": points}))

    def test_nothing_below_nought(self) -> None:
        """What a logarithmic scale cannot show is refused by name."""
        with pytest.raises(dedup.SettingsError, match=r"'ours' has the point \(1000, 0\.0\)"):
            plots.cost_growth({"ours": [(1000, 0.0)]})


class TestAll:
    def test_given_axes_are_drawn_into(
        self, result: dedup.Result, collation: dedup.Collation
    ) -> None:
        """Each function returns the axes that it was given, and the figure can be drawn."""
        import matplotlib.pyplot as plt

        figure, places = plt.subplots(1, 5, figsize=(20, 4))
        first, second, third, fourth, fifth = places
        assert plots.probability_curve(ax=first) is first
        assert plots.score_distribution(result, ax=second) is second
        assert plots.collation_heat_map(collation, ax=third) is third
        assert plots.timeline(result.groups[0], result, ax=fourth) is fourth
        assert plots.cost_growth({"ours": [(10, 1), (100, 9)]}, ax=fifth) is fifth
        figure.canvas.draw()

    def test_names_are_no_formulas(self) -> None:
        """Dollar signs and line breaks in ids are shown as text."""
        story = "The ferry Aldis sank off Port Mirren. Nobody was hurt."
        names = ("$x^{2$", "a\nb" * 20)
        axes = plots.collation_heat_map(
            dedup.collate(dedup.Document(name, story) for name in names)
        )
        axes.figure.canvas.draw()

    def test_without_matplotlib(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The command that installs it is named."""
        original = builtins.__import__

        def without(name: str, *rest: Any) -> Any:
            if name.startswith("matplotlib"):
                raise ImportError(name)
            return original(name, *rest)

        monkeypatch.setattr(builtins, "__import__", without)
        with pytest.raises(ImportError, match=r"pip install 'dedup-news\[plots\]'"):
            plots.probability_curve()
