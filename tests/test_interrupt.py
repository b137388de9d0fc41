"""Ctrl-C ends `find` in any stage."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

PROGRAM = """
import random, sys
from contextlib import contextmanager
from pathlib import Path
from dedup import find
from dedup.syndication.find import _Search

stage, plain = _Search._stage, Path("examples/newswire/unrelated-02.txt").read_text("utf-8")

@contextmanager
def announced(search, name):
    print(name, flush=True)
    with stage(search, name):
        yield

_Search._stage = announced
draw = random.Random(5)
words = plain.split()

def varied():
    return " ".join(draw.choice(words) if draw.random() < 0.3 else word for word in words)

if sys.argv[1] == "sketch":
    texts = (f"{number} {plain * 3}" for number in range(40_000))
else:
    texts = (varied() for _ in range(150))
find(texts)
print("not interrupted", flush=True)
"""


@pytest.mark.parametrize("stage", ["sketch", "verify"])
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for one child on Windows")
def test_ctrl_c_ends_any_stage(stage: str) -> None:
    """An interrupt while texts are sketched or pairs verified ends the process, with that error."""
    command = [sys.executable, "-c", PROGRAM, stage]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == stage:
                break
        process.send_signal(signal.SIGINT)
        try:
            shown, errors = process.communicate(timeout=60)
        finally:
            process.kill()
    assert "not interrupted" not in shown
    assert "KeyboardInterrupt" in errors
    assert process.returncode == -signal.SIGINT
