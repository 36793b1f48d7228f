"""Use case: post a note in the thread when a sentence that an answer cited was corrected since.

What a platform's adapter does, now and then: for each note of `due`, `begin` -> post it into the thread of
`note.asked` with the nonce that `begin` returned -> `told`; or `given_up`, if it cannot be posted. Whatever comes in
between, it calls `look_again`. A note that was begun and not finished comes again with `perhaps_there`: it is looked
for by its nonce, and posted only if it does not stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from bot.conversation.retention import ANSWERS
from bot.language.revised_sentences import holds, lines_of, replacement, sentences_of
from bot.language.words import terms
from indexer.articles.revisions import word_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from bot.model import Answer, Source, Statement
    from bot.model.chat import Asked, Delivery
    from bot.ports import Journal, Library
    from indexer.model import Article
    from indexer.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A cited sentence that its article does not say any more."""

    was: str
    now: str  # what stands in its place; "": nothing does
    article: Article  # as it is now


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note to post in the thread of a question."""

    asked: Asked
    message: str  # the id of the answer's message
    corrections: tuple[Correction, ...]
    perhaps_there: bool  # an earlier run may have posted it


class Correcting:
    """Finds the answers that need a note; each has one at most. All methods but `look_again` use the disk."""

    def __init__(
        self, *, journal: Journal, library: Library, clock: Clock, leads: Callable[[], int] = lambda: 1
    ) -> None:
        """Take the parts; `leads` returns the number of the lease to post notes, 0 if another process has it."""
        self.leads = leads
        self._journal = journal
        self._library = library
        self._clock = clock
        self._seen: dict[str, tuple[Mapping[str, datetime], str]] = {}  # by platform: what was known at the last look
        self._log = structlog.get_logger("byline.correcting")

    def due(self, platform: str) -> list[Note]:
        """Return the notes that are to be posted, oldest answer first; only on answers that a channel has seen.

        Unless something was corrected or shared since the last look, there are none; nor if another process posts them.
        """
        if not self.leads():
            self._seen.pop(platform, None)  # what the other one does not come to is looked for
            return []
        since = self._clock.now() - ANSWERS
        revised, shared = self._library.revised_since(since), self._journal.last_shared(platform)
        if (revised, shared) == self._seen.get(platform):
            return []
        answers = self._journal.noteworthy(platform, since) if revised else []
        notes = [note for each in answers if (note := self._note(each, revised))]
        self._seen[platform] = (revised, shared)  # last: a look that failed is repeated
        return notes

    def look_again(self, platform: str) -> None:
        """Have the next look go through the answers again, although nothing was corrected meanwhile."""
        self._seen.pop(platform, None)

    def begin(self, note: Note) -> str:
        """Store that a note is about to be posted; return the nonce to post it with."""
        return self._journal.intend_note(note.asked.id)

    def told(self, note: Note) -> None:
        """Store that a note stands: this answer gets no other."""
        self._journal.close_note(note.asked.id)
        changed = [each.article.url for each in note.corrections]
        self._log.info("told of a correction", asked=note.asked.id, articles=changed)

    def given_up(self, note: Note, reason: str) -> None:
        """Store that a note cannot be posted."""
        self._journal.close_note(note.asked.id)
        self._log.warning("a correction could not be told", asked=note.asked.id, reason=reason)

    def _note(self, delivery: Delivery, revised: Mapping[str, datetime]) -> Note | None:
        answer = delivery.answer
        if answer is None or not any(source.article.id in revised for source in answer.sources):
            return None
        current = {source.article.id: self._library.article(source.article.id) for source in answer.sources}
        found = tuple(corrections(answer, {key: article for key, article in current.items() if article}))
        if not found:
            return None
        return Note(
            asked=delivery.asked, message=delivery.message, corrections=found, perhaps_there=delivery.note_intended
        )


def corrections(answer: Answer, current: Mapping[str, Article]) -> Iterator[Correction]:
    """Yield what an answer cites and the articles, as they are now, do not say any more (pure)."""
    sources = {source.number: source for source in answer.sources}
    said: set[tuple[str, ...]] = set()
    for statement in answer.statements:
        for source in filter(None, map(sources.get, statement.citations)):
            article = current.get(source.article.id)
            if article is None or not _is_newer(article, source.article):
                continue
            was = _cited(statement, source)
            lines = lines_of(article.text)
            if word_keys(was) in said or any(holds(line, was) for line in lines):
                continue
            said.add(word_keys(was))
            yield Correction(was=was, now=replacement(was, lines), article=article)


def _is_newer(article: Article, cited: Article) -> bool:
    """Tell whether an article was corrected since it was cited; that more of it was found is no correction."""
    return article.version != cited.version and article.updated is not None and article.updated != cited.updated


def _cited(statement: Statement, source: Source) -> str:
    """Return the sentence that a statement was made of: itself, where it was quoted, else the one most like it."""
    lines = [line for paragraph in source.passage.split("\n\n") for line in sentences_of(paragraph)]
    if not lines or any(holds(line, statement.text) for line in lines):
        return statement.text
    said = set(terms(statement.text))
    return max(lines, key=lambda line: len(said.intersection(terms(line))))
