"""A process that writes to an index is killed."""

from __future__ import annotations

from pathlib import Path

from index_crash import trials


def test_what_was_acknowledged_outlives_the_process(tmp_path: Path) -> None:
    """Killed at random moments, an index has all that was acknowledged, and nothing by half."""
    seen = trials(4, 5, tmp_path)
    assert seen["trials"] == 4
