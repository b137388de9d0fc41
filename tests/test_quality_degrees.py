"""What the quality benchmark takes from a comparison to tell degrees of rewriting."""

from __future__ import annotations

import pytest
from quality_score import FEATURES, features_of

SOURCE = (
    "Cracks were found in two pylons of the Wernfold bridge by divers of the county council. "
    "The repairs will cost more than four million dollars and take eleven months to finish. "
    "A ferry that was taken out of service years ago may be brought back for farm vehicles."
)
PASTED = SOURCE.partition(" A ferry")[0]
EDITED = (
    "Cracks were found in three pylons of the Wernfold bridge by some divers of the council. "
    "Repairs will cost over four million dollars and take nearly eleven months to complete."
)
REWORDED = (
    "County council divers discovered that two of the pylons under the Wernfold bridge had cracks. "
    "Eleven months and over four million dollars are needed for its repairs."
)
OTHER = "Barn owls nest in boxes that schoolchildren of Torvena built out of old wine crates."


def features(copy: str) -> dict[str, float]:
    """The features of a copy of the source, by name."""
    return dict(zip(FEATURES, features_of(("source", SOURCE, "copy", copy)), strict=True))


def test_the_more_was_reworded_the_less_was_kept() -> None:
    """Pasted, edited and reworded sentences keep less and less, in runs less sooner."""
    kept = [features(copy)["kept_share"] for copy in (PASTED, EDITED, REWORDED)]
    in_runs = [features(copy)["kept_in_runs_share"] for copy in (PASTED, EDITED, REWORDED)]
    assert kept[0] > kept[1] > kept[2]
    assert in_runs[0] == kept[0]
    assert in_runs[1] < kept[1]
    assert in_runs[2] < 0.1


def test_what_the_copy_adds_is_not_counted() -> None:
    """Sentences of its own change the prior's weight and no more: they were never the source's."""
    mixed, alone = features(f"{PASTED} {OTHER}"), features(PASTED)
    assert mixed["copy_coverage"] < alone["copy_coverage"]
    assert mixed["kept_share"] == pytest.approx(alone["kept_share"], abs=0.05)


def test_nothing_from_the_source_is_in_between() -> None:
    """A text that carries nothing has neither kept nor reworded: half, by the prior."""
    assert features(OTHER)["kept_share"] == 0.5
    assert features("")["kept_share"] == 0.5
