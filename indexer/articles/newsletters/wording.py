"""The words by which issues, sponsors and closing lines are known (data and patterns)."""

from __future__ import annotations

import re

from indexer.language.calendar import MONTH_OR_SHORT, WEEKDAY

_PERIODICAL = (
    r"newsletters?|weekly|biweekly|fortnightly|round-?ups?|digest|briefing|bulletin|recap|dispatch(?:es)?|link ?fest"
    r"|(?:morning|evening|daily|weekend) (?:brief|read|edition|download|update|memo|dose)s?|news in brief|top stories"
)
_SERIES_TITLE = re.compile(
    rf"#\s?\d{{1,4}}\b|\b(?:no|nr|issue|edition|vol(?:ume)?|week|number)\.?\s?#?\d{{1,4}}\b|\b(?:{_PERIODICAL})\b"
    r"|\b(?:this|last|the|past) (?:week|month|fortnight|day)(?:['\u2019]s\b.{1,40}|\s+in\b)|\blinks (?:for|of) "
    rf"|^[\w .&'\u2019-]{{3,40}}?\s\d{{2,4}}\s?[:|\u2013\u2014-]\s|\b{WEEKDAY},? (?:\d{{1,2}}\.? {MONTH_OR_SHORT}"
    rf"|{MONTH_OR_SHORT}\.? \d{{1,2}})\b|^the (?:download|batch|rundown|neuron|sequence|week)\b",
    re.IGNORECASE,
)
_SERIES_ADDRESS = re.compile(
    r"[/.-](?:issues?|newsletters?|editions?|round-?ups?|weekly|digest|the-download|the-batch)(?:[/.-]|$)"
    r"|//(?:[\w-]+\.)*(?:campaign-archive\.com|mailchi\.mp|beehiiv\.com|buttondown\.(?:com|email)|revue\.email)/",
    re.IGNORECASE,
)
_SERIES_TEXT = re.compile(
    r"\bunsubscribe\b(?! (?:at )?any ?time)|\bview (?:this (?:e-?mail|issue|newsletter) )?in (?:your )?browser\b"
    r"|\b(?:today|tonight|this (?:week|month|morning))['\u2019]s (?:edition|issue|newsletter|round-?up|dispatch|news\b)"
    r"|\bin this (?:week['\u2019]s )?(?:edition|issue|newsletter)\b|\blast week['\u2019]s (?:edition|issue)\b"
    r"|\bour (?:weekly|weekday|daily|monthly) (?:newsletter|round-?up|e-?mail|digest)"
    r"|\byou(?:['\u2019]re| are)? (?:receiv|get|subscrib)\w* (?:this|to this)\b|\bto be taken off the list\b"
    r"|\b(?:that['\u2019]s|that is|this is) (?:it|all) for (?:this|to)|\b(?:until|see you) (?:next (?:week|month)|tomorrow"
    rf"|next {WEEKDAY}|on {WEEKDAY})|\bforward (?:this|it) to\b|\ba newsletter (?:about|on|for)\b|\bthe week in\b",
    re.IGNORECASE,
)
_LISTICLE = re.compile(
    r"^(?:the |our |my |top |best )*(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|twelve|dozen)\b"
    r"(?! (?:[a-z]+ )?(?:breaths|minutes))|\b(?:best|ways to|reasons|how to|guide|tips|tools|faq|vs\.?|explained|review)\b",
    re.IGNORECASE,
)
SPONSOR_LABEL = re.compile(
    r"\W*(?:(?:today['\u2019]s |our |this (?:issue|week)['\u2019]s )?(?:sponsor(?:ed|s)?|partner(?:ed)?|advertisement|promoted)"
    r"(?: (?:post|content|message|link|by|with)\b.{0,60})?"
    r"|(?:together with|presented by|brought to you by|powered by|supported by|in partnership with|made possible by"
    r"|sponsored by|a (?:word|message) from)\b.{0,80}|(?:from|thanks to) (?:our|today['\u2019]s) (?:sponsor|partner)s?\b.{0,60}"
    r"|(?:this (?:issue|edition|newsletter|week)\b.{0,40} is )?(?:brought to you|sponsored|presented|supported) by\b.{0,80})\W*",
    re.IGNORECASE,
)
"""A whole line that says that what follows, or is above it, is paid for."""

SPONSORED = re.compile(
    r"[\[(](?:sponsor(?:ed)?|ad|advert(?:isement|orial)?|promo(?:ted)?|partner|paid)[\])]"
    r"|^\W*(?:sponsor(?:ed)?|ad|advertisement|partner|promoted)\s?[:|\u2013\u2014]"
    r"|\b(?:is|are|was) (?:sponsored|brought to you|made possible|kept alive) by\b",
    re.IGNORECASE,
)
"""What a paragraph says anywhere that is itself paid for."""

CLOSING = re.compile(
    r"\W*(?:(?:and )?(?:that['\u2019]s|that is) (?:it|all|a wrap)\b|until (?:next|tomorrow|then)\b|see you (?:next|tomorrow|on|in)\b"
    r"|(?:copyright|\(c\)|\u00a9)|.{0,60}all rights reserved|(?:our )?mailing address|want to (?:change|unsubscribe|advertise|sponsor)"
    r"|(?:to )?unsubscribe|you (?:receive|received|are receiving|get|got) (?:this|it)|you['\u2019]re (?:receiving|getting) this"
    r"|(?:yours|cheers|best|thanks for reading|thank you for reading|happy reading|have a (?:great|good|nice))\b.{0,60}$"
    r"|(?:how (?:was|did|do) (?:today|this|you|we)|what did you think|rate (?:this|today)|was this (?:email|issue)|did you (?:like|enjoy))"
    r"|(?:share|forward|like|subscribe|comment|leave a comment|tweet|refer a friend|upgrade|advertise)\b.{0,60}$|share this"
    r"|if you (?:liked|enjoyed|like|enjoy)\b|(?:manage|update) (?:your )?(?:preferences|subscription)|view (?:this )?in (?:your )?browser"
    r"|.{0,80}\b(?:is free\.|appears every|comes out every|is written by|is published (?:every|by))|reply to this (?:e-?mail|mail)"
    r"|[\u2014\u2013-]{1,2}\s*(?:\S+ ?){0,4}$|archive:|follow us\b)",
    re.IGNORECASE,
)
"""How a line begins that ends an issue."""

SERVICE_LINK = re.compile(
    r"unsubscribe|/preferences|/profile\?|/polls?/|[?&]share=|action=share|/subscribe\b|/sharer|/intent/|/share[/?]"
    r"|list-manage\.com/(?:track/open|profile|about)|forward-to-friend|/comments$",
    re.IGNORECASE,
)
"""Addresses that serve the reader of an issue and tell nothing."""

TRACKER = re.compile(
    r"//(?:[\w-]+\.)*(?:list-manage\.com|sendgrid\.net|mailgun\.org|mandrillapp\.com|convertkit-mail\d?\.com|mlsend\.com"
    r"|awstrack\.me|createsend\d?\.com|cmail\d+\.com|hubspotlinks\.com|rs6\.net|customeriomail\.com|substack\.com/redirect)"
    r"|//(?:click|link|links|track|tracking|email|e|t|go)\.[\w.-]+/|/(?:track/)?click[/?]|/ls/click|/redirect[/?]",
    re.IGNORECASE,
)
"""Addresses of mails' counters: they hide where they lead, so that each may be of another site."""

PARTS = frozenset(
    {"why it matters", "what happened", "the details", "the big picture", "between the lines", "what s next"}
    | {"the bottom line", "how it works", "the takeaway", "our take", "go deeper", "read more", "what s new"}
    | {"we re thinking", "behind the news", "zoom in", "zoom out", "yes but", "driving the news", "the news"}
)
"""Leads that name a part of an item, in the form of `leads.lead_key`."""

CHAPTERS = frozenset(
    {"introduction", "conclusion", "conclusions", "background", "abstract", "methods", "method", "methodology", "results"}
    | {"discussion", "references", "related work", "limitations", "summary", "overview", "faq", "what happens next"}
    | {"next steps", "getting started", "pricing", "availability", "pricing and availability", "what s new", "key takeaways"}
    | {"final thoughts", "the bottom line", "bottom line", "why it matters", "what it means", "how it works", "acknowledgements"}
    | {"key events", "evaluation", "experiments", "future work", "appendix", "acknowledgments", "what comes next"}
)
"""Headings of texts on one subject, in the form of `leads.lead_key`."""


def names_series(title: str, url: str) -> bool:
    """Tell whether a title or an address is one of a series of issues."""
    return bool(_SERIES_TITLE.search(title) or _SERIES_ADDRESS.search(url))


def says_series(text: str) -> bool:
    """Tell whether a text speaks of itself as an issue."""
    return bool(_SERIES_TEXT.search(text))


def is_listicle(title: str) -> bool:
    """Tell whether a title announces a list of things, or advice."""
    return bool(_LISTICLE.search(title))
