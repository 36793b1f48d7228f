"""The form that a message tells exactly, by how it is put (pure).

Two sides with "vs" or the difference between them, a list that is asked for by its name, a name and nothing else, "news
on", who did what news tells of in some time. What no rule here says is weighed, see `form`.
"""

from __future__ import annotations

import re

from bot.language.event_kinds import kind_asked
from bot.language.time_expressions import find_times, without_times
from bot.language.words import names, terms, words
from bot.model import Form
from bot.understanding.comparisons import compared_sides, is_on_lawsuit
from bot.understanding.opinion_holders import HOLDERS
from bot.understanding.question_text import QUESTION_WORD, without_lead

_BARE = 5  # words of a message that is a subject and nothing else
_EVENT = (
    r"(?:lawsuits?|suits?|court (?:case|fight)|legal (?:case|fight|battle)|trial|saga|dispute|row|mess"
    r"|controvers(?:y|ies)|scandal|affair|drama|fight|battle|feud|incident|breach|leaks?|outages?|crash|hacks?|attacks?"
    r"|takeover|merger|acquisition|deal|bid|talks|probe|inquiry|investigation|launch|rollout|debacle|fiasco|crisis|strike|ban"
    r"|recall|layoffs|job cuts|split|spat|standoff|showdown|story|situation|thing|shake-?up|reorgani[sz]ation"
    r"|restructuring|IPO|rebrand|settlement|sale|ruling|verdict|bankruptcy)"
)
_BROUGHT_OUT = (
    r"(?:(?:announc|unveil|releas|launch|introduc|reveal|publish|ship|debut)(?:e|ed|p|ped)?|(?:put|bring|brought|turn(?:ed)?"
    r"|roll(?:ed)?|trot(?:ted)?|push(?:ed)?|com(?:e|ing)|came) out(?: with)?|show(?:ed|n)? off|com(?:e|ing) up with"
    r"|came up with|cook(?:ed)? up|g[eo]t up to)"
)
"""What is done with what is new, after "did" and "has"."""

_BRINGING_OUT = (
    r"(?:announcing|unveiling|releasing|launching|introducing|publishing|shipping|building|cooking up|doing"
    r"|(?:putting|bringing|rolling|pushing) out|showing off|up to|working on)"
)
_NEWS = r"(?:news|headlines|updates?|developments|stories|events|happenings|goings-on)"
_VERSUS = re.compile(
    r"^(?:so |and |ok |well )*(?P<one>[^,;:?]{1,60}?)\s+(?:vs\.?|versus|compared (?:to|with)"
    r"|in comparison (?:to|with))\s+(?P<other>[^?]{1,200})",
    re.IGNORECASE,
)
_QUESTION_WORD = re.compile(rf"\b{QUESTION_WORD}", re.IGNORECASE)
_DIFFERENCE = re.compile(
    r"^\W*(?:(?:so|and|ok) )?(?:what(?:['\u2019]?s| is| are)|explain) the (?:\w+ )?differences? between"
    r" (?:\S+ ){1,8}?and \S",
    re.IGNORECASE,
)
_THAN_AND = re.compile(
    r"^\W*(?:(?:so|and|but|ok) )?(?:is|are) (?:\S+ ){1,6}?(?:\w+er|(?:more|less) \w+|better|worse) than"
    r" (?:\S+ ){0,5}?\S*[,?;]\s*(?:and|or|what|how|which)\b.*\w",
    re.IGNORECASE,
)
_COMPARE = re.compile(r"^\W*(?:(?:so|and|but|ok|hey|please|can you|could you) )*(?:compare|contrast)\b", re.IGNORECASE)
_STACK_UP = re.compile(
    r"^\W*(?:(?:so|and|but|ok) )?how (?:do|did) (?:\S+ ){1,4}?and (?:\S+ ){1,4}?"
    r"(?:stack|measure|line|match|square|shape) up\b",
    re.IGNORECASE,
)
_OF_BOTH = re.compile(
    r"^\W*(?:(?:and|so|but|ok) )?which (?:one )?of (?:the two|them|these|those|both)\b", re.IGNORECASE
)
OPINIONS_ASKED = re.compile(
    rf"\b{HOLDERS} (?:(?:\w+ ){{0,3}}(?:and|or|&) {HOLDERS} )?(?:really |actually |generally )?"
    r"(?:(?:in|at|of|from|near|around) (?:[^\s,?]+ ){1,4}?)?"
    r"(?:think|thinks|thought|feel|feels|make|makes|made|say|says|said|saying|thinking) (?:of|about)\b"
    r"|(?:^\W*|\b(?:any|much|what|the) (?:\w+ )?)(?:criticism|critique|backlash|pushback|praise|reactions?|reception)"
    r" (?:of|to|for|from|about|on|against|over|at)\b"
    r"|\bwho(?:['\u2019]s| is)? (?:for|in favou?r)(?: of)?\b.*\bagainst\b"
    r"|^\W*who (?:else |all )?(?:thinks|believes|doubts|argues|agrees|disagrees)\b(?! up\b)"
    rf"|\b(?:what|who) (?:do|does|did|would) (?:many |most |some |the )?{HOLDERS} (?:\w+ly |still )?(?:want|like"
    r"|dislike|hate|love|fear|trust|prefer|hope|recommend|advise|suggest|object)\b"
    r"|\bwho (?:says|thinks|said|argues) what\b"
    r"|\bwhat(?:['\u2019]?s| is| was) the (?:general |overall |public )?(?:mood|sentiment)"
    r"(?:\W*$| among\b)"
    r"|\bhow (?:is|are|was|were|has|have)\b[^?]{0,120}\b(?:seen|viewed|taken|received|perceived|regarded|judged)"
    r"(?: so far| overall| by\b[^?]{0,60})?\W*$"
    r"|[?,;:.\u2013\u2014-]\s*(?:(?:any|some|the|different|people['\u2019]s) )*"
    r"(?:views|opinions|thoughts|voices|takes|reactions|comments)(?: please| pls)?\W*$",
    re.IGNORECASE,
)
_NEWS_ON = re.compile(
    r"^\W*(?:(?:what(?:['\u2019]?s| is) new|any(?:thing)? new|(?:any |the )?(?:latest |recent )?(?:news|updates?)) "
    r"(?:on|about|at|from|with|in)\b"
    r"|(?:(?:(?:is|are|was|were) there|(?:has|have) there been|(?:do|have) (?:we|you)(?: have| got)?"
    r"|what (?:is|are|was|were)|what['\u2019]?s) )?(?:any|some|the|all the)?(?:thing)? ?"
    r"(?:new|news|updates?|developments?|movement|headlines|stories)"
    r"(?: (?:this|last) \w+| lately| recently| yet| today)? (?:on|about|around|with|regarding)\b"
    r"(?! (?:whether|if)\b)"
    r"|how (?:did|has|have|is|are) (?:\S+ ){1,10}?(?:(?:play|pan|turn)(?:ed|ing)? out|wrap(?:ped)? up|unfold(?:ed|ing)?"
    r"|com(?:e|ing) along|getting on|shap(?:e|ed|ing) up)\b"
    r"|how (?:is|are|was|were|has|have|do|does) (?:\S+ ){1,8}?(?:help(?:s|ed|ing)?"
    r"|us(?:ed|ing)|shap(?:ed|ing)|transform(?:ed|ing)|chang(?:ed|ing))"
    r" (?:in\b|by\b|for\b|with\b|\w+\W*$|(?:\w+ )?\w+ (?:and|or) \w+\W*$)"
    r"|(?:what(?:['\u2019]?s| is) )?the latest (?:on|about|from|with)\b"
    r"|(?:(?:give me|can i have|i need) )?(?:an? |the )?(?:\w+ )?(?:overview|recap|summary|rundown|timeline|tl;?dr)"
    r" (?:of|on|for)\b"
    r"|(?:(?:please|pls|can you|could you) )*(?:summari[sz]e|recap|sum up) (?:[^\s,]+ ){1,6}"
    + _EVENT
    + r"\W*(?:for me|please|pls)?\W*$"
    r"|(?:(?:please|pls|can you|could you|can someone|could someone|someone) )*(?:(?:catch|bring|get) (?:me|us) up"
    r"(?: to (?:date|speed))?|(?:fill|clue) (?:me|us) in)(?: quickly| briefly)? (?:on|with|about)\b"
    r"|what do (?:we|you) (?:actually |really )?know (?:so far )?(?:about|on)\b"
    r"|(?:what(?:['\u2019]?s| is) )?the (?:story|state of play) (?:with|behind|around|on|so far)\b"
    r"|where (?:do(?:es)? )(?:(?:things|matters|(?:\S+ ){1,5}" + _EVENT + r") stand\b|(?:\S+ ){1,6}stand(?: now)?\W*$)"
    rf"|what (?:did|has|have) (?:\S+ ){{1,4}}(?:do|done|been {_BRINGING_OUT}|{_BROUGHT_OUT})"
    r"(?: (?:in|at|this|last|since|over|during|lately|recently|so far|today|yesterday)\b.*)?\W*$)",
    re.IGNORECASE,
)
_WENT = re.compile(
    r"^\W*(?:(?:so|and|ok|hey) )?how(?:['\u2019]?s| did| has| have| is| are| was| were) "
    r"(?!(?:i|you|we|my|your|our|it)\b)(?:\S+ ){1,15}?(?:go|going|gone|far(?:e|ed|ing)|been (?:going|faring|doing))"
    r"(?: (?:lately|recently|so far|these days|now|in|on|over|since|during))?\W*$",
    re.IGNORECASE,
)
"""How something went in some time, which is cut out, and not by how much: "how has Acme been doing since May"."""

_LIST_WANTED = re.compile(
    r"[,;:.?!\u2013\u2014-]\s*(?:(?:just|only|simply|please|pls|give me|make it|as|in|i want|i need) )*"
    r"(?:an? |the )?(?:(?:bullet(?:ed|[ -]point)?|short|quick|full|complete|plain|numbered) )?list(?: form)?"
    r"(?: (?:of|with) (?:\w+ ){0,2}\w+)?(?: please| pls)?\W*$"
    r"|[,;:.?!\u2013\u2014-]\s*(?:(?:just|only|all|the|please|pls|give me|i need|i want|need|want|with) )*"
    r"names(?: only| please| pls|,? (?:and|or|&|\+|w/|with) [\w ]{2,20})?\W*$"
    r"|^\W*(?:(?:so|and|ok|hey|please|pls|can you|could you) )*list (?:out )?(?:me |us )?"
    r"(?:what(?:ever)?|who(?:ever|m)?|which|where)\b(?!.*\b(?:i|my|we|our)\b)",
    re.IGNORECASE,
)
"""A list is asked for by its name, behind what is to be listed or before it: "..., just a list of cases"."""

_WHO_DID = re.compile(
    r"^\W*(?:(?:so|and|ok|hey) )?(?:who\b|(?:which|what) (?:\w+ ){0,2}?\w+s (?=[a-z]))(?!.*\b(?:it|its|them|they|their"
    r"|he|him|she|her|this one|that)\b)",
    re.IGNORECASE,
)
_BIDDEN = re.compile(
    r"^\W*(?:(?:so|and|ok|hey|please|pls|can you|could you)\b\W*)*(?:list\b\W*)?(?:(?:me|us|all|any|every|of|the)\s)*",
    re.IGNORECASE,
)
"""What stands before what is to be listed: "please list all the outages in May", or nothing."""

_LIST_OF_POSTS = re.compile(
    r"^\W*(?:(?:so|and|ok|hey|please|pls|can you|could you)\b\W*)*list (?=.*(?:\bseries\b|[\"\u201c]))", re.IGNORECASE
)
"""What is listed has a name of its own, whatever its words are: "list the 'why we sail' posts"."""

_HAVE_DONE = re.compile(r"^\W*(?:(?:so|and|ok|hey) )?who(?:['\u2019]s| has| have| all| else)\b", re.IGNORECASE)
_SEASON = re.compile(
    r"\b(?:this|last) (?:spring|summer|autumn|fall|winter)\b|\b(?:lately|recently|so far)\b", re.IGNORECASE
)
_ENTRIES = re.compile(
    r"\b(?:who(?:'s)?|which|what|all|else|(?:model|service|product|app|tool|chip|startup|start-up|firm|lab|compan"
    r"|countr|assistant|agent|vendor|provider|outlet|publisher|team|investor|ceo|cfo|cto|executive|exec|chief|boss|founder|leader)(?:e?s|ies)|people|ai|has|have|got|since"
    r"|as (?:an? |the )?(?:ceo|cfo|cto|chief executive|chair\w*|president|boss))\b",
    re.IGNORECASE,
)
_KNOWN_OF_IT = re.compile(
    r"[,;:.?!\u2013\u2014-]\s*(?:so |and )?what do (?:we|you) (?:actually |really )?know(?: so far)?"
    r"(?: (?:about|on|of) (?:it|that|this|them))?(?: so far)?\W*$",
    re.IGNORECASE,
)
"""What is known of what stands before it is asked for: "the breach at Acme, what do we know?"."""

_BETWEEN_TWO = re.compile(
    r"^\W*(?:(?:so|and|ok|hey) )?(?:what|which) (?:\w+ ){0,2}?(?:deals?|agreements?|partnerships?|contracts?|ties"
    r"|alliances?|pacts?|relations?|relationship|connections?|arrangements?|collaborations?|projects?)"
    r" (?:do|does|did|have|has|is there|are there) (?:\S+ ){1,4}?and (?:\S+ ?){1,4}?"
    r"(?:have|has|had|share|sign(?:ed)?|strike|struck|made?|reach(?:ed)?|agree(?:d)? on|work(?:ing)? on)?\W*$",
    re.IGNORECASE,
)

_HAPPENED_AT = re.compile(
    r"^\W*(?:(?:so|and|ok|hey) )?what(?:['\u2019]?s| is| has)? ?(?:been )?(?:happen(?:ed|ing|s)|going on|new)"
    r" (?:over )?(?:at|with) [^\s,?]+(?:[\s?]+[^\s,?]+){0,5}\W*$",
    re.IGNORECASE,
)
_CONTENT_BEHIND = re.compile(rf"\b(?:{_NEWS}|{_EVENT}|update|latest|overview|timeline|summary|recap)\b", re.IGNORECASE)


def told_form(asked: str) -> Form | None:
    """Return the open form that a message tells exactly, None for what has to be weighed."""
    if _is_comparison(asked):
        return Form.COMPARISON
    if _LIST_WANTED.search(asked):
        return Form.LIST
    if is_bare_subject(asked) or _is_for_news(asked) or _is_for_news(without_lead(asked)):
        return Form.OVERVIEW
    if OPINIONS_ASKED.search(asked):
        return Form.OPINIONS
    return Form.LIST if _LIST_OF_POSTS.match(asked) or _is_who_did(asked) else None


def is_between_two(text: str) -> bool:
    """Tell whether a message asks what two have with each other: "what deal do Acme and Globex have"."""
    return bool(_BETWEEN_TWO.match(text))


def _is_for_news(text: str) -> bool:
    """Tell whether a message says exactly that it wants what there is new on something, or how something went."""
    timeless = without_times(text)
    went = timeless != text and _WENT.match(timeless)  # without a time it may be no news: "how did the pub quiz go"
    return bool(
        _NEWS_ON.match(text)
        or is_between_two(text)
        or _KNOWN_OF_IT.search(text)
        or _HAPPENED_AT.match(timeless)
        or went
    )


def _is_comparison(text: str) -> bool:
    """Tell whether a message says exactly that two things are to be compared."""
    if _COMPARE.match(text) and compared_sides(text):
        return True
    return bool(
        _STACK_UP.match(text) or _OF_BOTH.match(text) or _THAN_AND.match(text) or _DIFFERENCE.match(text)
    ) or _is_versus(text)


def _is_versus(text: str) -> bool:
    versus = _VERSUS.match(text)
    return bool(versus and not _QUESTION_WORD.search(versus["one"]) and not is_on_lawsuit(text))


def _is_who_did(text: str) -> bool:
    """Tell whether a message asks who, or which of many, had some kind of event in some time, and nothing narrower.

    So does one for such events in the plural: "outages in May", "please list all takeovers since June".
    """
    kind, bidden = kind_asked(text), _BIDDEN.sub("", text)
    if kind is None or not (_WHO_DID.match(text) or kind.is_in_plural(bidden)):
        return False
    rest = _ENTRIES.sub(" ", _SEASON.sub(" ", kind.without(without_times(bidden))))
    if kind.of_people and _HAVE_DONE.match(text):  # "who has left Acme", "who all joined": several, of one company
        rest = " ".join(word for word in words(rest) if word not in names(f"x {rest}"))
        return not terms(rest)
    return bool(find_times(text)) and not terms(rest)


def is_bare_subject(text: str) -> bool:
    """Tell whether a message is a name, maybe with a word for news or an event, and nothing else: "Anthropic?"."""
    if not may_be_subject(text):
        return False
    rest = without_news_words(text)
    named = {word for name in names(f"x {rest}") for word in words(name)}
    return bool(named) and all(word in named for word in words(rest))


def may_be_subject(text: str) -> bool:
    """Tell whether a message is so short that it may be a subject and nothing else: "acme robotics last 2 weeks"."""
    return 1 <= len(words(without_times(text))) <= _BARE and not _QUESTION_WORD.search(text)


def without_news_words(text: str) -> str:
    """Return a text without its times, and words for news and events in general."""
    return _CONTENT_BEHIND.sub(" ", without_times(text))
