"""Stems and the table of how rare they are."""

from __future__ import annotations

from importlib import resources

import numpy as np
import pytest
import xxhash
from hypothesis import given
from hypothesis import strategies as st

from dedup.text.stems import CUT, STEP, Stem, cut_stem, idf, idf_of, stem_key, stem_of
from dedup.text.words import fold


def plain_table() -> tuple[dict[int, float], float]:
    """The shipped table as a dict from short key to nats, and what is not in it gets."""
    with resources.files("dedup.text").joinpath("background.npz").open("rb") as file:
        table = np.load(file, allow_pickle=False)
        nats = (value * STEP for value in table["idf"].tolist())
        return dict(zip(table["keys"].tolist(), nats, strict=True)), float(table["unseen"])


TABLE, UNSEEN = plain_table()
keys = st.one_of(
    st.integers(0, 2**63 - 1),
    st.sampled_from(sorted(TABLE)).map(lambda short: short << 31),
    st.sampled_from(sorted(TABLE)).map(lambda short: (short << 31) | (2**31 - 1)),
    st.sampled_from([0, 2**63 - 1, (min(TABLE) << 31) - 1, (max(TABLE) + 1) << 31]),
)


class TestTable:
    @given(st.lists(keys))
    def test_idf_is_a_lookup(self, wanted: list[int]) -> None:
        """The array look-up gives what a dict of the table gives, ends of the table included."""
        expected = [TABLE.get(key >> 31, UNSEEN) for key in wanted]
        assert idf_of(np.array(wanted, dtype=np.uint64)).tolist() == expected
        assert [idf(key) for key in wanted] == expected

    def test_idf_keeps_the_shape(self) -> None:
        """Frequencies come in the shape of the keys, for none too."""
        for shape in ((0,), (3,), (2, 3)):
            assert idf_of(np.zeros(shape, dtype=np.uint64)).shape == shape

    def test_the_table_is_sorted_and_distinct(self) -> None:
        """Binary search needs increasing keys."""
        with resources.files("dedup.text").joinpath("background.npz").open("rb") as file:
            stored = np.load(file, allow_pickle=False)["keys"].astype(np.int64)
        assert (np.diff(stored) > 0).all()

    def test_unseen_counts_as_two(self) -> None:
        """A stem outside the table counts as carried by two articles, ln(4/3) above by three."""
        assert idf(stem_key("zqxjk")) == UNSEEN
        assert UNSEEN - max(TABLE.values()) == pytest.approx(np.log(4 / 3), abs=STEP)

    def test_nothing_is_below_zero(self) -> None:
        """No inverse document frequency is negative."""
        assert 0.0 <= min(TABLE.values()) < 0.05

    def test_rare_words_weigh_more(self) -> None:
        """Frequencies of known words rise from the commonest to the rarest."""
        found = [
            stem_of(word).idf
            for word in "the said president police minister hydrologist volcano zqxjk".split()
        ]
        assert found == sorted(found)
        assert len(set(found)) == len(found)


class TestStems:
    @given(st.text(max_size=12))
    def test_a_stem_is_the_first_five_letters(self, raw: str) -> None:
        """A stem is the folded word cut to five, its number the upper 63 bits of xxHash64."""
        cut = fold(raw) if fold(raw).isdigit() else fold(raw)[:5]
        key = xxhash.xxh64_intdigest(cut.encode("utf-8", "surrogatepass")) >> 1
        assert cut_stem(fold(raw)) == cut
        assert stem_of(raw) == Stem(key, idf(key))

    def test_the_cut_is_five(self) -> None:
        """Five letters are what was measured."""
        assert CUT == 5

    @pytest.mark.parametrize(
        "family",
        ["Russia Russian RUSSIANS russia", "negotiate negotiations Negotiating", "STRASSE straße"],
    )
    def test_families_fall_together(self, family: str) -> None:
        """Inflections, derivations and spellings of a word have one stem."""
        assert len({stem_of(word) for word in family.split()}) == 1

    def test_lone_surrogates_have_a_key(self) -> None:
        """A lone surrogate, which UTF-8 lacks, is hashed all the same."""
        assert stem_key("\ud800") != stem_key("\ud801")
