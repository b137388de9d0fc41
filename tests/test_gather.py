"""`gather`: which of many documents account for a text, and what is left."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import dedup
import dedup.syndication.gather as gathering
from dedup.cli import app
from dedup.diff.profile import profile_of
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
BRIDGE = (
    "The Wernfold bridge will close to lorries on March 3 after divers found cracks in two of "
    "its pylons, the county council said on Tuesday. "
    "Engineer Oda Brannis told councillors that salt water had eaten into the steel since the "
    "protective paint was last renewed in 1987. "
    "Repairs will cost $4.2 million and take eleven months, during which freight has to go by "
    "way of Kessel, a detour of 38 kilometres. "
    "The haulage firm Tarnow & Sons, which sends 60 lorries a day across the river, said it "
    "might move its depot to the northern bank. "
    "Mayor Pell Arvane asked the ministry of transport to pay half of the bill. "
    "A ferry that was taken out of service in 2009 may be brought back for farm vehicles, the "
    "council said. "
    "Residents of Lower Ashby have complained about heavy traffic in their narrow high street "
    "for years. "
    "A public meeting is planned for February 12 in the old grain exchange."
)
OWLS = (
    "Barn owls have returned to the Torvena marshes for the first time in thirty years, "
    "ornithologists at the University of Lorn reported. "
    "Volunteers counted nine breeding pairs in nest boxes that schoolchildren had built out of "
    "old wine crates. "
    "Biologist Sunniva Brask believes that milder winters and a ban on rat poison, in force "
    "since 2016, brought the birds back. "
    "Each pair catches about 4,000 voles a year, she said, which pleases the farmers around "
    "Halvik. "
    "The marshes had been drained for potatoes in the 1970s and were flooded again with money "
    "from a lottery. "
    "Hunters oppose a plan to widen the reserve by 220 hectares because it would close their "
    "duck blinds. "
    "The regional assembly votes on the plan in June. "
    "Visitors can watch the nests through cameras on the website of the Torvena Trust."
)
MOSAIC = (
    "From March 3 lorries may no longer use the bridge at Wernfold, as divers discovered that "
    "two pylons have cracked, according to the county council. "
    "Salt water has corroded the steel since it was last painted in 1987, Oda Brannis, an "
    "engineer, explained to the councillors. "
    "The work is expected to last eleven months at a price of $4.2 million, and freight must "
    "take a 38-kilometre detour through Kessel. "
    "Tarnow & Sons, a haulier with 60 lorries crossing daily, is thinking of relocating its "
    "depot north of the river. "
    "Around Halvik the farmers are glad, for one pair eats some 4,000 voles every year. "
    "Lottery money paid for flooding the marshes anew, which in the 1970s had been turned into "
    "potato fields. "
    "Plans to add 220 hectares to the reserve meet resistance from hunters, who would lose "
    "their duck blinds. "
    "In June the plan goes to a vote in the regional assembly."
)
REPORT = (
    "Cracks in the Wernfold bridge have alarmed drivers. Traffic was light on Wednesday and "
    "police turned back a coach with 45 pensioners from Dravenz. "
    "Shopkeeper Ilse Korda sells half as much bread as in autumn. The county has spent nothing "
    "on the crossing in a decade, critics say, though its engineer, Oda Brannis, had warned of "
    "rust. "
    "Two councillors called for her resignation. Carters used the ford at Ansel in the old "
    "days. The opposition wants a tunnel instead."
)
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

    def test_a_mosaic_of_two_rewrites_is_taken_apart(self) -> None:
        """Halves in other words: both sources are found, and who reports one story is none."""
        others = [
            dedup.Document(name, text)
            for name, text in (("report", REPORT), ("bridge", BRIDGE), ("owls", OWLS))
        ]
        found = dedup.gather(MOSAIC, others)
        assert {source.id for source in found.sources} == {"bridge", "owls"}
        half = MOSAIC.index("Around Halvik")
        by_id = {source.id: source for source in found.sources}
        assert wording(found, by_id["bridge"].passages) == [MOSAIC[:half].strip()]
        assert wording(found, by_id["owls"].passages) == [MOSAIC[half:]]

    def test_a_part_has_to_pass_beside_the_whole_and_beside_its_stretch(self) -> None:
        """What a part scores is the lower of what it scores beside both."""
        text, other = (profile_of(dedup.Document("t", t)) for t in (MOSAIC, BRIDGE))
        part = dedup.Document("part", MOSAIC[: MOSAIC.index(" Around Halvik")])
        stretch = BRIDGE[: BRIDGE.index(" Mayor Pell")]
        scores = [
            dedup.compare(dedup.Document("b", source), part).score for source in (BRIDGE, stretch)
        ]
        assert len(set(scores)) == 2
        assert gathering._part_score(text, 0, 4, other) == pytest.approx(min(scores))

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
            assert np.array_equal(found[row], gathering._short(vocabulary.features(text).pairs))

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

    def test_html_marks_every_passage_and_leads_to_its_source(self) -> None:
        """Each passage has the number of its source, whose row it leads to, or a plus."""
        found = dedup.gather(f"{FERRY} {OWN}", OTHERS)
        page = found.to_html()
        (place,) = re.findall(r'<a class="n" href="#(d\w+-1)" title="ferry">1</a>', page)
        assert f'<tr id="{place}">' in page
        assert page.count("<rect") == 1 + len(found.own) + len(found.sources[0].gained)
        assert "shorter list" not in page
        assert "shorter list" in replace(found, is_smallest=False).to_html()

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
