"""Opinions: whose they are, for and against, from commentaries and from people who are quoted (pure)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING

from bot.composition.holders import holder, is_of_another, is_subject, speaker_of, speaks_for, voice_of
from bot.composition.overview import MOST_STATEMENTS, likeness
from bot.evidence.story_sentences import is_throughout
from bot.language.words import stem, stems
from bot.retrieval.story_ranking import LEAD, PROMINENCE, is_own
from indexer.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.evidence.story_sentences import TellingSentence
    from bot.language.event_kinds import EventKind
    from bot.language.name_mentions import NameMentions
    from bot.retrieval.topic_coverage import TopicWords
    from indexer.model import Article

_SAME = 0.5  # likeness from which two sentences are one opinion
_AGAIN, _QUOTED_AGAIN = 0.2, 0.4  # what each further opinion of an author, or of somebody quoted, counts less
_ON_IT = 0.8  # of the prominence, or the relevance to what is asked, that the story of one needs
_LED_BY_IT = PROMINENCE.lead  # of the prominence, where nothing of the subject is asked for, or for a commentary
_ON_IT_BY_NAME = 0.4  # of the relevance, where the story is mainly on the subject
_COMMENTARY_ON_IT = 0.6  # of the relevance, for a commentary
_SAYS_TOPIC = 0.5  # of the words of a topic that the beginning of an article on it says, or an opinion in another
_SAID_AT_ALL = 0.4  # of these words, that an article needs which is one of a few
_FEW = 7  # stories on a subject of which each is on what of it is asked about
_LEAST = 3  # content words beside the subject that one needs
_JUDGES = 0.2  # strength that one needs
_REMARKS = 0.0  # the same in a commentary
# What makes a sentence judge, set by hand.
_SPOKEN, _VOICED, _IN_WORDS, _JUDGED, _ARGUED, _COMPARED = 0.15, 0.2, 0.1, 0.2, 0.25, 0.15
_NARRATED, _TITLE, _PREDICTED, _STOOD = 0.25, 0.2, 0.1, 0.2
_THESIS = 0.4  # what the title of a commentary counts that claims something
_OWN_SIDE = 0.25  # what counts less of who speaks for the subject
_STORY = 1.2  # what its story adds that is wholly on what is asked about
_SAYS_IT = 0.3  # what saying the words of the topic adds

_ARGUES = re.compile(
    r"\b(?:should(?:n't)?|must|ought|needs?(?: to)?|cannot|can['\u2019]t|proposal|has no|have no|deserves?|enough"
    r"|better|worse|does not|do not|is not|are not|prove[sd]?|case|point)\b",
    re.IGNORECASE,
)
_OF_ONES_OWN = re.compile(r"\b(?:told|said|wrote|says)\b.*\b(?:her|his|their)\b")
_WEIGHS = re.compile(
    r"\b(?:more|less|fewer|rather|\w+er) (?:\w+ ){0,3}than\b|\bthe \w+est\b|\bnot free\b|\btoo (?:many|much)\b"
)
_RULED = re.compile(
    r"\b(?:[Jj]udge|[Cc]ourt|[Jj]ury|[Tt]ribunal)\b[^\"\u201c]*\b(?:ruled|held|found|ordered|granted|dismissed)\b"
)
_PREDICTS = re.compile(r"\b(?:would|could|will|cannot|can)\b")
_STANDS = re.compile(
    r"\b(?:I|[Ww]e) (?:(?:also|still|really|do not|don['\u2019]t|never) )?(?:think|believe|suspect|doubt|expect|fear"
    r"|hope|would|like|love|prefer|trust|recommend|bet|wish|wonder)\b|\bseems to me\b|\b[Nn]or do (?:I|we) think\b"
    r"|\bI(?: am|['\u2019]m) (?:not )?(?:in favou?r|against|all for|glad|sorry|scepti\w+"
    r"|skepti\w+|worried|convinced|afraid)\b"
    r"|\b[Ww]hat (?:\w+s) me\b"
    r"|\b[Mm]y (?:\w+ )?(?:guess|view|advice|proposal|forecast|verdict|bet|fear|hope|conclusion|complaint)\b"
)
_CLAIMS = re.compile(
    r"\b(?:is|are|was|were|isn['\u2019]t|aren['\u2019]t|has|have|do|does|don['\u2019]t|doesn['\u2019]t|should|must|can|cannot|will"
    r"|would|needs?|wants?|deserves?)\b|^(?:Stop|Let|Give|Keep|Make|Put|Ask|Ban|Beware)\b"
)
_NARRATES = re.compile(
    r"\b(?:I|[Ww]e) (?:\w+ed|have|had|spent|teach|was|were|got|ran|read|tried|gave|wrote|took|did)\b"
    r"|\bwas called\b|\bgathered\b"
)
_MANY_SAY = re.compile(
    r"\b(?:petition|signatures|open letter|signed|polls?|survey|votes?|outcry|backlash|uproar|protests?|revolt|boycott"
    r"|uneasy|furious|angry|delighted|divided|split|relieved|alarmed|sceptical|skeptical|disappointed|worried|unhappy|thread)\b"
)
_QUOTED = re.compile(r"\"[^\"]+\"|\u201c[^\u201d]+\u201d")
_FOR = """
    good better best great excellent impressive fast faster cheap cheaper useful helpful reliable honest fair right
    worth praise welcome like love enjoy prefer credit win winner strong robust safe safer clear simple improve
    improvement benefit favour favor agree trust pleased happy glad frank frankest easy smooth defend support necessary
"""
_AGAINST = """
    bad worse worst poor slow slower expensive costly useless unreliable dishonest unfair wrong dangerous risk risky
    critic criticism criticise criticize complain complaint hate dislike fear doubt object oppose problem broken fail
    failure weak unsafe unclear harm harmful angry concern worry warn tax mistake mess confusing annoying reject
    disappoint disappointed disappointing lie forgive deny blame overpriced hype cannot nobody
"""


def compose_opinions(ranked: Sequence[TellingSentence]) -> list[tuple[TellingSentence, str]]:
    """Return opinions with whose they are: those for and those against by turns, the best ones first.

    `ranked` are opinions with how well they are on what is asked about, best first. Each further one of a holder
    counts less: whose the opinions are is asked for as much as what they are.
    """
    whose = {id(each): holder(each.sentence) for each in ranked}
    left, held = list(ranked), Counter[str]()
    chosen: list[TellingSentence] = []
    while left and len(chosen) < MOST_STATEMENTS:
        best = max(left, key=lambda each: each.score - _again(each) * held[whose[id(each)]])
        left.remove(best)
        if all(likeness(best, other) < _SAME for other in chosen):
            chosen.append(best)
            held[whose[id(best)]] += 1
    chosen.sort(key=lambda each: -each.score)
    sides = ([each for each in chosen if (stance(each.sentence.text) < 0) is against] for against in (True, False))
    turns = [each for pair in zip_longest(*sides) for each in pair if each is not None]
    return [(each, whose[id(each)]) for each in turns]


def _again(told: TellingSentence) -> float:
    return _QUOTED_AGAIN if speaker_of(told.sentence) else _AGAIN


def opinions_on(
    sentences: Sequence[TellingSentence], topic: TopicWords, event: EventKind | None = None
) -> list[TellingSentence]:
    """Return the sentences that judge what is asked about, with how well they do, best first.

    Their story must be on it: mainly on the subject, or if a topic of it is asked about, as relevant as any. `event` is
    the kind of events that the topic is one of: other words than the question's may tell of it.
    """
    articles = {each.article.id: each.article for each in sentences}
    weighed = topic.weighed([f"{each.title}\n{each.text[:LEAD]}" for each in articles.values()])
    on_topic = {key: _is_on_topic(each, weighed, event) for key, each in articles.items()}
    is_few = len({each.story.id for each in sentences}) <= _FEW
    said_of = {key: topic.coverage(each.text) for key, each in articles.items()}
    found = []
    for each in sentences:
        relevance = max(hit.relevance for hit in each.story.hits)
        on_it = relevance if topic.concepts else each.story.prominence
        is_commentary = each.article.kind is Kind.OPINION
        is_named = bool(each.names.names) and each.story.prominence >= (_LED_BY_IT if is_commentary else _ON_IT)
        of_topic = _COMMENTARY_ON_IT if is_commentary and not each.names.names else _ON_IT
        least = _ON_IT_BY_NAME if is_named else of_topic if topic.concepts else _LED_BY_IT
        able = (is_named and is_commentary) or on_it >= least
        able = (
            able
            and len(each.terms) >= _LEAST
            and (is_commentary or bool(speaker_of(each.sentence)) or not each.is_background)
        )
        able = able and (is_commentary or _is_of_subject(each))
        is_titled = is_commentary and is_named and each.names.is_in(each.article.title)
        is_sure = (
            is_titled
            or (is_named and is_few and (bool(event) or said_of[each.article.id] >= _SAID_AT_ALL))
            or relevance >= of_topic
        )
        able = able and (is_sure or on_topic[each.article.id] or _is_near_topic(each, topic))
        strength = _strength(each) if able else 0.0
        if strength >= (_JUDGES if not is_commentary else _REMARKS) and (able):
            said = _SAYS_IT * topic.likeness(each.sentence.text) if topic.concepts else 0.0
            found.append(replace(each, score=_STORY * on_it + strength + said))
    return sorted(found, key=lambda each: -each.score)


def _is_on_topic(article: Article, topic: TopicWords, event: EventKind | None) -> bool:
    """Tell whether a report begins with a topic, or a commentary is on it.

    An article on something else mentions the topic, and quotes people on other things.
    """
    above = f"{article.title}\n{article.text[:LEAD]}"
    whole = article.text if article.kind is Kind.OPINION else above
    return bool(event and event.place(above)) or topic.coverage(whole) >= _SAYS_TOPIC


def _is_of_subject(told: TellingSentence) -> bool:
    """Tell whether a sentence of a report is on the subject: of an article's several items one may be."""
    if told.named >= 1 or is_throughout(told.article.text, told.names):
        return True
    before = told.sentence.before
    near = [each for each in (before, before.before if before else None) if each]
    lead = told.article.text[:LEAD]
    is_titled = told.names.is_in(told.article.title) and stems(told.names.names[0]) <= stems(lead)
    return is_titled or told.names.is_in(lead) or any(told.names.is_in(each.text) for each in near)


def _is_near_topic(told: TellingSentence, topic: TopicWords) -> bool:
    """Tell whether a sentence of an article on something else says what is asked about, or the one before it."""
    before = told.sentence.before
    near = [told.sentence.text, *([before.text] if before else [])]
    return max(map(topic.likeness, near)) >= _SAYS_TOPIC


def _strength(told: TellingSentence) -> float:
    """Return how much a sentence judges, 0 to about 1: it argues, weighs, praises or blames, or somebody is quoted.

    What the subject says of itself is no opinion on it, what an author did is none either.
    """
    sentence, text = told.sentence, told.sentence.text
    speaker = speaker_of(sentence)
    is_its_own = bool(speaker) and is_subject(speaker, told.names)
    if (is_its_own and not _is_person(speaker, told.names)) or (sentence.leans and not speaker) or _RULED.search(text):
        return 0.0
    if is_own(sentence.article, told.names):
        return 0.0
    is_commentary = sentence.article.kind is Kind.OPINION
    unquoted = _QUOTED.sub(" ", text)
    is_voiced = not speaker and (bool(_MANY_SAY.search(unquoted)) or is_of_another(voice_of(sentence), told.names))
    if not speaker and not is_voiced and not is_commentary:
        return 0.0
    quoted = _VOICED * is_voiced + _SPOKEN * bool(speaker) + _IN_WORDS * (bool(speaker) and unquoted != text)
    judged = _JUDGED * min(2, len(_judgements(text)))
    quoted += _IN_WORDS * bool(speaker and " " in speaker and _OF_ONES_OWN.search(unquoted))
    argued = _ARGUED * bool(_ARGUES.search(text)) + _COMPARED * bool(_WEIGHS.search(text))
    is_own_post = sentence.article.kind is Kind.ANNOUNCEMENT  # whom a company quotes there
    is_its_own = is_its_own or bool(speaker and speaks_for(speaker, sentence.article, told.names))
    argued -= _OWN_SIDE * bool(speaker and (is_own_post or is_its_own))
    argued += _PREDICTED * bool(speaker and _PREDICTS.search(unquoted))
    argued += _STOOD * bool(is_commentary and not speaker and _STANDS.search(unquoted))
    is_thesis = sentence.is_title and is_commentary and _CLAIMS.search(text)
    argued += _THESIS * bool(is_thesis)
    narrated = _NARRATED * bool(_NARRATES.search(unquoted)) + _TITLE * (sentence.is_title and not is_thesis)
    return quoted + judged + argued - narrated


def _is_person(speaker: str, subject: NameMentions) -> bool:
    """Tell whether a speaker who is one of a subject's names is somebody, who may defend it, and not a company."""
    return " " in speaker and not any(name in speaker or speaker in name for name in subject.names[:1])


def stance(text: str) -> int:
    """Return the words for less those against that a text says: below 0 it is against."""
    return sum(_judgements(text))


def _judgements(text: str) -> list[int]:
    words = {stem(word) for word in re.findall(r"[^\W_]+", text)}
    good, bad = _lists()
    return [1] * len(words & good) + [-1] * len(words & bad)


@lru_cache(maxsize=1)
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(map(stem, _FOR.split())), frozenset(map(stem, _AGAINST.split()))
