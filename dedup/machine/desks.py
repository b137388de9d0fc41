"""What compiled code works in and is passed, kept by each thread from call to call."""

from __future__ import annotations

import operator
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

__all__ = ["Desks"]

D = TypeVar("D")
S = TypeVar("S", bound=Sequence[int])
_LEAST = 64


class Desks(Generic[S, D]):
    """A desk for each thread, which grows with what is laid on it.

    Parameters
    ----------
    make : callable
        Makes a desk of some sizes.
    sizes : callable
        Makes sizes of their numbers: the class, or its `_make`.
    usual : int
        The largest size of a desk that is kept; a larger one is made for one call.

    Examples
    --------
    >>> desks = Desks(lambda sizes: bytearray(*sizes), tuple, 1 << 10)
    >>> len(desks.of((100,))), len(desks.of((7,))), len(desks.of((300,))), len(desks.kept)
    (128, 128, 512, 512)
    """

    def __init__(
        self, make: Callable[[S], D], sizes: Callable[[Iterable[int]], S], usual: int
    ) -> None:
        self.usual = usual
        self._make = make
        self._sizes = sizes
        self._kept = threading.local()

    @property
    def kept(self) -> D | None:
        """The thread's own desk, whatever its sizes, if it has one."""
        return getattr(self._kept, "desk", None)

    def of(self, sizes: S) -> D:
        """A desk of at least these sizes."""
        known: S | None = getattr(self._kept, "sizes", None)
        if known is not None and not any(map(operator.gt, sizes, known)):
            kept: D = self._kept.desk
            return kept
        if max(sizes) > self.usual:
            return self._make(sizes)
        wanted = sizes if known is None else map(max, sizes, known)
        grown = self._sizes(max(_LEAST, 1 << (size - 1).bit_length()) for size in wanted)
        desk = self._make(grown)
        self._kept.sizes, self._kept.desk = grown, desk
        return desk
