"""Settings that all tests share, and the places that an index may be in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import settings
from postgres_server import PASSWORD, NoServerError, server

# Examples are not timed: a busy machine would fail tests that are right.
settings.register_profile("dedup", deadline=None)
settings.load_profile("dedup")

_schemas = count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a database of a PostgreSQL server that runs as long as the tests do."""
    pytest.importorskip("psycopg")
    running = server()
    try:
        folder = running.__enter__()
    except NoServerError as error:
        pytest.skip(str(error))
    yield f"postgresql://dedup:{quote(PASSWORD, safe='')}@{quote(folder, safe='')}/postgres"
    running.__exit__(None, None, None)


@pytest.fixture
def new_schema(postgres: str) -> str:
    """The address of an index that is not there yet, on the server."""
    return f"{postgres}?schema=t%20{next(_schemas)}"


@pytest.fixture(params=["file", "server"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where to make an index: a file, and a PostgreSQL server."""
    if request.param == "file":
        return str(tmp_path / "a.dedup")
    found: str = request.getfixturevalue("new_schema")
    return found
