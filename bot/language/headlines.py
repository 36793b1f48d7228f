"""Titles that state something, told from those that ask, tease or only name a subject (pure).

"Anthropic opens an office in Seoul" answers a question, and so does "How Corvid cut its bills": it says that it did.
"Is RAG dead?", "How we built it", "Weekly roundup" and "Our position on open models" do not. English headlines are
short and in the present tense, so that a list of the verbs that news are made of finds nearly every predicate; in doubt
a title states nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from bot.language.lexicon.verb_forms import conjugate
from bot.language.words import is_dangling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.model import PlacedPassage

_LEAST = 3  # words: "xAI joins SpaceX"

_WORD = re.compile(r"[^\W_]+(?:['\u2019.&-][^\W_]+)*|[,;:]")
_PROPER = re.compile(r"(?:\w*[A-Z]|\d)(?!.*['\u2019]s$)")
_DETERMINER = re.compile(r"(?:the|our|its)\s", re.IGNORECASE)
_ASIDE = re.compile(r"[:\u2014|]\s+(?:how|why|what|when|where|who|which)\b", re.IGNORECASE)
_ASKS = re.compile(
    r"\W*(?:how|why|what|when|where|who|whom|whose|which|is|are|was|were|can|could|will|would|should|do|does|did|has"
    r"|have|inside|meet|here|there|this|these|that|those|watch|listen|read|see|live|podcast|video|quiz|newsletter"
    r"|the \w+ (?:that|who|behind)|\d+ (?:\w+ ){0,2}(?:things|ways|reasons|tips|tricks|lessons|takeaways|questions))\b",
    re.IGNORECASE,
)
_TEASES = re.compile(
    r"\?|(?:\u2026|\.\.\.)\W*$|:\s*$|\b(?:here['\u2019]?s|you (?:won['\u2019]t|need to|should)|everything you"
    r"|what (?:we know|it means|to know|happened|comes|you)|and (?:that['\u2019]s|it['\u2019]s|why)|roundup|round-up"
    r"|recap|digest|explained|explainer|open thread|weekly|news in brief|this week in|week in review|top \d+|best of"
    r"|ask hn|show hn|tell hn|who['\u2019]?s hiring)\b",
    re.IGNORECASE,
)
_TEACHES = re.compile(
    r"^\W*(?:how|building|using|working|getting started|learning|choosing|writing|designing|debugging|prompting"
    r"|understanding|what (?:is|are)|an? (?:introduction|guide))\b"
    r"|\b(?:guides?|playbooks?|best practices|tutorials?|walk-?throughs?|explained|cookbooks?|lessons (?:from|learned)"
    r"|tips|(?:case|customer) (?:study|studies|story|stories))\b",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(
    r"\W*(?:introducing|announcing|launching|unveiling|releasing|welcoming|appointing|acquiring|open-?sourcing"
    r"|expanding|opening|partnering|redeploying|rolling out)\b:?\s+\S",
    re.IGNORECASE,
)
_TELLS_HOW = re.compile(r"(?:^|[:\u2014|]\s)\W*How\s(?!(?:We|I|You|To|And)\b)(?=(?:(?:an?|one|the)\s)?[A-Z])")
"""Before somebody who has done what stands behind, which is told as known."""
_INTRODUCES = re.compile(r"\W*(?:introducing|announcing|launching|unveiling|releasing)\b:?\s+(?=\S)", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r",? and |, ")
_AUXILIARIES = frozenset(
    """is are was were isn't aren't wasn't weren't has have had hasn't haven't will won't would can can't cannot could
    may might must does doesn't did didn't""".split()  # noqa: SIM905  not 30 lines
)
# In the base form. Those of the second list are nouns, too.
_VERBS = """
    accelerate accept accuse achieve acquire activate adapt add admit adopt advance agree aid aim allege allocate
    allow amend announce appear appoint approve argue arrest ask attract award back ban beat become begin believe
    bet block bolster boost break bring build burn buy cancel catch challenge charge choose claim clear clinch close
    collaborate collapse combine commit complete concede condemn confirm consider consolidate continue convict
    cooperate cost create criticise criticize cross cut debut decide declare decline deepen defeat defend defer defy
    delay delete deliver demand demonstrate deny deploy deprecate derive describe detail detect develop die disable
    disclose discover dismiss disprove distil distill divest dominate donate double drive drop dump earmark earn
    elect eliminate embrace emerge enable end enforce enter equip escape establish evacuate evaluate examine exceed
    exit expand expect expel explain exploit explore extend eye face fail fall file find fine finish fire fix flag
    force forecast form freeze fund gain generate get give go grab grant grow guide hack hail halt handle head help
    hire hit hold host hurt identify ignore implement import impose improve include incorporate increase indict
    inform infringe inject install instruct integrate intend introduce invent invest investigate invite issue join
    jump keep kill lag land launch lead leak learn leave let license lift limit list lose lower make mandate map
    mark match meet merge mimic miss monitor mourn move name near need negotiate nominate obtain offer open oppose
    order organise organize oust outline outpace outperform overhaul overtake own partner pass patch pause pay
    penalise penalize permit pick pioneer pivot plan pledge poach postpone praise predict prepare present prevent
    preview probe produce prohibit promise promote prompt propose protect prove provide publish pull purchase push
    put question quit raise rank rate reach reassign rebrand rebuff recall receive recommend record recover recruit
    redesign reduce refuse regain reject release rely remain remove rename rent repeal replace report request
    require rescue resign resist resolve respond restore restrict resume rethink retire retract return revamp reveal
    reverse revise rise roll rule run sanction save say scale schedule score scrap secure see seek seem sell send
    serve set settle share shift ship show shut shutter sideline sign slam slash slow solve spark speak spend spin
    split sponsor start stay steal step stop strengthen strike struggle submit subpoena succeed sue suffer suggest
    support surge surpass suspend swear switch tackle take tap target teach team tell test think threaten throw tie
    tighten top trade train transcribe transfer transform treat trim triple try turn uncover undercut unify unlock
    unveil update upend upgrade urge use validate value veto violate visit vote waive want warn weigh win wipe
    withdraw work write yield
"""
_NOUNS_TOO = """
    aid aim approve ask award back ban beat bet block boost break build burn challenge charge claim close cost cross
    cut debut decline delay demand detail drive drop dump end exit eye face fall file find fine fire fix flag force
    forecast form freeze fund gain grant guide hack hail halt head help hire hit hold host hurt import increase
    invite issue jump lag land launch lead leak leave license lift limit list mandate map mark match meet miss
    monitor move name near need offer open order overhaul partner pass patch pause pay permit pick pivot plan pledge
    present preview probe promise prompt purchase push question raise rank rate recall record redesign release
    repeal report request rescue return reverse rise roll rule run sanction save scale schedule score scrap set
    share shift ship show sign slam spark spin split sponsor start stay step stop strike subpoena support surge
    switch tap target team test tie top trade train transfer treat trim turn update upgrade use value veto visit
    vote win work yield
"""
_SELDOM_NOUNS = """
    bans beat bet bets cut cuts eyes hails hit meet meets near nears plans rolls set slams split taps wins
"""
"""Forms of the second list that are verbs in nearly every headline, whatever stands behind them."""

_PREPOSITIONS = frozenset("of from on in for about at by and or".split())  # noqa: SIM905  not 9 lines
_ADVERBS = frozenset({"now", "also", "still", "already", "finally"})  # behind one, what may be a noun is none
_WITHIN_NAMES = frozenset({"of", "for", "in", "and", "to"})
_QUESTION_WORDS = frozenset("how why what when where who which inside meet".split())  # noqa: SIM905  not 9 lines
# Behind these no verb of the whole title stands.
_OPENERS = frozenset(
    "a an the our your my their its his her of for in on who that which first best most".split()  # noqa: SIM905  same
)


def is_assertion(title: str) -> bool:
    """Tell whether a title says that something is so; one that asks, teases or is a label says nothing."""
    if (how := _TELLS_HOW.search(title)) and not _TEASES.search(title):
        return _has_predicate(_words(title[how.end() :]))
    if _TEASES.search(title) or _ASKS.match(title) or _ASIDE.search(title) or is_dangling(title):
        return False
    if _ANNOUNCES.match(title):
        return True
    words = _words(title)
    return not (words and words[0].casefold() in _forms().commands) and _has_predicate(words)


def _words(title: str) -> list[str]:
    return [word.replace("\u2019", "'") for word in _WORD.findall(title)]


def _has_predicate(words: Sequence[str]) -> bool:
    return len(words) >= _LEAST and any(map(partial(_is_predicate, words), range(1, len(words))))


def introduced(title: str) -> str:
    """Return what a title says to be there, and no more: "Vinter 2" of "Introducing Vinter 2"; "" of another title."""
    found = _INTRODUCES.match(title)
    return title[found.end() :] if found else ""


def teaches(title: str) -> bool:
    """Tell whether a title is of what one may learn, or of who uses what: "How Acme builds ...", "A guide to ..."."""
    return bool(_TEACHES.search(title))


def is_bare_name(title: str) -> bool:
    """Tell whether a title is but the name of a thing: "Acme Voice 2", and no "Our Voice" or "Use Acme"."""
    said = _WORD.findall(title)
    if not said or _ASKS.match(title) or _TEASES.search(title) or is_dangling(title) or is_assertion(title):
        return False
    opens = said[0].casefold()
    if opens in _OPENERS or opens in _forms().doing or opens in _forms().bare:
        return False
    return all(word in _WITHIN_NAMES or _PROPER.match(word) for word in said)


def without_opening(name: str) -> str:
    """Return a name that begins a title without the word before it: "Acme" of "How Acme" and of "Introducing Acme"."""
    first, _, rest = name.partition(" ")
    word = first.casefold()
    opens = word in _QUESTION_WORDS or word in _forms().doing
    return _DETERMINER.sub("", rest) if rest and opens else name


def introduced_names(thing: str) -> list[str]:
    """Return the names of which what is introduced is made: "Vinter 2" and "Vinter Mini"; else the whole."""
    names = [each.strip() for each in _BETWEEN_NAMES.split(thing)]
    return names if all(word[0].isupper() or word[0].isdigit() for each in names for word in each.split()) else [thing]


def is_label(placed: PlacedPassage) -> bool:
    """Tell whether a passage is the title of an article without text, and states nothing: it answers no question."""
    return not placed.passage.end and not is_assertion(placed.passage.text)


def _is_predicate(words: Sequence[str], place: int) -> bool:
    """Tell whether a title's verb stands at a place: behind a subject, and before an object if it may be a noun."""
    word, before = words[place].casefold(), words[place - 1]
    after = words[place + 1].casefold() if place + 1 < len(words) else ""
    forms = _forms()
    if word in _AUXILIARIES:
        return True
    if before.casefold() in _ADVERBS and place > 1:
        return word in forms.certain or word in forms.nouns_too
    if before.casefold() == "to":
        subject = words[place - 2]
        asks = subject.casefold() in _QUESTION_WORDS  # "How to weave"
        return place > 1 and word in forms.bare and subject[0].isupper() and not asks
    if before.casefold() in _OPENERS or before.endswith(("'s", "s'")):
        return False
    return word in forms.certain or (
        (word in forms.nouns_too or (word in forms.bare and _is_plural(words[:place])))
        and after[:1].isalnum()
        and after not in _PREPOSITIONS
    )


def _is_plural(subject: Sequence[str]) -> bool:
    last = subject[-1].casefold()
    return "and" in subject or (last.endswith("s") and not last.endswith("ss"))


class _Forms:
    """The forms in which the verbs of headlines stand."""

    def __init__(self) -> None:
        verbs, nouns = set(_VERBS.split()), set(_NOUNS_TOO.split())
        forms = {verb: conjugate(verb) for verb in verbs}
        pasts = {past for verb in verbs for past in forms[verb].pasts if past not in nouns}  # "cost"
        self.bare = frozenset(verbs)
        self.commands = frozenset(verbs - nouns)  # "Put it to work"; "Report" opens titles as a noun
        self.doing = frozenset(gerund for verb in verbs for gerund in forms[verb].gerunds)
        self.nouns_too = frozenset(forms[verb].third for verb in nouns)
        self.certain = frozenset({forms[verb].third for verb in verbs - nouns} | pasts | set(_SELDOM_NOUNS.split()))


@lru_cache(maxsize=1)
def _forms() -> _Forms:
    return _Forms()
