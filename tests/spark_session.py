"""One Spark session for all tests that need one, started when the first of them asks."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pytest

from dedup.errors import DedupError


@lru_cache(maxsize=1)
def start() -> Any:
    """The session, or the reason why there is none."""
    from dedup.spark.sessions import require, session

    try:
        require()
    except DedupError as error:
        return str(error)
    return session(
        "local[2]",
        name="dedup tests",
        settings={
            "spark.sql.shuffle.partitions": "2",
            "spark.default.parallelism": "2",
            "spark.log.level": "ERROR",
            # Stages of a few rows: what saves time over millions of them costs more than it saves.
            "spark.sql.adaptive.enabled": "false",
            "spark.sql.codegen.wholeStage": "false",
            "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
            # A driver that is given much more than counts, edges and groups fails the test.
            "spark.driver.maxResultSize": "1m",
        },
    )


@pytest.fixture(scope="session")
def spark() -> Any:
    """A session on two local cores; the test is skipped, with the reason, without Java."""
    found = start()
    if isinstance(found, str):
        pytest.skip(found)
    return found
