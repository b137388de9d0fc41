"""What alignment and its signals are set to, for plain and compiled code alike.

Code is compiled anew when a module of this folder changes, and only then.
"""

from __future__ import annotations

__all__ = [
    "ADDED",
    "AROUND",
    "BEYOND",
    "CHAIN",
    "CHAIN_MUTUAL",
    "CHAIN_REACH",
    "COPY",
    "DENIAL",
    "DISTINCT_PRIOR",
    "DROPPED",
    "EDITED",
    "EDITS",
    "EVIDENCE",
    "FACTS_PRIOR",
    "FURNITURE",
    "GAP",
    "INSIDE",
    "INSIDE_PRIOR",
    "KEPT",
    "KIND",
    "LANES",
    "LARGE",
    "LATE_PRIOR",
    "LEAST_RATIO",
    "LEAST_RUN",
    "LEAST_TOLD",
    "LEAST_WEIGHT",
    "LOOK_LEAST",
    "MOST_INSIDE",
    "MOST_PLACES",
    "MOVED",
    "MUTUAL",
    "NAME",
    "NARROW_REACH",
    "NEARLY_ALL",
    "NUMBER",
    "NUMBERS_PRIOR",
    "ORDER_PRIOR",
    "ORDER_WORDS",
    "OUTSIDE",
    "OUTSIDE_PRIOR",
    "OUTSIDE_REACH",
    "PARAPHRASED",
    "PLACE",
    "PRIOR_WEIGHT",
    "ROUNDS",
    "RUN_PRIOR",
    "SECOND_LOOK",
    "SELDOM",
    "SIMILAR",
    "SOURCE",
    "STRONG",
    "UNTOLD",
    "VERBATIM",
    "VOICE",
    "VOICES",
    "WIDE_EVIDENCE",
    "WIDE_REACH",
]

# Of alignment.
LEAST_WEIGHT = 0.05
"""Stems below this weight are left out: they fill the matrix and decide nothing."""
PRIOR_WEIGHT = 10.0
"""Weight that is added below the similarity: about two rare words."""
PLACE = 0.6
"""What is taken off, at most, for standing at opposite ends of the two texts."""
SECOND_LOOK = 0.08
"""Plain similarity that suffices next to a link, or between two."""
LOOK_LEAST = 0.03
"""Scaled similarity that the second look asks for where witnesses were heard: below, either
sentence has a far better match elsewhere, and what they share is the story's common stock."""
CHAIN = 0.1
"""Scaled similarity that suffices in a chain, where the pair is near enough to the best of both."""
CHAIN_MUTUAL = 0.8
CHAIN_REACH = 2
"""Sentences, on either side, to the next pair of a chain."""
GAP = 3
"""Sentences between two links, on either side, that may be linked with one another."""
LEAST_TOLD = 2
"""Stems that a sentence shares at least with what another's links leave over of it."""

LANES = 8
"""Sentences whose values are worked out at a time."""

# Of the signals of derivation.
NAME, NUMBER, SELDOM = 1, 2, 4
"""`Profile.marks`."""
ORDER_PRIOR = 4.0
"""Imaginary words in no order at all."""
ORDER_WORDS = 400
"""Of more words than these a sample is ordered, evenly spread over the text."""
FACTS_PRIOR = 15.0
"""Nats: about three names, a fifth of them own."""
DISTINCT_PRIOR = 0.02
"""Added to the best similarity, so that a chance resemblance does not stand out."""
LATE_PRIOR = 30.0
"""Words, three tenths of them linked."""
NUMBERS_PRIOR = 3.0
"""Numbers, half of them kept."""

# Of witnesses.
VOICE = 1.1
"""Weight of the witnesses' voices beside the pair's own score of 1."""
DENIAL = 0.6
"""Weight of their denials."""
VOICES = 3
"""How many of the strongest voices, and denials, are averaged; fewer count in part."""

# Of passages.
VERBATIM, EDITED, PARAPHRASED, ADDED, DROPPED, FURNITURE = range(6)
"""The kinds in their order, and that of linked sentences which plain code has to look at:"""
UNTOLD = 6
KIND, MOVED, SOURCE, COPY, EDITS = 0, 1, 2, 4, 6
"""What is told of a passage: the last three have a beginning and an end."""
LARGE = 100_000
"""Words of one side times those of the other up to which two sides are compared as they are."""

# Of runs of words that two texts share.
LEAST_RUN = 6
"""Words; shorter runs are phrases that anybody uses."""
MOST_PLACES = 4
"""Places on either side up to which a sequence is looked up: what a text repeats more often,
such as the frame of a table, tells nothing of what comes from where."""
BEYOND = 4
"""Words that a run must have beyond the sentences of a stretch to widen it."""

# Of stretches of reuse.
STRONG = 0.3
"""A stretch begins with a pair at least as similar."""
NARROW_REACH, WIDE_REACH = (0.18, 0.02, 0.02, 8), (0.15, 0.002, 0.03, 5)
"""`dedup.diff.growth.Reach`."""
SIMILAR = 0.15
MUTUAL = 0.95
RUN_PRIOR = 10.0
"""Words added to the shorter sentence before the share of it that is in runs counts as its
similarity: six words are the whole of a short line, and may yet be a set phrase."""
EVIDENCE, WIDE_EVIDENCE = 0.5, 1.2
"""Least sum of similarities, each sentence counted once, on the side where it is smaller."""
NEARLY_ALL = 0.9
"""Share, by weight, of a wide stretch's copy with which a narrow one stands for it."""
AROUND = 4
"""Sentences on either side that may be taken in when the ends are fitted."""
OUTSIDE_REACH = 200
"""Sentences on either side that show how many words are found by chance."""
ROUNDS = 2
INSIDE, OUTSIDE = 0.7, 0.25
"""Expected shares of weight that the other side has, inside a stretch and outside; what counts
is the share that is found, with the expected one added for so much weight:"""
INSIDE_PRIOR, OUTSIDE_PRIOR = 20.0, 50.0
MOST_INSIDE = 0.97
LEAST_RATIO = 1.3
"""Bounds of the two shares, so that no word is certain and they differ."""
KEPT = 0.6
"""Share of the words of either side that lie in runs, from which the runs say where it ends."""
