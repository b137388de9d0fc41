"""Bands and rows of a signature, chosen from a wanted recall.

A signature cut into ``bands`` of ``rows`` slots makes two documents candidates if they agree
in all slots of at least one band. At resemblance ``s`` that happens with probability
``1 - (1 - s**rows)**bands`` (Leskovec, Rajaraman & Ullman, *Mining of Massive Datasets*, 3.4).
"""

from __future__ import annotations

from typing import Any, NamedTuple, overload

import numpy as np
import numpy.typing as npt

from dedup.errors import SettingsError
from dedup.lsh.minhash import U32
from dedup.lsh.shingles import U64

__all__ = ["SEARCHED", "Bands", "band_keys", "choose_bands"]

SEARCHED = 72
"""Slots that a search makes: the first of a signature. Whatever the bands let through is compared
exactly, so that they only have to miss nothing: 18 bands of 4 rows find as much at 0.7 as 25 of 5
(0.993 against 0.990) with little more than half of the slots. Bands of 3 would do with half of
these again, but let seven times as many pairs through that share a tenth, as boilerplate does."""


class Bands(NamedTuple):
    """How a signature is cut: `bands` bands of `rows` slots each."""

    bands: int
    rows: int

    @overload
    def probability(self, resemblance: float) -> float: ...
    @overload
    def probability(self, resemblance: npt.NDArray[Any]) -> npt.NDArray[np.float64]: ...
    def probability(self, resemblance: Any) -> Any:
        """Probability that two documents of this resemblance become candidates.

        Parameters
        ----------
        resemblance : float or ndarray
            An array gives the curve: the probability at each of its values.

        Examples
        --------
        >>> round(Bands(20, 5).probability(0.8), 4)
        0.9996
        >>> Bands(20, 5).probability(np.array([0.0, 0.5, 1.0])).round(2).tolist()
        [0.0, 0.47, 1.0]
        """
        found = 1.0 - (1.0 - np.asarray(resemblance, dtype=float) ** self.rows) ** self.bands
        return found if found.ndim else float(found)


def choose_bands(recall: float = 0.95, at: float = 0.7, slots: int = SEARCHED) -> Bands:
    """The most selective bands that still find a share `recall` of pairs of resemblance `at`.

    More rows let fewer chance pairs through, so the largest number of rows is taken whose
    bands, as many as the slots allow, reach the recall. Without an exact comparison after them
    bands have to keep chance pairs out as well, and more slots do that.

    Raises
    ------
    SettingsError
        If `recall` or `at` is not in (0, 1), or no bands of `slots` slots reach the recall.

    Examples
    --------
    >>> choose_bands(recall=0.95, at=0.7)
    Bands(bands=18, rows=4)
    >>> bands = choose_bands(recall=0.95, at=0.7, slots=128)
    >>> bands
    Bands(bands=25, rows=5)

    How many of the pairs of each resemblance these bands find:

    >>> bands.probability(np.array([0.3, 0.5, 0.7, 0.9])).round(3).tolist()
    [0.059, 0.548, 0.99, 1.0]

    The same bands for an index of datasketch, which by itself chooses by a threshold:

    >>> from datasketch import MinHashLSH
    >>> MinHashLSH(num_perm=128, params=tuple(bands)).b
    25
    """
    for name, value in (("recall", recall), ("at", at)):
        if not 0.0 < value < 1.0:
            raise SettingsError(f"{name}={value!r} is not between 0 and 1, both excluded")
    for rows in range(slots, 0, -1):
        chosen = Bands(slots // rows, rows)
        if chosen.probability(at) >= recall:
            return chosen
    raise SettingsError(
        f"{slots} slots cannot find {recall:.0%} of pairs of resemblance {at}; "
        "ask for a higher resemblance or a lower recall"
    )


def band_keys(signatures: U32, bands: Bands) -> U64:
    """One 64-bit key a band: equal where all slots of the band are equal.

    Parameters
    ----------
    signatures : ndarray of uint32, shape (n, slots)

    Returns
    -------
    ndarray of uint64, shape (n, bands)
    """
    used = signatures[:, : bands.bands * bands.rows].astype(np.uint64)
    cut = used.reshape(len(signatures), bands.bands, bands.rows)
    keys = np.zeros((len(signatures), bands.bands), dtype=np.uint64)
    for row in range(bands.rows):
        keys = keys * np.uint64(0x9E3779B97F4A7C15) + cut[:, :, row] + np.uint64(1)
        # Without the shift a slot's upper bits would never reach the key's lower ones.
        keys ^= keys >> np.uint64(29)
    return keys
