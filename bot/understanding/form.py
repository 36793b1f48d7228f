"""The form of answer that a message wants: a fact, or an overview, a comparison, opinions, a list (pure).

A linear model weighs what a message shows (`form_features`); `python -m bench.fitting.forms` fits it. A message is
taken for a fact unless the model says clearly otherwise: an open answer to a question of fact is dearer than the
reverse. Only what is exact stands here as a rule: two sides with "vs" or the difference between them, a list that is
asked for by its name, a name and nothing else, "news on", an outlet's article, who did what news tells of in some time.
"""

from __future__ import annotations

import gzip
import json
import math
import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from bot.language.event_kinds import kind_asked
from bot.language.time_expressions import find_times, without_times
from bot.language.words import names, terms, words
from bot.model import Form, RefusalReason, Seek
from bot.understanding.cited_outlets import cited_outlets
from bot.understanding.comparisons import compared_sides, is_on_lawsuit
from bot.understanding.form_features import form_features
from bot.understanding.opinion_holders import HOLDERS
from bot.understanding.question_text import spelled_out, without_address, without_lead
from indexer.passages import sentences

if TYPE_CHECKING:
    from bot.model import Query

MAX_WORDS = 30
"""Words of a question that are read at once: of a longer one its first sentence asks."""

WEIGHTS = "form_weights.json.gz"
"""The file beside this module with what `bench.fitting.forms` has learned."""

FORMS = tuple(Form)
"""The forms in the order of their scores."""

MARGIN = 0.5
"""By how much anything else has to be likelier than a fact, as a difference of logits: so that by
`python -m bench.fitting.forms` at most 3 in 100 questions of fact are taken for something else."""

YES_OR_NO_MARGIN = 2.0
"""The same for what begins as a question of yes or no: it is one of fact unless it is plainly for an opinion. Set by
hand."""

OPEN_GAP = 1.0
"""Within which of a fact's logit another form's must lie, to stand in for a fact that nothing tells. Set by
hand."""

_CLEAR = 5.0
"""By how much a word's weight for opinions has to be above those for other forms, to speak of nothing else. Set by
hand."""

_OF_SEVERAL = (Form.LIST, Form.OPINIONS)
_ONE_OR_SEVERAL = (Seek.PERSON, Seek.NAME, Seek.PLACE)  # "who" and "which" may be for several
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
_QUESTION_WORD = re.compile(
    r"\b(?:who|whom|whose|what|when|where|why|which|how|is|are|was|were|does|did|do|has|have|had|can|could|will"
    r"|would|should)\b",
    re.IGNORECASE,
)
_DIFFERENCE = re.compile(
    r"^\W*(?:(?:so|and|ok) )?(?:what(?:['\u2019]?s| is| are)|explain) the (?:\w+ )?differences? between"
    r" (?:\S+ ){1,8}?and \S",
    re.IGNORECASE,
)
_JUST = re.compile(r"\bjust (?:tell|give|show) me\b(?=.*\w)", re.IGNORECASE)
_YES_OR_NO = re.compile(r"^\W*(?:(?:so|and|but|ok) )?(?:is|are|was|were|did|does|has|have|had|will)\b", re.IGNORECASE)
_THAN_AND = re.compile(
    r"^\W*(?:(?:so|and|but|ok) )?(?:is|are) (?:\S+ ){1,6}?(?:\w+er|(?:more|less) \w+|better|worse) than"
    r" (?:\S+ ?){1,6}?[,?;]\s*(?:and|or|what|how|which)\b.*\w",
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
_WHO_LEADS = re.compile(
    r"^\W*(?:(?:so|and|ok|hey) )?who (?:leads|runs|heads|chairs|owns)\b(?!.*\b(?:most|each|all|labs? that|and)\b)",
    re.IGNORECASE,
)
"""One person is asked for, whatever names in the plural there are: "Acme Robotics Labs"."""

_OPINIONS = re.compile(
    rf"\b{HOLDERS} (?:(?:\w+ ){{0,3}}(?:and|or|&) {HOLDERS} )?(?:really |actually |generally )?"
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
_PREPOSITION = re.compile(r"\b(?:on|of|about|to|over|for|from|against|towards?|after|since)\b", re.IGNORECASE)
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

_WHAT_IS = re.compile(
    r"^\W*(?:(?:so|and|ok|hey)\b\W*)?(?:what|who)(?:['\u2019]?s| is| are| was| were)\s(?:the\s)?", re.IGNORECASE
)
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

_HAPPENED_AT = re.compile(
    r"^\W*(?:(?:so|and|ok|hey) )?what(?:['\u2019]?s| is| has)? ?(?:been )?(?:happen(?:ed|ing|s)|going on|new)"
    r" (?:over )?(?:at|with) (?:[^\s,?]+[\s?]*){1,4}\W*$",
    re.IGNORECASE,
)
_CLAUSE_ENDS = re.compile(r"[,;:?!]\s")
_CONTENT_BEHIND = re.compile(rf"\b(?:{_NEWS}|{_EVENT}|update|latest|overview|timeline|summary|recap)\b", re.IGNORECASE)


class FormModel(NamedTuple):
    """Weights for each of `FORMS`: of marks, of words, and what is added."""

    marks: dict[str, list[float]]
    words: dict[str, list[float]]
    bias: list[float]
    vocabulary: frozenset[str]  # words that count as they stand, and not by their ending

    def scores(self, text: str) -> tuple[float, ...]:
        """Return the logits of a message's forms, each up to the same constant."""
        found = form_features(text, self.vocabulary)
        marks = [self.marks[mark] for mark in found.marks if mark in self.marks]
        own = [self.words[word] for word in found.words if word in self.words]
        mark, word = 1 / math.sqrt(len(found.marks)), 1 / math.sqrt(len(own) or 1)
        return tuple(
            self.bias[form] + mark * math.fsum(row[form] for row in marks) + word * math.fsum(row[form] for row in own)
            for form in range(len(FORMS))
        )


def form_of(text: str, *, may_be_unclear: bool = False) -> Form:
    """Return the form of answer that a message wants; `Form.CLARIFY` only for one that `may_be_unclear`."""
    asked = request_of(text)
    if not words(without_times(asked)) or cited_outlets(asked) or _WHO_LEADS.match(asked):
        return Form.FACT
    if told := _told_form(asked):
        return told
    margin = YES_OR_NO_MARGIN if _YES_OR_NO.match(asked) else MARGIN
    return learned_form(form_model().scores(asked), margin, may_be_unclear=may_be_unclear)


def _told_form(asked: str) -> Form | None:
    """Return the open form that a message tells exactly, None for what has to be weighed."""
    if _is_comparison(asked):
        return Form.COMPARISON
    if _LIST_WANTED.search(asked):
        return Form.LIST
    if is_bare_subject(asked) or _is_for_news(asked) or _is_for_news(without_lead(asked)):
        return Form.OVERVIEW
    if _OPINIONS.search(asked):
        return Form.OPINIONS
    return Form.LIST if _LIST_OF_POSTS.match(asked) or _is_who_did(asked) else None


def open_form(query: Query, refused: RefusalReason = RefusalReason.UNLIKELY) -> Form | None:
    """Return the form in which a question of fact may be told of that was refused for a reason.

    None if it asks for a figure, or what an outlet says. What something is, is told by what is told of it, also where
    no sentence says it; why something happened, by what happened.
    """
    asked = request_of(query.text)
    if query.form is not Form.FACT or query.publishers or query.outlets or _WHO_LEADS.match(asked):
        return None
    if asks_what_it_is(asked) and refused in (RefusalReason.UNLIKELY, RefusalReason.NO_QUOTABLE_SENTENCE):
        return Form.OVERVIEW
    if query.seek is Seek.REASON and refused in (RefusalReason.UNLIKELY, RefusalReason.NO_QUOTABLE_SENTENCE):
        return Form.OVERVIEW
    if refused is not RefusalReason.UNLIKELY:
        return None
    form = next_form(query.text)
    if query.seek is Seek.ANYTHING:
        return form and (next_form(query.text, gap=0) or Form.OVERVIEW)  # which holds most of what another one would
    return form if query.seek in _ONE_OR_SEVERAL and form in _OF_SEVERAL else None


def asks_what_it_is(asked: str) -> bool:
    """Tell whether a message asks what or who bears a name, and nothing else: "what is the Acme Institute?"."""
    match = _WHAT_IS.match(asked)
    return match is not None and is_bare_subject(asked[match.end() :])


def next_form(text: str, gap: float = OPEN_GAP) -> Form | None:
    """Return what else a message may want that was taken for one for a fact, if its logit is within a gap of a fact's.

    None if it asks yes or no, or is plain.
    """
    asked = request_of(text)
    if _YES_OR_NO.match(asked) or not terms(without_times(asked)):
        return None
    scores = dict(zip(FORMS, form_model().scores(asked), strict=True))
    least = scores.pop(Form.FACT) - gap
    del scores[Form.CLARIFY]
    likeliest = max(scores, key=scores.__getitem__)
    return likeliest if scores[likeliest] > least else None


def learned_form(scores: tuple[float, ...], margin: float = MARGIN, *, may_be_unclear: bool) -> Form:
    """Return the form of the highest score, where a fact's is raised by a margin, and asking back is not behind it."""
    raised = dict(zip(FORMS, scores, strict=True))
    raised[Form.FACT] += margin
    raised[Form.CLARIFY] += margin - MARGIN
    if not may_be_unclear:
        del raised[Form.CLARIFY]
    return max(raised, key=raised.__getitem__)


@cache
def form_model() -> FormModel:
    """Return what was learned, as `bench.fitting.forms` writes it."""
    packed = resources.files(__package__).joinpath(WEIGHTS).read_bytes()
    stored = json.loads(gzip.decompress(packed))
    unit = stored["unit"]
    marks, own = (
        {
            key: [number * unit for number in row]
            for key, row in zip(stored[part].split("\n"), stored[f"{part}_weights"], strict=True)
        }
        for part in ("marks", "words")
    )
    return FormModel(marks, own, stored["bias"], frozenset(stored["vocabulary"].split()))


def request_of(text: str) -> str:
    """Return the part of a message that asks: what "just tell me" wants, or the first sentence of a long story."""
    asked = _JUST.split(without_address(spelled_out(text)))[-1]
    if len(words(asked)) <= MAX_WORDS:
        return asked
    start, end = sentences(asked)[0]
    return asked[start:end]


def behind_opinions(text: str) -> str:
    """Return what opinions are asked of: what stands behind "what do critics make of", else the whole text.

    It stands behind the first preposition, too, where a word of the same clause speaks of opinions: "comments on".
    """
    if asked := _OPINIONS.search(text):
        rest = text[asked.end() :]
    else:
        before, *behind = _PREPOSITION.split(text, maxsplit=1)
        rest = "".join(behind) if any(map(_is_for_opinions, words(_CLAUSE_ENDS.split(before)[-1]))) else ""
    return rest if terms(without_times(rest)) else text  # "on that over the last year" stands for what was said before


def _is_for_opinions(word: str) -> bool:
    """Tell whether a word says by itself that opinions are asked for: "commentators"."""
    scores = dict(zip(FORMS, form_model().words.get(word.casefold(), (0.0,) * len(FORMS)), strict=True))
    return scores.pop(Form.OPINIONS) - max(scores.values()) >= _CLEAR


def _is_for_news(text: str) -> bool:
    """Tell whether a message says exactly that it wants what there is new on something, or how something went."""
    timeless = without_times(text)
    went = timeless != text and _WENT.match(timeless)  # without a time it may be no news: "how did the pub quiz go"
    return bool(_NEWS_ON.match(text) or _KNOWN_OF_IT.search(text) or _HAPPENED_AT.match(timeless) or went)


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
