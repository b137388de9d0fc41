"""What all plots share: the axes to draw into, the frame, the colours of words and lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["ACCENT", "FLAG", "INK", "LINE", "SOFT", "axes_for"]

INK, SOFT, LINE, ACCENT, FLAG = "#1c1d20", "#5c5e66", "#dedad0", "#0b5cad", "#b3390b"


def axes_for(ax: Axes | None, size: tuple[float, float]) -> Axes:
    """The axes to draw into, with the frame that all plots share."""
    try:
        import matplotlib.pyplot as plt  # noqa: PLC0415 - optional, and slow to import
    except ImportError as error:
        raise ImportError(
            "plots need matplotlib, which is not installed: python -m pip install "
            "'dedup-news[plots]'"
        ) from error
    if ax is None:
        _, ax = plt.subplots(figsize=size, layout="constrained")
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_color(SOFT)
    ax.tick_params(colors=SOFT)
    return ax
