"""Tables for reading quantities: currencies, units of measure and what news counts."""

from __future__ import annotations

__all__ = [
    "CONVERSIONS",
    "CURRENCY_CODES",
    "CURRENCY_SIGNS",
    "CURRENCY_WORDS",
    "NATIONAL_CURRENCIES",
    "NATIONAL_WORDS",
    "NO_QUALIFIERS",
    "QUALIFIERS",
    "STUCK_UNITS",
    "UNITS",
    "UNIT_NAMES",
    "UNIT_STOPS",
]

# Longer signs first, so that they are tried before their own endings.
CURRENCY_SIGNS = {
    "U.S.$": "USD",
    "US$": "USD",
    "A$": "AUD",
    "AU$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "NT$": "TWD",
    "S$": "SGD",
    "R$": "BRL",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "Rs.": "INR",
    "Rs": "INR",
    "₩": "KRW",
    "₽": "RUB",
    "₺": "TRY",
    "₴": "UAH",
    "₪": "ILS",
}
# All but TRY, which is a word in a line of capitals.
CURRENCY_CODES = (
    "USD EUR GBP CHF CAD AUD NZD HKD TWD SGD BRL JPY CNY INR PKR KRW RUB UAH ILS MXN PLN CZK HUF "
    "NOK SEK DKK ISK ZAR THB MYR IDR PHP NGN EGP SAR AED"
).split()
CURRENCY_WORDS = {
    "dollars": "USD",
    "dollar": "USD",
    "dlrs": "USD",
    "dlr": "USD",
    "cents": "USD",
    "cent": "USD",
    "euros": "EUR",
    "euro": "EUR",
    "pounds": "GBP",
    "pound": "GBP",
    "pence": "GBP",
    "stg": "GBP",
    "yen": "JPY",
    "yuan": "CNY",
    "renminbi": "CNY",
    "rupees": "INR",
    "roubles": "RUB",
    "rubles": "RUB",
    "pesos": "MXN",
    "reais": "BRL",
    "lira": "TRY",
    "liras": "TRY",
    "francs": "CHF",
    "kroner": "NOK",
    "kronor": "SEK",
    "shekels": "ILS",
    "hryvnia": "UAH",
    "zloty": "PLN",
    "ringgit": "MYR",
    "baht": "THB",
    "rupiah": "IDR",
    "naira": "NGN",
}
# Whose a currency is, where a country stands before its name.
NATIONAL_CURRENCIES = {
    "US": "USD",
    "U.S.": "USD",
    "American": "USD",
    "Canadian": "CAD",
    "Australian": "AUD",
    "New Zealand": "NZD",
    "Hong Kong": "HKD",
    "Singapore": "SGD",
    "Taiwan": "TWD",
    "British": "GBP",
    "Egyptian": "EGP",
    "Swiss": "CHF",
    "Danish": "DKK",
    "Norwegian": "NOK",
    "Swedish": "SEK",
    "Icelandic": "ISK",
    "Czech": "CZK",
    "Japanese": "JPY",
    "Chinese": "CNY",
    "Indian": "INR",
    "Pakistani": "PKR",
    "Russian": "RUB",
    "Turkish": "TRY",
    "Mexican": "MXN",
    "Philippine": "PHP",
    "Argentine": "ARS",
    "Colombian": "COP",
    "South African": "ZAR",
    "Saudi": "SAR",
    "Kuwaiti": "KWD",
    "Kenyan": "KES",
    "French": "FRF",
    "Belgian": "BEF",
}
# These only then are a currency for sure.
NATIONAL_WORDS = (
    "crowns crown kronur krone krona rand riyals riyal dinars dinar shillings shilling"
).split()

# Surface form -> the unit in the singular. People under all their names are one unit only
# where the word says no more than that.
_UNIT_FORMS = """
person: people persons individuals person
man: men man
woman: women woman
child: children child kids
student: students student pupils
soldier: soldiers troops soldier
worker: workers worker employees staff
victim: victims victim
member: members member
voter: voters voter
death: deaths death fatalities
job: jobs job
home: homes home houses house
country: countries country nations nation
state: states state
company: companies company firms
vote: votes vote
seat: seats seat
case: cases case
point: points point
second: seconds second secs sec
minute: minutes minute mins min
hour: hours hour hrs hr
day: days day
week: weeks week
month: months month
year: years year yr yrs
decade: decades decade
century: centuries century
mm: millimetres millimeters mm
cm: centimetres centimeters cm
m: metres meters metre meter
km: kilometres kilometers kilometre kilometer km kms
inch: inches inch
foot: feet foot ft
yard: yards yard
mile: miles mile mi
acre: acres acre
hectare: hectares hectare ha
gram: grams gram grammes
kg: kilograms kilogrammes kilogram kilos kilo kg
ton: tons tonnes ton tonne
pound: pounds pound lbs lb
ounce: ounces ounce oz
litre: litres liters litre liter
gallon: gallons gallon
barrel: barrels barrel
degree: degrees degree
mph: mph
kph: kph
watt: watts watt
kw: kilowatts kw
mw: megawatts mw
gw: gigawatts gw
"""
UNITS = {
    form: line.partition(":")[0]
    for line in _UNIT_FORMS.strip().splitlines()
    for form in line.partition(":")[2].split()
}
UNIT_NAMES = sorted(set(UNITS.values()))
# Units that may stand against the digits.
STUCK_UNITS = (
    "kilometres",
    "km",
    "kg",
    "kph",
    "kW",
    "cm",
    "mm",
    "mph",
    "min",
    "mins",
    "ft",
    "lbs",
    "lb",
    "hrs",
    "hr",
    "m",
    "MW",
    "GW",
    "g",
    "s",
    "C",
    "F",
)
# unit -> (dimension, how many of the dimension's base unit it is).
CONVERSIONS = {
    "second": ("time", 1 / 86400),
    "minute": ("time", 1 / 1440),
    "hour": ("time", 1 / 24),
    "day": ("time", 1.0),
    "week": ("time", 7.0),
    "month": ("time", 30.4),
    "year": ("time", 365.0),
    "decade": ("time", 3650.0),
    "century": ("time", 36500.0),
    "mm": ("length", 0.001),
    "cm": ("length", 0.01),
    "m": ("length", 1.0),
    "km": ("length", 1000.0),
    "inch": ("length", 0.0254),
    "foot": ("length", 0.3048),
    "yard": ("length", 0.9144),
    "mile": ("length", 1609.344),
    "hectare": ("area", 1.0),
    "acre": ("area", 0.4047),
    "gram": ("mass", 0.001),
    "kg": ("mass", 1.0),
    "ton": ("mass", 1000.0),
    "pound": ("mass", 0.4536),
    "ounce": ("mass", 0.02835),
    "litre": ("volume", 1.0),
    "gallon": ("volume", 3.785),
    "kph": ("speed", 1.0),
    "mph": ("speed", 1.609),
}
# Words that end the search for what is counted.
UNIT_STOPS = frozenset(
    "of in on at to and or the a an for from with by per as is are was were be been have has had "
    "will would could that which who whom than into over under after before since until when "
    "while but so if not about between among during against through up down out off this these "
    "those it its their his her he she they we you i said says killed injured died dead wounded "
    "others last next ago every each later earlier did do does may might can should must".split()
)
# What may stand before a number and says how exact it is; and what may stand between.
QUALIFIERS = frozenset(
    "over|more than|nearly|almost|about|around|some|roughly|approximately|estimated|at least|"
    "no less than|no fewer than|"
    "up to|as many as|as much as|as few as|less than|fewer than|under|below|above|close to|"
    "upwards of|not quite|as high as|no more than|exceeding|topping|well over|just over|"
    "just under|surpassing|at most".split("|")
)
NO_QUALIFIERS = frozenset({"a", "an", "the", "staggering", "record", "massive", "whopping"})
