"""Discourse relations of a statement: cause, extent, comparison and order in time (pure).

Each of these is asserted by a small word. Where a statement has one, what it cites must have one of its kind, between
the same things.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.language.words import stem
from bot.verification.calibration import SUPPORT
from bot.verification.lexicon.function_words import PREPOSITIONS
from bot.verification.lexicon.synonyms import senses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.verification.parsing.syntax import Clause, Parse, Token

_CAUSE = re.compile(
    r"\b(?:because|(?<!\bis\s)(?<!\bare\s)(?<!\bwas\s)due\sto|owing\sto|thanks\sto|(?:as\sa"
    r"|the)\s(?:direct\s)?result\sof|(?:caused|prompted|driven|triggered|forced)\sby"
    r"|led\sto|leads\sto|prompt(?:s|ed|ing)|caus(?:es|ed|ing)|therefore|hence|consequently|on\saccount\sof"
    r"|in\sresponse\sto"
    r"|attribut\w+|blam(?:es|ed|ing)|result(?:s|ed|ing)\s(?:in|from)|so\sthat|thus|triggered|reflect(?:s|ed|ing))\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    _CAUSE.pattern
    + r"|\b(?:cit(?:es|ed|ing)|reasons?|amid|as|since|given|in\slight\sof|why|in\sorder|on\sthe\sback\sof|fuell?ed"
    r"|saying|arguing|calling"
    r"|spurred"
    r"|over\sconcerns?|so|fears?|worr(?:y|ies|ied)|caused?|results?|explain\w*|justif\w*)\b",
    re.IGNORECASE,
)


def check_causes(mine: Parse, there: Sequence[Parse]) -> Iterator[str]:
    """Yield the causes that no cited sentence names as one: it is not enough that both events are told."""
    for match in _CAUSE.finditer(mine.sentence.text):
        sides = (
            [t for t in mine.tokens if t.word.end <= match.start() and _told(t)],
            [t for t in mine.tokens if t.word.start >= match.end() and _told(t)],
        )
        names = {sense for t in mine.tokens if t.word.start >= match.end() and t.name for sense in t.senses}
        if all(sides) and not any(
            _joins(sides, frozenset(names), one, after) for one, after in zip(there, [*there[1:], None], strict=True)
        ):
            yield f"nothing there says {match.group()}"


def _told(token: Token) -> bool:
    return bool(token.word.concept) and not token.name


def _joins(
    sides: tuple[list[Token], list[Token]],
    caused: frozenset[int | str],
    one: Parse,
    after: Parse | None,
) -> bool:
    """Tell whether a sentence names a cause and tells of both sides, the one of them perhaps in the sentence before."""
    for sentence in filter(None, (one, after)):
        if _REASON.search(sentence.sentence.text) and (
            sentence is one
            or re.match(r"\W*(?:the|this|that|its?|he|she|they)\b", sentence.sentence.text, re.IGNORECASE)
        ):
            known = one.senses | (after.senses if after and sentence is after else frozenset())
            if caused and not caused & known:
                continue
            shares = [sum(bool(t.senses & known) for t in side) / len(side) for side in sides]
            if shares[0] >= SUPPORT.cause_overlap and shares[1] > SUPPORT.cause_overlap:
                return True
    return False


_NO_SUPERLATIVES = (
    "latest|forest|request|protest|interest|invest|test|suggest|rest|west|contest|harvest|modest|honest|arrest"
    "|guest|quest"
)
_EXTENTS = tuple(
    re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)
    for pattern in (
        r"all(?!\sthat|\sthe\ssame)|every(?:one|body|thing|where)?|each|both|entire(?:ly)?|whole|always|full(?:y)?",
        r"only|sole(?:ly)?|alone|exclusive(?:ly)?|just|merely|nothing\sbut|nobody\selse|no\sother|unique(?:ly)?|except",
        r"most(?:ly)?|majority|main(?:ly)?|largely|chiefly|primarily|predominantly|(?:more|greater)\sthan\shalf|bulk",
        r"first(?!(?:\s|-)(?:quarter|half|name))|debut|never\sbefore|pioneer(?:s|ed|ing)?|new\sto",
        rf"(?!(?:{_NO_SUPERLATIVES})\b)\w+est|worst|(?<!at\s)least|record|most\s\w+",
        r"always|permanent(?:ly)?|forever|indefinite(?:ly)?|constant(?:ly)?|never",
        r"worldwide|global(?:ly)?|in\sthe\sworld|everywhere|nationwide|around\sthe\sworld|international(?:ly)?",
        r"again|repeated(?:ly)?|once\smore|another|second\stime",
    )
)
"""Small words of extent, by kind: all, only, most, first, superlatives, always, again."""
_FIXED = re.compile(
    r"\b(?:at\s(?:first|most|least)|first\s(?:quarter|half|name)|all\sthe\ssame|each\sother|not\s(?:only|just|all|every))\b",
    re.IGNORECASE,
)


def check_extents(mine: Parse, near: Sequence[Parse]) -> Iterator[str]:
    """Yield the words of extent that stand for nothing in the sentences that a statement is most like."""
    text = _FIXED.sub(lambda found: "_" * len(found.group()), mine.sentence.text)
    for pattern in _EXTENTS:
        for match in pattern.finditer(text):
            each_of = match.group().lower() in ("each", "every") and any(
                0 < match.start() - amount.end < _NEXT for amount in mine.sentence.amounts
            )  # "$5 for each song" is "$5 a song"
            if not each_of and not any(_extends(match, mine, other, pattern) for other in near):
                yield f"nothing there says {match.group()}"
                break


_NEXT = 12  # characters between an amount and "each"
_BEHIND = 3  # words of content behind a word of extent that it may belong to


def _extends(match: re.Match[str], mine: Parse, other: Parse, pattern: re.Pattern[str]) -> bool:
    """Tell whether a sentence has a word of extent of that kind for the same thing."""
    of = _told_behind(mine, match.end()) if pattern in _EXTENTS[:3] else []
    for found in pattern.finditer(other.sentence.text):
        theirs = _told_behind(other, found.end())
        if not of or not theirs or any(one.senses & token.senses for one in of for token in theirs):
            return True
    return False


def _told_behind(one: Parse, position: int) -> list[Token]:
    return [token for token in one.tokens if token.word.start >= position and token.word.concept][:_BEHIND]


_SOME = re.compile(
    r"\b(?:some|most|certain|few|part|parts|portions?|many|several|(?:one|two|three|four|five|six|seven|eight|nine|ten|\d+)"
    r"(?=\sof\s(?:the|its|their|these|those)))\s(?:of\s)?(?:the\s|its\s|their\s|these\s|those\s)?(?:\w+\s(?=\w+s\b))?(?P<what>(?:[\w'-]+\s){0,2}?[\w'-]+)",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"\b(?:the|all|its|their|these|those)\s(?:[\w'-]+\s)?$", re.IGNORECASE)
_PART = re.compile(
    r"\b(?:some|most|certain|few|part|parts|portions?|many|several|number|half|third|quarter|percent|one|two|three"
    r"|\d+)\s(?:of\s)?(?:the\s|its\s|their\s)?(?:[\w'-]+\s)?$|%\sof\s(?:the\s|its\s)?(?:\w+\s)?$",
    re.IGNORECASE,
)


def check_quantifiers(clause: Clause, mine: Parse, other: Clause, one: Parse) -> Iterator[str]:
    """Yield nouns of which "some" there became all: "some of the questions" became "the questions"."""
    text, start = one.sentence.text, one.tokens[other.first].word.start if one.tokens else 0
    end = one.tokens[other.last - 1].word.end if other.last else 0
    for match in _SOME.finditer(text, start, end):
        nouns = {stem(word) for word in re.findall(r"[\w'-]+", match["what"])}
        for place in range(clause.first, clause.last):
            token = mine.tokens[place]
            before = mine.sentence.text[: token.word.start]
            if token.word.concept and stem(token.low) in nouns and _WHOLE.search(before) and not _PART.search(before):
                yield f"{token.low} are not all of them there"


_THAN = re.compile(
    r"\b(?P<word>(?:more|less|fewer)\s\w+|(?!after|other|rather|further|over|under|never|ever|number|former|however|whether|either|another|whatever)\w+er|better|worse|more|less|ahead|above|below|behind"
    r"|(?=as\s)as\s(?P<as>\w+))\s(?:\w+\s){0,6}?"
    r"(?P<than>than|of|as)\s",
    re.IGNORECASE,
)


_CLOSE = 3  # characters from "than" to an amount


def _comparisons(one: Parse) -> Iterator[tuple[frozenset[str], str, frozenset[str]]]:
    """Yield (who, how, than whom) of each comparison."""
    for match in _THAN.finditer(one.sentence.text):
        how = (match["as"] or match["word"]).lower()
        joint = match["than"].lower()
        if any(match.end() <= amount.start + 1 <= match.end() + _CLOSE for amount in one.sentence.amounts):
            continue  # "more than 5 percent" compares nothing
        if (joint == "of") != (how == "ahead") or (joint == "as") != bool(match["as"]):
            continue
        clauses = [each for each in one.clauses if one.tokens[each.verb].word.start <= match.start()]
        if not clauses:
            continue
        behind = [token for token in one.tokens if token.word.start >= match.end() - 1]
        whom: set[str] = set()
        for token in behind:
            if token.brk or (token.low in PREPOSITIONS and whom):
                break
            if token.name:
                whom.add(token.low)
        yield one.names(clauses[-1].subject), how, frozenset(whom)


_SCALES = (
    ("large big great", "small little"),
    ("expensive costly dear pricey", "cheap"),
    ("fast quick rapid quickly", "slow slowly"),
    ("high", "low"),
    ("many much more", "few less fewer"),
    ("good well better", "bad badly worse"),
    ("strong", "weak"),
    ("long", "short"),
    ("old", "new young"),
    ("early", "late"),
    ("accurate precise reliable", "inaccurate imprecise unreliable"),
    ("ahead above", "behind below"),
    ("safe", "dangerous"),
    ("heavy", "light"),
)
_SCALE = {
    word: (number, up == 0)
    for number, sides in enumerate(_SCALES)
    for up, side in enumerate(sides)
    for word in side.split()
}


def _opposed(one: str, other: str) -> bool | None:
    """Tell whether two comparatives say the opposite; None: they are on different things."""
    mine, theirs = _quality(one), _quality(other)
    return mine[1] != theirs[1] if mine[0] == theirs[0] else None


def _quality(how: str) -> tuple[int | str, bool]:
    """Return on which scale a comparative is, and whether it is more of it."""
    word, less = how.rsplit(maxsplit=1)[-1], how.startswith(("less ", "fewer "))
    bare = next((each for each in _positives(word) if each in _SCALE), word)
    scale, up = _SCALE.get(bare, (stem(bare), True))
    return scale, up != less


def _positives(word: str) -> Iterator[str]:
    yield word
    if word.endswith("ier"):
        yield word[:-3] + "y"
    elif word.endswith("er"):
        yield from (word[:-2], word[:-1], word[:-3])


def compared_scales(one: Parse) -> frozenset[int | str]:
    """Return the scales of a sentence's comparatives."""
    return frozenset(_quality(how)[0] for _, how, _ in _comparisons(one))


def is_on_scale(word: str, scales: frozenset[int | str]) -> bool:
    """Tell whether a word is a comparative on one of some scales."""
    return _quality(word)[0] in scales


def check_comparisons(mine: Parse, there: Sequence[Parse]) -> Iterator[str]:
    """Yield the comparisons that are the other way round there."""
    for who, how, whom in _comparisons(mine):
        known = frozenset().union(*(one.senses for one in there))
        counts = how.split()[0] in ("more", "less", "fewer") or not senses(how.split()[-1]) & known
        if counts and not any(_opposed(how, other) is not None for one in there for _, other, _ in _comparisons(one)):
            yield f"nothing there compares how {how}"
        for one in there:
            for their_who, their_how, their_whom in _comparisons(one):
                opposed = _opposed(how, their_how)
                if opposed is None or not who or not whom:
                    continue
                own, swapped = _apart(who, whom)
                straight = (own <= their_who or not their_who) and swapped <= their_whom
                crossed = own <= their_whom and swapped <= their_who
                if (
                    own
                    and swapped
                    and ((crossed and not opposed) or (straight and opposed))
                    and not (crossed and straight)
                ):
                    yield f"{how} is the other way round there"


def _apart(who: frozenset[str], whom: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    return who - whom, whom - who


_TIME = {
    "before": "before",
    "ahead": "before",
    "prior": "before",
    "after": "after",
    "following": "after",
    "until": "until",
    "till": "until",
    "since": "since",
    "starting": "since",
    "from": "since",
}
_TIME_WORD = re.compile(
    r"\b(before|ahead\sof|prior\sto|after|following|until|till|since|starting(?:\s(?:in|on))?"
    r"|from)\s(?:the\s)?(?:end\sof\s|start\sof\s|early\s|late\s)?$",
    re.IGNORECASE,
)


_LEADING = re.compile(
    r"(?:in|by|since|until|till|early|late|mid|of|from|to|through|before|after|during|for)[\s-]", re.IGNORECASE
)


def side_of_date(text: str, position: int) -> str:
    """Return on which side of a day something is: "before", "after", "until", "since", or "" for on it."""
    position = _past_leading(text, position)
    found = _TIME_WORD.search(text, max(0, position - 25), position)
    return _TIME[found[1].split()[0].lower()] if found else ""


_FOR = re.compile(
    r"(?<!end\s)(?<!start\s)(?<!beginning\s)(?<!middle\s)(?<!half\s)\b(?:for|of)\s(?:the\s)?$", re.IGNORECASE
)


def is_period_of_amount(text: str, position: int) -> bool:
    """Tell whether a date is the period of an amount: "a loss for May", not "in May"."""
    position = _past_leading(text, position)
    return bool(_FOR.search(text, max(0, position - 12), position))


def _past_leading(text: str, position: int) -> int:
    found = _LEADING.match(text, position)
    return found.end() if found else position


_ORDERED = re.compile(
    r"\b(?:before|after|following|once|when|since|later|then|earlier|until|prior|succe\w+|now|first)\b", re.IGNORECASE
)
_ORDER = {"before": True, "after": False, "once": False, "until": True}


def _orders(one: Parse) -> Iterator[tuple[Clause, Clause]]:
    """Yield pairs of clauses of a sentence: the earlier event, and the later one."""
    for place, clause in enumerate(one.clauses):
        left = clause.subject[0] if clause.subject[0] < clause.subject[1] <= clause.start else clause.start
        lows = [one.tokens[at].low for at in (clause.start - 1, left - 1) if 0 <= at < len(one.tokens)]
        word = next((low for low in lows if low in _ORDER), "")
        if not word:
            continue
        rest = [each for each in one.clauses if each is not clause]
        main = (
            one.clauses[place - 1]
            if place and left > 1
            else next((each for each in rest if each.verb > clause.verb), None)
        )
        if main is not None:
            yield (main, clause) if _ORDER[word] else (clause, main)


def check_order(mine: Parse, there: Sequence[Parse]) -> Iterator[str]:
    """Yield the events that a statement puts first, and its sources put later."""
    for first, second in _orders(mine):
        known = [pair for one in there for pair in _orders(one)]
        straight = any(first.senses & one.senses and second.senses & other.senses for one, other in known)
        crossed = any(first.senses & other.senses and second.senses & one.senses for one, other in known)
        told = any(_ORDERED.search(one.sentence.text) for one in there)
        if (crossed and not straight) or not told:
            yield f"{mine.tokens[first.verb].low} did not come first there"
