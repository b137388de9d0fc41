"""Generated news of any size, with planted copies: the same for the same count and seed.

    python benchmarks/corpus.py FOLDER --count 100000 --pathologies

writes a collection to a folder: ``texts.utf8`` (all texts end to end), ``bounds.npy`` (text
``i`` is bytes ``bounds[i]`` to ``bounds[i + 1]``), ``kinds.npy`` and ``parents.npy`` (what was
planted) and ``about.json``. The first thousand documents of a larger collection are those of a
smaller one; only the long text, which is the last document, depends on the count.
"""

from __future__ import annotations

import argparse
import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from corpus_text import Language, Story, cut, sentence_ends

__all__ = ["KINDS", "PATHOLOGIES", "PLAIN", "Article", "Mix", "Stored", "articles", "load", "write"]

I64 = npt.NDArray[np.int64]

KINDS = (
    "original",
    "exact",
    "near",
    "excerpt",
    "reworded",
    "release",
    "altered release",
    "formula",
    "empty",
    "one word",
    "long",
)
"""What a document can be; `Article.kind` is a place in this list."""

_FORMAT = 1
_BLOCK = 256
_RECENT = 2000
"""A copy is of one of so many originals before it."""
_LONG, _LONG_AT = 50_000_000, 50_000
_BOILERPLATE = "Share this article with your friends. Sign up for our newsletter. 0 Comments"
_MONTHS = "Jan. Feb. March April May June July Aug. Sept. Oct. Nov. Dec.".split()


class Mix(NamedTuple):
    """Shares of what is planted.

    `copies` is a share of the ordinary articles, a quarter each exact, near, excerpts and
    heavily reworded; the other shares are of all documents. `long` adds one text of 50 MB,
    less in proportion below 50,000 documents.
    """

    copies: float = 0.1
    boilerplate: float = 0.3
    release: float = 0.0
    formula: float = 0.0
    empty: float = 0.0
    one_word: float = 0.0
    long: bool = False


PLAIN = Mix()
"""What all libraries are compared on."""
PATHOLOGIES = Mix(release=0.1, formula=0.02, empty=0.002, one_word=0.002, long=True)
"""One press release in a tenth of the collection, formula stories, texts without words, texts
of one word and a very long one."""


class Article(NamedTuple):
    """A text, what it is, and the number of the document that it is a copy of, or -1."""

    text: str
    kind: int
    parent: int

    @property
    def is_copy(self) -> bool:
        """Whether it was made from another document."""
        return self.parent >= 0


@lru_cache(maxsize=1)
def _language(seed: int) -> Language:
    return Language(seed)


class _Desk:
    """Writes one collection, a block of documents at a time."""

    def __init__(self, seed: int, mix: Mix) -> None:
        self.seed = seed
        self.mix = mix
        self.language = _language(seed)
        self.recent: deque[tuple[int, Story]] = deque(maxlen=_RECENT)
        rng = np.random.default_rng([seed, 0x2B])
        self.release = self.language.text(self.language.stories(rng, np.array([24]))[0])
        self.released = -1
        self.formula, self.places = self.language.formula(rng)

    def block(self, number: int) -> Iterator[Article]:
        """Documents ``256 * number`` and on."""
        mix = self.mix
        rng = np.random.default_rng([self.seed, 0x3C, number])
        stories = self.language.stories(rng, rng.integers(6, 51, _BLOCK))
        edges = np.cumsum([mix.release, mix.formula, mix.empty, mix.one_word])
        sorts = np.searchsorted(edges, rng.random(_BLOCK), side="right")
        for at, (sort, story) in enumerate(zip(sorts.tolist(), stories, strict=True)):
            yield self._article(rng, number * _BLOCK + at, sort, story)

    def _article(self, rng: np.random.Generator, number: int, sort: int, story: Story) -> Article:
        match sort:
            case 0:
                return self._release(rng, number)
            case 1:
                filled = self.language.fill(rng, self.formula, self.places)
                return Article(self.language.text(filled), KINDS.index("formula"), -1)
            case 2:
                return Article(" \n" * int(rng.integers(2)), KINDS.index("empty"), -1)
            case 3:
                return Article(self.language.word(rng, 500), KINDS.index("one word"), -1)
        kind, parent = 0, -1
        if self.recent and rng.random() < self.mix.copies:
            parent, story = self.recent[rng.integers(len(self.recent))]
            kind = int(rng.integers(1, 5))
            story = self._copy(rng, KINDS[kind], story)
        else:
            self.recent.append((number, story))
        text = self.language.text(story)
        # Four in ten publishers write typewriter quotes and apostrophes; a copy keeps its source's.
        if (number if parent < 0 else parent) % 5 < 2:
            text = text.replace("“", '"').replace("”", '"').replace("’", "'").replace("—", "-")
        if rng.random() < self.mix.boilerplate:
            text = f"{text}\n\n{_BOILERPLATE}"
        return Article(text, kind, parent)

    def _copy(self, rng: np.random.Generator, kind: str, story: Story) -> Story:
        sentences = len(sentence_ends(story))
        match kind:
            case "near":
                return self.language.reworded(rng, story, 0.02)
            case "excerpt":
                return cut(story, np.arange(sentences) < max(3, sentences // 3))
            case "reworded":
                kept = rng.random(sentences) < 0.8
                kept[0] = True
                return self.language.reworded(rng, cut(story, kept), 0.25)
        return story

    def _release(self, rng: np.random.Generator, number: int) -> Article:
        """The press release: every other time as it came, else with a head or end of its own."""
        parent = self.released
        if parent < 0:
            self.released = number
        if parent < 0 or rng.random() < 0.5:
            return Article(self.release, KINDS.index("release"), parent)
        day = f"{_MONTHS[rng.integers(12)]} {rng.integers(1, 29)}"
        dateline = f"{self.language.name(rng).upper()}, {day} — "
        headline = " ".join(self.language.word(rng, 5000) for _ in range(8)).capitalize()
        byline = f"By {self.language.name(rng)}"
        # At least one of the three: a number from 1 to 7 as bits.
        heads = int(rng.integers(1, 8))
        text = (dateline if heads & 1 else "") + self.release
        if heads & 2:
            text = f"{byline}\n{text}"
        if heads & 4:
            text = f"{headline}\n{text}"
        return Article(text, KINDS.index("altered release"), parent)

    def long(self, size: int) -> Article:
        """One text of about `size` bytes, such as a transcript or a log that was taken along."""
        rng = np.random.default_rng([self.seed, 0x4D])
        parts: list[str] = []
        left = size
        while left > 0:
            for story in self.language.stories(rng, np.full(64, 50)):
                parts.append(self.language.text(story))
                left -= len(parts[-1].encode()) + 1
        return Article("\n".join(parts), KINDS.index("long"), -1)


def articles(count: int, seed: int = 7, mix: Mix = PLAIN) -> Iterator[Article]:
    """`count` articles, one by one.

    Examples
    --------
    >>> [a.text for a in articles(3)] == [a.text for a in articles(9)][:3]
    True
    """
    desk = _Desk(seed, mix)
    ordinary = count - 1 if mix.long and count else count
    for block in range(-(-ordinary // _BLOCK)):
        for at, article in enumerate(desk.block(block)):
            if block * _BLOCK + at == ordinary:
                break
            yield article
    if mix.long and count:
        yield desk.long(min(_LONG, count * (_LONG // _LONG_AT)))


@dataclass(frozen=True, slots=True)
class Stored:
    """A collection on disk.

    Attributes
    ----------
    folder : Path
    bounds : ndarray of int64, shape (n + 1,)
        In bytes of ``texts.utf8``.
    kinds : ndarray of uint8, shape (n,)
    parents : ndarray of int64, shape (n,)
        Number of the document that this one is a copy of, or -1.
    """

    folder: Path
    bounds: I64
    kinds: npt.NDArray[np.uint8]
    parents: I64

    def __len__(self) -> int:
        return len(self.kinds)

    @property
    def size(self) -> int:
        """Bytes of all texts in UTF-8."""
        return int(self.bounds[-1])

    def texts(self) -> Iterator[str]:
        """The texts, read one by one: the buffer is never in memory as a whole."""
        with (self.folder / "texts.utf8").open("rb", buffering=1 << 20) as file:
            for size in np.diff(self.bounds).tolist():
                yield file.read(size).decode()

    def buffer(self) -> bytes:
        """All texts end to end, in UTF-8."""
        return (self.folder / "texts.utf8").read_bytes()


def write(folder: Path, count: int, seed: int = 7, mix: Mix = PLAIN) -> Stored:
    """Generate a collection into a folder, unless it is there already."""
    about = {"format": _FORMAT, "count": count, "seed": seed, "mix": mix._asdict()}
    note = folder / "about.json"
    if note.is_file() and json.loads(note.read_text(encoding="utf-8")) == about:
        return load(folder)
    folder.mkdir(parents=True, exist_ok=True)
    bounds = np.zeros(count + 1, dtype=np.int64)
    kinds = np.zeros(count, dtype=np.uint8)
    parents = np.full(count, -1, dtype=np.int64)
    with (folder / "texts.utf8").open("wb", buffering=1 << 20) as file:
        for number, article in enumerate(articles(count, seed, mix)):
            bounds[number + 1] = file.write(article.text.encode())
            kinds[number], parents[number] = article.kind, article.parent
    np.cumsum(bounds, out=bounds)
    np.save(folder / "bounds.npy", bounds)
    np.save(folder / "kinds.npy", kinds)
    np.save(folder / "parents.npy", parents)
    # Written last: a folder without it is not whole.
    note.write_text(json.dumps(about) + "\n", encoding="utf-8")
    return Stored(folder, bounds, kinds, parents)


def load(folder: Path) -> Stored:
    """A collection that `write` wrote."""
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    if about["format"] != _FORMAT:
        raise ValueError(f"{folder} has format {about['format']}, not {_FORMAT}; write it again")
    arrays = (np.load(folder / f"{name}.npy") for name in ("bounds", "kinds", "parents"))
    return Stored(folder, *arrays)


def main() -> None:
    """Write a collection to a folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--pathologies", action="store_true", help="plant those too")
    arguments = parser.parse_args()
    mix = PATHOLOGIES if arguments.pathologies else PLAIN
    stored = write(arguments.folder, arguments.count, arguments.seed, mix)
    counts = np.bincount(stored.kinds, minlength=len(KINDS))
    print(f"{len(stored)} documents, {stored.size / 1e6:.1f} MB in {arguments.folder}")
    for kind, number in zip(KINDS, counts.tolist(), strict=True):
        if number:
            print(f"{number:8} {kind}")


if __name__ == "__main__":
    main()
