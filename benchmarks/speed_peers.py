"""The libraries that we are compared with, each used as its own documentation recommends.

Every job starts from Python strings and looks for texts of resemblance 0.7 by word 5-shingles
and 128 permutations. A library that tokenises itself does so; the others get
``text.lower().split()``, joined five by five, which is what the documentation of rensa and
FastSketchLSH does and the fastest that Python can. Where the number of bands can be chosen,
it is one that finds at least 0.95 of the pairs at 0.7: 25 bands of 5 rows, as ours, or 32 of 4
where the bands have to divide 128. Without that choice most would find half of those pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from speed_jobs import BANDS, ROWS, SLOTS, THRESHOLD, Answer, Job, K, Pairs, flagged, pairs

__all__ = ["PEERS", "SHINGLES"]

SHINGLES = "shingles as Python strings"

_WIDE = 32
"""Bands of four rows, where the bands have to divide the permutations."""


_BATCH = 2048


def shingles(text: str) -> list[str]:
    """Word 5-shingles as strings, made in C as far as Python goes."""
    words = text.lower().split()
    if len(words) < K:
        return [" ".join(words)]
    return list(map(" ".join, zip(*(words[at:] for at in range(K)), strict=False)))


def _encoded(texts: Iterable[str]) -> Iterator[list[bytes]]:
    for text in texts:
        yield [shingle.encode() for shingle in shingles(text)]


def _of_lists(found: Iterable[Sequence[int]]) -> Pairs:
    """Pairs of each row and what an index returned for it."""
    rows = [(row, other) for row, others in enumerate(found) for other in others if other < row]
    return pairs([row for row, _ in rows], [other for _, other in rows])


def _of_edges(first: Any, second: Any, count: int) -> Pairs:
    """All pairs of texts that edges connect, for libraries that give clusters."""
    # Loaded here: most libraries of this file need no scipy, and it would count as theirs.
    from scipy.sparse import coo_array  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    first, second = np.asarray(first, dtype=np.int64), np.asarray(second, dtype=np.int64)
    graph = coo_array((np.ones(len(first), dtype=np.int8), (first, second)), (count, count))
    _, label = connected_components(graph, directed=False)
    order = np.argsort(label, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(label[order])) + 1)
    rows = [
        (a, b)
        for group in groups
        if len(group) > 1
        for at, a in enumerate(group.tolist())
        for b in group.tolist()[at + 1 :]
    ]
    return pairs([a for a, _ in rows], [b for _, b in rows])


def _shingles_alone(texts: Sequence[str]) -> object:
    for text in texts:
        shingles(text)
    return None


# rensa: the batch functions, one row a text, without a Python object a text where there is one.


def _rensa_sketch(texts: Sequence[str]) -> object:
    from rensa import RMinHash  # noqa: PLC0415

    return RMinHash.digest_matrix_from_token_sets(map(shingles, texts), SLOTS, 42)


def _rensa_find(texts: Sequence[str]) -> Answer:
    from rensa import RMinHash, RMinHashLSH  # noqa: PLC0415

    sketches = RMinHash.from_token_sets(map(shingles, texts), SLOTS, 42)
    index = RMinHashLSH(threshold=THRESHOLD, num_perm=SLOTS, num_bands=_WIDE)
    index.insert_many(sketches)
    return Answer(_of_lists(index.query_all(sketches)))


def _rensa_c_sketch(texts: Sequence[str]) -> object:
    from rensa import CMinHash  # noqa: PLC0415

    return CMinHash.from_token_sets(map(shingles, texts), SLOTS, 42)


def _rensa_c_find(texts: Sequence[str]) -> Answer:
    from rensa import CMinHash, CMinHashDeduplicator  # noqa: PLC0415

    sketches = CMinHash.from_token_sets(map(shingles, texts), SLOTS, 42)
    keys = [str(row) for row in range(len(texts))]
    index = CMinHashDeduplicator(threshold=THRESHOLD, num_perm=SLOTS)
    kept = index.add_pairs(list(zip(keys, sketches, strict=True)))
    copies = [row for row, is_kept in enumerate(kept) if not is_kept]
    found = index.get_duplicate_sets([sketches[row] for row in copies])
    edges = [(row, int(key)) for row, others in zip(copies, found, strict=True) for key in others]
    return Answer(_of_edges([a for a, _ in edges], [b for _, b in edges], len(texts)))


def _rensa_rho_sketch(texts: Sequence[str]) -> object:
    from rensa import RMinHash  # noqa: PLC0415

    return RMinHash.digest_matrix_from_token_sets_rho(map(shingles, texts), SLOTS, 42)


def _rensa_rho_find(texts: Sequence[str]) -> Answer:
    from rensa import RMinHash, RMinHashLSH  # noqa: PLC0415

    matrix = RMinHash.digest_matrix_from_token_sets_rho(map(shingles, texts), SLOTS, 42)
    index = RMinHashLSH(threshold=THRESHOLD, num_perm=SLOTS, num_bands=_WIDE)
    return flagged(index.query_duplicate_flags_matrix_one_shot(matrix))


# datasketch: MinHash.generator, its batch function, and params= for bands.


def _datasketch(texts: Sequence[str], **options: Any) -> Iterator[Any]:
    from datasketch import MinHash  # noqa: PLC0415

    sketches: Iterator[Any] = MinHash.generator(_encoded(texts), num_perm=SLOTS, **options)
    return sketches


def _datasketch_find(texts: Sequence[str], **options: Any) -> Answer:
    from datasketch import MinHashLSH  # noqa: PLC0415

    index = MinHashLSH(num_perm=SLOTS, params=(BANDS, ROWS))
    found: list[list[int]] = []
    for row, sketch in enumerate(_datasketch(texts, **options)):
        found.append(index.query(sketch))
        index.insert(row, sketch, check_duplication=False)
    return Answer(_of_lists(found))


def _xxh32() -> dict[str, Any]:
    import xxhash  # noqa: PLC0415

    return {"hashfunc": xxhash.xxh32_intdigest}


# gaoya: tokenises and shingles itself; its index looks at the estimate before it answers.


def _gaoya(*, slots: int) -> Any:
    from gaoya.minhash import MinHashStringIndex  # noqa: PLC0415

    return MinHashStringIndex(
        hash_size=32,
        jaccard_threshold=THRESHOLD,
        num_bands=slots // ROWS if slots % ROWS == 0 else _WIDE,
        band_size=ROWS if slots % ROWS == 0 else slots // _WIDE,
        num_hashes=None,
        analyzer="word",
        lowercase=True,
        ngram_range=(K, K),
        id_container="smallvec",
    )


def _gaoya_sketch(texts: Sequence[str]) -> object:
    return _gaoya(slots=SLOTS).minhash_index.bulk_hash_docs(texts)


def _gaoya_find(texts: Sequence[str]) -> Answer:
    index = _gaoya(slots=BANDS * ROWS)
    index.par_bulk_insert_docs(list(range(len(texts))), texts)
    return Answer(_of_lists(index.par_bulk_query(texts)))


# FastSketchLSH: batch and query with its compact answer.


def _fastsketch_sketch(texts: Sequence[str]) -> Any:
    from FastSketchLSH import FastSimilaritySketch  # noqa: PLC0415

    sketcher = FastSimilaritySketch(size=SLOTS, seed=42)
    # A batch has to be a list: all texts in one would hold every shingle at the same time.
    batches = (texts[at : at + _BATCH] for at in range(0, len(texts), _BATCH))
    return np.concatenate(
        [sketcher.batch(list(map(shingles, batch)), num_threads=1) for batch in batches]
    )


def _fastsketch_find(texts: Sequence[str]) -> Answer:
    from FastSketchLSH import LSH  # noqa: PLC0415

    sketches = _fastsketch_sketch(texts)
    index = LSH(num_perm=SLOTS, num_bands=_WIDE, num_threads=1)
    index.insert(sketches)
    others, bounds = index.query(sketches, format="csr")
    rows = np.repeat(np.arange(len(texts)), np.diff(bounds.astype(np.int64)))
    return Answer(pairs(rows, others.astype(np.int64)))


# daft: normalize and minhash expressions, bands exploded and grouped, edges to components.


def _daft(texts: Sequence[str], hashes: int) -> Any:
    import daft  # noqa: PLC0415
    from daft.functions import minhash, normalize  # noqa: PLC0415

    frame = daft.from_pydict({"id": list(range(len(texts))), "text": texts})
    plain = normalize(daft.col("text"), remove_punct=True, lowercase=True, white_space=True)
    sketch = minhash(plain, num_hashes=hashes, ngram_size=K, seed=42, hash_function="xxhash")
    return frame.select(daft.col("id"), sketch.alias("sketch"))


def _daft_sketch(texts: Sequence[str]) -> object:
    return _daft(texts, SLOTS).collect()


def _daft_find(texts: Sequence[str]) -> Answer:
    import daft  # noqa: PLC0415
    from daft.functions import chunk, list_min  # noqa: PLC0415

    col = daft.col
    numbers = daft.lit(list(range(BANDS)))
    bands = _daft(texts, BANDS * ROWS).select(
        col("id"), chunk(col("sketch"), ROWS).alias("band"), numbers.alias("number")
    )
    buckets = (
        bands.explode("band", "number")
        .groupby("number", "band")
        .agg(col("id").list_agg().alias("ids"))
    )
    edges = (
        buckets.select(list_min(col("ids")).alias("u"), col("ids").alias("v"))
        .explode("v")
        .where(col("u") != col("v"))
        .distinct()
        .to_pydict()
    )
    return Answer(_of_edges(edges["u"], edges["v"], len(texts)))


# text-dedup: what its command runs for each text and each bucket, without its data set files.


def _text_dedup(texts: Sequence[str], ranges: list[tuple[int, int]]) -> Iterator[list[bytes]]:
    from text_dedup.minhash import SIGNATURE_COLUMN, embed_func  # noqa: PLC0415
    from text_dedup.utils import xxh3_32hash  # noqa: PLC0415

    prime, rng = np.uint32((1 << 32) - 5), np.random.RandomState(42)
    options: dict[str, Any] = {
        "num_perm": SLOTS,
        "ngram_size": K,
        "min_length": 0,
        "hashranges": ranges,
        "permutations": (
            rng.randint(1, prime, size=SLOTS, dtype=np.uint32),
            rng.randint(0, prime, size=SLOTS, dtype=np.uint32),
        ),
        "hash_func": xxh3_32hash,
        "dtype": np.uint32,
        "max_hash": np.uint32((1 << 32) - 1),
        "modulo_prime": prime,
    }
    for row, text in enumerate(texts):
        yield embed_func(text, row, **options)[SIGNATURE_COLUMN]


def _text_dedup_sketch(texts: Sequence[str]) -> object:
    return list(_text_dedup(texts, [(0, SLOTS)]))


def _text_dedup_find(texts: Sequence[str]) -> Answer:
    tables: list[dict[bytes, list[int]]] = [{} for _ in range(BANDS)]
    ranges = [(band * ROWS, (band + 1) * ROWS) for band in range(BANDS)]
    for row, keys in enumerate(_text_dedup(texts, ranges)):
        for table, key in zip(tables, keys, strict=True):
            table.setdefault(key, []).append(row)
    buckets = [rows for table in tables for rows in table.values() if len(rows) > 1]
    edges = [(rows[0], other) for rows in buckets for other in rows[1:]]
    return Answer(_of_edges([a for a, _ in edges], [b for _, b in edges], len(texts)))


def _single_threaded_daft() -> None:
    import daft  # noqa: PLC0415

    daft.set_runner_native(num_threads=1)


def _listed(sketches: Iterable[Any]) -> npt.NDArray[np.uint64]:
    return np.array([sketch.hashvalues for sketch in sketches])


_ONLY_CANDIDATES = "candidates as its index gives them, unverified"
_CLUSTERS = "all pairs inside its clusters of unverified candidates"

PEERS: dict[str, Job] = {
    "rensa": Job(
        "rensa",
        _rensa_sketch,
        _rensa_find,
        f"RMinHash, 32 bands of 4; {_ONLY_CANDIDATES}",
    ),
    "rensa C-MinHash": Job(
        "rensa",
        _rensa_c_sketch,
        _rensa_c_find,
        "CMinHash and its deduplicator, which goes by the estimate; all pairs inside its clusters",
    ),
    "rensa rho": Job(
        "rensa",
        _rensa_rho_sketch,
        _rensa_rho_find,
        "sampled tokens, 32 bands of 4; says which texts have a copy, not which, so that recall "
        "and precision are of texts",
    ),
    "datasketch": Job(
        "datasketch",
        lambda texts: _listed(_datasketch(texts)),
        _datasketch_find,
        f"MinHash.generator with SHA-1, 25 bands of 5; {_ONLY_CANDIDATES}",
    ),
    "datasketch with xxh32": Job(
        "datasketch",
        lambda texts: _listed(_datasketch(texts, **_xxh32())),
        lambda texts: _datasketch_find(texts, **_xxh32()),
        f"MinHash.generator with xxHash, 25 bands of 5; {_ONLY_CANDIDATES}",
    ),
    "gaoya": Job(
        "gaoya",
        _gaoya_sketch,
        _gaoya_find,
        "its own tokens, 25 bands of 5 (125 permutations); keeps what it estimates at 0.7 or more, "
        "and has no way to ask with a text's sketch, so every text is sketched twice",
    ),
    "daft": Job(
        "daft",
        _daft_sketch,
        _daft_find,
        f"its own tokens, 25 bands of 5 (125 permutations), scipy for the components; {_CLUSTERS}",
        prepare=_single_threaded_daft,
    ),
    "FastSketchLSH": Job(
        "fastsketchlsh",
        _fastsketch_sketch,
        _fastsketch_find,
        f"batch and query with format='csr', 32 bands of 4; {_ONLY_CANDIDATES}",
    ),
    SHINGLES: Job(
        "dedup-news",
        _shingles_alone,
        None,
        "no library: what making tokens and shingles in Python costs those that take shingles",
    ),
    "text-dedup": Job(
        "text-dedup",
        _text_dedup_sketch,
        _text_dedup_find,
        f"embed_func with 32-bit xxh3, 25 bands of 5, its tables in memory; {_CLUSTERS}",
    ),
}
