"""The command ``dedup gather``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from dedup.cli_io import (
    faults,
    print_json,
    print_page,
    read_all,
    read_paths,
    read_text,
    write_html,
)
from dedup.cli_options import Delimiter, Fields, Html, IdField, Json, NoColor, Skip, TextField

__all__ = ["gather"]


def gather(
    text: Annotated[
        str,
        typer.Argument(metavar="TEXT", help="File with the text to account for; - reads stdin."),
    ],
    others: Annotated[
        list[Path],
        typer.Argument(
            metavar="OTHERS...",
            help="Folders, .txt, .jsonl, .jsonl.gz, .csv, .parquet, .arrow, .feather or .html "
            "files with the other documents. TEXT itself is left out where it is among them.",
            show_default=False,
        ),
    ],
    *,
    html: Html = None,
    as_json: Json = False,
    text_field: TextField = "text",
    id_field: IdField = "id",
    fields: Fields = None,
    delimiter: Delimiter = ",",
    skip_errors: Skip = False,
    no_color: NoColor = False,
) -> None:
    """Find the fewest other documents that account for a text, and what is its own.

    Prints the documents that its passages come from, the one that accounts for the most first:
    what share of the words each accounts for, how much more than those before it, and how much
    in it alone; then the passages (<) and what no other document has (+). Each passage is
    verified by an alignment; an independent report of the same event accounts for little.

    \b
    Examples:
      dedup gather article.txt archive/
      dedup gather article.txt monday.jsonl tuesday.jsonl --text-field body
      dedup gather article.txt archive/ --json | jq '.sources[].id'
    \b
    JSON: document, summary, words, share, searched, compared, is_smallest, own;
      sources: id, share, share_gained, share_alone, score, passages, gained, alone,
      alternatives. Places are [start, end) in code points of the text.
    """  # noqa: D301 - \b is what keeps the lines of a list apart in the help
    with faults():
        document = read_text(text)
        documents = read_paths(
            others, text_field, id_field, delimiter, skip=skip_errors, fields=fields
        )
        own = _ids_of(text, others)
        rest = [
            other
            for other in read_all(documents)
            if not (other.id in own and other.text.strip() == document.text.strip())
        ]
        from dedup.syndication.gather import gather as gather_texts  # noqa: PLC0415 - slow

        found = gather_texts(document, rest)
        if html is not None:
            write_html(found.to_html(), html, inputs=[Path(text), *others], printing=as_json)
    if as_json:
        print_json(found.to_dict())
    if as_json or html is not None:
        return
    from dedup.report.gather import gathered_page  # noqa: PLC0415

    print_page(gathered_page, found, no_color=no_color)


def _ids_of(text: str, others: Sequence[Path]) -> set[str]:
    """The ids that the text itself would have among the others: its path, or that in a folder."""
    ids = {text, str(Path(text))}
    for folder in others:
        relative = os.path.relpath(text, folder)
        if not relative.startswith(".."):
            ids |= {Path(relative).as_posix(), (folder / relative).as_posix(), Path(text).name}
    return ids
