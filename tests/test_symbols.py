"""What compiled code is told of characters and words."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import numpy as np
import pytest

from dedup.text import abbreviations as known
from dedup.text.folds import folds, rare_stems
from dedup.text.kernels import flags as of
from dedup.text.kernels.rows import DIGITS, IN_BUCKET, TWICE
from dedup.text.stems import UNSEEN, rarity_code, stem_key
from dedup.text.symbols import flags_of, place_of, symbols
from dedup.text.words import fold


@pytest.mark.parametrize("is_ascii", [True, False])
def test_a_symbol_says_what_its_characters_say(is_ascii: bool) -> None:
    """The flags of a symbol are those of each character that has it."""
    tables = symbols(is_ascii=is_ascii)
    codes, about = tables.codes.array, tables.about.array
    methods: dict[int, Callable[[str], bool]] = {
        of.SPACE: str.isspace,
        of.ALNUM: str.isalnum,
        of.ALPHA: str.isalpha,
        of.DIGIT: str.isdigit,
        of.DECIMAL: str.isdecimal,
        of.UPPER: str.isupper,
        of.LOWER: str.islower,
        of.TITLE: str.istitle,
        of.BREAK: lambda character: len(f"{character}|".splitlines()) > 1,
        of.WORD: lambda character: character.isalnum() or character == "_",
    }
    for code in range(len(codes) - (not is_ascii)):
        flags = int(about[codes[code]])
        wrong = [flag for flag, is_so in methods.items() if is_so(chr(code)) != bool(flags & flag)]
        assert not wrong, (hex(code), wrong)


def test_lower_case_is_pythons() -> None:
    """Where a symbol stands for letters that lists of words have, its lower case is theirs."""
    tables = symbols(is_ascii=False)
    codes, about = tables.codes.array.astype(int), tables.about.array
    for character in map(chr, range(len(codes) - 1)):
        lower = character.lower()
        if lower.isascii() or lower == "ä":
            assert about[of.LOW_BEGIN + codes[ord(character)]] == codes[ord(lower)], character


def test_no_other_character_of_two_grows_in_lower_case() -> None:
    """The one letter whose lower case is two characters is left to plain code."""
    grown = [code for code in range(1 << 17) if len(chr(code).lower()) > 1]
    assert grown == [ord("İ")]
    assert flags_of(1 << 17)[0x130] & of.ALPHA
    tables = symbols(is_ascii=False)
    assert tables.about.array[tables.codes.array[0x130]] & of.BEYOND
    assert tables.about.array[tables.codes.array[-1]] & of.BEYOND


def test_listed_words_are_found() -> None:
    """All words of the lists stand in the table where they are looked for, with their lists."""
    tables = symbols(is_ascii=False)
    codes, about = tables.codes.array, tables.about.array
    rows = about[of.LISTS_BEGIN :].reshape(-1, of.ROW)

    def lists(word: str) -> int:
        letters = codes[list(map(ord, word))].tobytes()
        first, second = (
            int.from_bytes(part, "little", signed=len(part) == 8)
            for part in (letters[:8], letters[8:])
        )
        place = place_of(first, second, len(rows))
        while rows[place, 2] and tuple(rows[place, :2]) != (first, second):
            place = (place + 1) % len(rows)
        return int(rows[place, 2])

    for members, flag in (
        (known.STARTERS, of.STARTER),
        (known.GERMAN_MONTHS, of.MONTH),
        (known.OFTEN_LAST, of.OFTEN_LAST),
        (known.NEVER_LAST_CAPITALISED, of.NEVER_LAST_CAPITALISED),
    ):
        assert all(lists(word) & flag for word in members)
        assert max(map(len, members)) <= 16
    assert lists("mass") == of.ABBREVIATION_CAPITALISED
    assert lists("ferry") == 0


def test_characters_fold_by_themselves() -> None:
    """What the table says of a character is what it folds to, beside any other one."""
    table = folds().array
    letters = [code for code in range(len(table)) if table[code]]
    assert len(letters) > 1000
    for code in letters:
        folded = chr(int(table[code]) & (TWICE - 1))
        assert fold(chr(code)) == folded * (2 if table[code] & TWICE else 1)
        assert bool(table[code] & DIGITS) == folded.isdigit()
        assert not unicodedata.combining(chr(code))
    for code in letters:
        pair = "a" + chr(code)
        assert fold(pair) == "a" + fold(chr(code))


def test_rarities_are_those_of_the_table() -> None:
    """A stem is found by its highest bits in the bucket where compiled code looks."""
    tables = rare_stems()
    buckets, rare = tables.buckets.array, tables.rare.array
    bits = 32 - (len(buckets) - 1).bit_length() + 1
    for word in ("the", "ferry", "volca", "negot", "zzzzq", "2019", "police"):
        key = stem_key(word)
        short = key >> 31
        bucket = slice(*buckets[[short >> bits, (short >> bits) + 1]].tolist())
        found = rare[bucket][rare[bucket] >> 8 == short & 0xFFFFFF]
        assert (int(found[0] & 0xFF) if len(found) else UNSEEN) == rarity_code(key)
    assert np.diff(buckets).max() <= IN_BUCKET
    assert len(rare) == buckets[-1] + IN_BUCKET + 1
    assert UNSEEN == 0xFF
