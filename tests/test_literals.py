"""Numbers, dates, names and quotations are found where they stand, with what they state."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dedup.text.literals import Literal, literals
from dedup.text.literals.date_values import agree, parse_published
from dedup.text.literals.dates import dates
from dedup.text.literals.extract import plain_literals
from dedup.text.literals.headlines import is_headline
from dedup.text.literals.names import names
from dedup.text.literals.numbers import numbers
from dedup.text.literals.quotations import quotations
from dedup.text.literals.scan import Places, places_of


def values(found: list[Literal]) -> list[str]:
    """What each literal states."""
    return [literal.value for literal in found]


# --- numbers, percentages, money ----------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("They counted 12 boats.", "12", "number"),
        ("They counted twelve boats.", "12", "number"),
        ("They counted a dozen boats.", "12", "number"),
        ("They counted two dozen boats.", "24", "number"),
        ("They counted 1,250 boats.", "1250", "number"),
        ("They counted 1'844'522 boats.", "1844522", "number"),
        ("They counted two hundred and fifty boats.", "250", "number"),
        ("They counted twenty-five boats.", "25", "number"),
        ("They counted three million five hundred thousand boats.", "3500000", "number"),
        ("They counted 3.5 million boats.", "3500000", "number"),
        ("They counted half a million boats.", "500000", "number"),
        ("They counted 1.5m people.", "1500000", "number"),
        ("It was the 80th voyage.", "80", "number"),
        ("It was the fifth voyage.", "5", "number"),
        ("It took half a century.", "0.5", "number"),
        ("It fell 70% overnight.", "70%", "percentage"),
        ("It fell 70 percent overnight.", "70%", "percentage"),
        ("It fell 70 per cent overnight.", "70%", "percentage"),
        ("It fell seventy percent overnight.", "70%", "percentage"),
        ("It fell 2.5 percentage points.", "2.5%", "percentage"),
        ("It cost half of the harvest.", "50%", "percentage"),
        ("It cost three-quarters of the harvest.", "75%", "percentage"),
        ("It cost one in five farms.", "20%", "percentage"),
        ("It cost $85 billion.", "85000000000 USD", "money"),
        ("It cost $85bn.", "85000000000 USD", "money"),
        ("It cost 85 billion dollars.", "85000000000 USD", "money"),
        ("It cost US$5.", "5 USD", "money"),
        ("It cost €3.5m.", "3500000 EUR", "money"),
        ("It cost £12.", "12 GBP", "money"),
        ("It cost 1000$ then.", "1000 USD", "money"),
        ("It cost 50 cents.", "0.5 USD", "money"),
        ("It cost 40,000 kroner.", "40000 NOK", "money"),
        ("It cost HK$5bn.", "5000000000 HKD", "money"),
        ("It cost U.S.$5.", "5 USD", "money"),
        ("It cost NZ$ 4.", "4 NZD", "money"),
        ("It cost USD 5 million.", "5000000 USD", "money"),
        ("It cost EUR5m.", "5000000 EUR", "money"),
        ("It cost 5 EUR.", "5 EUR", "money"),
        ("It cost 5 €.", "5 EUR", "money"),
        ("It cost $5 million CAD.", "5000000 CAD", "money"),
        ("It cost 5 million Danish crowns.", "5000000 DKK", "money"),
        ("It cost 5 million New Zealand dollars.", "5000000 NZD", "money"),
        ("It cost 145 pence.", "1.45 GBP", "money"),
        ("It cost 5 mln stg.", "5000000 GBP", "money"),
        ("It cost 5 million South African rand.", "5000000 ZAR", "money"),
        ("It cost Rs500 crore.", "5000000000 INR", "money"),
        ("They counted 3 lakh boats.", "300000", "number"),
        ("They counted 48,5 boats.", "48.5", "number"),
        ("They counted 1.234,56 boats.", "1234.56", "number"),
        ("They counted 3,14159 boats.", "3.14159", "number"),
        ("They counted 12,34,567 boats.", "1234567", "number"),
        ("They counted 2,400 boats.", "2400", "number"),
        ("It took 9.81s.", "9.81", "number"),
        ("It fell half a percentage point.", "0.5%", "percentage"),
        ("It fell a quarter of a percentage point.", "0.25%", "percentage"),
        ("It fell two-tenths of a percentage point.", "0.2%", "percentage"),
        ("It fell 25 basis points.", "0.25%", "percentage"),
        ("Sold 48 million boats.", "48000000", "number"),
        ("IT COST 48 MILLION CROWNS", "48000000", "number"),
        ("IT COST 48 MILLION DOLLARS", "48000000 USD", "money"),
        ("IT COST 50 CENTS", "0.5 USD", "money"),
        ("KILLED 12 PEOPLE", "12", "number"),
    ],
)
def test_number_spellings(text: str, value: str, kind: str) -> None:
    """A quantity has one value however it is written, and the kind that its marks give it."""
    assert [(n.value, n.kind) for n in numbers(text)] == [(value, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "The G7 met on the Selja-2 platform.",
        "Under Article 5 they may.",
        "A Boeing 737 landed.",
        "It was said before.[4]",
        "Call 202-555-0143 now.",
        "Room No. 12 is closed.",
        "3. The last point",
        "2) The next point",
        "It was open 24/7 then.",
        "They left at 10:30 sharp.",
        "Dozens came, millions watched.",
        "One of them said so; no one else did.",
        "On the one hand, at first, on second thoughts.",
        "Order 007 and id 1756528995 apply.",
        "The second-hand car and the phone are at someone's.",
        "It was said before (5,6) and in 1,2,3.",
        "A Samsung 4K screen.",
        "SOLD 737 JETS",
    ],
)
def test_what_is_no_quantity(text: str) -> None:
    """Labels, list marks, footnotes, telephone numbers, times and pronouns count nothing."""
    assert [n for n in literals(text) if n.kind in ("number", "money", "percentage")] == []


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("12 people", "person"),
        ("12 young people", "person"),
        ("12 km", "km"),
        ("12km away", "km"),
        ("12 tonnes of herring", "ton"),
        ("12 boats a week", "boat"),
        ("a 45-year-old", "year"),
        ("12 of the boats", ""),
        ("12 others", ""),
    ],
)
def test_unit(text: str, unit: str) -> None:
    """What is counted is the known unit that follows soon, else the next noun, if there is one."""
    assert numbers(text)[0].unit == unit


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("over 40 boats", "over"),
        ("more than a 40 boats", "more than"),
        ("at least 40 boats", "at least"),
        ("nearly $40", "nearly"),
        ("moreover 40 boats", ""),
        ("the 40th boat", "ordinal"),
        ("40 other boats", "other"),
    ],
)
def test_qualifier(text: str, qualifier: str) -> None:
    """How exact a number is said to be is kept beside it and is no part of its value."""
    found = numbers(text)[0]
    assert (found.qualifier, found.amount) == (qualifier, 40)


def test_range_shares_marks() -> None:
    """The first number of a range has the multiplier, the percent or the unit of the second."""
    text = "5 to 10 million, 20-30%, $5-$10 billion, between 3 and 4 boats"
    assert values(numbers(text)) == [
        "5000000",
        "10000000",
        "20%",
        "30%",
        "5000000000 USD",
        "10000000000 USD",
        "3",
        "4",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$5-7 million", ["5000000 USD", "7000000 USD"]),
        ("$5 to $7 million", ["5000000 USD", "7000000 USD"]),
        ("between $5 million and $7 million", ["5000000 USD", "7000000 USD"]),
        ("€5-7m", ["5000000 EUR", "7000000 EUR"]),
        ("$5m-$7bn", ["5000000 USD", "7000000000 USD"]),
        ("$500 to $1 million", ["500 USD", "1000000 USD"]),
        ("$500,000 to $1 million", ["500000 USD", "1000000 USD"]),
        ("10 to 15 cents", ["0.1 USD", "0.15 USD"]),
        ("10 cents to 15 cents", ["0.1 USD", "0.15 USD"]),
        ("5 million to 7 million dollars", ["5000000 USD", "7000000 USD"]),
        ("50 to 100 basis points", ["0.5%", "1%"]),
        ("5 to 7 per cent", ["5%", "7%"]),
        ("3,5-4,5 percent", ["3.5%", "4.5%"]),
        ("gave $5 to 7 boys", ["5 USD", "7"]),
    ],
)
def test_both_ends_of_a_range_have_its_marks(text: str, expected: list[str]) -> None:
    """Scale and currency hold for both numbers, unless one has its own or it makes no sense."""
    assert values(numbers(text)) == expected


@pytest.mark.parametrize("text", ["three $ 25,000 gifts", "5 $10 bills", "USD/JPY"])
def test_a_sign_before_another_number_is_not_the_currency_of_this(text: str) -> None:
    """The sign between two numbers belongs to the second."""
    assert [n for n in numbers(text)[:1] if n.kind == "money"] == []


def test_which_dollars() -> None:
    """A country before the sign tells other money, the United States' none."""
    us, plain, australian = (values(literals(f"It cost {sign}300.")) for sign in ("US$", "$", "A$"))
    assert us == plain != australian


def test_what_a_name_begins_with_stays() -> None:
    """Of a chain of capitals that a sum takes the end from, the rest is a name."""
    (name, money) = literals("They took Ana Reyes’s US$5bn.")
    assert (name.value, name.text, money.text) == ("ana reyes", "Ana Reyes", "US$5bn")


# --- dates --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on Aug. 30, 2025", "2025-08-30"),
        ("on 30 August 2025", "2025-08-30"),
        ("on the 30th of August 2025", "2025-08-30"),
        ("on Saturday, August 30, 2025", "2025-08-30"),
        ("on 2025-08-30", "2025-08-30"),
        ("on 30/08/2025", "2025-08-30"),
        ("on 4/5/2025", "2025"),
        ("on September 3", "--09-03"),
        ("on 3 Sept", "--09-03"),
        ("the 9/11 attacks", "--09-11"),
        ("in May 2024", "2024-05"),
        ("in May", "--05"),
        ("in 2024", "2024"),
        ("in early 1890", "1890"),
        ("pre-2022 levels", "2022"),
        ("the summer of '84", "1984"),
        ("in the 1920s", "1920s"),
        ("in the 20th century", "20c"),
        ("last year", "year:-1"),
        ("this weekend", "weekend:0"),
        ("next month", "month:1"),
        ("yesterday", "day:-1"),
        ("last night", "day:-1"),
        ("two days ago", "day:-2"),
        ("on Monday", "weekday:0"),
        ("next Tuesday", "weekday:1"),
        ("at 5:30 p.m. sharp", "time:17:30"),
        ("at 17:30 sharp", "time:17:30"),
    ],
)
def test_date_values(text: str, value: str) -> None:
    """A date says as much as its wording does: full, partial, relative, a weekday or a time."""
    assert values(dates(text)) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "It may rain, and they march on.",
        "Theresa May said so.",
        "The 2024 people who came; 1500 soldiers; $1990; 2,024.5",
        "USA Today reported it.",
        "The score was 2:1.",
        "A Vision-2030 plan",
        "on 2025-02-31",
    ],
)
def test_what_is_no_date(text: str) -> None:
    """Verbs, names, counts, scores and impossible days are no dates."""
    assert dates(text) == []


def test_date_swallows_its_number() -> None:
    """A number inside a date or a name is not found a second time."""
    text = "On May 3, 2024 the Power of Selja-2 line opened for 40 towns."
    assert [n.value for n in literals(text) if n.kind == "number"] == ["40"]


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ("2023", "2023", True),
        ("2023", "2024", False),
        ("2023", "2023-05-01", True),
        ("--05", "2023-05-01", True),
        ("--06", "2023-05-01", False),
        ("--05", "2023", None),
        ("1980s", "1984", True),
        ("20c", "1920s", True),
        ("1800s", "19c", True),
        ("year:-1", "2023", False),
        ("year:-1", "2023-05-01", None),
        ("year:-1", "year:0", False),
        ("day:-1", "weekday:0", None),
        ("weekday:0", "weekday:1", False),
        ("weekday:5", "weekend:0", True),
        ("time:05:00", "time:17:00", True),
        ("time:05:00", "time:06:00", False),
    ],
)
def test_agree(a: str, b: str, verdict: bool | None) -> None:
    """Two dates agree, contradict each other, or cannot be compared, either way round."""
    assert agree(a, b) is verdict
    assert agree(b, a) is verdict


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ("year:-1", "2023", True),
        ("year:-1", "2022", False),
        ("day:-1", "weekday:4", True),
        ("day:-1", "weekday:0", False),
        ("month:-1", "2024-01", True),
        ("weekend:0", "2024-02-10", True),
        ("decade:-300", "2023", None),
    ],
)
def test_agree_with_publication(a: str, b: str, verdict: bool | None) -> None:
    """A date of publication turns relative dates into days that can be compared."""
    published = parse_published("2024-02-10T08:00:00Z")
    assert agree(a, b, published, published) is verdict


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ("weekday:0", "--05-06", True),
        ("weekday:0", "--05-07", False),
        ("weekday:0", "--05-20", None),
        ("weekday:0", "--09-02", None),
        ("weekday:0", "--05", True),
        ("day:-1", "--05-07", True),
        ("day:-1", "--05-06", None),
        ("day:-1", "--05-04", False),
        ("day:0", "--02-29", None),
        ("week:-1", "--04-30", True),
        ("week:-1", "--05-07", None),
        ("month:-1", "--04", True),
        ("time:17:00", "--05-07", None),
    ],
)
def test_days_without_a_year_beside_relative_ones(a: str, b: str, verdict: bool | None) -> None:
    """Beside a publication a day without a year is told from a relative one, where it is near."""
    published = parse_published("2024-05-08")
    assert agree(a, b, published, published) is verdict
    assert agree(b, a, published, published) is verdict
    assert agree(a, b) is None


def test_another_day_at_midnight_is_no_contradiction() -> None:
    """Yesterday, a day off, contradicts nothing; today and yesterday of one day do."""
    published = parse_published("2024-05-08"), parse_published("2024-05-09")
    assert agree("day:-1", "2024-05-06", published[0], published[0]) is None
    assert agree("day:-1", "2024-05-04", published[0], published[0]) is False
    assert agree("day:0", "day:0", *published) is True
    assert agree("day:0", "day:-1", *published) is True
    assert agree("day:-1", "day:0", *published) is False
    assert agree("day:-1", "day:0", published[0], published[0]) is False


def test_parse_published_takes_anything() -> None:
    """What is no ISO date is no date of publication, and no error."""
    assert [parse_published(value) for value in (None, "", "2024", "yesterday at five")] == [
        None,
        None,
        None,
        None,
    ]


# --- names --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They met President Ana Reyes.", ["ana reyes"]),
        ("They met Ana Reyes’s envoy.", ["ana reyes"]),
        ("They met Norland's Ana Reyes.", ["norland", "ana reyes"]),
        ("They met J. K. Holm and Mr. Berg.", ["j k holm", "berg"]),
        ("They met Jean-Luc Élan there.", ["jean luc elan"]),
        ("They left the Bank of Skerry.", ["bank of skerry"]),
        ("They met Ola Berg of the Skerry Institute.", ["ola berg", "skerry institute"]),
        ("They met the American envoys.", ["united states"]),
        ("They met the U.S. envoys.", ["united states"]),
        ("They met the US envoys.", ["united states"]),
        ("They met Russian President Ana Reyes.", ["russia", "ana reyes"]),
        ("They improved Russia-US relations.", ["russia", "united states"]),
        ("They fought in WWII and the Second World War.", ["world war ii", "world war ii"]),
        ("They met NATO and SCO envoys.", ["nato", "sco"]),
        ("However, Skerry lost. Then Skerry won. It was not Skerry's day.", ["skerry"] * 3),
        ("Officials said so. Analysts agree. I agree.", []),
        ("They met the Prime Minister on Monday in May.", []),
    ],
)
def test_names(text: str, found: list[str]) -> None:
    """Names are cleared of titles, possessives and sentence openers; countries have one name."""
    assert values(names(text)) == found


def test_title_is_kept_beside_the_name() -> None:
    """The title before a name is context, not part of the name."""
    assert [(n.value, n.unit) for n in names("They met Deputy Minister Ana Reyes.")] == [
        ("ana reyes", "deputy minister")
    ]


def test_headline_has_no_names_but_countries() -> None:
    """Where every word has a capital, capitals make no name; countries are known without."""
    text = "Harbour Town Votes to Leave Norway Behind\nThe harbour town votes on it today."
    assert values(names(text)) == ["norway"]
    assert is_headline("Harbour Town Votes to Leave Norway Behind")
    assert not is_headline("The harbour town of Skerry votes on Tuesday.")


# --- quotations ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"We lost," she said.', ["we lost"]),
        ("“We lost,” she said.", ["we lost"]),
        ("„Wir gehen“, sagte sie.", ["wir gehen"]),
        ("« On part », dit-elle.", ["on part"]),
        ("It was ‘a bad day’ for the crew’s families.", ["a bad day"]),
        ("It was 'a bad day' for the crew's families.", ["a bad day"]),
        ('"We lost. We will try again," she said.', ["we lost we will try again"]),
        ("“We lost\nand went home,” she said.", ["we lost and went home"]),
        ('"First part," he said, "and second."', ["first part", "and second"]),
        ("“It’s a ‘fair’ deal,” she said.", ["it's a fair deal"]),
        ('“Mixed marks," she said.', ["mixed marks"]),
        ("He is 6'2\" tall, and the workers' rights stay.", []),
        ("The '90s and 'em all, rock ’n’ roll.", []),
    ],
)
def test_quotations(text: str, found: list[str]) -> None:
    """Quotation marks of every style are told from apostrophes and inch marks."""
    assert values(quotations(text)) == found


def test_unclosed_quotation_ends_with_its_paragraph() -> None:
    """A quotation that goes on in the next paragraph is opened there again."""
    text = "“We lost the first boat.\n\n“Then we lost the second,” she said."
    assert values(quotations(text)) == ["we lost the first boat", "then we lost the second"]


def test_quotation_is_known_from_its_second_sentence() -> None:
    """A stretch that begins inside a quotation gives the whole of it."""
    text = "She left. She said: “We lost a boat. We lost a net.” That was all."
    start = text.index("We lost a net")
    assert [q.text for q in quotations(text, start)] == ["“We lost a boat. We lost a net.”"]


def test_text_that_is_all_quotation_marks() -> None:
    """Marks around a whole long text are packaging; what is quoted inside them is found."""
    text = '"' + "The boats came home late. " * 20 + "“We lost,” she said." + '"'
    assert values(quotations(text)) == ["we lost"]


def test_scare_quotes_are_told_by_their_words() -> None:
    """A short phrase in quotation marks is a quotation of one or two words."""
    assert [q.words for q in quotations('The "unheard-of" visit was "short".')] == [2, 1]


# --- all together -------------------------------------------------------------------------


def test_addresses_and_file_names_state_nothing() -> None:
    """Digits and capitals of links, file names and mail addresses are no literals."""
    text = "See https://example.org/2024/05/Ana-Reyes, 6880.jpg or Ola.Berg@example.org today."
    assert [(n.kind, n.value) for n in literals(text)] == [("date", "day:0")]


def test_stretch_of_a_text() -> None:
    """Only the stretch asked for is searched, and offsets count in the whole text."""
    text = "In 1998 they sold 12 boats. In 2004 they sold 15."
    found = literals(text, 28)
    assert values(found) == ["2004", "15"]
    assert all(literal.span.of(text) == literal.text for literal in found)


PIECES = (
    "$ 5 12 1,000 % May 2024 Monday “ ” ' \" ‘ ’ Ana Reyes of the U.S. İ ß million - . two "
    "hundred and one in five half a dozen \n \n\n last year ago :30 p.m. é 日本 9/11"
).split(" ")


@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=30,
    ).map(" ".join)
    | st.text(max_size=80)
)
@example("«0:@0")
@example("“Ask me at ana@skerry.example,” she said.")
def test_any_text_gives_literals_in_order(text: str) -> None:
    """Whatever the text, spans are in order, lie inside it, and hold the wording they tell."""
    found = literals(text)
    assert [literal.span.start for literal in found] == sorted(n.span.start for n in found)
    for literal in found:
        assert literal.span.of(text) == literal.text
        assert literal.text
    apart = [literal.span for literal in found if literal.kind != "quotation"]
    assert all(a.end <= b.start for a, b in pairwise(apart))


# --- signs --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Turnover moved by -5% in the spring.", "-5%"),
        ("Turnover moved by −5 percent in the spring.", "-5%"),
        ("The yard closed its books at -$3.5m.", "-3500000 USD"),
        ("It was minus 12 degrees on the pier.", "-12"),
        ("Minus 12 degrees was read on the pier.", "-12"),
        ("The pier stood at -12 at dawn.", "-12"),
        ("Opinion of the ferry is mixed (-3).", "-3"),
    ],
)
def test_minus_is_part_of_a_quantity(text: str, value: str) -> None:
    """A minus before a figure, as a sign or as a word, makes it negative and part of its span."""
    (found,) = numbers(text)
    assert found.value == value
    assert found.text == text[found.span.start : found.span.end]
    assert found.text[0] in "-−mM"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The poll may be off by plus or minus 3 points.", "3"),
        ("The crew counted -12 people on the pier.", "12"),
        ("What to pack:\n-5% cider", "5%"),
        ("The Selja-2 won.", ""),
        ("Call ( 555 ) -673 now.", "673"),
    ],
)
def test_dash_is_no_minus(text: str, value: str) -> None:
    """A margin, a dash before persons, a list's bullet and a hyphen make nothing negative."""
    assert not [found for found in numbers(text) if (found.amount or 0) < 0]
    assert value in [*values(numbers(text)), ""]


# --- where patterns are tried -------------------------------------------------------------

LITERAL_PIECES = (
    *("one", "Two", "twelve", "thirty-first", "forty", "five", "second", "seven", "eleventh"),
    *("half", "half a", "a", "an", "dozen", "hundred", "third", "decade", "million", "century"),
    *("Jan.", "february", "March", "May", "3", "12", "2024", "1980s", "'98", "9/11", "5 p.m.", "½"),
    *("Monday", "Tues.", "Friday", "last", "This", "next", "coming", "week", "night", "year"),
    *("years", "ago", "today", "Tonight", "yesterday", "2025-08-30", "14:30", "at", "20th", "é"),
    *("$", "%", "-", "–", ".", ",", "“", "_", "\n", "boats", "of", "Anone"),
)
BROKEN_TEXT = st.lists(
    st.tuples(st.sampled_from(LITERAL_PIECES), st.sampled_from([" ", " ", " ", "", "-", "\n"])),
    max_size=24,
).map(lambda parts: "".join(piece + gap for piece, gap in parts))


def every_place(start: int, end: int) -> Places:
    """As if anything may begin anywhere."""
    places = list(range(start, end))
    return Places(places, places, places)


@given(text=BROKEN_TEXT, cut=st.tuples(st.integers(0, 20), st.integers(0, 20)))
def test_dates_are_found_as_by_trying_every_place(text: str, cut: tuple[int, int]) -> None:
    """Trying the pattern for dates at the likely places alone finds what trying all does."""
    assert dates(text) == dates(text, places=every_place(0, len(text)))
    start, end = min(cut[0], len(text)), max(len(text) - cut[1], min(cut[0], len(text)))
    assert dates(text, start, end) == dates(text, start, end, every_place(start, end))


@given(text=BROKEN_TEXT, cut=st.tuples(st.integers(0, 20), st.integers(0, 20)))
def test_numbers_are_found_as_by_trying_every_place(text: str, cut: tuple[int, int]) -> None:
    """Trying the patterns for numbers at the likely places alone finds what trying all does."""
    assert numbers(text) == numbers(text, places=every_place(0, len(text)))
    start, end = min(cut[0], len(text)), max(len(text) - cut[1], min(cut[0], len(text)))
    assert numbers(text, start, end) == numbers(text, start, end, every_place(start, end))


@pytest.mark.parametrize(
    "word",
    "one two three four five six seven eight nine ten eleven twelve thirteen twenty forty fifty "
    "ninety first second third fifth ninth tenth twelfth fortieth half-a-decade half".split(),
)
def test_number_words_may_begin_in_any_case(word: str) -> None:
    """Every number word is among the places where one may begin, however it is written."""
    for form in (word, word.title(), word.upper()):
        assert places_of(f"The {form} of").words[0] == 4


@given(text=st.text("0123 a.,\n’½Ⅷ𝟙é", max_size=30))
def test_figures_begin_where_no_digit_stands_before(text: str) -> None:
    """The places of figures are the first digits of runs of digits."""
    assert places_of(text).figures == [run.start() for run in re.finditer("[0-9]+", text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("It cost US$1.2 million in all.", "1200000 USD"),
        ("It cost US$ 1.2 million in all.", "1200000 USD"),
        ("It cost 1.2 million US dollars in all.", "1200000 USD"),
        ("It cost HK$5bn in all.", "5000000000 HKD"),
        ("AU$300 was paid.", "300 AUD"),
        ("The fund has EUR 5 million.", "5000000 EUR"),
        ("It cost 5 USD.", "5 USD"),
    ],
)
def test_the_letters_of_a_currency_are_no_name(text: str, value: str) -> None:
    """The "US" of "US$5" belongs to the sum, which was once lost to a name of the country."""
    (literal,) = literals(text)
    assert (literal.kind, literal.value) == ("money", value)
    (literal,) = plain_literals(text, 0, len(text))
    assert (literal.kind, literal.value) == ("money", value)


def test_a_country_beside_a_sum_stays_a_name() -> None:
    """Only what stands inside of the sum is part of it."""
    assert [found.kind for found in literals("The US paid $5 and Norway paid EUR 7.")] == [
        *("name", "money", "name", "money")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KILLED ON MONDAY IN APRIL", ["weekday:0", "--04"]),
        ("LONDON, MARCH 3 (Reuters)", ["--03-03"]),
        ("ON MAY 5 VOTERS; MAY 5, 2020; DEC 25", ["--05-05", "2020-05-05", "--12-25"]),
        ("LAST YEAR, TWO DAYS AGO AND YESTERDAY", ["year:-1", "day:-2", "day:-1"]),
        ("30 MAY LOSE THEIR JOBS, MARCH ON, SECOND SUN SAT MAY", []),
        ("READ USA TODAY", []),
        ("the nineteenth century, the 19th century", ["19c", "19c"]),
        ("a Twenty-first century war", ["21c"]),
        ("Twenty-First Century Fox", []),
        ("in 2021/22 and in 2021-22 and in 1999-00", ["2021", "2021", "1999"]),
        ("in 2010-15, in 2021/84", ["2010"]),
        ("a fortnight ago, two weeks ago", ["week:-2", "week:-2"]),
        ("Rs 2000, USD 2000, 2000 yuan, 2000 €", []),
    ],
)
def test_loud_and_rare_dates(text: str, expected: list[str]) -> None:
    """Days and months in capitals count where they are clear, and centuries and seasons in words.

    Plain and compiled code agree.
    """
    for found in (plain_literals(text, 0, len(text)), literals(text)):
        assert values([one for one in found if one.kind == "date"]) == expected


def test_a_clitic_opens_no_quotation() -> None:
    """In a text that is cut into words, the mark of "that 's" is an apostrophe."""
    text = "`` That 's how they 're . '' He said ' no way ' and 'never again' ."
    assert values(quotations(text)) == ["never again"]
