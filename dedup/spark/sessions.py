"""Spark sessions: what has to be installed, and settings that suit these jobs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from dedup.errors import DedupError

__all__ = [
    "LEAST_JAVA",
    "JavaMissingError",
    "SparkMissingError",
    "java_version",
    "require",
    "session",
]

LEAST_JAVA = 17
_LEAST_SPARK = 4


class SparkMissingError(DedupError, ImportError):
    """PySpark is not installed, or is too old."""


class JavaMissingError(DedupError, RuntimeError):
    """There is no Java that Spark can run on."""


def java_version() -> int | None:
    """The major version of the Java that Spark would start; None if there is none.

    ``JAVA_HOME`` goes before the path, as it does in Spark.
    """
    home = os.environ.get("JAVA_HOME")
    command = str(Path(home, "bin", "java")) if home else shutil.which("java")
    if command is None:
        return None
    try:
        told = subprocess.run(  # noqa: S603 - the program that Spark itself would start
            [command, "-version"], capture_output=True, text=True, check=True, timeout=60
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r'version "(?:1\.)?(\d+)', told.stderr + told.stdout)
    return int(found[1]) if found else None


def require(*, java: bool = True) -> None:
    """Raise an error that says what to install if Spark cannot run here.

    Parameters
    ----------
    java : bool
        Whether to look for Java too; a client of a remote Spark needs none.

    Raises
    ------
    SparkMissingError
        If PySpark is missing or older than 4.
    JavaMissingError
        If Java is missing or older than 17.
    """
    if find_spec("pyspark") is None:
        raise SparkMissingError(
            "pyspark is not installed; get it with: pip install 'dedup-news[spark]'"
        )
    import pyspark  # noqa: PLC0415 - optional, and slow to import

    if int(pyspark.__version__.split(".")[0]) < _LEAST_SPARK:
        raise SparkMissingError(
            f"pyspark {pyspark.__version__} is older than {_LEAST_SPARK}.0; get a newer one with: "
            "pip install --upgrade 'dedup-news[spark]'"
        )
    if not java:
        return
    version = java_version()
    if version is None or version < LEAST_JAVA:
        found = "no Java was found" if version is None else f"Java {version} is too old"
        raise JavaMissingError(
            f"Spark needs Java {LEAST_JAVA} or newer, but {found}; on Debian and Ubuntu: apt-get "
            "install default-jre-headless (set JAVA_HOME if it is not the java on the PATH)"
        )


_UNITS = {"": 1, "m": 1, "g": 1 << 10, "t": 1 << 20}


def _java_options(settings: Mapping[str, str]) -> str:
    """How Java runs on one machine, in the memory that is set for it."""
    options = [
        # The Java side mostly copies. Compiling that as for a server takes half of the processor
        # time of a search in some thousand articles.
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        # Classes grow past the usual limit while Spark starts, and each time all memory is swept.
        "-XX:MetaspaceSize=256m",
        # Asking at each value whether it is inside its batch takes longer than copying it.
        "-Darrow.enable_unsafe_memory_access=true",
        "-Darrow.enable_null_check_for_get=false",
    ]
    told = re.fullmatch(r"(\d+)([mgt]?)b?", settings.get("spark.driver.memory", "1g").lower())
    if told:
        heap = int(told[1]) * _UNITS[told[2]]
        # Batches of texts that do not outlive a task should be swept where they were made.
        options += [f"-Xms{min(heap, 1024)}m", f"-Xmn{min(heap // 3, 512)}m"]
    return " ".join(options)


def session(
    master: str = "local[*]", *, name: str = "dedup", settings: Mapping[str, str] | None = None
) -> Any:
    """The Spark session of a master, with settings that suit `dedup.spark.find`.

    Local ones listen on the loopback address only and have no web page. The workers run this
    Python and import this dedup.

    Parameters
    ----------
    master : str
        ``local[4]``, ``spark://host:7077``, ``yarn``, ``k8s://...``.
    settings : mapping of str to str, optional
        Further settings of Spark; they go before those made here.

    Returns
    -------
    pyspark.sql.SparkSession
    """
    require()
    from pyspark.sql import SparkSession  # noqa: PLC0415 - optional, and slow to import

    chosen = {
        "spark.ui.showConsoleProgress": "false",
        # Rows of texts and of packed arrays are large: batches are bounded by their bytes too.
        "spark.sql.execution.arrow.maxRecordsPerBatch": "4096",
        "spark.sql.execution.arrow.maxBytesPerBatch": str(32 << 20),
    }
    if master.startswith("local"):
        # One machine: the workers' Python and this checkout are where they are here.
        # The setting spark.pyspark.python is read by spark-submit alone.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        root = str(Path(__file__).resolve().parent.parent.parent)
        paths = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
        chosen |= {
            "spark.ui.enabled": "false",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.executorEnv.PYTHONPATH": paths,
            "spark.driver.extraJavaOptions": _java_options(dict(settings or {})),
        }
    if master.startswith("local-cluster"):
        # Its executors are started from an installed Spark: that of pyspark will do.
        package = find_spec("pyspark")
        if package is not None and package.origin is not None:
            os.environ.setdefault("SPARK_HOME", str(Path(package.origin).parent))
    builder = SparkSession.builder.master(master).appName(name)
    for key, value in (chosen | dict(settings or {})).items():
        builder = builder.config(key, value)
    return builder.getOrCreate()
