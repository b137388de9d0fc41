"""Number words: "twenty-five", "two hundred and fifty", "three million", "seventh".

The patterns are for text in lower case.
"""

from __future__ import annotations

import re

__all__ = [
    "CHUNK",
    "FRACTIONS",
    "ONES",
    "ORDINALS",
    "SCALE",
    "SCALES",
    "SMALL",
    "TEN",
    "TENS",
    "evaluate",
]

ONES = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split(),
        1,
    )
}
TENS = {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), 2
    )
}
ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
        "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth".split(),
        1,
    )
} | {word[:-1] + "ieth": number for word, number in TENS.items()}
SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "dozen": 12.0,
    "lakh": 1e5,
    "crore": 1e7,
    "k": 1e3,
    "mn": 1e6,
    "mln": 1e6,
    "m": 1e6,
    "mm": 1e6,
    "bn": 1e9,
    "b": 1e9,
    "tn": 1e12,
    "trn": 1e12,
    "t": 1e12,
}
FRACTIONS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10, "fourth": 4}
_ONE = "|".join(ONES)
TEN = "|".join(TENS)
SMALL = rf"(?:(?:{TEN})(?:[- ](?:one|two|three|four|five|six|seven|eight|nine)\b)?|{_ONE})"
CHUNK = rf"(?:{SMALL}[- ]hundred(?:[ ](?:and[ ])?{SMALL}\b)?|{SMALL})"
SCALE = r"(?:thousand|million|billion|trillion|lakh|crore)"


def evaluate(words: str) -> float:
    """The number that words of one cardinal add up to."""
    total = current = 0.0
    for word in re.split(r"[\s,-]+", words.lower()):
        if word in ONES:
            current += ONES[word]
        elif word in TENS:
            current += TENS[word]
        elif word == "hundred":
            current *= 100
        elif word != "and":
            total += current * SCALES[word]
            current = 0.0
    return total + current
