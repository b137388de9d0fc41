"""The same groups on Apache Spark: `find` and `sketch` of a DataFrame, and a `session` for them."""

from dedup.spark.sessions import SparkMissingError, session

try:
    from dedup.spark.find import Found, find, sketch
except ModuleNotFoundError as error:
    if error.name != "pyarrow":
        raise
    raise SparkMissingError(
        "pyarrow is not installed; get it with: pip install 'dedup-news[spark]'"
    ) from error

__all__ = ["Found", "find", "session", "sketch"]
