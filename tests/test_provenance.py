"""Who copied whom: claimed with evidence, undetermined without."""

from __future__ import annotations

import pytest

import dedup

TEXT = (
    "The ferry Aldis sank off Port Mirren on Sunday after it struck a reef. All 45 passengers "
    "were rescued by fishing boats, the harbour master said."
)
PAGE = "https://www.skerrypost.example/news/aldis"


def document(name: str, extra: str = "", **known: str) -> dedup.Document:
    """The story with a line after it."""
    return dedup.Document(name, f"{TEXT}\n{extra}".strip(), **known)


def claim(a: dedup.Document, b: dedup.Document) -> tuple[str | None, str | None]:
    """Source and copy, which must not depend on which is given first."""
    found = dedup.direction(dedup.compare(a, b))
    again = dedup.direction(dedup.compare(b, a))
    assert (found.source, found.copy) == (again.source, again.copy)
    assert found.evidence
    return found.source, found.copy


class TestClaims:
    @pytest.mark.parametrize(
        "extra",
        [
            "Source: www.skerrypost.example/news/aldis/",
            "Source: skerrypost.example",
            "This was first reported by The Skerry Post.",
            "Source: Skerry Post",
            "According to the Skerry Post, divers will look at the wreck.",
        ],
    )
    def test_a_credit_names_the_source(self, extra: str) -> None:
        """A text that credits the other's address or publisher comes from it."""
        post = document("post", publisher="The Skerry Post", url=PAGE)
        assert claim(document("copy", extra), post) == ("post", "copy")

    def test_the_earlier_is_the_source(self) -> None:
        """Of two dated texts, the one of the earlier day came first."""
        early, late = document("a", published="2024-05-01"), document("b", published="2024-05-03")
        assert claim(late, early) == ("a", "b")

    def test_the_evidence_is_told(self) -> None:
        """The words name the dates."""
        early, late = document("a", published="2024-05-01"), document("b", published="2024-05-03")
        found = dedup.direction(dedup.compare(early, late))
        assert str(found) == "b comes from a: a is dated 2024-05-01, 2 days before b"
        assert found.to_dict()["source"] == "a"


class TestNoClaims:
    @pytest.mark.parametrize(
        ("a", "b"),
        [
            ({}, {}),
            ({"published": "2024-05-01"}, {}),
            ({"published": "2024-05-01T09:00"}, {"published": "2024-05-01T18:00"}),
            ({"published": "May 1"}, {"published": "May 3"}),
        ],
    )
    def test_without_evidence(self, a: dict[str, str], b: dict[str, str]) -> None:
        """No date, one date, one day, or dates that cannot be read decide nothing."""
        assert claim(document("a", **a), document("b", **b)) == (None, None)

    def test_where_evidence_disagrees(self) -> None:
        """A text that credits another which is dated after it leaves the matter open."""
        post = document("post", publisher="The Skerry Post", published="2024-05-04")
        copy = document("copy", "Source: The Skerry Post", published="2024-05-02")
        assert claim(post, copy) == (None, None)

    def test_one_agency_behind_both(self) -> None:
        """Two prints of one agency's report come from the agency, whichever is dated first."""
        early = document("a", "(Reuters)", published="2024-05-01")
        late = document("b", "(Reuters)", published="2024-05-02")
        assert claim(early, late) == (None, None)

    def test_a_site_that_names_itself(self) -> None:
        """The publisher's own name in its own text credits nobody."""
        a = document("a", "Source: The Skerry Post", publisher="Skerry Post")
        b = document("b", publisher="The Skerry Post")
        assert claim(a, b) == (None, None)

    def test_who_was_spoken_to_is_no_source(self) -> None:
        """Whom a person "told" is where that person spoke, not where the text comes from."""
        post = document("post", publisher="The Skerry Post")
        copy = document("copy", "An officer told The Skerry Post that nobody was hurt.")
        assert claim(copy, post) == (None, None)

    def test_independent_texts(self) -> None:
        """Texts that do not derive from one another have no direction, whatever their dates."""
        other = dedup.Document(
            "w", "Wheat fell in Torvena after the rains came early.", published="2024-05-03"
        )
        assert claim(document("a", published="2024-05-01"), other) == (None, None)


class TestGroups:
    def test_the_member_that_others_credit_is_the_source(self) -> None:
        """`find` names the credited member as the likely source, with the credit."""
        post = document("post", publisher="The Skerry Post")
        (group,) = dedup.find([document("copy", "Source: The Skerry Post"), post]).groups
        assert group.source == "post"
        assert "credits the publisher of post" in group.evidence[0]

    def test_two_credited_members_decide_nothing(self) -> None:
        """Where two members are credited, credits name no source."""
        post = document("post", "Source: The Mirren Star", publisher="The Skerry Post")
        star = document("star", "Source: The Skerry Post", publisher="The Mirren Star")
        (group,) = dedup.find([post, star]).groups
        assert group.source is None
