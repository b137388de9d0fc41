"""News agencies, and the words that lead up to the name of a source."""

from __future__ import annotations

import re

from dedup.text.kernels.stated import C_CONTRIBUTED, C_RAN, C_SAYS, C_TOLD, C_WITH

__all__ = ["AGENCIES", "BEHIND_LEADS", "LAST_OF_AGENCIES", "LEADS"]

# How agencies are written -> their usual names.
AGENCIES = {
    "reuters": "Reuters",
    "reuter": "Reuters",
    "thomson reuters": "Reuters",
    "ap": "AP",
    "associated press": "AP",
    "afp": "AFP",
    "agence france-presse": "AFP",
    "agence france presse": "AFP",
    "dpa": "dpa",
    "deutsche presse-agentur": "dpa",
    "upi": "UPI",
    "united press international": "UPI",
    "bloomberg": "Bloomberg",
    "bloomberg news": "Bloomberg",
    "pa": "PA",
    "pa media": "PA",
    "press association": "PA",
    "canadian press": "The Canadian Press",
    "aap": "AAP",
    "ansa": "ANSA",
    "efe": "EFE",
    "interfax": "Interfax",
    "ifx": "Interfax",
    "tass": "TASS",
    "itar-tass": "TASS",
    "ria novosti": "RIA Novosti",
    "xinhua": "Xinhua",
    "kyodo": "Kyodo",
    "kyodo news": "Kyodo",
    "jiji": "Jiji",
    "jiji press": "Jiji",
    "yonhap": "Yonhap",
    "pti": "PTI",
    "press trust of india": "PTI",
    "ani": "ANI",
    "ians": "IANS",
    "anadolu": "Anadolu",
    "anadolu agency": "Anadolu",
    "irna": "IRNA",
    "sana": "SANA",
    "wam": "WAM",
    "kcna": "KCNA",
    "belga": "Belga",
    "anp": "ANP",
    "ntb": "NTB",
    "ritzau": "Ritzau",
    "ukrinform": "Ukrinform",
    "unian": "UNIAN",
    "cns": "CNS",
    "cnn wire": "CNN",
}
LAST_OF_AGENCIES = frozenset(
    word
    for name in (*AGENCIES, "wire", "newswire", "agency", "service")
    for word in re.findall(r"\w+", name)[-1:]
)
"""The last words of their names, and of those that look like one."""

# The leads, as `dedup.text.credits` counts them: "according to", "first reported by", "courtesy
# of", "reprinted from", "with reporting from", "reported by", "published in", "told", "quoted by"
# and "interview with"; then "reported" and "contributed" behind a name.
_ACCORDING, _COURTESY, _REPRINTED, _REPORT, _PUBLISHED, _QUOTED, _INTERVIEW = 0, 2, 3, 5, 6, 8, 9
LEADS = {
    "according": (_ACCORDING,),
    "courtesy": (_COURTESY,),
    "syndicated": (_REPRINTED,),
    "reprinted": (_REPRINTED,),
    "republished": (_REPRINTED,),
    "with": (C_WITH,),
    "report": (_REPORT,),
    "reports": (_REPORT,),
    "reported": (_REPORT, C_RAN, C_SAYS),
    "published": (_PUBLISHED, C_RAN),
    "revealed": (C_RAN,),
    "appeared": (C_RAN,),
    "ran": (C_RAN,),
    "told": (C_TOLD,),
    "quoted": (_QUOTED,),
    "interview": (_INTERVIEW,),
    "statement": (_INTERVIEW,),
    "contributed": (C_CONTRIBUTED,),
}
"""Words that end the first part of a lead -> which leads."""
BEHIND_LEADS = {
    "to": (_ACCORDING, _INTERVIEW, C_CONTRIBUTED),
    "of": (_COURTESY,),
    "from": (_REPRINTED, _REPORT),
    "by": (C_RAN, _REPORT, _PUBLISHED, _QUOTED),
    "in": (C_RAN, _REPORT, _PUBLISHED),
    "on": (C_RAN, _PUBLISHED),
    "with": (_INTERVIEW,),
    "input": (C_WITH,),
    "inputs": (C_WITH,),
    "additional": (C_WITH,),
    "reporting": (C_WITH, C_CONTRIBUTED),
    "files": (C_WITH,),
    "material": (C_WITH,),
}
"""Words behind those -> which leads they go on."""
