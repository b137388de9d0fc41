"""One Spark session for all tests that need one, started when the first of them asks."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import Any

import pytest

from dedup.errors import DedupError

CLUSTER = "local-cluster[2,1,1024]"
"""Two executors that are processes of their own, as on machines of their own."""
_REGISTERED = 90
"""Seconds in which executors have to be there."""
_QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto"


@lru_cache(maxsize=1)
def start() -> Any:
    """The session, on a machine that cannot start executors one without; or why there is none."""
    from dedup.spark.sessions import require

    try:
        require()
    except DedupError as error:
        return str(error)
    spark = _session(CLUSTER)
    until = time.monotonic() + _REGISTERED
    while time.monotonic() < until:
        if _executors(spark) == 2:
            return spark
        time.sleep(0.2)
    spark.stop()
    return _session("local[2]")


def _session(master: str) -> Any:
    from dedup.spark.sessions import session

    return session(
        master,
        name="dedup tests",
        settings={
            "spark.sql.shuffle.partitions": "2",
            "spark.default.parallelism": "2",
            "spark.log.level": "OFF",
            # Stages of a few rows: what saves time over millions of them costs more than it saves.
            "spark.sql.adaptive.enabled": "false",
            "spark.sql.codegen.wholeStage": "false",
            "spark.driver.extraJavaOptions": _QUICK,
            "spark.executor.extraJavaOptions": _QUICK,
            "spark.executor.memory": "700m",
            # A driver that is given much more than counts, edges and groups fails the test.
            "spark.driver.maxResultSize": "1m",
        },
    )


def _executors(spark: Any) -> int:
    """How many executors there are besides the driver."""
    return int(spark.sparkContext._jsc.sc().getExecutorMemoryStatus().size()) - 1


@pytest.fixture(scope="session")
def spark() -> Any:
    """A session on two cores; the test is skipped, with the reason, without Java."""
    found = start()
    if isinstance(found, str):
        pytest.skip(found)
    return found


@pytest.fixture
def cluster(spark: Any) -> Any:
    """The session, if it has executors that can be killed."""
    if not spark.sparkContext.master.startswith("local-cluster"):
        pytest.skip(f"no executors registered with {CLUSTER} within {_REGISTERED} s")
    return spark
