"""A property that is worked out once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

__all__ = ["once"]

Value = TypeVar("Value")


class once(Generic[Value]):  # noqa: N801 - read like `property`
    """`functools.cached_property` as it is since Python 3.12: without its lock.

    The lock takes longer than most of what is worked out here. Two threads may work out the same
    value at a time; either is kept.

    Examples
    --------
    >>> class Text:
    ...     @once
    ...     def words(self) -> list[str]:
    ...         return "ice came early".split()
    >>> text = Text()
    >>> text.words is text.words
    True
    """

    def __init__(self, function: Callable[[Any], Value]) -> None:
        self._function, self._name = function, function.__name__
        self.__doc__ = function.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> once[Value]: ...

    @overload
    def __get__(self, instance: object, owner: type) -> Value: ...

    def __get__(self, instance: object | None, owner: type) -> once[Value] | Value:
        if instance is None:
            return self
        value = instance.__dict__[self._name] = self._function(instance)
        return value
