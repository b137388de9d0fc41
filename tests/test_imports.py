"""What importing the library loads: a comparison should be there at once."""

from __future__ import annotations

import subprocess
import sys

import pytest

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
