"""Texts as one buffer of UTF-8, which is what compiled code reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

from dedup.lsh.kernels.constants import BEHIND

__all__ = ["PAD", "Packed", "pack"]

PAD = BEHIND
"""Bytes behind the last text that can be read; kernels look ahead."""
_AHEAD = bytes(PAD)


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """Texts end to end: text ``i`` is ``data[bounds[i]:bounds[i + 1]]`` in UTF-8.

    Attributes
    ----------
    data : ndarray of uint8
        At least `PAD` bytes follow the last text.
    bounds : ndarray of int64, shape (n + 1,)
    """

    data: npt.NDArray[np.uint8]
    bounds: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.bounds) - 1

    @property
    def size(self) -> int:
        """Bytes of all texts."""
        return int(self.bounds[-1] - self.bounds[0])

    def texts(self) -> Iterator[str]:
        """The texts as Python has them."""
        for start, end in pairwise(self.bounds.tolist()):
            yield self.data[start:end].tobytes().decode("utf-8", "surrogatepass")

    def pieces(self, size: int) -> Iterator[Packed]:
        """The same texts, some of about `size` bytes at a time, where they are in memory."""
        first = 0
        while first < len(self):
            start = self.bounds[first]
            last = int(np.searchsorted(self.bounds, start + size))
            last = min(max(last, first + 1), len(self))
            # A view that cannot be written is what compiled code was made for.
            data = self.data[start : self.bounds[last] + PAD]
            data.flags.writeable = False
            yield Packed(data, self.bounds[first : last + 1] - start)
            first = last


def pack(texts: Iterable[str], *, strict: bool = False) -> Packed:
    """Join strings; lone surrogates, which UTF-8 lacks, are passed through.

    Raises
    ------
    UnicodeEncodeError
        Where there is one, if `strict`.

    Examples
    --------
    >>> pack(["sea", "ice"]).bounds.tolist()
    [0, 3, 6]
    """
    errors = "strict" if strict else "surrogatepass"
    encoded = [text.encode("utf-8", errors) for text in texts]
    bounds = np.fromiter(accumulate(map(len, encoded), initial=0), np.int64, len(encoded) + 1)
    encoded.append(_AHEAD)
    return Packed(np.frombuffer(b"".join(encoded), dtype=np.uint8), bounds)
