"""The profiles of the texts that were compared last, words and all."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence

from dedup.diff.profile import Profile
from dedup.document import Document
from dedup.text.compiled import pays, read_worded
from dedup.text.reading import read_text

__all__ = ["cached_profiles", "remembered"]

_MOST, _CHARACTERS = 64, 1 << 22
"""Profiles that are remembered, and characters of all their texts: of long texts fewer are."""
_PAIR = 2
"""Profiles that are remembered however long their texts are: who compares two may ask again."""
_Key = str | tuple[str, frozenset[str]]
"""A text, and the abbreviations that it was read with if there are any."""


class _Remembered:
    """The profiles of the texts that were asked for last; threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[_Key, Profile] = OrderedDict()
        self._characters = 0

    def get(self, documents: Sequence[Document], abbreviations: frozenset[str]) -> list[Profile]:
        """Profiles, words and all; those that are not remembered are made together."""
        # A string knows its hash; a document would have it made time and again.
        keys: list[_Key] = [document.text for document in documents]
        if abbreviations:
            keys = [(document.text, abbreviations) for document in documents]
        known = self._known
        with self._lock:
            found = {key: known[key] for key in keys if key in known}
            for key in found:
                known.move_to_end(key)
        missing = {
            key: document
            for key, document in zip(keys, documents, strict=True)
            if key not in found or found[key].document is not document
        }
        if missing:
            made = self._made(missing, found, abbreviations)
            found.update(made)
            with self._lock:
                self._keep(made)
        return [
            found[key] if found[key].document is document else found[key].of_document(document)
            for key, document in zip(keys, documents, strict=True)
        ]

    def _made(
        self,
        wanted: Mapping[_Key, Document],
        found: Mapping[_Key, Profile],
        abbreviations: frozenset[str],
    ) -> dict[_Key, Profile]:
        made = {
            key: found[key].of_document(document)
            for key, document in wanted.items()
            if key in found
        }
        new = {key: document for key, document in wanted.items() if key not in found}
        made.update(zip(new, _with_words(list(new.values()), abbreviations), strict=True))
        return made

    def _keep(self, made: Mapping[_Key, Profile]) -> None:
        known = self._known
        for key, profile in made.items():
            if key not in known:
                self._characters += len(profile.document.text)
            known[key] = profile
        while len(known) > _MOST or (len(known) > _PAIR and self._characters > _CHARACTERS):
            _, profile = known.popitem(last=False)
            self._characters -= len(profile.document.text)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._known.clear()
            self._characters = 0


def _with_words(documents: Sequence[Document], abbreviations: frozenset[str]) -> list[Profile]:
    texts = [document.text for document in documents]
    found = read_worded(texts, abbreviations) if pays(texts) else [None] * len(texts)
    return [
        Profile(document, *read_text(document.text, abbreviations))
        if one is None
        else Profile.of(document, *one)
        for document, one in zip(documents, found, strict=True)
    ]


remembered = _Remembered()


def cached_profiles(
    documents: Sequence[Document], abbreviations: frozenset[str] = frozenset()
) -> list[Profile]:
    """`profiles_of`, remembering the last few; their words are read too."""
    return remembered.get(documents, abbreviations)
