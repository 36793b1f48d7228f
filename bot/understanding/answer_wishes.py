"""What a question says of the answer that it wants, and nothing of what it is on (pure).

"Remind me how ...", "what's the mood on ...", "..., with amounts if possible", "... good or bad?" say how somebody
wants to be told. Searched for, such words find whatever text happens to have them.
"""

from __future__ import annotations

import re

from bot.language.number_words import SPELLED

_ON = r"(?:on|of|about|with|for|around|over|behind|at|in)"
_QUICK = (
    r"(?:(?:very|really)\s+)?(?:quick|short|brief|rough|general|detailed|full|complete|little|simple|decent|proper)"
)
_TOLD = (
    r"(?:gist|low-?down|skinny|essence|highlights|break-?down|picture|heads-?up|run-?through|run-?down|debrief|rehash"
    r"|refresher|primer|(?:key |main )?takeaways?|bottom line|scoop|dope)"
)
_STATE = r"(?:state of (?:play|things|affairs)|(?:latest|current|present) state(?: of (?:play|things|affairs))?)"
_FUSS = r"(?:noise|fuss|hype|buzz|talk|hubbub|commotion|excitement|outcry|(?:big )?deal|business|story|stir)"
_MOOD = r"(?:mood|vibes?|sentiment|feelings?|atmosphere)"
_GENERAL = r"(?:general|public|overall|prevailing|common|current)"

_BEFORE = (
    r"\b(?:remind|refresh|jog)\s+(?:me|us|my\s+memory|our\s+memory)(?:\s+(?:again|quickly|please))?\b",
    r"\b(?:bring|get|put|keep)\s+(?:me|us)\s+(?:back\s+)?up\s+to\s+(?:speed|date)\b",
    r"\b(?:fill|clue)\s+(?:me|us)\s+in\b",
    r"\b(?:talk|guide|lead|run|walk)\s+(?:me|us)\s+through\b|\bhelp\s+(?:me|us)\s+(?:to\s+)?(?:understand|see|get|with)\b",
    r"^\W*(?:i|we)(?:['\u2019]m|['\u2019]re|\s+am|\s+are)\s+(?:just\s+)?(?:preparing|writing|working|making|doing)\b[^,;:.?]*[,;:.]",
    r"\b(?:should|(?:do\s+\w+\s+)?need\s+to|must|ought\s+to)\s+(?:know|care|remember|hear)\b|\bworth\s+(?:knowing|reading|mentioning|noting)\b",
    r"\bwhat(?:['\u2019]?s|\s+is)\s+(?:hot|trending|big)(?=\s+(?:in|on|at|with|among)\b)|\b(?:is|was|been)\s+known\b",
    r"\blong\s+story\s+short\b|\bgive\s+it\s+to\s+(?:me|us)\s+straight\b|\btl;?dr\b|\bliving\s+under\s+a\s+rock\b",
    r"\bwhat(?:['\u2019]?s|\s+is)\s+the\s+word\s+on\s+the\s+street\b|\bwhat\s+sets\b|\bapart(?:\s+from)?\b",
    r"\bhow\s+(?:un)?(?:happy|satisfied|pleased)(?=\s+(?:is|are|was|were)\b)|\bnames?\s+of\b",
    rf"\b(?:the|an?)\s+(?:{_QUICK}\s+)?{_TOLD}(?=\s+{_ON}\b|\W*$)|^\W*(?:{_QUICK}\s+)?{_TOLD}(?=\s+{_ON}\b)",
    r"\b(?:in|with)\s+(?:plain|simple|easy)\s+(?:english|terms|words|language)\b|\bin\s+lay\w*(?:['\u2019]s)?\s+terms\b",
    r"\bin\s+a\s+(?:nutshell|word|sentence|few\s+words|few\s+sentences)\b|\blike\s+i['\u2019]?m\s+five\b|\beli5\b",
    r"\b(?:do\s+you|does\s+any(?:one|body)|any(?:one|body)|you)?\s*\b(?:know|remember|recall)\s+(?=what|how|who|why|when|that|the)",
    r"\bi\s+(?:(?:just|only|also|have|once)\s+)?(?:heard|hear|read|saw|noticed|remember|recall)\b(?:\s+(?:something|of|about|that)\b)*",
    rf"\bwhat(?:['\u2019]?s|\s+is|\s+was|\s+are)\s+(?:all\s+)?(?:the|this|that)\s+(?:(?:recent|big)\s+)?{_FUSS}(?=\s+{_ON}\b)",
    rf"\b(?:the\s+)?(?:{_GENERAL}\s+)?{_MOOD}(?=\s+(?:around|on|about|towards?|regarding|among|amongst|there|here|in\s+the)\b|\W*$)",
    rf"\b{_STATE}\b",
    r"\bhow\s+far\s+along\b|\bhow\s+far\s+(?:has|have|is|are|did)\s+\w+\s+(?:got(?:ten)?|get|come|gone)\b",
    r"\bwhat(?:['\u2019]?s|\s+is)\s+(?:cooking|brewing|cracking|coming\s+up|(?:coming\s+)?next|up\s+next)\b|\bcoming\s+up\b",
    r"\bhow\s+(?:are|is)\s+(?:things|it|everything)\s+(?:going|looking|coming\s+along)\b",
    r"\bany\s+(?:movement|progress|word|insights?)(?=\s+(?:on|with|in|from)\b)",
    r"\b(?:the\s+)?(?:odds|chances)(?=\s+(?:of|that)\b)",
    rf"\b{_QUICK}(?=\s+(?:summary|overview|recap|round-?up|rundown|briefing|answer|version|explanation|look|question)\b)",
    r"\bname\s+(?:me\s+)?(?=a\s+few|some|all|the|any|two|three|four|five)",
)
"""Phrases that ask to be told."""

_POLE = (
    r"(?:good|bad|positive|negative|mixed|yes|no|true|false|pro|con(?:tra)?|for|against|(?:un)?happy|right|wrong"
    r"|thumbs\s+up|(?:thumbs\s+)?down|success|failure|flop|hot|not|real|fake|love[ds]?|hate[ds]?|(?:dis)?like[ds]?)"
)
_SIDES = r"(?:pros\s+and\s+cons|ups\s+and\s+downs|up-?sides\s+and\s+down-?sides|strengths\s+and\s+weaknesses)"
_THING = r"(?:idea|thing|move|deal|sign)"
_JUDGED = (
    rf"\b{_POLE}(?:\s+(?:or|vs\.?)\s+|\s?/\s?){_POLE}\b|\b(?:good|bad)\s+and\s+(?:good|bad)\b|\bany\s+good\b"
    rf"|\b(?:an?\s+)?(?:good|bad)\s+{_THING}\s+or\s+(?:an?\s+)?(?:good|bad)(?:\s+(?:one|{_THING}))?\b"
    rf"|\b{_SIDES}\b"
)
_HAPPY = (
    r"\b(?:are|is|were|was)\s+(?:they|it|people|he|she)\s+"
    r"(?:any\s+good|worth\s+it|(?:un|dis)?(?:happy|satisfied|pleased|impressed))(?=\W*$|\s*[,;:.?!])"
)
_BETTER = (
    r"\b(?:who|which(?:\s+one)?|which\s+side)(?:['\u2019]s|\s+(?:is|looks?|seems?|has|holds|comes\s+(?:out|off)))\s+(?:the\s+)?"
    r"(?:better|best|worse|worst|ahead|winning|losing|stronger|strongest|leading|on\s+top|right|wrong|upper\s+hand)"
    r"(?:\s+(?:cards|hand|end|shape|position|off))?(?=\W*$|\s*[,;:.?!])"
)

_DETAIL = (
    r"(?:names?|sums?|amounts?|figures?|numbers?|prices?|dates?|details?|links?|sources?|sizes?|valuations?|quotes?"
    r"|reasons?|companies|times?|licen[cs]es?|locations?|places?|countr(?:y|ies)|investors|industr(?:y|ies))"
)
_DETAILS = (
    rf"(?:(?:all|the|their|its|some|any|exact|rough)\s+)*{_DETAIL}(?:\s*(?:,|and|or|&|\+)\s*(?:the\s+)?{_DETAIL})*"
)
_IF_THERE = (
    r"if\s+(?:possible|known|available|any|you\s+(?:can|have|know)(?:\s+\w+)?|there\s+(?:is|are)\s+(?:any|some)"
    r"|disclosed|reported)"
)
_DETAILED = (
    rf"(?:(?:,|;|:|\.|\?|\s-|\u2013|\u2014)\s*|\s)\(?(?:ideally|preferably|(?:and|including|incl\.?|plus)|)\s*(?:with|including)?\s*{_DETAILS}\s+{_IF_THERE}\)?",
    rf"\b(?:ideally|preferably|incl(?:uding|\.)?)\s+(?:with\s+)?{_DETAILS}(?=\W*$)|,\s*with\s+{_DETAILS}(?=\W*$)",
    rf"(?:[,;:.?!]|\s-|\u2013|\u2014)\s*(?:{_DETAILS}\s+only|(?:just\s+|only\s+)?(?:the\s+)?(?:names|links|sources|details))(?=\W*$)",
    rf"\b{_IF_THERE}",
)
_HOW_MANY = (
    r"(?:,|;|\band\b|\bor\b)\s*how\s+(?:many|much|often)\b(?:\s+(?:times?|people|of\s+them|in\s+total|each))?"
    r"(?:\s+(?:were|was|are)\s+(?:hit|affected|let\s+go|involved|concerned))?(?=\W*$)"
)
_WHO_WHAT = r"\bwho\s+(?:stood|stands|was|is|argued|argues|said|says)\s+(?:for\s+)?what\b"
_IN_TERMS = (
    r"\bwhen\s+it\s+c(?:o|a)mes\s+to\b|\bin\s+terms\s+of\b|\bwith\s+regards?\s+to\b|\bdiffer(?:s|ed)?\b"
    r"|\bstack(?:s|ed)?\s+up\b"
)
_OUR_CALENDAR = (
    r"\b(?:that\s+)?(?:we|i)\s+should\s+(?:have|put|know|note|mark)\b"
    r"|\b(?:on|in)\s+(?:our|my|the)\s+(?:calendar|agenda|diary)\b"
)
_ASKED_TOO = (
    r"(?:when|where|why|who|what|whom|which\s+ones|(?:from|to)\s+where|by\s+whom"
    r"|(?:(?:by|for)\s+)?how(?:\s+(?:much|many|long|often))?)"
)
_ALSO = rf"(?:,|;|\bplus)\s*(?:and\s+|plus\s+)?{_ASKED_TOO}(?:(?:\s+and|,)\s+{_ASKED_TOO})*(?=\W*$|\s*[,;.?!])"
_ORDERED = r"\b(?:biggest|largest|smallest|newest|latest|oldest|most\s+recent|best|worst)\s+first\b|\bgoing(?=\W*$)"
_KEY = r"\b(?:key|main|most\s+important|essential)\s+(?:things?|points?|facts?|details?|takeaways?|bits)\b"
_TRUE = (
    r"(?:^|[,;:.?!])\s*(?:(?:is\s+(?:it|that|this)\s+)?true|details|thoughts|any\s+(?:details|ideas?|clue))"
    r"(?=\W*$|\s*[,;:.?!])"
)
_AND_SO_ON = (
    r"\betc(?:etera)?\b\.?|\b(?:that|this)\s+(?:sort|kind)\s+of\s+(?:thing|stuff)\b|\band\s+(?:so\s+on|the\s+like|such|co)\b"
    r"|\bor\s+(?:something|whatever|so)\b|\b(?:all\s+of\s+a\s+)?sudden(?:ly)?\b|\bto\s+begin\s+with\b"
)
_BEHIND = (
    _JUDGED,
    _HAPPY,
    _BETTER,
    _WHO_WHAT,
    *_DETAILED,
    _ALSO,
    _ORDERED,
    _HOW_MANY,
    _IN_TERMS,
    _OUR_CALENDAR,
    _KEY,
    _TRUE,
    _AND_SO_ON,
)
"""Requests for detail or a verdict."""

_EVENT_NEAR = (
    r"\b(?:(?:in|during|over)\s+)?the\s+(?:first\s+)?(?:(?:few|couple\s+of)\s+)?(?:hours|days|weeks|months)\s+"
    r"(?:right\s+)?(?:after|following|before|since|leading\s+up\s+to|up\s+to)\b"
    r"|\bin\s+the\s+(?:aftermath|wake|run-?up)\s+(?:of|to)\b"
)
_BACK_THEN = r"\bback\s+(?=in|on|at|around|over|during|then|when)\b"
_MEANT = (
    r"\b(?:tr(?:y|ies|ied|ying)|attempt(?:s|ed|ing)?|manage[sd]?|want(?:s|ed)?|going|about|used|seem(?:s|ed)?)\s+to"
    r"(?=\s+[a-z])"
)
_SMALL_WORDS = (
    r"\b(?:around|among|amongst|amid|within|throughout|sometime|somewhere|somehow|every|towards?|regarding|concerning|per|via|along|upon|despite|besides"
    r"|actually|really|even|exactly|roughly|basically|ideally|maybe|quickly|briefly|instead|rather|quite|everybody"
    r"|nobody|themselves|itself|himself|herself|cannot|cant|dont|wont|isnt|didnt)\b"
    r"|\b(?:i|we|you|they|he|she|it|why|how|who|that|there)['\u2019](?:ve|m|re|d|ll|s)\b"
    r"|\b(?:is|are|was|were|do|does|did|has|have|had|ca|wo|would|could|should)n['\u2019]t\b"
)
_NUMBER = re.compile(rf"(?<![\w-]){SPELLED}(?![\w-])")  # "Two Sigma" is a name
_WISHES = re.compile("|".join((*_BEFORE, *_BEHIND, _EVENT_NEAR, _BACK_THEN, _MEANT, _SMALL_WORDS)), re.IGNORECASE)


def without_wishes(text: str) -> str:
    """Return a question without what it says of the answer that it wants."""
    return _NUMBER.sub(" ", _WISHES.sub(" ", text))
