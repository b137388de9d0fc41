"""What compiled code that finds literals knows of characters and words, as bits of one number.

`dedup.text.literals.known` makes the tables of it.
"""

from __future__ import annotations

# -- Where things stand in what is known: flags of the 256 symbols, and what each folds to.
LOW_BEGIN = 256
WORDS_BEGIN = 512
"""Rows of a table of words (`dedup.text.kernels.symbols.row_of`) have flags and a number."""

# -- What is known of a code point: its symbol, what it folds to, and what is looked for in the
# whole text, as three bytes of one number.
LOW_SHIFT, KIND_SHIFT = 8, 16
K_WORD, K_PLAIN, K_BREAK, K_QUOTE, K_BEYOND, K_AT, K_COPYRIGHT = 1, 2, 4, 8, 16, 32, 64

# -- What a character is.
CAPITAL = 1 << 0  # as names begin with
WORD = 1 << 1  # alphanumeric or the low line
ALNUM = 1 << 2
LETTER = 1 << 3  # alphanumeric and no decimal digit
LOWER = 1 << 4
UPPER = 1 << 5
TITLE = 1 << 6
SPACE = 1 << 7
DIGIT = 1 << 8  # 0 to 9
ALPHA = 1 << 9
ASCII = 1 << 10
BEYOND = 1 << 11  # a text with it is left to plain code
BLANK = 1 << 12
BEFORE = 1 << 13  # what a sentence may begin behind
LINE_END = 1 << 14  # what the last line of a paragraph may end in
APOSTROPHE = 1 << 15
BREAK = 1 << 16
ANY_DIGIT = 1 << 17
QUOTE = 1 << 19  # opens or closes a quotation
BEFORE_OPENER = 1 << 20
CLOSES = 1 << 21  # stands before a single mark that closes for sure
ENDS_PARAGRAPH = 1 << 22
AT = 1 << 23  # of addresses
COPYRIGHT = 1 << 24
SIGN = 1 << 18  # ends the sign of a currency, and is no letter

# -- What a capitalised word is, without its possessive.
COMMON = 1 << 0  # opens a sentence and names nothing
TITLED = 1 << 1  # stands before a name
ALIAS = 1 << 2  # another name of a name
COUNTRY = 1 << 3
ADJECTIVE = 1 << 4
HEAD = 1 << 5  # stands before "of" inside a name
LEAD = 1 << 6  # begins another name of a name that has several words
PLACE = 1 << 7  # ends the name of a country that has two words
PARTICLE = 1 << 8
ABBREVIATED = 1 << 9  # a dot behind it ends no sentence
SMALL = 1 << 10  # keeps its small letter in a headline
STATIC = COUNTRY | ALIAS

# -- Where a chain of capitalised words stands, and that it has a wide blank.
INSIDE, OPENS, IN_HEADLINE, WIDE = 0, 1, 2, 4
INSIDE_MASK = OPENS | IN_HEADLINE

# -- What is told of a name: columns of a row are this, where it begins and ends, and its title.
N_COLUMNS = 5
NAME, FOLDED, PART, HEADLINE = 0, 1, 2, 3
"""One whose value is its words in small letters; one that is folded; some words that plain code
reads, and some in a headline."""
OPENING = 4
"""With `PART`: it opens a sentence."""
IRREGULAR = 8
"""The title is folded."""

# -- What a word is that a number or a date may begin with, or that stands beside one.
SMALL_NUMBER = 1 << 0  # "one" to "nineteen", and tens
JOINED = 1 << 1  # goes on with what a number word begins
ORDINAL = 1 << 2
ARTICLE = 1 << 3  # "a", "an"
HALF = 1 << 4
ROUND = 1 << 5  # what "a" makes a number of
HALVED = 1 << 6  # what "half" does
SCALE = 1 << 7
PERCENT = 1 << 8
CURRENCY = 1 << 9
UNIT = 1 << 10
UNIT_STOP = 1 << 11
KNOWN_UNIT = 1 << 12
NUMBERED = 1 << 13  # only before these do "first" and "second" count
QUALIFIER = 1 << 14
NO_LABEL = 1 << 15
COUNTED = 1 << 16  # what a number counts that is no year
MONTH = 1 << 17
WEEKDAY = 1 << 18
DAY_WORD = 1 << 19
DIRECTION = 1 << 20
CAPITALISED_TOO = 1 << 21  # of a direction
SPAN = 1 << 22
AGO = 1 << 23
AGO_UNIT = 1 << 24
NO_QUALIFIER = 1 << 25  # may stand between a number and its qualifier
SHORT_SCALE = 1 << 26  # only of money
COUNTRY_OF_CURRENCY = 1 << 27
CODE = 1 << 28  # of a currency, which may stand against a number
OPENER = (
    SMALL_NUMBER | ORDINAL | ARTICLE | HALF | MONTH | WEEKDAY | DAY_WORD | DIRECTION | AGO | CODE
)
"""What is looked at more closely where it stands."""
UNIT_BITS, AMOUNT_BITS = 0, 8
"""Where the number of a unit, and an amount or the like, stand in the last number of a row."""
UNIT_MASK = 255

# -- What is told of a quantity: columns of a row, and what it is.
Q_FORM, Q_START, Q_END, Q_UNIT, Q_UNIT_END, Q_TOLD, Q_AMOUNT, Q_DIGITS, Q_SCALE = range(9)
Q_COLUMNS = 9
FIGURE, FIGURE_WORD = 0, 1
"""Left to plain code: some digits, and a number word."""
COUNT, SHARE, NTH, MONEY = 2, 3, 4, 5
"""A number, a percentage, an ordinal, a sum of money."""
QUALIFIED, OTHER = 1, 2
"""There may be a qualifier, and "other" or "more" follows."""

# -- What is told of a date.
D_FORM, D_START, D_END, D_VALUE = range(4)
D_COLUMNS = 4
DATED, YEAR, WEEKDAY_NAME, DAY_NAME, SPAN_NAME = 0, 1, 2, 3, 4
"""Left to plain code; a year; a weekday; "today" and the like; "last week" and the like."""
SPANS = 8
"""More than "last" and the like may stand before."""

# -- What is told of a credit: what it may be, and where it begins. Leads are counted as the plain
# code has them.
C_WHICH, C_PLACE = range(2)
C_COLUMNS = 2
C_BRACKETS, C_LINE, C_SOURCE, C_LEAD = range(4)
C_RAN, C_WITH, C_TOLD, C_SAYS, C_CONTRIBUTED = 1, 4, 7, 10, 11
C_LEADS = 12
# What is known of a word of a lead: which leads it ends, which of them it may follow.
LEAD_MASK = (1 << C_LEADS) - 1
NEXT_SHIFT = 16
TOLD, SAYS = 1 << C_TOLD, 1 << C_SAYS
UNNAMED = 1 << C_WITH | 1 << C_CONTRIBUTED
"""Leads that no name follows, or not at once."""
LAST_OF_AGENCY = 1 << 40
TAIL = 4
"""Letters that tell whether a word may end a lead; how long leads are that end so is the number of
their row, four bits each."""
OPENS_LITERAL, ENDS_LEAD = 1, 2
"""What four letters may be of a word."""

# -- What is counted of a text: rows of each kind; and whether plain code has to read its numbers,
# there may be addresses and the like, plain code asks for the chains of capitalised words, and
# there is a sign of copyright.
N_NAMES, N_CHAINS, N_QUANTITIES, N_DATES, N_QUOTATIONS, N_CREDITS = range(6)
N_INTRICATE, N_NOISE, N_ASKS, N_COPYRIGHT = range(6, 10)
N_COUNTS = 10
