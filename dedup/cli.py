"""The command line: ``dedup find``, ``compare``, ``collate``, ``gather`` and ``index``.

Results go to standard output, notices and errors to standard error. What is slow to import is
imported by the command that needs it, so that ``--help`` is quick.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from dedup.cli_gather import gather
from dedup.cli_index import index_app
from dedup.cli_io import (
    faults,
    notices,
    pick,
    print_json,
    print_page,
    read_all,
    read_paths,
    read_text,
    write_html,
)
from dedup.cli_options import Delimiter, Fields, Html, IdField, Json, NoColor, Skip, TextField
from dedup.cli_settings import SettingsFile, read_settings
from dedup.cli_spark import Checkpoint, Out, Spark, find_on_spark
from dedup.errors import ReadError

__all__ = ["app", "main"]

app = typer.Typer(
    name="dedup",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    # Plain help: boxes leave the explanations too little room in 80 columns.
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 90},
)

_Paths = Annotated[
    list[Path],
    typer.Argument(
        metavar="PATH",
        help="Folders (read with all folders below); .txt, .jsonl, .jsonl.gz or .csv files, in "
        "UTF-8; .parquet, .arrow or .feather files (extra arrow); .html pages (extra html). The id "
        "of a .txt or .html file is its path in the folder, or, of several PATHs, the path as "
        "given; records have ids of their own, or file and line or row.",
        show_default=False,
    ),
]
_In = Annotated[
    Path | None,
    typer.Option(
        "--in",
        metavar="PATH",
        help="Folder or file that the arguments are ids of documents in.",
    ),
]
_Furniture = Annotated[
    bool,
    typer.Option("--furniture", help="Show site furniture too (menus, share lines, teasers)."),
]


def _version(value: bool) -> None:
    if value:
        from dedup import __version__  # noqa: PLC0415 - only where it is asked for

        typer.echo(f"dedup {__version__}")
        raise typer.Exit


def _threshold(value: float | None) -> float | None:
    if value is not None and not 0.0 < value <= 1.0:
        raise typer.BadParameter(f"{value:g} is not above 0 and at most 1")
    return value


@app.callback()
def _dedup(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Find news articles that come from one source text, and see what each copy did to it.

    Copies are found though they were rewritten by a person or a machine and share hardly a
    phrase, and told from independent reports of the same event. Between copies, each passage
    is shown as kept, edited, paraphrased, added or dropped, with the facts that changed.

    \b
    Where to start:
      dedup find articles/                     which texts belong together?
      dedup compare source.txt copy.txt        what did this copy do to that text?
      dedup collate a.txt b.txt c.txt          what does each of these copies have?
      dedup gather text.txt archive/           which texts account for this one?

    Results go to standard output, notices to standard error. Exit codes: 0 done, also when
    nothing was found; 1 the input cannot be read; 2 wrong usage; 130 interrupted.
    """  # noqa: D301 - \b is what keeps the lines of a list apart in the help


@app.command(no_args_is_help=True)
def find(
    paths: _Paths,
    *,
    threshold: Annotated[
        float | None,
        typer.Option(
            "--threshold",
            metavar="SCORE",
            callback=_threshold,
            help="Least score of a match, above 0 and at most 1.  [default: 0.5]",
        ),
    ] = None,
    no_rewrites: Annotated[
        bool,
        typer.Option(
            "--no-rewrites",
            help="Find only what shares its wording: identical texts, near-duplicates and "
            "excerpts. Many times faster.",
        ),
    ] = False,
    linkage: Annotated[
        Literal["single", "average", "complete"] | None,
        typer.Option(
            "--linkage",
            help="What makes a group: a match with any member (single), a mean score over the "
            "threshold (average), or a match with every member (complete).  [default: single]",
        ),
    ] = None,
    settings_file: SettingsFile = None,
    pairs: Annotated[
        bool, typer.Option("--pairs", help="List all pairs, not only the ten best.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say of each listed pair why it matched.")
    ] = False,
    html: Html = None,
    as_json: Json = False,
    text_field: TextField = "text",
    id_field: IdField = "id",
    fields: Fields = None,
    delimiter: Delimiter = ",",
    skip_errors: Skip = False,
    no_color: NoColor = False,
    progress: Annotated[
        bool | None,
        typer.Option(
            "--progress/--no-progress",
            help="Show progress on standard error.  [default: if that is a terminal]",
            show_default=False,
        ),
    ] = None,
    spark: Spark = None,
    out: Out = None,
    checkpoint: Checkpoint = None,
) -> None:
    """Find the groups of texts that come from one source text.

    Prints each group with its members, how near each is to another member, the likely source
    where the evidence points to one, and the weakest link; then the best pairs. A pair is
    identical (the same words), near-duplicate (much wording shared, both ways), excerpt (much
    wording of the shorter stands in the longer) or rewrite (told in other words).

    What the score means: from 0 to 1, how sure it is that the two were not written
    independently. Independent reports of one event, which share names and figures, score low.
    With --no-rewrites it is the share of the wording of the one that the other has.

    \b
    Examples:
      dedup find articles/
      dedup find wire.jsonl --text-field body --field published=date
      dedup find monday/ tuesday/ --threshold 0.8 --pairs
      dedup find articles/ --explain           why did these match?
      dedup find articles/ --no-rewrites       near-duplicates only, fast
      dedup find articles/ --html report.html
      dedup find articles/ --settings find.toml
      dedup find articles/ --json | jq '.groups[].members'
    \b
    JSON: documents (how many), stats;
      groups: members, source, evidence, cohesion, weakest;
      pairs: a, b, relation, score, resemblance, containment, and their evidence
    """  # noqa: D301
    given: dict[str, Any] = {} if threshold is None else {"threshold": threshold}
    given |= {"rewrites": False} if no_rewrites else {}
    given |= {} if linkage is None else {"linkage": linkage}
    with faults():
        settings = read_settings(settings_file) | given
        if spark is not None or out is not None or checkpoint is not None:
            if fields:
                raise typer.BadParameter("--spark has no --field: give the columns those names")
            settings |= {"checkpoint": checkpoint}
            shown = {"--html": html, "--json": as_json, "--pairs": pairs, "--explain": explain}
            find_on_spark(paths, spark, out, text_field, id_field, skip_errors, shown, settings)
            return
        documents = read_paths(
            paths, text_field, id_field, delimiter, skip=skip_errors, fields=fields
        )
        from dedup.syndication.find import THRESHOLD  # noqa: PLC0415 - slow to import
        from dedup.syndication.find import find as find_copies  # noqa: PLC0415

        result = find_copies(
            documents,
            progress=sys.stderr.isatty() if progress is None else progress,
            **settings,
        )
        notices(documents)
        if html is not None:
            write_html(result.to_html(), html, inputs=paths, printing=as_json)
    if as_json:
        print_json(result.to_dict())
    if as_json or html is not None:
        return
    from dedup.report.terminal import PAIRS_SHOWN, result_page  # noqa: PLC0415

    print_page(
        result_page,
        result,
        no_color=no_color,
        threshold=settings.get("threshold", THRESHOLD),
        pairs=None if pairs else PAIRS_SHOWN,
        explain=explain,
    )


@app.command(no_args_is_help=True)
def compare(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE", help="File with the text taken for the earlier one; - reads stdin."
        ),
    ],
    copy: Annotated[str, typer.Argument(metavar="COPY", help="File with the copy; - reads stdin.")],
    *,
    collection: _In = None,
    furniture: _Furniture = False,
    html: Html = None,
    as_json: Json = False,
    text_field: TextField = "text",
    id_field: IdField = "id",
    fields: Fields = None,
    delimiter: Delimiter = ",",
    skip_errors: Skip = False,
    no_color: NoColor = False,
) -> None:
    """Show, passage by passage, what a copy did to its source.

    Passages come in the order of the source: = verbatim, ~ edited, ≈ paraphrased, + added
    (only in the copy), · dropped (only in the source). Below a passage stand the facts that
    differ (numbers, money, dates, names, quotations). Which of the two came first is not
    guessed: what you name first is taken for the source.

    What the score means: from 0 to 1, how sure it is that the two were not written
    independently ("dedup find" takes 0.5 for a match). A faithful rewrite comes near 1, an
    independent report of the same event near 0.

    \b
    Examples:
      dedup compare source.txt copy.txt
      dedup compare source.txt copy.txt --furniture
      dedup compare source.txt copy.txt --html page.html
      cat copy.txt | dedup compare source.txt -
      dedup compare --in wire.jsonl 1041 2207     two records, by their ids
      dedup compare source.txt copy.txt --json | jq '.passages[].facts[]'
    \b
    JSON: source, copy (ids), score, source_coverage, copy_coverage, summary;
      passages: kind, source, copy, score, moved, edits, facts;
      links, regions, credits. Places are [start, end) in code points of the text.
    """  # noqa: D301
    if source == copy == "-" and collection is None:
        raise typer.BadParameter("only one of the two can be read from standard input")
    with faults():
        if collection is None:
            first, second = read_text(source), read_text(copy)
        else:
            documents = read_paths(
                [collection], text_field, id_field, delimiter, skip=skip_errors, fields=fields
            )
            first, second = pick(documents, [source, copy])
        from dedup.diff.compare import compare as compare_texts  # noqa: PLC0415 - slow to import

        comparison = compare_texts(first, second)
        if html is not None:
            write_html(
                comparison.to_html(), html, inputs=[Path(source), Path(copy)], printing=as_json
            )
    if as_json:
        print_json(comparison.to_dict())
    if as_json or html is not None:
        return
    from dedup.report.terminal import comparison_page  # noqa: PLC0415

    print_page(comparison_page, comparison, no_color=no_color, furniture=furniture)


@app.command(no_args_is_help=True)
def collate(
    paths: _Paths,
    *,
    collection: _In = None,
    html: Html = None,
    as_json: Json = False,
    text_field: TextField = "text",
    id_field: IdField = "id",
    fields: Fields = None,
    delimiter: Delimiter = ",",
    skip_errors: Skip = False,
    no_color: NoColor = False,
) -> None:
    """Set the copies of one story side by side, by passages.

    Prints a row for each passage that at least two copies carry, in story order, and what each
    copy made of it: = verbatim, ~ edited, ≈ paraphrased, · dropped; then what each copy alone
    says. Give it the texts of one story, such as a group that "dedup find" has found: every
    text is aligned with every other, so the time grows with the square of their number.

    \b
    Examples:
      dedup collate a.txt b.txt c.txt
      dedup collate story/
      dedup collate --in wire.jsonl 1041 2207 3310    three records, by their ids
      dedup collate story/ --html page.html
      dedup collate story/ --json | jq '.unique'
    \b
    JSON: columns (ids); rows: reference, text, kinds, cells; unique.
      Places are [start, end) in code points of the text.

    There is no score here: "dedup find" says how sure it is that texts belong together.
    """  # noqa: D301
    with faults():
        sources = paths if collection is None else [collection]
        documents = read_paths(
            sources, text_field, id_field, delimiter, skip=skip_errors, fields=fields
        )
        if collection is None:
            copies = list(read_all(documents))
        else:
            copies = pick(documents, [str(path) for path in paths])
        if len(copies) < 2:
            raise ReadError(f"a collation needs two texts or more, got {len(copies)}; add PATHs")
        from dedup.diff.collation import collate as collate_texts  # noqa: PLC0415 - slow to import

        collation = collate_texts(copies)
        if html is not None:
            write_html(collation.to_html(), html, inputs=sources, printing=as_json)
    if as_json:
        print_json(collation.to_dict())
    if as_json or html is not None:
        return
    from dedup.report.terminal import collation_page  # noqa: PLC0415

    print_page(collation_page, collation, no_color=no_color)


app.command(no_args_is_help=True, short_help="Find the fewest documents that account for a text.")(
    gather
)
app.add_typer(
    index_app,
    name="index",
    short_help="Keep articles in a file that grows, and ask what a text matches.",
)


def main() -> None:
    """Run the command line; the entry point of ``dedup``."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal without the characters that a text has shows their codes instead.
            stream.reconfigure(errors="backslashreplace")
    app(prog_name="dedup")


if __name__ == "__main__":
    main()
