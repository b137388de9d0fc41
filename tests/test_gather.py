"""`gather`: which of many documents account for a text, and what is left."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import dedup
import dedup.syndication.gather as gathering
from dedup.cli import app
from dedup.lsh.shingles import Vocabulary

FERRY = (
    "The ferry Aldis sank off Port Mirren on Sunday after it struck a reef. All 45 passengers "
    "were rescued by fishing boats, the harbour master Ola Brenn said. An inquiry into the "
    "accident will open next week in the old town hall."
)
WHEAT = (
    "Wheat prices fell by a tenth in the markets of Torvena after the autumn rains came. Farmers "
    "in the Kessel valley had feared a third dry season in a row. The grain board will publish "
    "its forecast for the harvest on Thursday."
)
OWN = "On the quay a brass band from Lower Ashby played through the night for nobody at all."
OTHERS = [
    dedup.Document("wheat", WHEAT),
    dedup.Document("ferry", FERRY),
    dedup.Document("half", FERRY.partition(" An inquiry")[0]),
    dedup.Document("ice", "Sea ice closed the northern port of Halvik three weeks early."),
]


def wording(gathered: dedup.Gathered, spans: tuple[dedup.Span, ...]) -> list[str]:
    """What some spans of the gathered text say."""
    return [span.of(gathered.document.text) for span in spans]


class TestGather:
    def test_a_mosaic_is_taken_apart(self) -> None:
        """A text of two sources and a sentence of its own: both are found, the rest is its own."""
        found = dedup.gather(f"{FERRY} {OWN} {WHEAT}", OTHERS)
        assert {source.id for source in found.sources} == {"ferry", "wheat"}
        assert wording(found, found.own) == [OWN]
        assert found.is_smallest
        by_id = {source.id: source for source in found.sources}
        assert wording(found, by_id["wheat"].alone) == [WHEAT]
        assert wording(found, by_id["ferry"].passages) == [FERRY]

    def test_shares_add_up(self) -> None:
        """What each adds sums to the whole share, and the first adds all that it has."""
        found = dedup.gather(f"{FERRY} {OWN} {WHEAT}", OTHERS)
        assert sum(s.share_gained for s in found.sources) == pytest.approx(found.share)
        assert found.sources[0].share == found.sources[0].share_gained

    def test_what_could_stand_instead_is_named(self) -> None:
        """Two copies of one text: the first is chosen, and the other named beside it."""
        others = [dedup.Document("one", FERRY), dedup.Document("two", FERRY)]
        (source,) = dedup.gather(FERRY, others).sources
        assert (source.id, source.alternatives) == ("one", ("two",))

    def test_the_document_itself_is_left_out(self) -> None:
        """A document among the others does not account for itself."""
        assert dedup.gather(OTHERS[0], OTHERS).sources == ()
        assert dedup.gather(OTHERS[0], OTHERS).searched == len(OTHERS) - 1

    @pytest.mark.parametrize(("text", "others"), [("", [FERRY]), (FERRY, []), ("*** !", [FERRY])])
    def test_nothing_to_account_for_or_with(self, text: str, others: list[str]) -> None:
        """Empty texts and empty collections have no sources."""
        found = dedup.gather(text, others)
        assert (found.sources, found.share) == ((), 0.0)

    @pytest.mark.parametrize("threshold", [0, 1.5, "high"])
    def test_a_threshold_outside_its_limits_is_refused(self, threshold: float) -> None:
        """The error names the value."""
        with pytest.raises(dedup.SettingsError, match="threshold="):
            dedup.gather(FERRY, [], threshold=threshold)

    def test_as_few_as_any_choice_of_the_others(self) -> None:
        """No smaller choice of the others covers as much, by trying all of them."""
        sentences = [f"{s.rstrip('.')}." for s in f"{FERRY} {WHEAT}".split(". ")]
        parts = [(0, 1, 3, 4), (0, 1, 2), (3, 4, 5), (2, 3), (1, 4)]
        others = [
            dedup.Document(str(number), " ".join(sentences[place] for place in part))
            for number, part in enumerate(parts)
        ]
        found = dedup.gather(" ".join(sentences), others)
        size = next(
            size
            for size in range(1, len(parts) + 1)
            if any(len(set().union(*some)) == 6 for some in combinations(parts, size))
        )
        assert (len(found.sources), found.share, found.is_smallest) == (size, 1.0, True)


class TestCandidates:
    def test_compiled_anchors_are_the_plain_ones(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Of many texts the anchors come from compiled code, bit for bit the same."""
        texts = [FERRY, "", WHEAT * 30]
        monkeypatch.setattr(gathering, "PLAIN", 0)
        found = gathering._anchors(texts)
        vocabulary = Vocabulary()
        for row, text in enumerate(texts):
            pairs = vocabulary.features(text).pairs.astype(np.uint32)
            assert np.array_equal(found[row], np.unique(pairs))

    def test_many_copies_of_one_source_do_not_hide_the_other(self) -> None:
        """Two sources are found where one of them has more copies than are looked at."""
        copies = [dedup.Document(f"f{n}", f"{FERRY} Copy {n}.") for n in range(gathering.MOST + 9)]
        found = dedup.gather(f"{FERRY} {WHEAT}", [*copies, dedup.Document("wheat", WHEAT)])
        assert "wheat" in {source.id for source in found.sources}
        assert found.share == 1.0
        assert found.compared == gathering.MOST


class TestViews:
    def test_json_and_text(self) -> None:
        """The views say the same: ids, shares, spans that fit the text."""
        found = dedup.gather(f"{FERRY} {OWN}", OTHERS)
        shown = json.loads(json.dumps(found.to_dict()))
        assert [source["id"] for source in shown["sources"]] == ["ferry"]
        assert shown["own"] == [span.to_list() for span in found.own]
        assert OWN in str(found)
        assert found.summary() in str(found)

    def test_html_escapes(self) -> None:
        """What a text or an id says is shown and not obeyed, in the page and in a notebook."""
        hostile = dedup.Document("<b>id", f"{FERRY} <script>alert(1)</script> {OWN}")
        found = dedup.gather(hostile, OTHERS)
        for shown in (found.to_html(), found._repr_html_()):
            assert "<script>alert" not in shown
            assert "<b>id" not in shown
            assert "ferry" in shown

    def test_command(self, tmp_path: Path) -> None:
        """The command leaves the text itself out, and prints a page or JSON."""
        for other in OTHERS:
            (tmp_path / f"{other.id}.txt").write_text(other.text, encoding="utf-8")
        text = tmp_path / "text.txt"
        text.write_text(f"{FERRY} {OWN}", encoding="utf-8")
        printed = CliRunner().invoke(app, ["gather", str(text), str(tmp_path), "--json"])
        assert printed.exit_code == 0, printed.output
        assert [s["id"] for s in json.loads(printed.output)["sources"]] == ["ferry.txt"]
        page = CliRunner().invoke(app, ["gather", str(text), str(tmp_path)])
        assert "What no other document accounts for" in page.output
