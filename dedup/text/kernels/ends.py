"""Which stops end a sentence: the rules of `dedup.text.sentence_ends`, one for one.

Rules that look beyond a run are told where the text ends; it begins at 0.
"""

from __future__ import annotations

from typing import Any

from dedup.machine.compiling import get, isa, kind, part
from dedup.text.kernels import flags as of
from dedup.text.kernels.stops import closers_end, goes_on, is_plain, marks_end, plain_stop, stop_end
from dedup.text.kernels.symbols import listed, skip

__all__ = ["split_run"]

_NONE = -1
_LOOKED_BACK = 40
(
    _SPACE,
    _STRAIGHT,
    _SINGLE,
    _BACKSLASH,
    _SMALL_T,
    _COMMA,
    _HYPHEN,
    _PERIOD,
    _COLON,
    _SEMICOLON,
    _EXCLAIMS,
    _ASKS,
) = 32, 34, 39, 92, 116, 44, 45, 46, 58, 59, 33, 63


@part
def _word_before(sym: Any, about: Any, first: int, stop: int) -> tuple[int, int]:
    """The word that a stop at `stop` belongs to, without opening marks; may be empty."""
    least = max(first, stop - _LOOKED_BACK)
    end = stop
    while end > least and isa(sym, about, end - 1, of.SPACE):
        end -= 1
    begin = end
    while begin > least and not isa(sym, about, begin - 1, of.SPACE):
        begin -= 1
    for at in range(begin, end):
        if isa(sym, about, at, of.DASH):
            begin = at + 1
        elif get(sym, at) == _BACKSLASH and at + 1 < end and get(sym, at + 1) == _SMALL_T:
            begin = at + 2
    return skip(sym, about, begin, end, of.STRIPPED), end


@part
def _is_title(sym: Any, low: Any, about: Any, begin: int, end: int) -> bool:
    lists = listed(low, about, begin, end)
    if lists & of.NEVER_LAST:
        return True
    return bool(
        lists & (of.NEVER_LAST_CAPITALISED | of.SAINT)
        and begin < end
        and isa(sym, about, begin, of.UPPER)
    )


@part
def _without_periods(sym: Any, begin: int, end: int) -> int:
    """Where a word ends without the periods at its end."""
    while end > begin and get(sym, end - 1) == _PERIOD:
        end -= 1
    return end


@part
def _is_acronym(sym: Any, about: Any, begin: int, end: int) -> bool:
    """Whether a word is one or two letters or digits, a period, one or two more, and so on."""
    at = begin
    groups = 0
    while True:
        letters = at
        while at < end and at < letters + 2 and isa(sym, about, at, of.WORD):
            at += 1
        if at == letters:
            return False
        groups += 1
        if at == end:
            return groups > 1
        if get(sym, at) != _PERIOD:
            return False
        at += 1


@part
def _ends_after_word(
    sym: Any,
    low: Any,
    about: Any,
    begin: int,
    end: int,
    after: int,
    after_end: int,
    is_whole: bool,
    starts: bool,
) -> bool:
    """Whether a period after a word ends the sentence, given that no lower case follows."""
    for at in range(begin, end):
        if get(sym, at) == _HYPHEN:
            begin = at + 1
    every = of.DIGIT
    for at in range(begin, end):
        every &= kind(sym, about, at)
    if begin < end and every:
        if is_whole and end - begin <= 3:
            return False
        bare = _without_periods(sym, after, after_end)
        return not (end - begin <= 2 and listed(low, about, after, bare) & of.MONTH)
    lists = listed(low, about, begin, end)
    is_upper = begin < end and isa(sym, about, begin, of.UPPER)
    if lists & of.NEVER_LAST or (is_upper and lists & of.NEVER_LAST_CAPITALISED):
        return False
    if lists & of.NUMBERED and isa(sym, about, after, of.DIGIT):
        return False
    if lists & of.OFTEN_LAST:
        bare = _without_periods(sym, after, after_end)
        return isa(sym, about, after, of.UPPER) and not listed(low, about, after, bare) & of.TIME
    if (
        (end - begin == 1 and isa(sym, about, begin, of.ALPHA))
        or lists & of.ABBREVIATION
        or (is_upper and lists & of.ABBREVIATION_CAPITALISED)
        or _is_acronym(sym, about, begin, end)
    ):
        return starts
    return True


@part
def _ends_before_space(
    sym: Any,
    low: Any,
    about: Any,
    first: int,
    start: int,
    stop: int,
    cut: int,
    end: int,
    is_headline: bool,
) -> tuple[bool, int]:
    """Whether a stop with white space after `cut` ends a sentence, and where the next begins."""
    mark = skip(sym, about, cut, end, of.SPACE)
    if isa(sym, about, start, of.CJK_STOP):
        return True, mark
    after = mark
    for _ in range(3):
        punctuation = after
        while after < end and not isa(sym, about, after, of.WORD | of.SPACE):
            after += 1
        if after == punctuation:
            break
        after = skip(sym, about, after, end, of.SPACE)
    if after >= end or not isa(sym, about, after, of.WORD):
        return False, mark
    if after > mark and (
        get(sym, mark) == _COMMA or get(sym, mark) == _SEMICOLON or get(sym, mark) == _COLON
    ):
        return False, mark
    after_end = skip(sym, about, after + 1, min(end, after + 41), of.JOINED)
    is_period = stop - start == 1 and get(sym, start) == _PERIOD
    if isa(sym, about, after, of.LOWER):
        if after + 1 < after_end and isa(sym, about, after + 1, of.UPPER):
            return True, mark
        if not is_period or cut > stop or after > mark:
            return False, mark
        begin, word_end = _word_before(sym, about, first, start)
        if word_end - begin <= 3 or listed(low, about, begin, word_end) & of.ABBREVIATION:
            return False, mark
        every, anyone = of.ALPHA, 0
        for at in range(begin, word_end):
            found = kind(sym, about, at)
            every &= found
            anyone |= found
        return bool(every and anyone & of.LOWER and not anyone & of.TITLE), mark
    bare = after
    while (
        bare < after_end and get(sym, bare) != _SINGLE and not isa(sym, about, bare, of.APOSTROPHE)
    ):
        bare += 1
    bare = _without_periods(sym, after, bare)
    is_initial = (
        after_end - after == 2
        and get(sym, after + 1) == _PERIOD
        and isa(sym, about, after, of.ALNUM)
        and not isa(sym, about, after, of.DECIMAL)
    )
    starts = bool(
        not is_headline and not is_initial and listed(low, about, after, bare) & of.STARTER
    )
    begin, word_end = _word_before(sym, about, first, start)
    if not is_period:
        for at in range(start, stop):
            if isa(sym, about, at, of.ELLIPSIS) or (
                get(sym, at) == _PERIOD and at + 1 < stop and get(sym, at + 1) == _PERIOD
            ):
                is_upper = isa(sym, about, after, of.UPPER)
                return starts or stop - start > 3 or not is_upper, mark
        if get(sym, start) == _EXCLAIMS and listed(low, about, begin, word_end) & of.EXCLAIMING:
            return starts, mark
        return True, mark
    if isa(sym, about, start - 1, of.SPACE):
        is_short = begin < word_end and isa(sym, about, begin, of.DIGIT)
        for at in range(begin, word_end):
            is_short |= get(sym, at) == _PERIOD
        # "No . 5"
        is_short |= word_end - begin == 2 and get(sym, begin) == 78 and get(sym, begin + 1) == 111
        if not (is_short or _is_title(sym, low, about, begin, word_end)):
            return True, mark
    is_whole = start - first < 8 and begin == first
    ends = _ends_after_word(sym, low, about, begin, word_end, after, after_end, is_whole, starts)
    return ends, mark


@part
def _ends_glued(
    sym: Any, low: Any, about: Any, first: int, start: int, stop: int, cut: int, end: int
) -> bool:
    """Whether a stop with no white space after it ends a sentence: "end.The next"."""
    if isa(sym, about, start, of.CJK_STOP) or (
        (get(sym, stop - 1) == _ASKS or get(sym, stop - 1) == _EXCLAIMS)
        and isa(sym, about, cut, of.CJK)
    ):
        return not isa(sym, about, cut, of.PAUSE) and not (
            cut > stop and isa(sym, about, cut, of.HIRAGANA)
        )
    if stop - start > 1:
        return False
    after = cut + 1 if isa(sym, about, cut, of.GLUED_OPENER) else cut
    after_end = after
    while (
        after_end < end
        and after_end < after + 41
        and isa(sym, about, after_end, of.ALNUM)
        and not isa(sym, about, after_end, of.DECIMAL)
    ):
        after_end += 1
    if after_end == after or not isa(sym, about, after, of.UPPER):
        return False
    if after_end == after + 1:
        if after_end >= end or not isa(sym, about, after_end, of.SPACE):
            return False
    elif not isa(sym, about, after + 1, of.LOWER):
        return False
    if after_end < end:
        is_alone = get(sym, after_end) == _PERIOD and (
            after_end + 1 >= end or isa(sym, about, after_end + 1, of.SPACE)
        )
        if isa(sym, about, after_end, of.GLUED_ON) and not is_alone:
            return False
    begin, word_end = _word_before(sym, about, first, start)
    last = word_end
    while last > begin and isa(sym, about, last - 1, of.TRAILING):
        last -= 1
    if last - begin < 2 or not (
        isa(sym, about, last - 1, of.ALNUM) and isa(sym, about, last - 2, of.ALNUM)
    ):
        return False
    for at in range(begin, word_end):
        if isa(sym, about, at, of.ADDRESSED):
            return False
    if (
        _is_title(sym, low, about, begin, word_end)
        or listed(low, about, begin, word_end) & of.ABBREVIATION
    ):
        return False
    if cut > stop or get(sym, start) != _PERIOD:
        return True
    return not listed(low, about, after, after_end) & of.TOP_LEVEL


@part
def _has_word(sym: Any, about: Any, start: int, end: int) -> bool:
    seen = 0
    for at in range(start, end):
        seen |= kind(sym, about, at)
    return seen & of.ALNUM != 0


@part
def split_run(
    sym: Any,
    low: Any,
    about: Any,
    letters: Any,
    stops: Any,
    stop_at: int,
    text_end: int,
    first: int,
    end: int,
    cuts: Any,
    count: int,
) -> tuple[int, int]:
    """Write the sentences of a run to `cuts`, from the row `count` on.

    `stops` are those of the text, from `stop_at` on; the first behind the run and the next free
    row are returned.
    """
    is_headline = end - first < 160 and not isa(sym, about, end - 1, of.ENDS_PROSE)
    quotes, counted = 0, first
    at = first
    while True:
        while get(stops, stop_at) < at:
            stop_at += 1
        start = get(stops, stop_at)
        if start >= end:
            break
        at = start + 1
        if goes_on(sym, about, start, end):
            continue
        cut = after = _NONE
        if get(sym, start) == _PERIOD or get(sym, start) == _ASKS:
            cut, after = plain_stop(sym, about, start, end)
        if cut >= 0 and is_plain(sym, low, about, letters, first, start):
            cuts[count, 0], cuts[count, 1] = first, cut
            count += 1
            first = at = after
            continue
        stop = stop_end(sym, about, start, end)
        at = after if cut >= 0 else stop
        if stop == end:
            break
        if start < first:
            continue
        cut = stop
        near = stop + 1 if get(sym, stop) == _SPACE else stop
        if not isa(sym, about, near, of.ALNUM):
            cut = marks_end(sym, about, stop, end)
            is_inside = True
            for place in range(stop, min(cut + 3, text_end)):
                if get(sym, place) == _STRAIGHT:
                    while counted < stop:
                        quotes += get(sym, counted) == _STRAIGHT
                        counted += 1
                    is_inside = quotes % 2 == 1
                    break
            cut = closers_end(sym, about, cut, stop, end, is_inside)
            if cut == end:
                break
        if start - first < 8 and not _has_word(sym, about, first, start):
            continue
        if isa(sym, about, cut, of.SPACE):
            ends, following = _ends_before_space(
                sym, low, about, first, start, stop, cut, end, is_headline
            )
        else:
            ends, following = _ends_glued(sym, low, about, first, start, stop, cut, end), cut
        if ends:
            cuts[count, 0], cuts[count, 1] = first, cut
            count += 1
            first = following
    cuts[count, 0], cuts[count, 1] = first, end
    return stop_at, count + 1
