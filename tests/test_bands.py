"""Bands and rows: the formula against a simulation, the choice against its definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dedup.errors import SettingsError
from dedup.lsh.bands import Bands, band_keys, choose_bands
from dedup.lsh.minhash import U32, signature


def slow_probability(bands: int, rows: int, resemblance: float) -> float:
    """One minus the probability that no band agrees in all of its rows."""
    none_agrees = 1.0
    for _ in range(bands):
        all_agree = 1.0
        for _ in range(rows):
            all_agree *= resemblance
        none_agrees *= 1.0 - all_agree
    return 1.0 - none_agrees


def bands_agree(a: U32, b: U32, bands: Bands) -> list[bool]:
    """Whether each band of two signatures has the same slots."""
    cuts = [slice(i * bands.rows, (i + 1) * bands.rows) for i in range(bands.bands)]
    return [a[cut].tolist() == b[cut].tolist() for cut in cuts]


class TestProbability:
    @given(st.integers(1, 64), st.integers(1, 64), st.floats(0, 1))
    def test_formula(self, bands: int, rows: int, resemblance: float) -> None:
        """The probability is that of at least one band agreeing in full."""
        expected = slow_probability(bands, rows, resemblance)
        assert Bands(bands, rows).probability(resemblance) == pytest.approx(expected, abs=1e-9)

    @pytest.mark.parametrize(
        ("bands", "resemblance"),
        [(Bands(25, 5), 0.4), (Bands(25, 5), 0.6), (Bands(8, 16), 0.9), (Bands(64, 2), 0.15)],
    )
    def test_simulation(self, bands: Bands, resemblance: float) -> None:
        """Of 400 seeded pairs of that resemblance about as many share a band as the formula says.

        Four standard deviations of such a count are 0.1.
        """
        rng = np.random.default_rng(11)
        size = 200
        common = round(2 * size * resemblance / (1 + resemblance))
        found = 0
        for _ in range(400):
            pool = rng.integers(0, 2**64, 2 * size - common, dtype=np.uint64)
            keys = band_keys(np.stack([signature(pool[:size]), signature(pool[-size:])]), bands)
            found += bool((keys[0] == keys[1]).any())
        assert found / 400 == pytest.approx(bands.probability(resemblance), abs=0.1)


class TestChoice:
    @given(st.floats(0.5, 0.999), st.floats(0.05, 0.99), st.sampled_from([16, 100, 128, 256]))
    def test_the_most_selective_that_reaches_the_recall(
        self, recall: float, at: float, slots: int
    ) -> None:
        """The chosen bands reach the recall, and no more rows would with the same slots."""
        assume(slow_probability(slots, 1, at) >= recall + 1e-9)
        chosen = choose_bands(recall, at, slots)
        assert chosen.bands * chosen.rows <= slots < (chosen.bands + 1) * chosen.rows
        assert slow_probability(*chosen, at) >= recall - 1e-9
        for rows in range(chosen.rows + 1, slots + 1):
            assert slow_probability(slots // rows, rows, at) < recall + 1e-9

    @given(st.floats(0.05, 0.99))
    def test_more_recall_takes_no_more_rows(self, at: float) -> None:
        """Who asks for more recall gets as many rows or fewer."""
        rows = [choose_bands(recall, at).rows for recall in (0.5, 0.7, 0.9)]
        assert rows == sorted(rows, reverse=True)

    @pytest.mark.parametrize("value", [0.0, 1.0, -0.1, 1.5, float("nan")])
    def test_limits(self, value: float) -> None:
        """A recall or resemblance outside (0, 1) is refused by name and value."""
        with pytest.raises(SettingsError, match=f"recall={value}"):
            choose_bands(recall=value)
        with pytest.raises(SettingsError, match=f"at={value}"):
            choose_bands(at=value)

    def test_out_of_reach(self) -> None:
        """A recall that no bands reach is refused with a remedy."""
        with pytest.raises(SettingsError, match=r"72 slots.*99%.*0\.01.*lower recall"):
            choose_bands(recall=0.99, at=0.01)


class TestKeys:
    @given(
        st.lists(st.lists(st.integers(0, 2), min_size=12, max_size=12), max_size=6),
        st.sampled_from([Bands(1, 1), Bands(12, 1), Bands(4, 3), Bands(5, 2), Bands(1, 12)]),
    )
    def test_equal_exactly_where_the_slots_are(self, rows: list[list[int]], bands: Bands) -> None:
        """Two documents have the same key of a band exactly if all slots of the band agree."""
        signatures = np.array(rows, dtype=np.uint32).reshape(len(rows), 12)
        keys = band_keys(signatures, bands)
        assert keys.shape == (len(rows), bands.bands)
        assert keys.dtype == np.uint64
        for a in range(len(rows)):
            for b in range(len(rows)):
                agree = (keys[a] == keys[b]).tolist()
                assert agree == bands_agree(signatures[a], signatures[b], bands)

    def test_close_slots_have_distant_keys(self) -> None:
        """Sets of slots that differ in single bits have no key in common, high bits included."""
        values = [0, 2**32 - 1, *(1 << bit for bit in range(32))]
        signatures = np.array([(a, b) for a in values for b in values], dtype=np.uint32)
        assert len(np.unique(band_keys(signatures, Bands(1, 2)))) == len(signatures)

    def test_many_random_keys_are_distinct(self) -> None:
        """Among 200,000 different bands no two keys are equal, nor do lower bits repeat much."""
        rng = np.random.default_rng(12)
        signatures = rng.integers(0, 2**32, (200_000, 5), dtype=np.uint32)
        keys = band_keys(signatures, Bands(1, 5))[:, 0]
        assert len(np.unique(keys)) == len(np.unique(signatures, axis=0))
        assert len(np.unique(keys & np.uint64(0xFFFF))) > 0.9 * 2**16

    def test_slots_past_the_bands_do_not_count(self) -> None:
        """Slots that no band uses change no key."""
        signatures = np.zeros((2, 128), dtype=np.uint32)
        signatures[1, 125:] = 7
        keys = band_keys(signatures, Bands(25, 5))
        assert (keys[0] == keys[1]).all()
