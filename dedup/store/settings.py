"""What an index was made with, beside what it is opened with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dedup.errors import SettingsError

__all__ = ["check_settings"]


def check_settings(where: str, stored: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Compare what an index was made with and what it is opened with.

    The version of the library is for the record only, and a wanted value of None agrees with
    any.

    Raises
    ------
    SettingsError
        That names the settings that differ.
    """
    different = [
        f"{name}={stored.get(name)!r}, not {value!r}"
        for name, value in wanted.items()
        if name != "library" and value is not None and stored.get(name) != value
    ]
    if different:
        raise SettingsError(
            f"{where!r} was made with {', '.join(different)}; open it as it was made, or export it "
            "and fill a new one"
        )
