"""The same groups on Apache Spark: `find` and `sketch` of a DataFrame."""

from dedup.spark.find import Found, find, sketch

__all__ = ["Found", "find", "sketch"]
