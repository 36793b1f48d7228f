"""Whether a question asks for the news of a time or on a topic, rather than for a fact (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bot.language.question_words import without_question_words
from bot.language.time_expressions import without_times
from bot.language.words import terms, words
from bot.understanding.answer_wishes import without_wishes
from bot.understanding.coming_events import asks_ahead
from bot.understanding.form import behind_opinions
from bot.understanding.question_text import without_address
from indexer.language.calendar import MONTH, WEEKDAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Subject

_LATEST = re.compile(
    r"\b(?:latest|newest|most recent(?:ly)?|recent(?:ly)?|any news|what(?:'?s| is) new|news (?:on|about))\b"
    # "its last round", and neither "its last three rounds" nor "the last week" or "the last to leave"
    r"|(?:\b(?:its|their|his|her|the)|\w['\u2019]s) last (?!(?:of|to|few|couple|several|one|two|three|four|five|six"
    r"|seven|eight|nine|ten|\d+|hours?|days?|weeks?|weekends?|months?|quarters?|years?|night|minute|word|resort|straw"
    rf"|spring|summer|autumn|fall|winter|{WEEKDAY}|{MONTH})\b)\w",
    re.IGNORECASE,
)
# The rest of "What happened in AI last week?" without these is its topic: nothing.
_NO_TOPIC = re.compile(
    r"\b(this|last|past|previous|few|next|hours?|days?|weeks?|weekend|months?|quarters?|years?|morning|evening|afternoon"
    r"|(give|show|tell|catch) (me|us)|miss(ed)?|off|away|holidays?|vacation"
    r"|(?:was|were|been|got) (?:announced|released|launched|unveiled)"
    r"|since|until|till|before|after|between|from|during|came|come|out|made|reported|published|articles?|reports?|press"
    r"|news|new|newest|latest|recent(ly)?|headlines?|happen(ed|ing|s)?|going on|up|important|top|big(gest)?|main"
    r"|stor(y|ies)|things?|developments?|updates?|ai|artificial intelligence|tech(nology)?|industry|world|field"
    rf"|{WEEKDAY}|{MONTH}|(?<![\d.,])\d+(?![\d%]|[.,]\d)|what'?s)\b",
    re.IGNORECASE,
)
# What an open question may be asked for, beside news.
_ASKED_FOR = re.compile(
    r"\b(summar(y|i[sz]e|i[sz]ing)|overview|recap|round-?up|rundown|brief(ing)?|compar(e|ing|ison|ed)|versus|vs"
    r"|differences?|better|think(s|ing)?|thought|everyone|opinions?|views?|sa(y|id|ys|ying)|reactions?"
    r"|((ordinary|normal|regular|average|everyday) )?people"
    r"|react(ed|ing)?|critics?|critique|critici[sz](e|ed|es|ing|m|ms)|handl(e|ed|es|ing)|devs?|developers?|folks|users|praised?|rece(ption|ived)|liked?|hated?|know|anything"
    r"|doubt(s|ed|ful)?|concerns?|concerned|worr(y|ies|ied)|grounds|objections?|objects?|complain(s|ts?|ed)?|backlash"
    r"|pushback|reservations|hold against|holds? against|unhappy|upset|angry|take|took|arguments?"
    r"|do(?:es|ing|ne)?|been|lately|yet|nowadays|currently|already|still|soon"
    r"|right now|at the moment|at present"
    r"|everything|all|list|companies|company|labs?|firms?|startups?|ones?|which|who|whom|whose|get(ting)?|so far|date"
    r"|(bring|update|take|walk|run) (me|us)( through)?|lost track|in (practice|real life)|and why|pls|plz|please|thanks"
    r"|stands?|status|(play|turn|pan)(s|ed|ing)? out|unfold(s|ed|ing)?|(go(es|ne)?|went|end(s|ed)?( up)?|fared?)"
    r"( so far| wrong| well| badly)?|(short|quick|brief|long) (version|answer|summary|overview|recap)|in (short|brief)"
    r"|side by side|(next to|beside) each other|put|(main|key) points?"
    r"|see(n|s|ing)?|taken|viewed|perceived|regarded|judged|(any|some)(one|body)|thoughts|wants?|for and against"
    r"|big picture|whole|step by step|stuff|(?:any |some )?examples?(?=\W*$))\b",
    re.IGNORECASE,
)
_EVENT_AT_ALL = re.compile(
    r"\b(?:affair|saga|fight|battle|feud|row|drama|dispute|controvers(?:y|ies)|scandal|thing|situation|episode|contest"
    r"|develop(?:s|ed|ing)?|evolv(?:e[sd]?|ing))\b",
    re.IGNORECASE,
)
"""That something went on, and nothing of what it was."""

_TO_COME = re.compile(r"\b(?:planned|scheduled|slated|expect(?:ed)?|due|tomorrow)\b", re.IGNORECASE)
_AN_UPDATE = re.compile(
    r"\b(?:with|of|after|since|about|to|on|behind|did|was|is|does)\s(?:the|that|this|its)\s"
    r"(?!(?:latest|newest|last|most|recent|news|daily|weekly|quick|short|brief)\b)(?:[\w.-]+\s){1,3}(?P<update>update)\b",
    re.IGNORECASE,
)
"""An update that is a thing, and not one of what is new: "what went wrong with the Acme update"."""

_SAYS_LITTLE = re.compile(
    r"(?:announc|unveil|reveal|present|introduc|us)(?:e[ds]?|s|ed|ing)?|announcements?|help(?:s|ed|ing)?", re.IGNORECASE
)
"""That something was told, or is used or helps: of what it is on, the words beside it say more."""

_PHRASE = re.compile(r"\b[a-z]+(?:-[a-z]+){2,}\b")  # "hire-the-team": words, and no name
_NEWS = re.compile(
    r"\b(news|headlines?|happen(ed|ing|s)?|going on|new|stories|developments|updates?|c[ao]me out"
    r"|what(?:['\u2019]s)? (?:was|were|has been|have been|been|got|all was) (?:announced|released|launched|unveiled)"
    r"|(was|were|been) (reported|published|in the (papers|press)))\b",
    re.IGNORECASE,
)


class NewsRequest(NamedTuple):
    """The words of a question that speak of news in general."""

    is_for_news: bool  # "what happened", "news"
    topic: frozenset[str]  # the terms of the rest

    @property
    def is_for_everything(self) -> bool:
        """Whether it asks for the news on no topic: there is nothing but the time to search by."""
        return self.is_for_news and not self.topic


def news_request(text: str) -> NewsRequest:
    """Return the words of a question that speak of news, and the terms of its topic."""
    return NewsRequest(bool(_NEWS.search(text)), frozenset(terms(_NO_TOPIC.sub(" ", without_times(text)))))


def asks_for_latest(text: str) -> bool:
    """Tell whether a question asks for the latest: "recently", "any news"."""
    return bool(_LATEST.search(text))


def is_on_nothing(text: str) -> bool:
    """Tell whether an open question says nothing of what it is on, beside its time."""
    return not news_topic_of(text, frozenset()).words


class NewsTopic(NamedTuple):
    """What an open question is on, beside its time and what it is asked for."""

    words: str  # those that say it
    part: str  # the part of the question that says it, from the first of them or of its subjects' names to the last
    is_course: bool  # it asks how something went on: "the Acme affair", "how did it develop"


def _said_in(text: str) -> list[str]:
    """Return the words of an open question that say what it is on."""
    plain = _PHRASE.sub(lambda phrase: phrase.group().replace("-", " "), text)
    asked = without_wishes(without_times(without_question_words(plain)))
    asked = _TO_COME.sub(" ", asked) if asks_ahead(text) else asked
    left = _NO_TOPIC.sub(" ", _ASKED_FOR.sub(" ", _EVENT_AT_ALL.sub(" ", asked)))
    kept = [word for word in words(left) if terms(word) and len(word) > 1]
    return [*kept, *(found["update"] for found in _AN_UPDATE.finditer(plain))]


def news_topic_of(text: str, named: frozenset[str], subjects: Sequence[Subject] = ()) -> NewsTopic:
    """Return what an open question with these subjects is on; `named` are the terms of its names."""
    whole = without_address(text)
    kept = _said_in(behind_opinions(whole)) or _said_in(whole)
    beside = [word for word in kept if not _SAYS_LITTLE.fullmatch(word)]
    # "What did Meta announce" is on whatever there was of Meta: most of that it announces.
    topic = beside if beside and (subjects or frozenset(terms(" ".join(beside))) - named) else kept
    names, timeless = [each.name for each in subjects], without_times(text)
    own = [re.search(rf"(?<!\w){re.escape(word)}(?!\w)", timeless) for word in (*names, *topic)]
    spans = [found.span() for found in own if found]
    part = timeless[min(start for start, _ in spans) : max(end for _, end in spans)] if spans else ""
    return NewsTopic(" ".join(topic), part or " and ".join(names), bool(_EVENT_AT_ALL.search(text)))
