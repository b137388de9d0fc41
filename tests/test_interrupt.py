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
from dedup.syndication import find as search, join
from dedup.syndication.find import _Search

stage, plain = _Search._stage, Path("examples/newswire/unrelated-02.txt").read_text("utf-8")

@contextmanager
def announced(search, name):
    print(name, flush=True)
    with stage(search, name):
        yield

def again_and_again(module, name):
    # A part of a stage that is soon over begins anew each time.
    whole = getattr(module, name)

    def repeated(*given, **more):
        print(name, flush=True)
        while True:
            whole(*given, **more)

    setattr(module, name, repeated)

_Search._stage = announced
if sys.argv[1] == "join":
    again_and_again(join.Joiner, "join")
elif sys.argv[1] not in ("sketch", "verify"):
    again_and_again(search, sys.argv[1])
draw = random.Random(5)
words = plain.split()

def varied():
    return " ".join(draw.choice(words) if draw.random() < 0.3 else word for word in words)

if sys.argv[1] == "sketch":
    texts = (f"{number} {plain * 3}" for number in range(40_000))
elif sys.argv[1] == "verify":
    texts = (varied() for _ in range(150))
else:
    # So many that compiled code and threads do the work.
    texts = [f"{varied()} {number}" for number in range(900)]
    texts += [f"{texts[0]} {number}" for number in range(30)]
find(texts, rewrites=sys.argv[1] != "join")
print("not interrupted", flush=True)
"""


STAGES = (
    *("sketch", "band_candidates", "collapse", "anchor_buckets", "candidates_of"),
    *("plausibilities_of", "verify", "join"),
)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for one child on Windows")
def test_ctrl_c_ends_any_stage(stage: str) -> None:
    """An interrupt in any part of any stage ends the process, with that error."""
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
