"""What importing the library loads: a comparison should be there at once."""

from __future__ import annotations

import subprocess
import sys

import pytest

import dedup

HEAVY = "scipy nltk datasketch numba matplotlib pyarrow rich typer tqdm pandas IPython".split()
COMPARE = "dedup.compare('The quay froze. Nobody left.', 'The quay froze over. Wheat rose.')"


@pytest.mark.parametrize("call", ["", COMPARE], ids=["import", "compare"])
def test_heavy_packages_wait(call: str) -> None:
    """Neither the import nor a comparison of two articles loads what only other tasks need."""
    program = (
        f"import sys, dedup\n{call}\nprint(*[name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


def test_every_public_name_is_there() -> None:
    """What the package lists can be had from it, also what it imports only when asked for."""
    missing = [name for name in dedup.__all__ if not hasattr(dedup, name)]
    assert missing == []
    assert set(dedup.__all__) <= set(dir(dedup))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = dedup.nothing  # type: ignore[attr-defined]


def test_an_index_waits() -> None:
    """The stores of an index are not loaded before one is asked for."""
    seen = "print('sqlite3' in sys.modules)"
    program = f"import sys, dedup; {seen}; dedup.Index; {seen}"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "True"]
