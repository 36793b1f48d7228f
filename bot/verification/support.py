"""A statement against the passages that it cites (pure): nothing is posted that this does not pass.

A sentence of a passage passes as it stands. What says it in other words passes if its numbers, names, days and
quotations stand in the passages, and if each of its clauses is borne out by one of theirs: the same one did the same to
the same one, as surely as there, by the same one's word, to the same amount and on the same day (see `aligning`). Other
words alone are no objection: something has to stand against it, or nothing there comes near to what was done. It is a
check by rules of what sentences of news are made of, not a proof.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.language.datelines import spoken
from bot.verification.alignment.clauses import unaligned
from bot.verification.figures import figures
from bot.verification.names import names, quotations
from bot.verification.parsing.annotation import grounds, plain, read
from bot.verification.products import versions
from indexer.passages import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Source, Statement
    from bot.verification.parsing.annotation import Grounds, Sentence


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
    passages = [(each.passage, each.article.title, each.article.when.date()) for each in sources]
    known = grounds(passages, [each.article.publisher for each in sources])
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
        *unaligned(statement, known),
    ]


def _likeness(one: Sentence, other: Sentence) -> int:
    """Count the words of content that two sentences share; a name, which many sentences hold, counts half."""
    named = {word.concept for word in one.words if word.name}
    return sum(1 if concept in named else 2 for concept in one.concepts & other.concepts)
