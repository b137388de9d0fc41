"""Countries, their people and their seats of government: names that stand for one another.

News writes "American", "U.S." and "the United States" for the same thing, and "Washington" or
"the White House" for its government. The first three are one value here; a seat of government
is a name of its own that only belongs to the same family, so that replacing "Moscow" with
"Russia" is no change of fact, and "Moscow" with "Beijing" is one.
"""

from __future__ import annotations

from itertools import pairwise

__all__ = ["ADJECTIVES", "COUNTRIES", "FAMILIES"]

# country | other names | adjectives and people | capital and seats of government
_TABLE = """
afghanistan||afghan afghans|kabul
albania||albanian albanians|tirana
algeria||algerian algerians|algiers
angola||angolan angolans|luanda
argentina||argentine argentinian argentines|buenos aires
armenia||armenian armenians|yerevan
australia||australian australians|canberra
austria||austrian austrians|vienna
azerbaijan||azerbaijani azerbaijanis azeri|baku
bahrain||bahraini|manama
bangladesh||bangladeshi bangladeshis|dhaka
belarus||belarusian belarusians|minsk
belgium||belgian belgians|
bolivia||bolivian bolivians|la paz
bosnia|bosnia and herzegovina|bosnian bosnians|sarajevo
brazil||brazilian brazilians|brasilia
bulgaria||bulgarian bulgarians|sofia
cambodia||cambodian cambodians|phnom penh
cameroon||cameroonian|yaounde
canada||canadian canadians|ottawa
chile||chilean chileans|santiago
china|people's republic of china,prc|chinese|beijing
colombia||colombian colombians|bogota
croatia||croatian croatians croat croats|zagreb
cuba||cuban cubans|havana
cyprus||cypriot cypriots|nicosia
czech republic|czechia|czech czechs|prague
denmark||danish danes dane|copenhagen
ecuador||ecuadorian ecuadorean|quito
egypt||egyptian egyptians|cairo
estonia||estonian estonians|tallinn
ethiopia||ethiopian ethiopians|addis ababa
european union|eu||brussels
finland||finnish finns finn|helsinki
france||french frenchman|paris,elysee,elysee palace
georgia||georgian georgians|tbilisi
germany||german germans|berlin
ghana||ghanaian ghanaians|accra
greece||greek greeks|athens
haiti||haitian haitians|port-au-prince
hungary||hungarian hungarians|budapest
iceland||icelandic icelanders icelander|reykjavik
india||indian indians|new delhi,delhi
indonesia||indonesian indonesians|jakarta
iran|islamic republic of iran|iranian iranians|tehran
iraq||iraqi iraqis|baghdad
ireland|republic of ireland|irish|dublin
israel||israeli israelis|jerusalem,tel aviv
italy||italian italians|rome
japan||japanese|tokyo
jordan||jordanian jordanians|amman
kazakhstan||kazakh kazakhs|astana
kenya||kenyan kenyans|nairobi
kosovo||kosovar kosovars|pristina
kuwait||kuwaiti kuwaitis|kuwait city
latvia||latvian latvians|riga
lebanon||lebanese|beirut
libya||libyan libyans|tripoli
lithuania||lithuanian lithuanians|vilnius
luxembourg|||
malaysia||malaysian malaysians|kuala lumpur
mali||malian malians|bamako
malta||maltese|valletta
mexico||mexican mexicans|mexico city
moldova||moldovan moldovans|chisinau
mongolia||mongolian mongolians|ulaanbaatar
morocco||moroccan moroccans|rabat
mozambique||mozambican|maputo
myanmar|burma|burmese|naypyidaw
nepal||nepali nepalese|kathmandu
netherlands|holland|dutch|the hague,hague,amsterdam
new zealand||new zealander new zealanders|wellington
nicaragua||nicaraguan nicaraguans|managua
niger||nigerien|niamey
nigeria||nigerian nigerians|abuja
north korea|dprk|north korean north koreans|pyongyang
north macedonia|macedonia|macedonian macedonians|skopje
norway||norwegian norwegians|oslo
oman||omani omanis|muscat
pakistan||pakistani pakistanis|islamabad
palestine||palestinian palestinians|ramallah
panama||panamanian|panama city
paraguay||paraguayan|asuncion
peru||peruvian peruvians|lima
philippines||philippine filipino filipinos|manila
poland||polish poles pole|warsaw
portugal||portuguese|lisbon
qatar||qatari qataris|doha
romania||romanian romanians|bucharest
russia|russian federation|russian russians|moscow,kremlin
rwanda||rwandan rwandans|kigali
saudi arabia||saudi saudis|riyadh
scotland||scottish scots scot|edinburgh,holyrood
senegal||senegalese|dakar
serbia||serbian serbians serb serbs|belgrade
singapore||singaporean singaporeans|
slovakia||slovak slovaks slovakian|bratislava
slovenia||slovenian slovene slovenes|ljubljana
somalia||somali somalis|mogadishu
south africa||south african south africans|pretoria
south korea|republic of korea|south korean south koreans|seoul
south sudan||south sudanese|juba
soviet union|ussr|soviet soviets|moscow,kremlin
spain||spanish spaniard spaniards|madrid
sri lanka||sri lankan sri lankans|colombo
sudan||sudanese|khartoum
sweden||swedish swedes swede|stockholm
switzerland||swiss|bern
syria||syrian syrians|damascus
taiwan||taiwanese|taipei
tanzania||tanzanian tanzanians|dodoma
thailand||thai thais|bangkok
tunisia||tunisian tunisians|tunis
turkey|turkiye|turkish turks turk|ankara
uganda||ugandan ugandans|kampala
ukraine||ukrainian ukrainians|kyiv,kiev
united arab emirates|uae,emirates|emirati emiratis|abu dhabi
united kingdom|uk,britain,great britain|british briton britons|london,downing street,whitehall
united nations|un||
united states|us,usa,america,united states of america|american americans|washington,white house
uruguay||uruguayan|montevideo
uzbekistan||uzbek uzbeks|tashkent
venezuela||venezuelan venezuelans|caracas
vietnam||vietnamese|hanoi
wales||welsh|cardiff
yemen||yemeni yemenis|sanaa
zambia||zambian zambians|lusaka
zimbabwe||zimbabwean zimbabweans|harare
"""


# More seats of government than fit on their country's line.
_SEATS = {
    "united kingdom": "westminster",
    "united states": "capitol hill,pentagon,washington dc,state department",
}


def _read() -> tuple[dict[str, str], frozenset[str], dict[str, frozenset[str]]]:
    countries: dict[str, str] = {}
    adjectives: set[str] = set()
    families: dict[str, set[str]] = {}
    two_words = ("north", "south", "new", "sri")
    for line in _TABLE.strip().splitlines():
        country, names, people, seats = line.split("|")
        words = people.split()
        pairs = [f"{word} {following}" for word, following in pairwise(words) if word in two_words]
        people_names = pairs or words
        adjectives.update(people_names)
        for name in (country, *names.split(","), *people_names):
            if name:
                countries[name] = country
        for name in (country, *seats.split(","), *_SEATS.get(country, "").split(",")):
            if name:
                families.setdefault(name, set()).add(country)
    return countries, frozenset(adjectives), {n: frozenset(f) for n, f in families.items()}


# surface form in lower case -> country; forms that are adjectives or people; and, for the
# value of a name, the countries that it can stand for.
COUNTRIES, ADJECTIVES, FAMILIES = _read()
