"""The whole way on the shipped newswire: find the copies, compare two, collate all.

Run it with ``python examples/demo.py``. It checks itself against ``newswire/gold.json`` and
ends with exit code 1 if the group that was found is not the one written down there.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from rich.text import Text

import dedup
from dedup.report.page import Page, console_for
from dedup.report.terminal import collation_page, comparison_page, match_page, result_page

FOLDER = Path(__file__).resolve().parent / "newswire"
SOURCE, COPY, REWRITE = "source.txt", "changed-facts.txt", "rewrite-1.txt"


def main(argv: list[str] | None = None) -> int:
    """Run the demonstration; 0 if the group is the one of the gold."""
    parser = argparse.ArgumentParser(description="Show dedup on a small collection of news.")
    parser.add_argument(
        "folder", nargs="?", type=Path, default=FOLDER, help="the newswire, or a changed copy of it"
    )
    folder = parser.parse_args(argv).folder
    console = console_for(sys.stdout)
    width, color = console.width, console.color_system is not None

    def show(page: Text) -> None:
        console.print(page, soft_wrap=True, end="")

    def tell(title: str, *lines: str, code: str, command: str) -> None:
        page = Page(width, color=color)
        page.add("─" * min(width, 80), style="dim")
        page.add(title, style="bold")
        for line in lines:
            page.add(line)
        page.add(code, label="  Python   ", style="cyan")
        page.add(command, label="  shell    ", style="cyan")
        page.blank()
        show(page.text())

    paths = sorted(folder.glob("*.txt"))
    documents = [dedup.Document(path.name, path.read_text(encoding="utf-8")) for path in paths]

    tell(
        "1. Which of these texts come from one story?",
        f"{folder.name}/ holds {len(documents)} texts: one agency story, copies of it that were "
        "cut, edited, merged or rewritten, an independent report of the same event, and others "
        "that have nothing to do with it.",
        code="result = dedup.find(documents)",
        command=f"dedup find examples/{folder.name}",
    )
    result = dedup.find(documents)
    show(result_page(result, pairs=5, width=width, color=color))
    match = next((m for m in result.pairs if {m.a, m.b} == {SOURCE, REWRITE}), None)
    if match is not None:
        tell(
            "2. Why did these two match?",
            "One is a rewrite that has hardly a phrase in common with the source, which is where "
            "counting shared phrases finds nothing. What it carries of the content gives it away.",
            code="print(match.explain())",
            command=f"dedup find examples/{folder.name} --pairs --explain",
        )
        show(match_page(match, width=width, color=color))

    tell(
        "3. What did one copy do to the source?",
        "Passage by passage, in the order of the source. Lines with ! are facts that the copy "
        "states differently: this one changed eight on purpose.",
        code="comparison = dedup.compare(source, copy)",
        command=f"dedup compare examples/{folder.name}/{SOURCE} examples/{folder.name}/{COPY}",
    )
    show(
        comparison_page(
            dedup.compare(result.documents[SOURCE], result.documents[COPY]),
            width=width,
            color=color,
        )
    )

    members = result.groups[0].members if result.groups else ()
    if len(members) > 1:
        tell(
            "4. What does each copy have of the story?",
            "One row for each passage that two copies or more carry, one column for each copy; "
            "below, what each copy alone says.",
            code="collation = dedup.collate(result.documents[m] for m in result.groups[0].members)",
            command=f"dedup collate --in examples/{folder.name} {' '.join(members)}",
        )
        collation = dedup.collate(result.documents[member] for member in members)
        show(collation_page(collation, width=width, color=color))

    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    expected, found = set(gold["group"]), [set(group.members) for group in result.groups]
    show(Text("─" * min(width, 80) + "\n", "dim"))
    if found == [expected]:
        show(Text(f"As gold.json has it: one group of these {len(expected)}, and no other.\n"))
        return 0
    first = found[0] if found else set()
    missing, wrong = sorted(expected - first), sorted(first - expected)
    sys.stderr.write(
        f"error: not as in gold.json: {len(found)} groups; the first lacks "
        f"{', '.join(missing) or 'nothing'} and has {', '.join(wrong) or 'nothing'} too many\n"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
