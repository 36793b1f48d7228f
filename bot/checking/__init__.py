"""A statement against the passages that it cites (pure): nothing is posted that this does not pass.

A sentence of a passage passes as it stands. What says it in other words passes if its numbers, names, days and
quotations stand in the passages, if it neither denies what they say nor says for certain what they guess, and if most
of its words are theirs. It is a check of what can be compared word by word, not a proof: what it lets through is
worded by the passages, and in doubt it lets nothing through.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.checking.asserting import assertions, invented_denials
from bot.checking.figures import figures
from bot.checking.naming import names, quotations
from bot.checking.reading import grounds, plain, read
from bot.checking.versions import versions
from bot.datelines import spoken
from indexer.passages import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.checking.reading import Grounds, Sentence
    from bot.model import Source, Statement

_SHARE = 0.65  # of a statement's words of content that must stand in what it cites
_SHARE_NEAR = 0.55  # the same in the two sentences that it is most like
_LEAST = 2  # words of content that it must share with them
_AS_GOOD = 0.85  # of the words in common with the most like sentence: another one may be meant as well


def supported(statement: Statement, sources: Sequence[Source]) -> bool:
    """Tell whether a statement cites something, and what it cites bears it out."""
    cited = [source for source in sources if source.number in statement.citations]
    if not cited or len(cited) != len(statement.citations):
        return False
    return any(_stands_in(statement.text, source) for source in cited) or not objections(statement.text, cited)


def _stands_in(text: str, source: Source) -> bool:
    """Tell whether a text is a whole sentence of a passage, or the title; a part may be what the rest of it denies."""
    verbatim = plain(text)
    if verbatim == plain(source.article.title):
        return True
    if verbatim not in plain(source.passage):
        return False
    spans = sentences(source.passage) or [(0, len(source.passage))]
    said = (" ".join(source.passage[start:end].split()) for start, end in spans)
    return any(verbatim == plain(each) for each in (*spoken(source.passage), *said))


def objections(text: str, sources: Sequence[Source]) -> list[str]:
    """Return in words what the sources do not bear out of a text; it is not enough that it stands there verbatim."""
    known = grounds([(each.passage, each.article.title, each.article.when.date()) for each in sources])
    days = dict.fromkeys(each.article.when.date() for each in sources)
    return min((_objections(read(text, day), known) for day in days), key=len)


def guessed(text: str, sources: Sequence[Source]) -> bool:
    """Tell whether the sentence that a statement is most like is a guess, or passes one on ("sources say")."""
    known = grounds([(each.passage, "", each.article.when.date()) for each in sources])
    statement = read(text, sources[0].article.when.date())
    best = max((_likeness(statement, each) for each in known.sentences), default=0)
    return all(each.hedged for each in known.sentences if _likeness(statement, each) == best)


def _objections(statement: Sentence, known: Grounds) -> list[str]:
    return [
        *figures(statement, known),
        *names(statement, known),
        *versions(statement, known),
        *quotations(statement, known),
        *invented_denials(statement, known),
        *_strange(statement, known),
        *_contradicted(statement, known),
    ]


def _strange(statement: Sentence, known: Grounds) -> Iterator[str]:
    """Yield that too few of a statement's words are those of the passages."""
    named = {word.concept for word in statement.words if word.name}
    mine = statement.concepts - (named - known.concepts)  # a name that is written otherwise there was looked at before
    near = sorted((mine & each.concepts for each in known.sentences), key=len, reverse=True)[:2]
    covered = frozenset().union(*near)
    if len(mine & known.concepts) < _SHARE * len(mine) or len(covered) < max(_LEAST, _SHARE_NEAR * len(mine)):
        yield f"too little of it is there: not {' '.join(sorted(mine - known.concepts))}"


def _contradicted(statement: Sentence, known: Grounds) -> list[str]:
    """Return what speaks against a statement in the sentence that it is most like; nothing if one bears it out."""
    alike = [(_likeness(statement, each), each) for each in known.sentences]
    best = max((score for score, _ in alike), default=0)
    found = [list(assertions(statement, each)) for score, each in alike if score >= max(1, _AS_GOOD * best)]
    return min(found, key=len, default=[])


def _likeness(one: Sentence, other: Sentence) -> int:
    """Count the words of content that two sentences share; a name, which many sentences hold, counts half."""
    named = {word.concept for word in one.words if word.name}
    return sum(1 if concept in named else 2 for concept in one.concepts & other.concepts)
