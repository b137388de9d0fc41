"""Options that several commands share, each described once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dedup.cli_io import html_path, known_fields

__all__ = ["Delimiter", "Fields", "Html", "IdField", "Json", "NoColor", "Skip", "TextField"]

Json = Annotated[
    bool,
    typer.Option("--json", help="Print JSON and nothing else: what to_dict() gives in Python."),
]
NoColor = Annotated[
    bool,
    typer.Option(
        "--no-color", help="Plain text. So it is too in a pipe, or where NO_COLOR is set."
    ),
]
TextField = Annotated[
    str, typer.Option("--text-field", metavar="NAME", help="Field or column with the text.")
]
IdField = Annotated[
    str, typer.Option("--id-field", metavar="NAME", help="Field or column with the id.")
]
Fields = Annotated[
    list[str] | None,
    typer.Option(
        "--field",
        metavar="WHAT=NAME",
        callback=known_fields,
        help="Where what else is known of a text stands, if not in a field of that name: title, "
        "publisher, published or url, for example --field published=date. Can be repeated.",
        show_default=False,
    ),
]
Delimiter = Annotated[
    str, typer.Option("--delimiter", metavar="CHAR", help="What separates the columns of a .csv.")
]
Skip = Annotated[
    bool,
    typer.Option(
        "--skip-errors", help="Go on without records that cannot be read; say which at the end."
    ),
]
Html = Annotated[
    Path | None,
    typer.Option(
        "--html",
        metavar="FILE",
        callback=html_path,
        help="Write a page for the browser to this file instead, which must end in .html; - "
        "prints it.",
    ),
]
