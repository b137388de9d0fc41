"""The plots of the documentation, drawn from the shipped newswire.

Run it with ``python examples/pictures.py``; it writes ``docs/pictures/*.png`` (needs matplotlib:
``pip install 'dedup-news[plots]'``). The picture of the comparison is taken by ``pages.py``.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import dedup
from dedup.lsh.bands import Bands, choose_bands
from dedup.report import plots

ROOT = Path(__file__).resolve().parent.parent


def main(argv: list[str] | None = None) -> int:
    """Draw the pictures and name them."""
    parser = argparse.ArgumentParser(description="Draw the plots of the documentation.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs" / "pictures")
    folder = parser.parse_args(argv).folder
    import matplotlib as mpl  # noqa: PLC0415 - named when it is missing

    mpl.use("Agg")
    result = dedup.find(
        dedup.Document(path.name, path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "examples" / "newswire").glob("*.txt"))
    )
    collation = dedup.collate(result.documents[name] for name in result.groups[0].members)
    folder.mkdir(parents=True, exist_ok=True)
    for name, axes in (
        ("probability", plots.probability_curve([choose_bands(), Bands(64, 2), Bands(8, 16)])),
        ("scores", plots.score_distribution(result)),
        ("collation", plots.collation_heat_map(collation)),
    ):
        path = folder / f"{name}.png"
        figure = axes.get_figure(root=True)
        assert figure is not None, "every plot has a figure"
        figure.savefig(path, dpi=120, metadata={"Software": None})
        print(f"{path} ({path.stat().st_size / 1000:.0f} kB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
