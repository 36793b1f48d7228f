"""The words by which issues, sponsors and closing lines are known (data and patterns)."""

from __future__ import annotations

import re

from indexer.articles.clutter import COPYRIGHT_NOTICE
from indexer.language.calendar import MONTH_OR_SHORT, WEEKDAY

_PERIODICAL = (
    r"(?:newsletter|(?:bi)?weekly|fortnightly|round-?up|digest|briefing|bulletin|recap|dispatch|linkfest)(?:e?s)?"
    r"(?:\sedition)?"
)
_NUMBER = r"(?:\#|\b(?:no|nr|issue|edition|vol|volume|week|number)\.?\s?\#?)\s?\d{1,4}"
_SERIES_TITLE = re.compile(
    rf"""{_NUMBER}\W*(?:$|[:|,\u2013\u2014-])
    | ^.{{0,40}}?\b{_PERIODICAL}\b\W*(?:$|[:|\u2013\u2014-]|for\b|\d)
    | [:|\u2013\u2014-]\W*.{{0,40}}?\b{_PERIODICAL}\W*$
    | ^(?:this|last|the|past)\s(?:week|month|fortnight)(?:['\u2019]s\b|\sin\b) | \bthis\sweek\s(?:in|at|on)\b
    | ^links\s(?:for|of)\b | ^the\s(?:download|batch|rundown)\b
    | ^[\w .&'\u2019-]{{3,40}}?\s\d{{2,4}}\s?[:|\u2013\u2014-]\s
    | ^(?:the\s)?(?:{WEEKDAY}|morning|evening|daily|weekend)(?:['\u2019]s)?\s\w+$ | ^\w+\s(?:for|from|of)\s{WEEKDAY}$
     | \blinks(?:$|[,:]) | \breading\slist\b
    | ^what\s(?:i|we)(?:['\u2019]ve|\shave)?\s(?:been\s)?read(?:ing)?\b
    | \b\d{{1,2}}\s?(?:to|[\u2013-])\s?\d{{1,2}}\s{MONTH_OR_SHORT}\b
    | (?:^|[|:,\u2013\u2014-]\s)(?:{WEEKDAY},?\s)?
      (?:{MONTH_OR_SHORT}\.?\s\d{{1,2}}|\d{{1,2}}\.?\s{MONTH_OR_SHORT})\b[\s,\d]*$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SERIES_ADDRESS = re.compile(
    r"[/.-](?:issues?|newsletters?|editions?|round-?ups?|weekly|digest|the-download|the-batch)(?:[/.-]|$)"
    r"|//(?:[\w-]+\.)*(?:campaign-archive\.com|mailchi\.mp|beehiiv\.com|buttondown\.(?:com|email))/",
    re.IGNORECASE,
)
SERIES_TEXT = re.compile(
    r"""\bunsubscribe\b(?!\s(?:at\s)?any\s?time)
    | \bview\s(?:this\s(?:e-?mail|issue|newsletter)\s)?in\s(?:your\s)?browser\b
    | \b(?:today|tonight|this\s(?:week|month|morning))['\u2019]s\s(?:edition|issue|newsletter|round-?up|dispatch|news\b)
    | \bin\sthis\s(?:week['\u2019]s\s)?(?:edition|issue|newsletter)\b | \blast\sweek['\u2019]s\s(?:edition|issue)\b
    | \ba\snewsletter\s(?:about|on|for)\b
    | \byou(?:['\u2019]re|\sare)?\s(?:receiv\w*|get|got|subscribed\sto)\sthis\s(?:e-?mail|mail|newsletter|issue|because)
    | \bthe\sweek\sin\b | \btaken\soff\sthe\slist\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ONE_SUBJECT = re.compile(
    r"""\b(?:best|ways\sto|reasons|how\sto|guide|tips|tools|faq|vs\.?|versus|explained|reviewed?|interview|changelog)\b
    | ^(?:how|why|inside|introducing|announcing|meet|what['\u2019]s\snew\sin)\b | \brelease\snotes\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_COUNT = re.compile(
    r"^(?:(?:the|our|my|top|best)\s)*(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|twelve|dozen)\b",
    re.IGNORECASE,
)
_LIVE = re.compile(
    r"\blive\s?(?:blog|updates?|coverage|[:|\u2013\u2014-])|[:|\u2013\u2014-]\slive\b|as it happened", re.IGNORECASE
)
_PAID_BY = (
    r"(?:together\swith|presented\sby|brought\sto\syou\sby|powered\sby|supported\sby|in\spartnership\swith"
    r"|made\spossible\sby|sponsored\sby|a\s(?:word|message)\sfrom|(?:from|thanks\sto)\s(?:our|today['\u2019]s)"
    r"\s(?:sponsor|partner|friend)s?)"
)
_ON = r"(?:(?![.!?]\s).){0,60}"  # of a sentence
SPONSOR_LABEL = re.compile(
    rf"""\W*(?:(?:(?:today|this\s(?:issue|week|edition))['\u2019]s\s|our\s)?
      (?:sponsor(?:ed|s)?|partner(?:ed)?|advertisement|promoted)(?:\s(?:post|content|message|links?|by|with)\b{_ON})?
    | (?:(?:this|today['\u2019]s)\s(?:issue|edition|newsletter|week)\s(?:is\s)?)?{_PAID_BY}\b{_ON})\W*""",
    re.IGNORECASE | re.VERBOSE,
)
"""A whole line that says that what follows, or stands above it, is paid for."""

SPONSORED = re.compile(
    r"[\[(](?:sponsor(?:ed)?|ad|advert(?:isement|orial)?|promo(?:ted)?|partner|paid)[\])]"
    r"|^\W*(?:sponsor(?:ed)?|ad|advertisement|partner|promoted)\s?[:|\u2013\u2014]"
    r"|\b(?:issue|edition|newsletter|letter|e-?mail)\b.{0,20}\b"
    r"(?:sponsored|brought to you|made possible|kept alive) by\b",
    re.IGNORECASE,
)
"""What a paragraph says that is itself paid for."""

GREETING = re.compile(
    r"\W*(?:(?:good\s)?(?:morning|evening|afternoon)|hi|hello|hey|dear|welcome(?:\sback)?|friends|greetings|happy\s\w+day)"
    r"\b[^.!?]{0,60}[,.!?:]",
    re.IGNORECASE,
)
"""How a paragraph begins that greets the readers."""

PERIOD = re.compile(
    r"\b(?:this|the|past|last)\s(?:week|month|fortnight|weekend)(?:['\u2019]s)?\b|\btoday:|\bhere(?:['\u2019]s|\sis)\swhat\b"
    rf"|\b(?:it['\u2019]s|happy)\s{WEEKDAY}\b",
    re.IGNORECASE,
)
"""What the beginning of a text says that sums up a time."""

ASIDE = re.compile(
    r"(?:also\s)?(?:in\s(?:other\snews|brief|this\s(?:issue|edition)|short)|headlines|links|the\smust-reads|elsewhere"
    r"|(?:quick|other|further)\s(?:links|hits|news|reads)|also\s(?:in\sthe\snews|this\sweek|worth\s.{1,20}))\W*",
    re.IGNORECASE,
)
"""A heading above several short items."""

TIMED = re.compile(r"\d{1,2}[.:h]\d{2}\b")
"""How a heading begins in a report that grows while something happens."""

_ISSUE = r"(?:e-?mail|mail|newsletter|letter|issue|edition|briefing|digest|dispatch)"
_FAREWELL = rf"""\W*(?:
    (?:and\s)?that(?:['\u2019]s|\sis)\s(?:it|all|a\swrap)(?:\s(?:for|from)\b|,?\s(?:folks|friends)\b|\W*$|[.!])
    | until\s(?:next|tomorrow|then)\b | see\syou\s(?:next|tomorrow|on|in(?!\scourt)|{WEEKDAY})\b
    | more\s(?:next\s\w+|on\s{WEEKDAY})\W*$
    | (?:yours|cheers|best|love|warmly|take\scare)(?:\s(?:truly|wishes|regards|always))?
      (?:[,.!\u2013\u2014\s-]*$|\s?[,.!\u2013\u2014-]+\s*(?:[^\W\d_]+\s?){{1,3}}\W*$)
    | have\sa\s(?:\w+\s){{1,2}}(?:day|week|weekend|evening|morning|night|summer|holidays?|one)\b.{{0,60}}$
    | (?:thanks\sfor|thank\syou\sfor|happy)\sreading\b.{{0,60}}$ | happy\s(?:{WEEKDAY}|holidays?)\b.{{0,60}}$
    | reply\sto\sthis\s(?:e-?mail|mail)\b | forward(?:ed)?\sthis\b
    | did\s(?:someone|somebody|a\sfriend)\s(?:forward|send|share)\b
    | [\u2014\u2013-]{{1,2}}\s*(?:[^\W\d_]+\s?){{1,4}}$"""
SIGN_OFF = re.compile(
    rf"""{_FAREWELL}
    | .{{0,80}}(?:\bhit\sreply\b | \btell\sa\sfriend\b | \bis\swritten\sby\b
      | \b(?:cheers|yours|love|warmly),\s\w+$))""",
    re.IGNORECASE | re.VERBOSE,
)
"""How a paragraph begins that takes leave of the readers."""

PAID_LINK = re.compile(
    r"[?&]utm_medium=(?:[\w-]*sponsor\w*|paid[\w-]*|cpc|ads?|affiliate|display)(?:&|#|$)", re.IGNORECASE
)
"""Addresses that say that somebody paid for the link."""

CLOSING = re.compile(
    rf"""{_FAREWELL}
    | {COPYRIGHT_NOTICE} | .{{0,60}}all\srights\sreserved | (?:our\s)?mailing\saddress
    | (?:archive|previously)\s?:
    | want\sto\s(?:change|unsubscribe|advertise|sponsor)\b | (?:to\s)?unsubscribe\b | sign\sup\b
    | subscribe\b.{{0,60}}$
    | you(?:['\u2019]re|\sare)?\s(?:receiv\w*|get|getting|got)\s(?:this|it)\b | if\syou\s(?:liked?|enjoy(?:ed)?)\b
    | how\s(?:was|did|do)\s(?:we\sdo\b | you\slike\b | (?:today['\u2019]s|this(?:\s\w+['\u2019]s)?)\s{_ISSUE}\b)
    | what\sdid\syou\sthink | rate\s(?:this|today)\b | did\syou\s(?:like|enjoy)\b
    | was\sthis\s(?:{_ISSUE}|forwarded|useful|helpful)\b | (?:quick\s|reader\s)?polls?\W*$
    | share\sthis\b | follow\sus\b | view\s(?:this\s)?in\s(?:your\s)?browser
    | (?:share|forward|like|(?:leave\sa\s)?comment|tweet|refer\sa\sfriend|upgrade|advertise)
      (?:\s(?:this|it(?!\sor\b)|us|with|here|below|now|today|what\syou|our|your
        |(?:to|for)\s(?:a|our|us|paid|the|more))\b.{{0,60}})?\W*$
    | (?:manage|update)\s(?:your\s)?(?:preferences|subscription)
    | .{{0,60}}\b{_ISSUE}\b.{{0,20}}
      \b(?:is\sfree\b|appears\severy|comes\sout\severy|is\swritten\sby|is\spublished\s(?:every|by)))""",
    re.IGNORECASE | re.VERBOSE,
)
"""How a paragraph begins that ends an issue. Each is tried on headings, too: news must not begin so."""

SERVICE_LINK = re.compile(
    r"unsubscribe|/preferences|/profile\?|/polls?/|[?&]share=|action=share|/subscribe\b|/sharer|/intent/|/share[/?]"
    r"|/(?:join|signup|subscribe)(?:[/#?]|$)"
    # Below these are lists of articles, and of some sites the articles themselves.
    r"|/(?:by|authors?|tags?|topics?|category)(?:/[^/?#]+)?/?(?:[?#]|$)|/(?:archives?|feed(?:\.xml)?|rss)/?(?:[?#]|$)"
    r"|list-manage\.com/(?:track/open|profile|about)|forward-to-friend|/comments$",
    re.IGNORECASE,
)
"""Addresses that serve the reader of an issue and tell nothing."""

TRACKER = re.compile(
    r"//(?:[\w-]+\.)*(?:list-manage\.com|sendgrid\.net|mailgun\.org|mandrillapp\.com|mlsend\.com"
    r"|convertkit-mail\d?\.com"
    r"|awstrack\.me|createsend\d?\.com|cmail\d+\.com|hubspotlinks\.com|rs6\.net|customeriomail\.com|substack\.com/redirect)"
    r"|//(?:click|clicks|link|links|track|tracking|email|e|t)\.[\w.-]+/|/(?:track/)?click[/?]|/ls/click|/redirect[/?]",
    re.IGNORECASE,
)
"""Addresses of mails' counters: they hide where they lead, so that each may be of another site."""

PARTS = frozenset(
    {"why it matters", "what happened", "the details", "the big picture", "between the lines", "what s next"}
    | {"the bottom line", "how it works", "the takeaway", "our take", "go deeper", "read more", "what s new"}
    | {"we re thinking", "behind the news", "zoom in", "zoom out", "yes but", "driving the news", "the news"}
)
"""Leads that name a part of an item, in the form of `leads.lead_key`."""

ANNOUNCING = frozenset({"why", "what", "how", "who", "when", "where", "our", "here", "read", "key", "the", "in", "for"})
"""Words that a lead begins with which announces what follows."""

CHAPTERS = frozenset(
    """introduction, conclusion, conclusions, background, abstract, methods, method, methodology, results, discussion,
    references, related work, limitations, summary, overview, faq, what happens next, next steps, getting started,
    pricing, availability, pricing and availability, what s new, key takeaways, final thoughts, the bottom line,
    bottom line, why it matters, what it means, how it works, acknowledgements, key events, evaluation, experiments,
    future work, appendix, acknowledgments, what comes next""".replace(",\n    ", ", ").split(", ")
)
"""Headings of texts on one subject, in the form of `leads.lead_key`."""


def names_series(title: str) -> bool:
    """Tell whether a title is one of a series of issues."""
    return bool(_SERIES_TITLE.search(title))


def is_address_of_series(url: str) -> bool:
    """Tell whether an address is one of issues."""
    return bool(_SERIES_ADDRESS.search(url))


def counts_things(title: str) -> bool:
    """Tell whether a title begins with how many things it lists."""
    return bool(_COUNT.search(title))


def is_live(title: str) -> bool:
    """Tell whether a title is that of a report which grows while something happens."""
    return bool(_LIVE.search(title))


def announces_one_subject(title: str) -> bool:
    """Tell whether a title announces advice, a comparison or an explanation."""
    return bool(_ONE_SUBJECT.search(title))
