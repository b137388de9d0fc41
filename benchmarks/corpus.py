"""A seeded generator of articles with planted families, for measuring speed at any size."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from dedup import Document

__all__ = ["Planted", "generate"]

_SYLLABLES = "ba ce di fo gu la me ni ro su ta ve wi xo za kra ple stri tho gla".split()
_BOILERPLATE = "Share this article with your friends. Sign up for our newsletter. 0 Comments"


@dataclass(frozen=True)
class Planted:
    """A generated collection: its documents, and which of them belong together.

    `families` maps the id of a document to the number of its family; a document alone in the
    world has none.
    """

    documents: list[Document]
    families: dict[str, int]


class _Writer:
    """Writes articles with a vocabulary whose frequencies follow Zipf's law."""

    def __init__(self, seed: int, vocabulary: int = 40_000) -> None:
        self.random = random.Random(seed)
        words: dict[str, None] = {}
        while len(words) < vocabulary:
            length = self.random.choice((1, 2, 2, 3, 3, 4))
            words["".join(self.random.choices(_SYLLABLES, k=length))] = None
        self.words = list(words)
        total = 0.0
        self.cumulative = []
        for rank in range(1, vocabulary + 1):
            total += 1.0 / rank
            self.cumulative.append(total)

    def sentences(self, count: int, topic: list[str]) -> Iterator[str]:
        """Sentences of 8 to 30 words, one word in six from the topic."""
        for _ in range(count):
            size = self.random.randint(8, 30)
            words = self.random.choices(self.words, cum_weights=self.cumulative, k=size)
            for place in range(size):
                if self.random.random() < 1 / 6:
                    words[place] = self.random.choice(topic)
            yield " ".join(words).capitalize() + "."

    def reword(self, sentence: str, share: float) -> str:
        """The sentence with a share of its words replaced by others."""
        words = sentence[:-1].split()
        for place in range(len(words)):
            if self.random.random() < share:
                words[place] = self.random.choices(self.words, cum_weights=self.cumulative, k=1)[0]
        return " ".join(words) + "."


def generate(count: int, seed: int = 7) -> Planted:
    """`count` articles; one in ten is a copy: exact, near, an excerpt or heavily reworded."""
    writer = _Writer(seed)
    documents: list[Document] = []
    families: dict[str, int] = {}
    originals: list[tuple[str, list[str]]] = []
    for number in range(count):
        name = f"doc-{number}"
        if originals and writer.random.random() < 0.1:
            parent, story = writer.random.choice(originals[-2000:])
            families[name] = families.setdefault(parent, int(parent.split("-")[1]))
            kind = writer.random.choice(("exact", "near", "excerpt", "reworded"))
            if kind == "near":
                story = [writer.reword(s, 0.02) for s in story]
            elif kind == "excerpt":
                story = story[: max(3, len(story) // 3)]
            elif kind == "reworded":
                story = [writer.reword(s, 0.25) for s in story if writer.random.random() < 0.8]
        else:
            topic = writer.random.choices(writer.words, k=25)
            story = list(writer.sentences(writer.random.randint(6, 50), topic))
            originals.append((name, story))
        text = "\n".join(story)
        if writer.random.random() < 0.3:
            text += "\n\n" + _BOILERPLATE
        documents.append(Document(name, text))
    return Planted(documents, families)
