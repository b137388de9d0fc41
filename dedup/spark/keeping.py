"""Intermediate results: each computed once, on the executors' disks or in a folder of files."""

from __future__ import annotations

import logging
from typing import Any

__all__ = ["Keeper"]

log = logging.getLogger("dedup.spark")


class Keeper:
    """Keeps what a stage gives for those that follow.

    Without a folder, results stand on the disks of the executors. An executor that is lost takes
    its part along, and Spark computes that part anew, from the documents on if need be. With a
    folder, results are Parquet files: whoever is lost, no finished stage is done twice.

    Parameters
    ----------
    folder : str, optional
        Where all executors can write: a path, or an address such as ``s3a://bucket/checkpoint``.
        Nothing may stand there yet.
    """

    def __init__(self, folder: str | None = None) -> None:
        self.folder = folder.rstrip("/") if folder else None
        self._kept: list[Any] = []

    def keep(self, name: str, frame: Any) -> tuple[Any, int]:
        """Compute a DataFrame; what is read from now on, and the number of its rows."""
        from pyspark import StorageLevel  # noqa: PLC0415 - optional

        if self.folder:
            place = f"{self.folder}/{name}"
            frame.write.parquet(place)
            kept = frame.sparkSession.read.schema(frame.schema).parquet(place)
        else:
            kept = _planless(frame).persist(StorageLevel.DISK_ONLY)
            self._kept.append(kept)
        rows = int(kept.count())
        log.info("%s: %d rows", name, rows)
        return kept, rows

    def release(self, *, but: Any) -> None:
        """Let go of all that is kept on the executors, one result excepted."""
        for frame in self._kept:
            if frame is not but:
                frame.unpersist()
        self._kept = []


def _planless(frame: Any) -> Any:
    """The same rows, how they are made no longer part of the plan of what is made of them.

    Each stage reads several before it, so that plans grow tenfold from stage to stage, and Spark
    looks all of them over for what it has kept. How lost rows are made again stays known.
    """
    from py4j.protocol import Py4JError, Py4JJavaError  # noqa: PLC0415 - optional
    from pyspark.sql import DataFrame  # noqa: PLC0415

    made = getattr(frame, "_jdf", None)
    if made is None:  # a client of a remote Spark has no hold of it
        return frame
    spark = frame.sparkSession
    # Spark for Python has no way of its own that spares the rows a journey through Python; and
    # of the two here the public one makes an object of each value and takes it apart again.
    jvm = spark._jsparkSession  # noqa: SLF001
    try:
        rows = made.queryExecution().toRdd()
        again = jvm.internalCreateDataFrame(rows, made.schema(), False)  # noqa: FBT003 - of Java
    except Py4JJavaError:
        raise
    except Py4JError:
        again = jvm.createDataFrame(made.javaRDD(), made.schema())
    return DataFrame(again, spark)
