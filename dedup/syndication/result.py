"""What finding gives: matches, groups and the result that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from dedup.diff.derivation import Signals
from dedup.document import Document

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Evidence", "Group", "Match", "Relation", "Result"]

_SHOWN = 6
"""Members of a group that its ``repr`` names."""
Relation = Literal["identical", "near-duplicate", "excerpt", "rewrite"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a match rests on.

    Attributes
    ----------
    shared_anchors : int
        Anchors in whose buckets the two met; 0 where the pair was found by its signatures or
        looked at because of its group.
    covered_a, covered_b : float
        Share of the first document that the second carries, and the reverse: of words in
        linked sentences; of shingles where wording alone decided and nothing was aligned.
    own_score : float
        The score of the pair alone.
    signals : Signals, optional
        What the score of a rewrite was computed from.
    through : str, optional
        Id of the member of the group that ties the two together best, where the pair alone would
        not have passed the threshold and the members that both belong with bear it out.
    estimated : bool
        Whether resemblance, containment, coverage and score are estimates from sketches, as
        they are in the answers of an index that keeps no texts.
    """

    shared_anchors: int
    covered_a: float
    covered_b: float
    own_score: float
    signals: Signals | None = None
    through: str | None = None
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """Two documents that come from one text.

    Attributes
    ----------
    a, b : str
        Ids, in the order of the collection.
    relation : str
        ``identical`` (same words; case, spacing and punctuation may differ),
        ``near-duplicate`` (much wording shared, both ways), ``excerpt`` (much wording of the
        shorter stands in the longer, which has more), ``rewrite`` (anything
        else: edited throughout, or told in other words).
    score : float
        The one number that thresholds apply to, in [0, 1]: how surely one derives from the
        other or both from a third. `Comparison.score`; where wording alone decides,
        `containment` if that is higher or nothing else was looked at; 1 for identical texts.
    resemblance : float
        Jaccard index of the word shingles, exact unless ``evidence.estimated``.
    containment : float
        Share of the shingles of the document with fewer that the other has, exact unless
        ``evidence.estimated``.
    evidence : Evidence
    """

    a: str
    b: str
    relation: Relation
    score: float
    resemblance: float
    containment: float
    evidence: Evidence

    def explain(self) -> str:
        """Why these two were matched, in plain words."""
        lines = [f"{self.a} and {self.b}: {self.relation}, score {self.score:.2f}"]
        if self.relation == "identical":
            lines.append("  the same words in the same order")
            return "\n".join(lines)
        evidence = self.evidence
        lines.append(
            f"  content: {self.b} carries {evidence.covered_a:.0%} of {self.a}, "
            f"{self.a} carries {evidence.covered_b:.0%} of {self.b}"
        )
        lines.append(
            f"  wording: of the five-word runs of both {self.resemblance:.0%} are in both; of the "
            f"one with fewer, {self.containment:.0%} are in the other"
        )
        if evidence.estimated:
            lines.append("  all of these are estimates from sketches, as no texts were kept")
        if evidence.shared_anchors:
            lines.append(
                f"  found by {evidence.shared_anchors} pairs of neighbouring words that few other "
                "documents have"
            )
        if evidence.signals is not None:
            signals = ", ".join(
                f"{name.replace('_', ' ')} {value:.2f}"
                for name, value in evidence.signals._asdict().items()
            )
            lines.append(f"  rewrite or independent report: {signals}")
        if evidence.through is not None:
            lines.append(
                f"  alone the two look independent (score {evidence.own_score:.2f}), but both "
                f"match {evidence.through}, which ties them together"
            )
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from dedup.report.html.result import match_fragment  # noqa: PLC0415 - a part above

        return match_fragment(self)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        evidence = self.evidence
        return {
            "a": self.a,
            "b": self.b,
            "relation": self.relation,
            "score": round(self.score, 4),
            "resemblance": round(self.resemblance, 4),
            "containment": round(self.containment, 4),
            "covered_a": round(evidence.covered_a, 4),
            "covered_b": round(evidence.covered_b, 4),
            "shared_anchors": evidence.shared_anchors,
            "own_score": round(evidence.own_score, 4),
            "through": evidence.through,
            "estimated": evidence.estimated,
            "signals": None
            if evidence.signals is None
            else {name: round(x, 4) for name, x in evidence.signals._asdict().items()},
        }


@dataclass(frozen=True, slots=True)
class Group:
    """Documents that come from one text, joined over verified pairs only.

    Attributes
    ----------
    members : tuple of str
        Ids in the order of the collection, exact copies included.
    pairs : tuple of Match
        The matches among the members, best first.
    source : str or None
        The member that the others most likely come from, if the evidence says so.
    evidence : tuple of str
        What speaks for the source, or why there is none.
    cohesion : float
        Mean score over the pairs of members that were verified; one that is no match counts as
        0. In a group of up to 64 members that is every pair.
    weakest : Match or None
        The least certain link that holds the group together.
    """

    members: tuple[str, ...]
    pairs: tuple[Match, ...]
    source: str | None
    evidence: tuple[str, ...]
    cohesion: float
    weakest: Match | None

    def __len__(self) -> int:
        return len(self.members)

    def __contains__(self, document_id: object) -> bool:
        return document_id in self.members

    def __repr__(self) -> str:
        more = ", …" if len(self) > _SHOWN else ""
        return f"<Group of {len(self):,}: {', '.join(self.members[:_SHOWN])}{more}>"

    def __str__(self) -> str:
        lines = [f"{_count(len(self), 'document')}, cohesion {self.cohesion:.2f}"]
        lines += [
            f"  {member}{'  (likely source)' if member == self.source else ''}"
            for member in self.members
        ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from dedup.report.html.result import group_fragment  # noqa: PLC0415 - a part above

        return group_fragment(self)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON; the pairs are in the result's own list."""
        return {
            "members": list(self.members),
            "source": self.source,
            "evidence": list(self.evidence),
            "cohesion": round(self.cohesion, 4),
            "weakest": None if self.weakest is None else [self.weakest.a, self.weakest.b],
        }


@dataclass(frozen=True, slots=True)
class Result:
    """Groups and pairs of a collection.

    Attributes
    ----------
    documents : Mapping of str to Document
        Everything that was searched, by id, in the order given.
    groups : tuple of Group
        Largest first.
    pairs : tuple of Match
        Best first.
    stats : dict
        Counts (``documents``, ``without_words``, ``identical``, ``collapsed``,
        ``candidates``, ``verified``, ``pairs``, ``groups``, ``pairs_implied``) and the CPU
        seconds of each stage (``seconds_sketch``, ...).
    threshold : float, optional
        The threshold that the pairs passed.
    kept : object, optional
        What the search keeps of its comparisons, for `rethreshold` alone.
    """

    documents: Mapping[str, Document]
    groups: tuple[Group, ...]
    pairs: tuple[Match, ...]
    stats: Mapping[str, float] = field(default_factory=dict)
    threshold: float | None = None
    kept: object = field(default=None, repr=False, compare=False)

    def rethreshold(self, threshold: float) -> Result:
        """The same search at another threshold, without searching again.

        The pairs and groups are those that `find` gives at that threshold, exactly, down to a
        score of 0.1 (or the threshold of the search, if that was lower): so far down every
        pair that was verified is kept. Pairs inside a new group that were never compared are
        compared now. Above a threshold of 0.9, groups of more than eight texts are searched
        anew by themselves, as texts that differ by more stand no longer for one another.

        Parameters
        ----------
        threshold : float
            Least score of a match, in (0, 1].

        Raises
        ------
        SettingsError
            If the threshold is outside these limits, or the result kept no evidence.

        Examples
        --------
        >>> import dedup
        >>> story = "The ferry Aldis sank off Port Mirren on Sunday after it struck a reef."
        >>> result = dedup.find([story, story, story.replace("struck", "hit"), "Wheat fell."])
        >>> len(result.groups[0]), len(result.rethreshold(1.0).groups[0])
        (3, 2)
        """
        from dedup.syndication.rethreshold import rethreshold  # noqa: PLC0415 - a circle else

        return rethreshold(self, threshold)

    def least_certain(self, count: int = 10) -> tuple[Match, ...]:
        """The pairs with the lowest scores, the lowest first: to look at before the rest.

        Parameters
        ----------
        count : int
            How many at most.
        """
        return tuple(sorted(self.pairs, key=lambda match: match.score)[: max(count, 0)])

    def near_misses(self, count: int = 10) -> tuple[Match, ...]:
        """What came nearest to being found: the best pairs of texts in no common group.

        Nothing scored less than what the search kept, see `rethreshold`. Empty for a result
        that kept nothing.

        Parameters
        ----------
        count : int
            How many at most, the highest scores first.
        """
        from dedup.syndication.rethreshold import near_misses  # noqa: PLC0415 - a circle else

        return near_misses(self, max(count, 0))

    def group_of(self, document_id: str) -> Group | None:
        """The group that a document belongs to, or None if it has no match.

        Raises
        ------
        KeyError
            If no document of this id was searched.
        """
        if document_id not in self.documents:
            raise KeyError(f"no document {document_id!r} among the {len(self.documents)} searched")
        return next((group for group in self.groups if document_id in group), None)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON; texts are not repeated."""
        return {
            "documents": len(self.documents),
            "groups": [group.to_dict() for group in self.groups],
            "pairs": [match.to_dict() for match in self.pairs],
            "stats": dict(self.stats),
        }

    def to_html(self) -> str:
        """A report on all groups: one file that needs nothing from outside.

        The largest groups open into what each of their copies has. What is left out for want
        of room is said in the page.

        Examples
        --------
        >>> import dedup
        >>> dedup.find(["The quay froze.", "Wheat rose."]).to_html()[:15]
        '<!DOCTYPE html>'
        """
        from dedup.report.html.result import result_html  # noqa: PLC0415 - a part above

        return result_html(self)

    def to_frame(self, rows: Literal["pairs", "groups"] = "pairs") -> pd.DataFrame:
        """A pandas DataFrame: of the pairs, or of the members of all groups.

        Parameters
        ----------
        rows : {"pairs", "groups"}
            One row a pair, best first, or one a member of a group (``group`` counts from 0).

        Raises
        ------
        ImportError
            If pandas is not installed.
        ValueError
            If `rows` is neither of the two.
        """
        from dedup.report.frames import groups_frame, pairs_frame  # noqa: PLC0415 - a part above

        if rows not in {"pairs", "groups"}:
            raise ValueError(f"rows={rows!r} is not one of 'pairs', 'groups'")
        return pairs_frame(self) if rows == "pairs" else groups_frame(self)

    def _repr_html_(self) -> str:
        from dedup.report.html.result import result_fragment  # noqa: PLC0415

        return result_fragment(self)

    def __repr__(self) -> str:
        return f"<Result of {self._counted()}>"

    def __str__(self) -> str:
        groups = (f"group {number}: {group}" for number, group in enumerate(self.groups, 1))
        return "\n".join([self._counted(), *groups])

    def _counted(self) -> str:
        grouped = sum(len(group) for group in self.groups)
        groups = f"{_count(len(self.groups), 'group')} of {_count(grouped, 'document')}"
        found = f"{groups}, {_count(len(self.pairs), 'pair')}"
        total = _count(len(self.documents), "document")
        return f"{total}: {found if self.pairs else 'no two come from one text'}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
