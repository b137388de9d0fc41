"""Groups of two, on whom nobody else has a say: most groups, in a third of the time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dedup.collector import uncollected
from dedup.document import Document
from dedup.lsh.sketches import I64
from dedup.readers import id_of, is_bare
from dedup.syndication.groups import source_of_two
from dedup.syndication.result import Evidence, Group, Match
from dedup.syndication.verdicts import Verdict

__all__ = ["group_of_two", "groups_of_two"]


def group_of_two(
    a: str,
    b: str,
    verdict: Verdict,
    shared: int,
    documents: tuple[Document, Document] | None,
    *,
    turned: bool,
) -> Group:
    """The group of two documents whose verdict passes by itself.

    Parameters
    ----------
    a, b : str
        Their ids, in the order of the collection.
    verdict : Verdict
    shared : int
        Anchors in whose buckets they met.
    documents : pair of Document, optional
        The two; not given where nothing is known of them but their texts.
    turned : bool
        Whether the verdict was given of the second and the first.
    """
    relation, score, resemblance, containment, covered_a, covered_b, signals = verdict
    if turned:
        covered_a, covered_b = covered_b, covered_a
    evidence = Evidence(shared, covered_a, covered_b, score, signals)
    match = Match(a, b, relation, score, resemblance, containment, evidence)
    source, told = source_of_two(a, b, covered_b, covered_a, documents)
    return Group((a, b), (match,), source, told, score, match)


def groups_of_two(
    pairs: I64,
    verdicts: Iterable[Verdict],
    shared: Iterable[int],
    documents: Sequence[Document],
) -> list[Group]:
    """`group_of_two` of many pairs.

    Parameters
    ----------
    pairs : ndarray of int64, shape (n, 2)
        Places among the documents; the verdict was given of the first and the second.
    verdicts : iterable of Verdict
    shared : iterable of int
    documents : sequence of Document
    """
    name = id_of(documents)
    bare = is_bare(documents)
    groups = []
    with uncollected():
        for (a, b), verdict, anchors in zip(pairs.tolist(), verdicts, shared, strict=True):
            turned = a > b
            if turned:
                a, b = b, a  # noqa: PLW2901 - in the order of the collection
            known = None if bare else (documents[a], documents[b])
            groups.append(group_of_two(name(a), name(b), verdict, anchors, known, turned=turned))
    return groups
