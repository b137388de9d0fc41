"""The settings of a search in a file, the same for this machine and for Spark."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer

from dedup.errors import ReadError, SettingsError

__all__ = ["SettingsFile", "read_settings"]

SettingsFile = Annotated[
    Path | None,
    typer.Option(
        "--settings",
        metavar="FILE",
        help="Settings in TOML: threshold, rewrites, linkage, abbreviations. Options given here "
        "go before those of the file.",
    ),
]

_KINDS: dict[str, tuple[tuple[type, ...], str]] = {
    "threshold": ((float, int), "a number"),
    "rewrites": ((bool,), "true or false"),
    "linkage": ((str,), "a string"),
    "abbreviations": ((list,), "a list of strings"),
}


def read_settings(path: Path | None) -> dict[str, Any]:
    """The settings of a file, by the names that `dedup.find` has for them; none without a file.

    What each may be is left to who is given them.

    Raises
    ------
    ReadError
        If the file cannot be read or is no TOML.
    SettingsError
        If it has a setting that is not known, or is of another kind.
    """
    if path is None:
        return {}
    try:
        with path.open("rb") as file:
            found = tomllib.load(file)
    except OSError as error:
        raise ReadError(f"cannot read {str(path)!r}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReadError(f"{str(path)!r} is not TOML: {error}") from error
    for name, value in found.items():
        if name not in _KINDS:
            raise SettingsError(f"{str(path)!r} has {name!r}, which is none of {', '.join(_KINDS)}")
        kinds, expected = _KINDS[name]
        fits = isinstance(value, kinds) and (bool in kinds or not isinstance(value, bool))
        if not fits or (isinstance(value, list) and not all(isinstance(v, str) for v in value)):
            raise SettingsError(f"{str(path)!r} has {name} = {value!r}, which is not {expected}")
    return found
