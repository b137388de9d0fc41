"""The wordings of site furniture, as regular expressions.

Each group is a text with one form a line; lines indented further go on, lines with ``#`` tell
what follows, and a name in angle brackets stands for one of the parts below. A form describes
the whole of a unit, in any case, with at most three closing marks after it; single spaces and
no space before punctuation are assumed. Where a form holds (in any sentence, on a line of its own,
outside the body, below it) is its group's matter, and `dedup.text.furniture` sees to it.

Forms are English, with the commonest German, French and Spanish ones. To add one, ask whether
a sentence of a story could ever read so from its first word to its last; and give
`dedup.text.furniture_gates` its first words.
"""

from __future__ import annotations

import re

__all__ = [
    "ALONE",
    "ANYWHERE",
    "BELOW",
    "HEADS_REFERENCES",
    "HEADS_STORIES",
    "HINTS",
    "OUTSIDE",
]

_PARTS = {
    "network": r"(?:facebook|twitter|x|linkedin|whatsapp|telegram|reddit|pinterest|instagram"
    r"|youtube|tumblr|threads|bluesky|mastodon|flipboard|tiktok|messenger|pocket|e-?mail)",
    "agency": r"(?:(?:the )?associated press|ap|afp|reuters?|upi|epa(?:-efe)?|dpa|pa|tass|xinhua"
    r"|ani|pti|kyodo|bloomberg|getty(?: images)?|shutterstock|alamy|istock|unsplash|pexels"
    r"|pixabay|zuma|wikimedia(?: commons)?)(?: (?:photos?|images?|news|wire|pool|file))?",
    "piece": r"(?:articles?|stories|story|posts?|page|video|link|report|news|column|essay)",
    "name": r"(?-i:[A-Z][\w.'’-]*(?: (?:[a-z]{2,3} )?[A-Z][\w.'’-]*){1,3})",
    "month": r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?",
}
# Furniture wherever the whole of a sentence reads so.
_ANYWHERE = r"""
    # comments
    be the first to (?:comment|reply)\b.{0,60}
    (?:sound off|let us know|tell us|share your (?:thoughts|views)).{0,80}\bcomments\b.{0,30}
    comments (?:are|have been|for this \w+ are) (?:now )?(?:closed|disabled|turned off).{0,40}
    (?:you must be |please )?(?:log|sign)(?:ged|ed)? ?in (?:or register )?to (?:post|leave|add
        |comment|reply|join)\b.{0,60}
    your e-?mail address will not be published.{0,60}
    required fields are marked.{0,5}
    # newsletters and subscriptions
    (?:please )?(?:sign up|subscribe|register)(?: (?:now|today|here|free|below|for free))+
    (?:please )?(?:sign up|subscribe)(?: (?:now|today|here))? (?:for|to)\b.{0,80}\b(?:newsletters?
        |alerts|channel|podcast|e-?mails?|inbox|print edition|our journalism)\b.{0,60}
    want .{1,90} (?:in|to) your inbox.{0,40}
    (?:get|receive|have) .{1,120} (?:in|to) your (?:inbox|e-?mail).{0,60}
    by (?:signing up|subscribing|clicking|submitting|continuing to use)\b.{0,60}
        \byou (?:agree|accept|consent)\b.{0,160}
    you (?:can|may) (?:unsubscribe|opt out) at any time.{0,40}
    this site is protected by recaptcha.{0,120}
    (?:for|to|want|if you)\b.{0,150}\b(?:click|tap|sign up|subscribe) here
    (?:click|tap) here(?: (?:to|for|and)\b.{0,120})?
    # cookies
    (?:we|we and our (?:\d+ )?partners|(?:this|our) (?:web)?site) uses? cookies.{0,160}
    # follow
    (?:follow (?:us|me|him|her|them|@ ?\w+|<name>)|like us|find us) on <network>\b.{0,80}
    # legal
    .{0,100}\ball rights reserved.{0,40}
    (?:©|\(c\)|copyright)(?: ©| \(c\)| by)?,? ?(?:19|20)\d\d.{0,120}
    this material may not be published.{0,100}
    (?:the )?(?:views?|opinions?)(?: and opinions?)? expressed (?:in|by|here)\b.{0,100}\b(?:own
        |those of|not (?:necessarily )?(?:represent|reflect))\b.{0,120}
    # where the text comes from
    the post .{3,160} (?:appeared first|first appeared) on .{2,60}
    this <piece> (?:was |has been )?(?:originally|first) (?:published|appeared|posted|ran)\b.{0,120}
    this <piece> (?:has been|was|will be|is being) (?:updated|corrected|amended)\b.{0,140}
    .{3,200}\bcontributed (?:\w+ )?to this <piece>\b.{0,80}
    this is a rush transcript.{0,80}
    copy may not be in its final form
    # credits in brackets, and of pictures
    [(\[](?:with )?(?:additional )?(?:reporting|writing|editing|compiled) by .{2,250}[)\]]
    [(\[]?(?:[\w.'’,-]+ ){0,5}[\w.'’-]+ ?/ ?<agency>[)\]]?
    [(\[](?:ap|reuters) photo.{0,60}[)\]]
"""
# Every text that a form of `ANYWHERE` matches has one of these in it; looking for them is cheap.
HINTS = (
    "the first to|comments|in to |required fields|sign up|subscribe|register |inbox|your e"
    "|you agree|you accept|you consent|at any time|recaptcha|click here|tap here|cookies|follow "
    "|like us|find us|rights reserved|©|(c)|copyright|this material may|appeared first"
    "|expressed |originally |first published|first appeared|first posted|first ran|updated"
    "|corrected|amended|contributed |rush transcript|final form|ing by |compiled by|/|photo"
).split("|")
# Furniture on a line of its own.
_ALONE = r"""
    # comments
    (?:post|leave|add|write|submit)(?: a| your| new)? (?:comment|reply|response)s?(?: .{1,30})?
    (?:no|all|view(?: all)?|show(?: all)?|see all|hide) (?:comments|replies|responses)(?: yet)?
    (?:\d+ )?comments?(?: \(\d+\)| \d+)?|\d+ (?:replies|responses|views|shares|likes)
    (?:cancel )?reply|(?:join|start) the (?:conversation|discussion)
    rate this <piece>|was this <piece> helpful
    # pictures
    (?:[\w()%+,.&'’-]+ ){0,7}[\w()%+,.&'’-]*\.(?:jpe?g|png|gif|webp|svg|avif|bmp|tiff?|mp4)
    [(\[]?(?:file |featured |cover )?(?:photo(?:graph)?|image|picture|illustration|video|graphic)s?
        (?: credits?| courtesy| source)?(?: ?:| by|(?<=courtesy) of) ?.{2,120}
    [(\[]?(?:file )?(?:photo|image)(?: \d+(?: of \d+)?)?[)\]]?|gettyimages[-_ ]?\d+
    [(\[]?(?:ap|afp|reuters) photos?\b.{0,60}
    [(\[]?<agency>[)\]]?
    .{0,100}(?:/|\||via) ?<agency>[)\]]?
    # sharing
    (?:click to )?(?:share|tweet|e-?mail|print|pin|save|bookmark|copy)(?: this| link| it)?
        (?: <piece>)?(?: (?:on|via|by|with|to) (?:<network>|friends|a friend))?
        (?: \(opens in new window\))?|like this|(?:\#\w+(?:[ ,]+|$))+
    (?:(?:share|tweet|post|pin|print|save|bookmark|download|pdf|like|<network>)(?:[ ,|•·/]+|$)){2,}
    (?:follow|like|find) us\b.{0,60}
    listen to (?:this )?article\b.{0,60}
    # other pages
    (?:read|see|watch|view|show|load|learn|discover) (?:more|also|next|all|less)(?: [^.]{1,80})?
    (?:read|view|see) (?:the )?(?:full|original|whole|complete) <piece>.{0,60}
    read this <piece> (?:at|in|on) .{1,60}
    (?:read more|read also|also read|see also|read next|related(?: \w+)?) ?[:>»|–-] ?.{2,200}
    .{10,200} (?-i:Read more)
    continue reading.{0,120}
    (?:story|article) continues (?:below|after|with).{0,40}
    (?:previous|next|older|newer) <piece>(?:[: ].{0,120})?
    (?:skip|jump|back) to (?:main |the )?(?:content|navigation|top|home|search)
    also in (?:the |today['’]s )?[^.:]{2,40}: ?.{2,160}
    # labels of a page
    (?:text|font) size\b.{0,20}
    add (?:us|this (?:page|site)) to your (?:home ?screen|favou?rites|bookmarks)
    (?:get|install|download) (?:the|our)(?: \w+){0,3} app\b.{0,40}
    (?:advertisements?|ads?)?(?: ?[–-] ?)?scroll (?:down )?to continue|report this ad|skip ad
    advertisements?|ads?|advertorial|ad policy|sponsored(?: content)?|promoted(?: content)?|menu
    search|close|home|donate|newsletters?|loading|more|(?:enter|type) your e-?mail(?: address)?
    (?:(?:log ?in|sign ?in|sign up|register|subscribe)(?: ?[/|•·] ?| or |$))+
    page \d+(?: of \d+)?|\d+ of \d+|view gallery|play video|notifications
    (?:(?:terms (?:of (?:use|service)|(?:and|&) conditions)|privacy (?:policy|notice)|contact us
        |about us|advertise with us|site ?map|cookie (?:policy|settings)|accept (?:all )?cookies
        |manage (?:cookies|consent|preferences))
        (?:[ |•·,/]+|$))+
    support (?:our|independent|local) (?:\w+ )?journalism.{0,60}|support us
    buy (?:me|us) a coffee.{0,30}|post navigation|about the author
    become a (?:member|subscriber|supporter)[^.]{0,60}
    already a (?:subscriber|member).{0,40}
    (?:tags?|filed under|topics?|categor(?:y|ies)|keywords?)(?: ?:[^.]{0,160})?
    (?:filed under|posted in) [^.]{1,100}
    home(?: ?[/>»›|•·] ?[^/>»›|•·]{1,40}){1,6}
    [^<>»›]{1,25}(?: [>»›] [^<>»›]{1,30}){1,5}
    # time
    (?:last |first )?(?:published|updated|posted|modified)(?: (?:on|at))?:?
        (?=.*(?:\d|\bago\b|\btoday\b|\byesterday\b))[ ].{0,70}[^.]
    (?:\d+|an?) ?(?:min(?:ute)?s?|hours?|days?|weeks?|months?) (?:ago|read)
    (?:[^.|•·]{1,40} ?[|•·–-] ?)?\d+[ -]min(?:ute)?s?(?: of)? read
    (?:estimated )?read(?:ing)? time:? .{1,30}
    # sources
    (?:[(\[]?\d{1,3}[\].):]* ?|\w+: ?)?<?(?:https? ?: ?//|www\.|pic\.twitter\.com/)\S+>?
    [^.:]{1,60}: ?(?:https?://|www\.)\S+
    (?:(?:source|report|link|reference|article|site)s? ?\d+(?: ?[/|•·,] ?|$)){2,}
    (?:originally|first) (?:published|posted) (?:at|on|by|in)\b.{0,100}
    [(\[]?(?:with )?(?:agency )?inputs(?: from .{2,60})?[)\]]?
    (?:with )?(?:additional )?(?:reporting|writing|editing) by (?-i:[A-Z])[^.]{2,250}
    # German, French, Spanish
    (?:keine |\d+ )?kommentare?(?: (?:schreiben|verfassen|hinterlassen))?|(?:auf \w+ )?teilen
    lesen sie auch ?:.{1,160}|anzeige|werbung|alle rechte vorbehalten|newsletter abonnieren
    (?:aucun |\d+ )?commentaires?|laisser un commentaire|partager(?: (?:sur|cet) .{1,30})?
    (?:à )?lire aussi ?:.{1,160}|publicité|tous droits réservés|abonnez-vous\b.{0,60}
    (?:\d+ )?comentarios?|(?:no hay|sin) comentarios|deja (?:un|tu) comentario|publicidad
    compartir(?: en .{1,30})?|lee también ?:.{1,160}|todos los derechos reservados
"""
# Furniture on a line of its own above the body or below it.
_OUTSIDE = r"""
    (?:(?:written|posted|reported|story) )?by:? (?:<name>(?:(?:,| and| &|, and) <name>)*
        |staff(?: writers?)?|<agency>)(?: ?[,|•–-] ?[^.]{1,60}| (?:on|at) [^.]{1,60})?
    (?:author|writer|reporter)s? ?: ?[^.]{2,60}
    (?:\w+day,? |\w+, )?(?:<month> \d{1,2}(?:st|nd|rd|th)?,?|\d{1,2}\.? <month>) \d{4}\b.{0,30}
    \d{4}-\d\d-\d\d.{0,20}|\d{1,2}([./])\d{1,2}\1\d{2,4}.{0,20}
    <network>|share|tweet|like|news
    # mastheads, and the agency's name above its dateline
    [^.|]{2,40} \| [^.|]{0,30}\b(?:news|local|edition|online|daily|weekly|since \d{4})\b[^.|]{0,60}
    (?-i:[A-Z][\w.&'’-]*(?: [A-Z][\w.&'’-]*){0,2}) (?:(?:news)?wire|(?:news|press) (?:agency|service
        |association))
"""
# Furniture on a line of its own below the body.
_BELOW = r"""
    [(\[]?(?:sources?|via|credits?|quelle|fuente|original(?: <piece>| source)?)(?: ?:| [–-]) ?
        (?:[^.]{2,100}|\S+)
    source link|disclaimer ?:.{2,240}|powered by .{2,40}|what do you think
    (?:more|read|watch|listen) ?: ?.{2,160}|more (?:from|on|in|about) [^.]{2,60}
    [(\[]?\d{1,3}[)\]]?|name|website|archives?|ends?|-30-
"""
# Lines that head a list: of sources, or of other stories.
_HEADS_REFERENCES = r"""
    (?:related |external |additional |further )?(?:sources?|references?|links?|reading|bibliography
        |footnotes|citations|works cited|quellen|fuentes)
"""
_HEADS_STORIES = r"""
    (?:related|recommended|most (?:read|popular|viewed|shared)|trending|popular|latest|top|more
        |featured|other|recent)(?: (?:<piece>|topics|coverage|content|headlines|comments|now
        |for you|today))+
    related|recommended|most (?:read|popular|viewed)|trending|you (?:may|might) (?:also like
        |be interested in)
    editor[s'’]* picks|read next|up next|see also|also read|don['’]t miss
    mehr zum thema|das könnte sie auch interessieren|sur le même sujet|à lire aussi
    lo más leído|te puede interesar|more (?:briefs|news)|(?:news )?in brief
"""


def _forms(group: str) -> list[str]:
    """The forms of a group, each a pattern of its own."""
    text = re.sub(r"\n +#.*|\n {8}", "", group)
    text = re.sub(r"<(\w+)>", lambda part: _PARTS[part[1]], text)
    return [line.removeprefix("    ") for line in text.splitlines() if line]


def _compiled(*groups: str) -> re.Pattern[str]:
    forms = [form for group in groups for form in _forms(group)]
    return re.compile(rf"(?:{'|'.join(forms)})[.!?:…]{{0,3}}", re.IGNORECASE)


ALONE: re.Pattern[str]
ANYWHERE: re.Pattern[str]
BELOW: re.Pattern[str]
HEADS_REFERENCES: re.Pattern[str]
HEADS_STORIES: re.Pattern[str]
OUTSIDE: re.Pattern[str]
_GROUPS = {
    "ANYWHERE": (_ANYWHERE,),
    "ALONE": (_ANYWHERE, _ALONE),
    "OUTSIDE": (_OUTSIDE,),
    "BELOW": (_BELOW,),
    "HEADS_REFERENCES": (_HEADS_REFERENCES,),
    "HEADS_STORIES": (_HEADS_STORIES,),
}


def __getattr__(name: str) -> re.Pattern[str]:
    """Compile a group when it is first asked for: all of them take a while."""
    if name not in _GROUPS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    pattern = globals()[name] = _compiled(*_GROUPS[name])
    return pattern
