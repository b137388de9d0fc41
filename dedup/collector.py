"""The garbage collector, which looks through all that was made whenever some more was made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["uncollected"]


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave the garbage alone while objects are made by the thousand that all stay.

    To look through them again and again, half-made, can double their cost. The collector is one
    for all threads: where another has turned it off, it stays off, and what is done here is over
    in seconds and runs nobody else's code.

    Examples
    --------
    >>> with uncollected():
    ...     gc.isenabled()
    False
    >>> gc.isenabled()
    True
    """
    if not gc.isenabled():
        yield
        return
    try:
        gc.disable()
        yield
    finally:
        gc.enable()
