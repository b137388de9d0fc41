"""Intermediate code of all kernels, which comes with the library.

To make machine code of it takes a second for the largest kernel, where numba, which made it,
takes six: most of its time goes into working out what each function means, and that is the same
on every machine. ``make kernels`` makes it anew where a kernel has changed; until then, and where
llvmlite cannot read it, numba compiles as ever.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

__all__ = ["ARCHIVE", "bitcode_of", "digest", "entry_name", "sources", "symbol_of", "write"]

_LIBRARY = Path(__file__).parent.parent
ARCHIVE = _LIBRARY / "machine" / "kernels.zip"
_OF = "sources"
"""The entry that says what the others were made from."""
_BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The date of all entries, so that the same code makes the same file."""
_PARTS = ("abreast", "building", "compiling", "hashing", "lanes", "masks", "utf8")
"""Modules beside this one that go into the code."""


def digest(code: bytes) -> str:
    """What tells some bytes from all others."""
    import hashlib  # noqa: PLC0415 - with all that it imports

    return hashlib.sha256(code).hexdigest()


@lru_cache(maxsize=1)
def sources() -> str:
    """What all kernels are made from: they share parts."""
    parts = [_LIBRARY / "machine" / f"{name}.py" for name in _PARTS]
    read = [path.read_bytes() for path in [*sorted(_LIBRARY.glob("*/kernels/*.py")), *parts]]
    # Some copies of the library end their lines in two characters.
    return digest(b"\n".join(read).replace(b"\r\n", b"\n"))


def entry_name(module: str, name: str, kinds: Sequence[str]) -> str:
    """What a kernel is called in the archive; for other arguments it has other code."""
    return f"{module}.{name}-{digest(' '.join(kinds).encode())[:8]}"


def symbol_of(name: str) -> str:
    """What the function is called in its code that takes one address: that of its arguments."""
    return f"{name}.frame"


def bitcode_of(entry: str, archive: Path = ARCHIVE) -> bytes | None:
    """The intermediate code of one kernel, if there is any that was made from these sources."""
    import zipfile  # noqa: PLC0415 - needed once on a machine, and takes long to import

    try:
        with zipfile.ZipFile(archive) as file:
            if file.read(_OF).decode() == sources():
                return file.read(entry)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        pass
    return None


def write(made: Mapping[str, bytes], archive: Path = ARCHIVE) -> None:
    """Write an archive of the code of all kernels."""
    import zipfile  # noqa: PLC0415 - see above

    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, code in sorted({**made, _OF: sources().encode()}.items()):
            entry = zipfile.ZipInfo(name, _BEGINNING)
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, code)
