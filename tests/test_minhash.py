"""Signatures, held bit for bit to datasketch, and their estimates to the exact resemblance."""

from __future__ import annotations

import datasketch
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.errors import SettingsError
from dedup.lsh import sketches
from dedup.lsh.minhash import (
    EMPTY,
    SEED,
    SLOTS,
    U32,
    bottom_k,
    from_datasketch,
    permutations,
    signature,
    to_datasketch,
)
from dedup.lsh.shingles import U64, Vocabulary

NEWS = [
    "Sea ice closed the northern port of Halvik, and the last ferry of the year could not leave.",
    "Wheat prices fell by a tenth in the markets of Torvena after the autumn rains came at last.",
    "",
    "Sea ice closed the northern port of Halvik, and the last ferry of the year could not go.",
]

hashes = st.lists(st.integers(0, 2**64 - 1), max_size=40, unique=True)


def array(values: list[int]) -> U64:
    """Hashes as the code takes them."""
    return np.array(values, dtype=np.uint64)


def random_hashes(count: int, seed: int) -> U64:
    """As many hashes, drawn evenly."""
    return np.random.default_rng(seed).integers(0, 2**64, count, dtype=np.uint64)


def oracle(values: U64, slots: int = SLOTS, seed: int = SEED) -> datasketch.MinHash:
    """What datasketch makes of the upper 32 bits of the same hashes."""
    sketch = datasketch.MinHash(
        num_perm=slots, seed=seed, scheme="affine32", hashfunc=lambda value: value
    )
    for value in values.tolist():
        sketch.update(value >> 32)
    return sketch


def jaccard(a: U64, b: U64) -> float:
    """The exact resemblance of two sets."""
    first, second = set(a.tolist()), set(b.tolist())
    return len(first & second) / len(first | second)


class TestSignature:
    @given(hashes, st.sampled_from([1, 3, 128]), st.sampled_from([0, 1, 42, 2**31]))
    def test_bit_for_bit_datasketch(self, values: list[int], slots: int, seed: int) -> None:
        """A signature equals the affine32 sketch of datasketch, for any slots and seed."""
        row = signature(array(values), slots, seed)
        assert row.dtype == np.uint32
        assert row.tolist() == oracle(array(values), slots, seed).hashvalues.tolist()

    @pytest.mark.parametrize("count", [0, 1, 2047, 2048, 2049, 4095, 4096, 4097, 5000])
    def test_blocks_leave_no_seam(self, count: int) -> None:
        """Sets around the size of a block and of several have datasketch's sketch too."""
        values = random_hashes(count, count)
        assert signature(values).tolist() == oracle(values).hashvalues.tolist()

    def test_the_last_of_a_block_counts(self) -> None:
        """A hash at either side of a block's end reaches the slots that it is smallest in."""
        values = random_hashes(2049, 5)
        for place in (0, 2046, 2047, 2048):
            alone = signature(values[place : place + 1])
            rest = signature(np.delete(values, place))
            assert signature(values).tolist() == np.minimum(alone, rest).tolist()

    def test_a_text_has_datasketchs_sketch(self) -> None:
        """The whole way from a text, through its shingles, ends at datasketch's sketch."""
        words = [f"word{number * number % 211}" for number in range(400)]
        shingles = Vocabulary().features(" ".join(words)).shingles
        assert signature(shingles).tolist() == oracle(shingles).hashvalues.tolist()

    def test_no_shingles(self) -> None:
        """The empty set has the highest value in every slot, as in datasketch."""
        row = signature(array([]))
        assert row.shape == (SLOTS,)
        assert (row == EMPTY).all()
        assert to_datasketch(row).is_empty()

    @given(hashes)
    def test_order_and_repeats_do_not_count(self, values: list[int]) -> None:
        """A signature is of a set."""
        twice = array([*values, *reversed(values)])
        assert signature(array(values), 16).tolist() == signature(twice, 16).tolist()

    @given(hashes)
    def test_the_input_stays_as_it_was(self, values: list[int]) -> None:
        """Neither the signature nor the bottom-k sketch changes the hashes it is given."""
        given_hashes = array(values)
        signature(given_hashes, 4)
        bottom_k(given_hashes, 3)
        assert given_hashes.tolist() == values

    @pytest.mark.parametrize("seed", [0, 1, 12345, 2**32 - 1])
    @pytest.mark.parametrize("slots", [1, 36, 700])
    def test_multipliers_are_those_of_datasketch(self, seed: int, slots: int) -> None:
        """They are drawn here, number for number as datasketch draws them."""
        theirs = datasketch.MinHash(num_perm=slots, seed=seed, scheme="affine32").permutations
        ours = permutations(slots, seed)
        assert all(np.array_equal(a.ravel(), b) for a, b in zip(ours, theirs, strict=True))

    def test_a_seed_out_of_range_is_refused(self) -> None:
        """The error names the seed and its limits."""
        with pytest.raises(SettingsError, match="seed is -1; it has to be from 0 to 4294967295"):
            signature(random_hashes(5, 1), seed=-1)

    def test_seeds_differ(self) -> None:
        """Another seed draws other permutations."""
        values = random_hashes(50, 1)
        assert (signature(values, seed=1) != signature(values, seed=2)).mean() > 0.9


class TestEstimate:
    def test_agreement_estimates_resemblance(self) -> None:
        """Over 300 seeded pairs the mean error is under 0.03 and no error above 0.18.

        The standard deviation at 128 slots is at most 0.044.
        """
        rng = np.random.default_rng(7)
        errors = []
        for pair in range(300):
            pool = random_hashes(400, 1000 + pair)
            size, shift = int(rng.integers(20, 200)), int(rng.integers(0, 200))
            a, b = pool[:size], pool[shift : shift + size]
            estimate = float((signature(a) == signature(b)).mean())
            errors.append(estimate - jaccard(a, b))
        assert np.abs(errors).mean() < 0.03
        assert np.abs(errors).max() < 0.18
        assert abs(np.mean(errors)) < 0.01


class TestDatasketch:
    @given(hashes)
    def test_there_and_back(self, values: list[int]) -> None:
        """A row survives the way to datasketch and back, whoever made the sketch."""
        row = signature(array(values))
        assert from_datasketch(to_datasketch(row)).tolist() == row.tolist()
        assert from_datasketch(oracle(array(values))).tolist() == row.tolist()
        assert from_datasketch(to_datasketch(row)).dtype == np.uint32

    def test_jaccard_is_the_same(self) -> None:
        """The share of equal slots is what datasketch says of the two sketches, made by either."""
        pool = random_hashes(300, 3)
        a, b = pool[:200], pool[80:]
        row_a, row_b = signature(a), signature(b)
        expected = float((row_a == row_b).mean())
        assert to_datasketch(row_a).jaccard(to_datasketch(row_b)) == expected
        assert to_datasketch(row_a).jaccard(oracle(b)) == expected

    def test_the_sketch_can_be_updated(self) -> None:
        """A row handed to datasketch goes on as datasketch's own would."""
        values = random_hashes(30, 4)
        sketch = to_datasketch(signature(values[:20]))
        sketch.merge(oracle(values[20:]))
        assert sketch.hashvalues.tolist() == signature(values).tolist()

    def test_another_seed_is_carried(self) -> None:
        """The seed goes along, so that datasketch can refuse to compare across seeds."""
        values = random_hashes(30, 4)
        sketch = to_datasketch(signature(values, seed=9), seed=9)
        assert sketch.jaccard(oracle(values, seed=9)) == 1.0
        with pytest.raises(ValueError, match="seed"):
            sketch.jaccard(to_datasketch(signature(values)))

    def test_another_scheme_is_refused(self) -> None:
        """A sketch of another scheme is refused, with its name and the remedy."""
        other = datasketch.MinHash(num_perm=SLOTS, scheme="legacy")
        with pytest.raises(ValueError, match=r"'legacy'.*scheme='affine32'"):
            from_datasketch(other)

    def test_another_seed_is_refused(self) -> None:
        """A sketch of another seed is refused, unless it is that of the rows it is for."""
        values = random_hashes(30, 4)
        other = oracle(values, seed=9)
        with pytest.raises(SettingsError, match=r"seed 9 .* of seed 1; make it with MinHash"):
            from_datasketch(other)
        assert from_datasketch(other, seed=9).tolist() == signature(values, seed=9).tolist()

    @pytest.mark.parametrize("compiled", [False, True])
    @pytest.mark.parametrize("seed", [SEED, 7])
    def test_sketches_of_texts(
        self, monkeypatch: pytest.MonkeyPatch, compiled: bool, seed: int
    ) -> None:
        """A document's sketch is what datasketch makes of its shingle hashes."""
        monkeypatch.setattr(sketches, "is_loaded", lambda: compiled)
        found = sketches.sketch(NEWS, seed=seed)
        for row, shingles in enumerate(sketches.plain_features(NEWS)[0]):
            ours, theirs = found.to_datasketch(row), oracle(shingles, seed=seed)
            assert ours == theirs
            assert from_datasketch(theirs, seed).tolist() == found.signatures[row].tolist()

    def test_datasketchs_index_finds_the_pair(self) -> None:
        """`MinHashLSH` takes the sketches, ours or its own of the same shingles, as one kind."""
        found = sketches.sketch(NEWS)
        index = datasketch.MinHashLSH(threshold=0.5, num_perm=SLOTS)
        for row in range(len(found) - 1):
            index.insert(row, found.to_datasketch(row))
        last = len(NEWS) - 1
        assert index.query(found.to_datasketch(last)) == [0]
        assert index.query(oracle(sketches.plain_features(NEWS)[0][last])) == [0]


class TestBottomK:
    @given(hashes, st.integers(0, 50))
    def test_bottom_k_is_a_sorted_prefix(self, values: list[int], k: int) -> None:
        """The sketch is the first k of the sorted values."""
        assert bottom_k(array(values), k).tolist() == sorted(values)[:k]

    def test_bottom_k_of_many(self) -> None:
        """The same holds of a set much larger than k."""
        values = random_hashes(10_000, 6)
        assert bottom_k(values, 128).tolist() == sorted(values.tolist())[:128]

    def test_bottom_k_estimates_resemblance(self) -> None:
        """The share of the union's k smallest that both sets have estimates their resemblance."""
        pool = random_hashes(6000, 8)
        a, b = pool[:4000], pool[2000:]
        k = 500
        union = bottom_k(np.unique(np.concatenate([bottom_k(a, k), bottom_k(b, k)])), k)
        both = np.intersect1d(np.intersect1d(union, bottom_k(a, k)), bottom_k(b, k))
        assert len(both) / k == pytest.approx(jaccard(a, b), abs=0.08)


def test_a_row_is_an_array_of_slots() -> None:
    """A signature has one 32-bit value a slot."""
    row: U32 = signature(random_hashes(5, 1), slots=12)
    assert row.shape == (12,)
    assert row.dtype == np.uint32
