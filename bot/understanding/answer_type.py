"""A question's words -> the type of its answer (pure)."""

from __future__ import annotations

import re

from bot.model import Seek
from bot.understanding.question_text import spelled_out

_WHICH = r"(?:what|which)"
_IS_THE = r"(?:['\u2019]s|\s(?:is|was|are|were))?(?:\sthe)?"
_PAYS = (
    r"\b(?:costs?|pay(?:s|ing)?|paid|rais(?:e[ds]?|ing)|spen[dt](?:ing)?|worth|invest(?:ed|s)?|charge[ds]?|owe[ds]?"
    r"|earn(?:ed|s)?|sell(?:s|ing)?|sold|buy|bought|bid|fine[ds]?|offer(?:ed|s)?|give"
    r"|demand(?:ed|ing|s)?|valued|donated?|compensation|damages|severance|funding|cash|money)\b"
)
_MAKES = (
    r"(?:make|made|gross(?:ed)?|(?:take|took|taken|bring|brought) in)"
    r"(?=\W*$| (?:in|from|on|at|for|last|this|a|an|each|per|over|during|since|worldwide|so far)\b)"
)
_SAY = (
    r"\b(?:say|says|said|think|thinks|call|calls|argue|claim|answer|tell|write|mean|vow|promise|demand|accuse|want"
    r"|respond|react|reply|warn|make of|announce|admit|deny|suggest|propose|recommend|advise)\b"
)
_COSTS = r"(?:price|cost|fee|fine|revenue|sales|profit|loss|salary|valuation|budget)s?"
_SIZE = (
    r"(?:rate|number|size|weight|height|speed|power|memory|bandwidth|capacity|output|population|staff|headcount|turnout|level"
    r"|inflation|unemployment|growth|deficit|surplus|temperature)s?"
)
_OF_ITS = r"(?:\s(?!change|growth|increase)\S+)"
_SUM = r"(?:revenues?|turnover|profits?|net income|budget|market (?:cap|value))"
_PERCENTAGE = r"(?:market share|approval rating|(?:gross|profit|operating) margin|turnout)"
_OWNED = r"(?!(?:what|which|how|who|when|where|why)\b)(?:\S+ ){0,3}\S+['\u2019]s? (?:\S+ )?"
_NO_NOUN = (
    r"(?:is|was|are|were|did|does|do|will|would|has|have|had|can|could|should"
    r"|must|may|might|happen(?:s|ed)?|about|else|if|way)\b"
)
_A_NAME = r"(?-i:(?:the )?[A-Z]\S*(?: (?:de |van |von |of |the )?[A-Z]\S*)*)"
_OFFICE = (
    r"(?:\bC[A-Z]{1,2}O\b|\b(?i:chief|head|boss|president|chair(?:man|woman|person)?|director|founder|co-founder"
    r"|minister|secretary|commissioner|manager|leader|ceo|cfo|cto|coo)\b|['\u2019]s?\s)"
)
"""An office, or an owner: who holds it is asked for, and not who somebody is."""

_WRITING = r"(?:contexts?|prompts?|documents?|texts?|essays?|reports?|transcripts?|outputs?|inputs?|books?)\b"
"""What is as long as it has words, and takes no time."""
_ITS_END = r"(?:\W*$| (?:of|for|in|on)\b)"

_THEN = r"(?=\W*$|,|\s(?:now|today|these days|then|at|after|in|following|since|when|by)\b)"

# The pattern that stands first in a question decides; of two at the same word, the one that comes first here.
_PATTERNS = (
    (Seek.REASON, r"why\b"),
    (Seek.REASON, r"how come\b"),
    (Seek.REASON, rf"{_WHICH} (?:caused|led|prompted|made|makes|pulled|drove|triggered|sets? off|is behind)\b"),
    (Seek.REASON, rf"{_WHICH}(?:['\u2019]s| (?:was|were|are|lies)) behind\b"),
    (Seek.REASON, r"(?:for|on|under) what (?:reasons?|grounds)\b"),
    (Seek.REASON, r"reasons?\b"),
    (Seek.REASON, r"what\b.*\bblame"),
    (Seek.AGE, r"how old\b"),
    (Seek.AGE, rf"{_WHICH}\b.*\bage\b"),
    (Seek.NUMBER, rf"how long an? (?:\S+ )?{_WRITING}"),
    (Seek.NUMBER, rf"how long (?:is|are|can) (?:\S+ ){{0,3}}?{_WRITING}(?: (?:windows?|limits?|be|now))*{_ITS_END}"),
    (Seek.SPAN, r"how (?:long|quickly)\b"),
    (Seek.SPAN, r"within how many (?:hours|days|weeks|months|years)\b"),
    (Seek.FREQUENCY, r"how often\b"),
    (Seek.MEASURE, r"how (?:far|tall|deep|wide|heavy)\b"),
    (Seek.MEASURE, r"(?:how much|what)\b.*\bweighs?\b"),
    (Seek.SHARE, rf"{_WHICH} (?:share|percentage|percent|proportion|fraction)\b"),
    (Seek.SHARE, rf"{_WHICH}{_IS_THE}(?:\s\S+){{0,3}}? {_PERCENTAGE}s?\b"),
    (Seek.SHARE, r"by how much\b"),
    (Seek.SHARE, r"how much of\b.*\b(?:owns?|owned|holds?|held|keeps?|kept|controls?)\b"),
    (
        Seek.SHARE,
        rf"(?:how (?:big|large) (?:an? |is |was )?|{_WHICH} )(?:(?:the|is|was|\S+['\u2019]s?) )*(?:stake|holding)\b",
    ),
    (Seek.MONEY, rf"how much\b.*{_PAYS}"),
    (Seek.MONEY, rf"how much (?:did|does|do|will|has|have) (?:\S+ ){{1,6}}?{_MAKES}"),
    (Seek.MONEY, rf"{_WHICH}{_IS_THE}(?:\s\S+){{0,3}}? (?:price|sum|fine|fee|valuation|salary|cost)\b"),
    (Seek.MONEY, rf"{_WHICH}(?:['\u2019]s|\s(?:is|was|were)){_OF_ITS}{{1,4}}? {_SUM}\b(?! (?:growth|share|per)\b)"),
    (Seek.MONEY, rf"{_WHICH}\b.*\b(?:worth|valued(?: at)?)\b{_THEN}"),
    (Seek.MONEY, r"at what (?:price|valuation)\b"),
    (Seek.MONEY, r"what (?:does|do|did|will|would)\b.*\b(?:cost|pay|charge)\b"),
    (Seek.MONEY, r"how expensive\b"),
    (Seek.SHARE, r"how many (?:percent|per cent|%)"),
    (Seek.COUNT, r"how many\b"),
    (Seek.NUMBER, r"how (?:much|large|big|fast|high|hot|cold|strong|great)\b"),
    (
        Seek.NUMBER,
        rf"{_WHICH}{_IS_THE}(?:\s\S+){{0,2}}? (?:number|amount|capacity|score|result|rate|size|level|temperature)\b",
    ),
    (
        Seek.NUMBER,
        rf"{_WHICH}{_IS_THE}(?:\s\S+){{0,2}}? (?:inflation|unemployment|growth|deficit|surplus|target|limit)\b",
    ),
    (
        Seek.NUMBER,
        rf"{_WHICH} (?:\w+ )?(?:capacity|resolution|bandwidth|speed) (?:is|are|was|does|do|did|can|has|will)\b",
    ),
    (Seek.DATE, r"when\b"),
    (Seek.DATE, rf"{_WHICH} (?:day|date|month|year|quarter|time)s?\b"),
    (Seek.DATE, r"by what date\b"),
    (Seek.DATE, r"how soon\b"),
    (Seek.DATE, r"since when\b"),
    (Seek.PLACE, r"where\b"),
    (Seek.PLACE, rf"{_WHICH} (?:cit(?:y|ies)|countr(?:y|ies)|(?:state|place|region|town|site|location|continent)s?)\b"),
    (Seek.MEANING, rf"who (?:is|was|are|were) (?!(?-i:.*{_OFFICE})){_A_NAME}\s*\??$"),
    (Seek.PERSON, r"whom?\b"),
    (Seek.NAME, r"whose\b"),
    (Seek.NAME, rf"{_WHICH}{_IS_THE}(?: \w+)? (?:nick)?name\b"),
    (Seek.NAME, r"what\b.*\b(?:called|named)\b"),
    (Seek.NAME, r"what do they call\b"),
    (Seek.SPEECH, rf"(?:what|how) (?:did|does|do|has|have)\b.*{_SAY}"),
    (Seek.SPEECH, r"what\b.*\bopinion\b"),
    (Seek.NAME, rf"{_WHICH} (?!{_NO_NOUN})[\w-]+"),
    (Seek.MONEY, rf"^(?:the )?(?:\S+ )?{_COSTS} (?:of|in|for|at)\b"),  # "price of the Falcon", in a comparison
    (Seek.NUMBER, rf"^(?:the )?(?:\S+ )?{_SIZE} (?:of|in|for|at)\b"),
    (Seek.MONEY, rf"^{_OWNED}{_COSTS}(?:\s(?:after|in|at|following|since|now|today)\b.*)?\W*$"),  # "the Falcon's price"
    (Seek.NUMBER, rf"^{_OWNED}{_SIZE}(?: \w+)?\W*$"),
    (Seek.ANYTHING, r"(?:what|how)\b"),  # so that a "who" or "when" behind it only begins a clause
)
_RULES = tuple((seek, re.compile(rf"\b{pattern}", re.IGNORECASE)) for seek, pattern in _PATTERNS)

_AUXILIARY = r"(?:is|are|was|were|did|do|does|has|have|had|will|would|can|could|should|must)(?:n['\u2019]t)?"
_WHETHER = re.compile(
    rf"^\W*(?:(?:so|and|but|ok|okay|hey|hi|well|then)\b\W*)*{_AUXILIARY}\s(?!(?:not\s)?(?:you|we|any|some)(?:one|body)?\b)"
    r"|\bwhether\b|\b(?:know|tell me|wonder(?:ing)?|idea|sure|clear|find out|heard|check|see|say|said)\sif\b",
    re.IGNORECASE,
)
_ONE_OF_SEVERAL = re.compile(r"\bor\b(?!\s(?:not|no)\b)|\bany\b", re.IGNORECASE)


def answer_type(question: str) -> Seek | None:
    """Return the type of answer that a question word asks for, or that a question for yes or no does; else None."""
    question = spelled_out(question)
    found = [(match.start(), order) for order, (_, rule) in enumerate(_RULES) if (match := rule.search(question))]
    if found:
        return _RULES[min(found)[1]][0]
    return Seek.WHETHER if _WHETHER.search(question) and not _ONE_OF_SEVERAL.search(question) else None
