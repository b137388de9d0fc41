"""Results as DataFrames."""

from __future__ import annotations

import builtins
from typing import Any

import pytest

import dedup

STORY = (
    "The ferry Aldis sank off Port Mirren on Sunday after it struck a reef. All 45 passengers "
    "were rescued by fishing boats, the harbour master said, and an inquiry will open next week."
)


@pytest.fixture
def found() -> dedup.Result:
    """A story, a copy of it and another text."""
    return dedup.find([STORY, "Wheat fell in Torvena.", f"BREAKING: {STORY}"])


class TestFrames:
    @pytest.fixture(autouse=True)
    def _needs_pandas(self) -> None:
        pytest.importorskip("pandas", reason="pandas is not installed: pip install -e '.[dev]'")

    def test_pairs(self, found: dedup.Result) -> None:
        """One row a pair with the score and the evidence."""
        frame = found.to_frame()
        assert frame[["a", "b", "relation"]].to_numpy().tolist() == [["0", "2", "near-duplicate"]]
        assert frame["score"][0] == pytest.approx(found.pairs[0].score, abs=1e-4)

    def test_groups(self, found: dedup.Result) -> None:
        """One row a member, groups numbered."""
        frame = found.to_frame("groups")
        assert frame[["group", "document"]].to_numpy().tolist() == [[0, "0"], [0, "2"]]

    def test_no_pairs_keep_the_columns(self) -> None:
        """Where nothing was found the columns are there all the same."""
        result = dedup.find(["Wheat fell.", "The quay froze."])
        assert "score" in result.to_frame().columns
        assert len(result.to_frame("groups")) == 0

    def test_collation(self) -> None:
        """Rows are passages and columns copies; cells are kinds, or the wording."""
        collation = dedup.collate([STORY, STORY, "Wheat fell."])
        kinds = collation.to_frame()
        assert kinds["1"].tolist() == ["verbatim", "verbatim"]
        assert kinds["2"].tolist() == ["dropped", "dropped"]
        wordings = collation.to_frame("text")
        assert wordings["0"][0].startswith("The ferry Aldis")
        assert wordings["2"].isna().all()

    def test_comparison(self) -> None:
        """Rows are passages with either wording, or the facts that differ in them."""
        comparison = dedup.compare(STORY, f"{STORY.replace('45', '54')} Wheat fell in Torvena.")
        passages = comparison.to_frame()
        assert passages["kind"].tolist() == [each.kind for each in comparison.passages]
        assert passages["copy"].iloc[-1] == "Wheat fell in Torvena."
        assert passages["source"].isna().tolist() == [False, False, True]
        assert passages["facts"].sum() == 1
        (row,) = comparison.to_frame("facts").to_numpy().tolist()
        assert row == [1, "number", "changed", None, "45", "54"]
        same = dedup.compare(STORY, STORY)
        assert "copy" in same.to_frame("facts").columns
        assert len(same.to_frame("facts")) == 0

    def test_unknown_choices(self, found: dedup.Result) -> None:
        """A choice that does not exist is an error that lists those that do."""
        with pytest.raises(ValueError, match="'pairs', 'groups'"):
            found.to_frame("members")  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="'passages', 'facts'"):
            dedup.compare(STORY, STORY).to_frame("edits")  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="'kind', 'text'"):
            dedup.collate([STORY]).to_frame("words")  # type: ignore[arg-type]


def test_without_pandas_the_remedy_is_named(
    found: dedup.Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where pandas is missing the error says how to install it."""
    real = builtins.__import__

    def fake(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "pandas":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", fake)
    with pytest.raises(ImportError, match="pip install pandas"):
        found.to_frame()
