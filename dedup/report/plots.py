"""Plots of the results, with matplotlib (``pip install 'dedup-news[plots]'``).

Each function draws into the axes it is given, or into new ones, and returns them::

    from dedup.report import plots

    axes = plots.score_distribution(dedup.find(documents))
    axes.figure.savefig("scores.png")

Colours are those of the pages; kinds also have their symbols, so that no colour is needed to
tell them apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from dedup.diff.collation import Collation
from dedup.diff.passages import PassageKind
from dedup.document import Document
from dedup.errors import SettingsError
from dedup.lsh.bands import Bands, choose_bands
from dedup.report.html.collation import by_closeness
from dedup.report.page import one_line
from dedup.report.plot_frame import ACCENT, FLAG, INK, LINE, SOFT, axes_for
from dedup.syndication.result import Group, Relation, Result
from dedup.text.published import published_on

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "collation_heat_map",
    "cost_growth",
    "probability_curve",
    "score_distribution",
    "timeline",
]

KINDS: Mapping[PassageKind, tuple[str, str, str]] = {
    "verbatim": ("#b0b2b7", "=", "word for word"),
    "edited": ("#f2c879", "~", "edited"),
    "paraphrased": ("#8fbfe0", "≈", "in other words"),
    "dropped": ("#faf8f3", "·", "not there"),
}
RELATIONS: Mapping[Relation, tuple[str, str]] = {
    "rewrite": ("#0072b2", ""),
    "excerpt": ("#cc79a7", "//"),
    "near-duplicate": ("#e69f00", ".."),
    "identical": ("#85888f", "xx"),
}
"""Colour and hatching of each relation."""
SERIES = (
    ("#0072b2", "o", "-"),
    ("#d55e00", "s", "--"),
    ("#009e73", "^", "-."),
    ("#b3609a", "D", ":"),
)
"""Colour, marker and line of each curve."""
LABEL = 34
"""Characters of a name that a plot has room for."""


def probability_curve(
    bands: Bands | Sequence[Bands] | None = None, *, at: float = 0.7, ax: Axes | None = None
) -> Axes:
    """How likely two documents of some resemblance become candidates.

    A signature cut into ``b`` bands of ``r`` slots makes a pair of resemblance ``s`` a
    candidate with probability ``1 - (1 - s**r)**b``.

    Parameters
    ----------
    bands : Bands or sequence of Bands, optional
        One curve each; if not given, the bands that `find` chooses.
    at : float
        Resemblance to read the first curve off at.
    ax : matplotlib Axes, optional

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    """
    chosen: list[Bands] = (
        [choose_bands()] if bands is None else [bands] if isinstance(bands, Bands) else list(bands)
    )
    axes = axes_for(ax, (6.4, 3.8))
    resemblance = np.linspace(0.0, 1.0, 201)
    for (colour, _, line), cut in zip(_cycle(len(chosen)), chosen, strict=True):
        chance = [cut.probability(float(value)) for value in resemblance]
        named = f"{cut.bands} bands of {cut.rows} rows"
        axes.plot(resemblance, chance, line, color=colour, label=named)
    if chosen:
        reached = chosen[0].probability(at)
        axes.plot([at, at, 0], [0, reached, reached], ":", color=SOFT, linewidth=1)
        axes.plot([at], [reached], "o", color=SERIES[0][0])
        axes.annotate(
            f"{reached:.1%} of pairs\nof resemblance {at:g}",
            (at - 0.015, 0.3 * reached),
            ha="right",
            color=INK,
        )
    axes.set(xlim=(0, 1), ylim=(0, 1.03), xlabel="resemblance", ylabel="chance to be looked at")
    axes.legend(frameon=False, loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=3)
    return axes


def score_distribution(result: Result, *, bins: int = 25, ax: Axes | None = None) -> Axes:
    """How the scores of the pairs lie around the threshold.

    Pairs that were found are stacked by their relation; pairs that came near and were not
    found stand below the threshold, in white.

    Parameters
    ----------
    result : Result
    bins : int
        Columns from 0 to 1.
    ax : matplotlib Axes, optional

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    SettingsError
        If `bins` is less than 1.
    """
    if bins < 1:
        raise SettingsError(f"bins={bins!r} is less than 1")
    axes = axes_for(ax, (6.4, 3.8))
    edges = np.linspace(0.0, 1.0, bins + 1)
    floor = np.zeros(bins)
    for relation, (colour, hatch) in RELATIONS.items():
        scores = [match.score for match in result.pairs if match.relation == relation]
        if scores:
            floor += _columns(
                axes, scores, edges, floor, f"{relation} ({len(scores):,})", colour, hatch
            )
    missed = [match.score for match in result.near_misses(len(result.documents) ** 2)]
    if missed:
        floor += _columns(axes, missed, edges, floor, f"not found ({len(missed):,})", "#ffffff", "")
    if floor.max(initial=0.0) > 200:
        # One tall column of identical texts would leave nothing of the others.
        axes.set_yscale("symlog", linthresh=10)
    else:
        axes.locator_params(axis="y", integer=True)
    if result.threshold is not None:
        axes.axvline(result.threshold, color=FLAG, linewidth=1.5)
        axes.annotate(
            f" threshold {result.threshold:g}",
            (result.threshold, 0.97),
            xycoords=("data", "axes fraction"),
            va="top",
            color=FLAG,
        )
    axes.set(xlim=(0, 1), xlabel="score", ylabel="pairs")
    axes.set_ylim(top=max(axes.get_ylim()[1], 1.0))
    if floor.any():
        axes.legend(frameon=False, loc="upper left")
    return axes


def collation_heat_map(collation: Collation, *, ax: Axes | None = None) -> Axes:
    """Passages by copies: who kept, edited, rephrased and dropped what.

    Parameters
    ----------
    collation : Collation
    ax : matplotlib Axes, optional

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    """
    names = by_closeness(collation)
    height, width = len(collation.rows), len(names)
    axes = axes_for(ax, (max(4.0, 1.6 + 0.42 * width), max(3.2, 2.2 + 0.24 * height)))
    from matplotlib.colors import ListedColormap  # noqa: PLC0415 - optional
    from matplotlib.patches import Patch  # noqa: PLC0415

    kinds = list(KINDS)
    cells = np.full((height, width), len(kinds) - 1)
    for row in range(height):
        for column, name in enumerate(names):
            cells[row, column] = kinds.index(collation.kind_of(row, name))
    colours = [colour for colour, _, _ in KINDS.values()]
    # A matrix without cells has no picture.
    if cells.size:
        axes.pcolormesh(
            np.arange(width + 1) - 0.5,
            np.arange(height + 1) - 0.5,
            cells,
            cmap=ListedColormap(colours),
            vmin=-0.5,
            vmax=len(kinds) - 0.5,
            edgecolors="white",
            linewidth=1.5,
        )
        if cells.size <= 2000:
            for row, column in np.ndindex(height, width):
                symbol = KINDS[kinds[cells[row, column]]][1]
                axes.text(column, row, symbol, ha="center", va="center", color=INK, fontsize=8)
    axes.set_xlim(-0.5, max(width, 1) - 0.5)
    axes.set_ylim(max(height, 1) - 0.5, -0.5)
    axes.set_xticks(range(width), [_label(name) for name in names], rotation=90)
    axes.xaxis.tick_top()
    every = 1 + height // 41
    axes.set_yticks(range(0, height, every), [str(n + 1) for n in range(0, height, every)])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.set_ylabel("passage, in story order")
    axes.legend(
        handles=[
            Patch(facecolor=colour, edgecolor=LINE, label=f"{symbol}  {said}")
            for colour, symbol, said in KINDS.values()
        ],
        loc="upper left",
        bbox_to_anchor=(1.01, 1.0),
        frameon=False,
    )
    return axes


def timeline(
    group: Group, documents: Result | Mapping[str, Document], *, ax: Axes | None = None
) -> Axes:
    """When the members of a group were published, the earliest first.

    Parameters
    ----------
    group : Group
    documents : Result, or Mapping of str to Document
        Where the dates are; members without an ISO 8601 date are counted below the plot.
    ax : matplotlib Axes, optional

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    SettingsError
        If no member has a date.
    """
    known = documents.documents if isinstance(documents, Result) else documents
    dated = sorted(
        (when, member) for member in group.members if (when := _when(known[member])) is not None
    )
    if not dated:
        raise SettingsError(
            f"none of the {len(group)} members has a date (Document.published, best in ISO "
            "8601), so there is no timeline"
        )
    axes = axes_for(ax, (6.8, max(2.0, 1.2 + 0.3 * len(dated))))
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num  # noqa: PLC0415

    days = [float(date2num(when)) for when, _ in dated]
    for place, (day, (_, member)) in enumerate(zip(days, dated, strict=True)):
        source = member == group.source
        axes.plot([days[0], day], [place, place], color=LINE, linewidth=1, zorder=1)
        axes.plot(
            [day],
            [place],
            "*" if source else "o",
            color=FLAG if source else ACCENT,
            markersize=13 if source else 7,
            zorder=2,
        )
        publisher = known[member].publisher
        said = [_label(publisher)] if publisher else []
        axes.annotate(
            " · ".join([*said, *(["likely source"] if source else [])]),
            (day, place),
            (9, 0),
            textcoords="offset points",
            va="center",
            color=SOFT,
            fontsize=8,
        )
    axes.set_yticks(range(len(dated)), [_label(member) for _, member in dated])
    axes.set_ylim(len(dated) - 0.4, -0.6)
    axes.margins(x=0.16)
    locator = AutoDateLocator(maxticks=7)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    left = len(group) - len(dated)
    axes.set_xlabel(f"published ({left} without a date)" if left else "published")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    return axes


def cost_growth(
    series: Mapping[str, Sequence[tuple[float, float]]],
    *,
    unit: str = "CPU seconds",
    ax: Axes | None = None,
) -> Axes:
    """How a cost grows with the collection, both on logarithmic scales.

    The legend gives the exponent of each: 1 where the cost grows as the documents do, 2 where
    it grows as their pairs do; the slope of a line through the logarithms.

    Parameters
    ----------
    series : Mapping of str to sequence of (documents, cost)
        One line each, such as the points that ``benchmarks/speed.py`` writes.
    unit : str
        What the cost is measured in.
    ax : matplotlib Axes, optional

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    SettingsError
        If a size or a cost is not above 0.
    """
    for name, points in series.items():
        for point in points:
            if min(point) <= 0:
                raise SettingsError(
                    f"{name!r} has the point {point!r}: a logarithmic scale shows what is above 0"
                )
    axes = axes_for(ax, (6.4, 4.0))
    for (name, points), (colour, marker, _) in zip(
        series.items(), _cycle(len(series)), strict=True
    ):
        sizes, costs = zip(*sorted(points), strict=True) if points else ((), ())
        label = name
        if len(set(sizes)) > 1:
            slope = np.polyfit(np.log(sizes), np.log(costs), 1)[0]
            label = f"{name}: exponent {slope:.2f}"
        axes.plot(sizes, costs, marker=marker, color=colour, label=label)
    axes.set(xscale="log", yscale="log", xlabel="documents", ylabel=unit)
    ticks = sorted({size for points in series.values() for size, _ in points})
    axes.set_xticks(ticks, [f"{size:,.0f}" for size in ticks])
    axes.set_xticks([], minor=True)
    axes.yaxis.set_major_formatter("{x:,g}")
    axes.yaxis.set_minor_formatter("{x:,g}")
    axes.grid(visible=True, color=LINE, linewidth=0.6)
    if series:
        axes.legend(frameon=False)
    return axes


def _columns(
    axes: Any,
    scores: Sequence[float],
    edges: np.ndarray,
    floor: np.ndarray,
    label: str,
    colour: str,
    hatch: str,
) -> np.ndarray:
    counts, _ = np.histogram(scores, edges)
    axes.bar(
        edges[:-1],
        counts,
        np.diff(edges),
        bottom=floor,
        align="edge",
        color=colour,
        hatch=hatch,
        edgecolor="white" if colour != "#ffffff" else SOFT,
        linewidth=0.6,
        label=label,
    )
    return counts


def _cycle(count: int) -> list[tuple[str, str, str]]:
    return [SERIES[number % len(SERIES)] for number in range(count)]


def _label(name: str) -> str:
    """A name on one line, cut, with what matplotlib would take for a formula taken as text."""
    said = one_line(name).replace("$", r"\$")
    return said if len(said) <= LABEL else said[: LABEL - 1] + "…"


def _when(document: Document) -> datetime | None:
    """When a document was published, as universal time without a zone; None if unknown."""
    try:
        when = datetime.fromisoformat((document.published or "").strip())
    except ValueError:
        day = published_on(document.published)
        return datetime(day.year, day.month, day.day) if day else None  # noqa: DTZ001 - a day
    return when if when.tzinfo is None else when.astimezone(UTC).replace(tzinfo=None)
