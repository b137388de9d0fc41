"""A PostgreSQL server of the tests' own, in a folder and on a socket that go with it."""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PASSWORD = "kelp/&@forest"


class NoServerError(Exception):
    """Why no server can be started here."""


def _program(name: str) -> str:
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True)  # noqa: PTH207
    found = shutil.which(name, path=os.pathsep.join([*folders, os.environ.get("PATH", "")]))
    if found is None:
        raise NoServerError(f"PostgreSQL is not installed: there is no {name}")
    return os.path.realpath(found)


def _as_whom() -> tuple[list[str], int | None]:
    """How a command is run, and as which user, as PostgreSQL does not run as root."""
    if os.geteuid():
        return [], None
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise NoServerError("PostgreSQL does not run as root, and there is no setpriv")
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            user = pwd.getpwnam(name)
            drop = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
            return [setpriv, *drop], user.pw_uid
    raise NoServerError("PostgreSQL does not run as root, and there is no user to run it as")


@contextmanager
def server() -> Iterator[str]:
    """The folder of the socket of a server that takes the user ``dedup`` with `PASSWORD`."""
    initdb, control = _program("initdb"), _program("pg_ctl")
    before, user = _as_whom()
    # Short, as the path of a socket has at most 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp" if Path("/tmp").is_dir() else None))
    try:
        secret = folder / "secret"
        secret.write_text(PASSWORD, encoding="utf-8")
        if user is not None:
            for path in (folder, secret):
                os.chown(path, user, -1)
        data = folder / "data"
        _run([*before, initdb, "-D", str(data), "-U", "dedup", "-A", "scram-sha-256", "-N",
              f"--pwfile={secret}", "-E", "UTF8", "--locale=C"], folder)  # fmt: skip
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c shared_buffers=32MB"
        _run([*before, control, "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options,
              "start"], folder)  # fmt: skip
        try:
            yield str(folder)
        finally:
            _run([*before, control, "-D", str(data), "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str], folder: Path) -> None:
    try:
        # Files, as a server would hold a pipe open.
        with (folder / "said").open("w+", encoding="utf-8") as said:
            done = subprocess.run(command, stdout=said, stderr=said, cwd=folder, timeout=60,
                                  check=False)  # fmt: skip
            said.seek(0)
            text = said.read().strip()
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoServerError(f"PostgreSQL does not start here: {error}") from error
    if done.returncode:
        raise NoServerError(f"PostgreSQL does not start here: {text[-300:]}")
