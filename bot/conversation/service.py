"""Use case: take questions from a chat platform and see each one to its end.

What a platform's adapter does with a question, in this order, each step on the disk before the next:
`accept` -> acknowledge -> `answer` -> `intend` (or `apologise`) -> post with the nonce -> `posted`; or `failed`, if
nothing can be said. After a restart it goes through `unfinished`: what is accepted is answered, what is intended is
looked for by its nonce, and posted only if it does not stand.

Where several processes answer, it also calls `renew` and goes through `unfinished` a few times within the `lease`: what
a process leaves behind that has ended is taken over by another.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog

from bot.conversation.held_questions import HeldQuestions
from bot.conversation.history import Texts, exchanges, question_of
from bot.conversation.kept_answers import KeptAnswers
from bot.conversation.latest import LatestArticles
from bot.conversation.note_names import FOLLOWS, PRESSED
from bot.conversation.rate_limits import Capacity, PerUser, PerUserOfAll
from bot.conversation.retention import ANSWERS, THREADS
from bot.conversation.scopes import Scopes
from bot.conversation.sharing import Shares
from bot.model import AnswerStage, ResultPage
from bot.model.chat import Delivery, Verdict
from bot.model.filters import parse_filters
from bot.ports import Meter
from indexer.errors import BylineError, fault_in_words
from indexer.model import Selection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import tzinfo

    from bot.answering import Answering
    from bot.conversation.rate_limits import UserLimit
    from bot.model import Answer, Exchange, Question
    from bot.model.chat import Asked, Place, Rate
    from bot.ports import Journal, Library, Notes
    from indexer.ports import Clock

EVERYTHING = Selection()

_HOUR = timedelta(hours=1)


class QuestionService:
    """Answers questions, the same for every platform. Synchronous, and safe to use from several threads.

    Most methods use the disk: call them off the event loop; `now`, `let_go`, `held_until` and `give_way` do not.
    `answer`, `ask`, `search`, `find`, `latest` and `newest` wait for one of `concurrency` slots: give them threads of
    their own, so that nothing waits behind them.
    """

    def __init__(  # noqa: PLR0913  all of it is configured
        self,
        *,
        answering: Answering,
        journal: Journal,
        library: Library,
        clock: Clock,
        per_user: Rate,
        concurrency: int,
        queue: int,
        retention: timedelta,
        zone: tzinfo = UTC,
        meter: Meter | None = None,
        scopes: Scopes | None = None,
    ) -> None:
        """Take how many questions are answered at a time, how many more may wait, and the `scopes` of channels.

        Without scopes every channel draws on everything.
        """
        self.tags = answering.tags
        self.scopes = scopes or Scopes(dict, journal, self.tags)
        self._answering = answering
        self._journal = journal
        self.notes: Notes = journal
        self._library = library
        self._clock = clock
        self._meter = meter or Meter()
        self._shown = retention > timedelta()  # whether the log may hold what was asked
        self._zone = zone
        self.concurrency = concurrency
        self._capacity = Capacity(concurrency, queue, self._meter.waiting)
        self._open = self._capacity.questions
        self.lease = journal.lease
        self.per_user = per_user
        self._limit: UserLimit = PerUserOfAll(journal, per_user) if self.lease else PerUser(per_user)
        self._held = HeldQuestions(self.lease)
        self._texts = Texts()
        self.kept_answers = KeptAnswers(journal, self._texts, clock)
        self._latest = LatestArticles(answering=answering, library=library)
        self.shares = Shares(journal, clock)
        self._tidied: datetime | None = None
        self._log = structlog.get_logger("byline.questions")

    @property
    def answering(self) -> Answering:
        """What finds and answers."""
        return self._answering

    def now(self) -> datetime:
        """Return the time to give a question that has just come."""
        return self._clock.now()

    def first_time(self, event_id: str) -> bool:
        """Remember that an event has come, other than a question; return False if it had come before."""
        return self._journal.first_time(event_id, self.now())

    def accept(self, asked: Asked) -> Verdict:
        """Store a question before it is acknowledged, or say why not.

        Raises `StoreError` if it cannot be stored: then it must not be acknowledged, so that it comes again.
        """
        return self._accepted(asked, lambda: self._journal.accept(asked))

    def _accepted(self, asked: Asked, accept: Callable[[], bool]) -> Verdict:
        since = time.monotonic()
        verdict = self._verdict(asked, accept)
        self._meter.accepted(asked.place.platform, verdict, self._since(asked))
        if verdict is Verdict.ACCEPTED:
            self._held.hold((asked.id,), since)
            self._texts.keep(asked)
            self._log.info("accepted", **self._who(asked))
            return verdict
        if verdict is not Verdict.DUPLICATE:
            self._journal.failed(asked.id, verdict.value, self.now())
        self._log.info("not accepted", reason=verdict.value, **self._who(asked))
        return verdict

    def accept_pressed(self, asked: Asked, button: str, below: Delivery) -> Verdict:
        """Accept a question that a button asks, each button's once, and after an apology again.

        Its conversation is the one that the answer is part of which the button is `below`. Raises as `accept` does.
        """
        until, name = self.now() + ANSWERS, f"{PRESSED}{button} {below.asked.id}"
        self._journal.note(f"{FOLLOWS}{asked.id}", below.asked.id, until)
        return self._accepted(asked, lambda: self._journal.accept_pressed(asked, name, until))

    def is_pressed(self, asked: Asked) -> bool:
        """Return whether a question was asked by a button."""
        return bool(self._journal.noted(f"{FOLLOWS}{asked.id}"))

    def allow(self, asked: Asked) -> bool:
        """Count a question or a search against its user's limit; return False if it is one too many."""
        return self.wait(asked.place, asked.user) == timedelta()

    def wait(self, place: Place, user: str) -> timedelta:
        """Count one likewise; return how long the user has to wait until they may ask it, no time if they may."""
        return self._limit.wait(f"{place.platform}/{place.team}/{user}", self.now())

    def answer(self, asked: Asked) -> Answer:
        """Return the answer to a question, as part of its thread's conversation. It is stored by `intend`.

        Raises `BylineError` with words for the operator if there is none: the asker is then owed an apology.
        """
        with self._at_work(asked) as waited:
            question = question_of(asked, self._zone, self._conversation(asked))
            stated = parse_filters(asked.filters, now=question.now, zone=question.zone)
            selection = self.scopes.within(asked.place, stated)
            found = self._answering.find(replace(question, selection=selection))
        with self._told(asked, "answered") as told:  # in no slot: others need not wait for a language model
            answer = self._answering.tell(found)
            told |= {**waited, "searched_s": round(found.answer.elapsed_ms / 1_000, 3), "found": answer.found}
            if answer.refusal:
                told["refusal"] = _refused(answer)
            told |= {"composer": answer.composer, "cited": [source.article.url for source in answer.sources]}
            return answer

    def give_way(self) -> None:
        """Let no answer wait for a language model any more; called when the program is about to end."""
        self._answering.give_way()

    def ask(self, question: Question, *, platform: str, told: Callable[[AnswerStage], None] = lambda _: None) -> Answer:
        """Return the answer to a question whose asker waits, and is `told` how far it is; nothing is stored.

        Raises what `Answering.ask` does, and `BylineError` if too many questions are waiting.
        """
        started = time.monotonic()
        try:
            with self._capacity.slot(self.now()):
                told(AnswerStage.SEARCHING)
                found = self._answering.find(question)
            told(AnswerStage.CHECKING)
            answer = self._answering.tell(found)  # in no slot: others need not wait for a language model
        except Exception:  # whatever it was, it is counted; the caller says it
            self._meter.ended(platform, "failed")
            raise
        self._meter.ended(platform, _outcome(answer), _refused(answer))
        self._meter.told(platform, time.monotonic() - started)
        why = {"refusal": _refused(answer)} if answer.refusal else {}
        self._log.debug("answered", found=answer.found, composer=answer.composer, took_ms=answer.elapsed_ms, **why)
        return answer

    def find(self, question: Question, *, platform: str, limit: int = 10, offset: int = 0) -> ResultPage:
        """Return articles, best first; nothing is stored. Raises as `ask` does."""
        self._meter.searched(platform)
        with self._capacity.slot(self.now()):
            page = self._answering.search(question, limit=limit, offset=offset)
        self._log.debug("searched", total=page.total, took_ms=page.elapsed_ms)
        return page

    def newest(self, question: Question, *, platform: str, limit: int = 10, offset: int = 0) -> ResultPage:
        """Return articles on a topic, or on anything if there is no text, newest first. Raises as `ask` does."""
        self._meter.searched(platform)
        with self._capacity.slot(self.now()):
            return self._latest.find(question, limit=limit, offset=offset)

    def keep(self, asked: Asked, answer: Answer) -> None:
        """Keep an answer that was given, so that it can be rated and counts among those of the week."""
        self._journal.keep(asked, answer, self.now())
        self.tidy()

    def search(self, asked: Asked, selection: Selection = EVERYTHING, *, limit: int = 5, offset: int = 0) -> ResultPage:
        """Return articles, best first; nothing is stored. Raises what `answer` does, `UsageError` for no query."""
        self._meter.searched(asked.place.platform)
        with self._at_work(asked, "searched") as told:
            question = replace(question_of(asked, self._zone), selection=self.scopes.within(asked.place, selection))
            page = self._answering.search(question, limit=limit, offset=offset)
            told |= {"total": page.total, "offset": offset}
            return page

    def latest(self, asked: Asked, selection: Selection = EVERYTHING, *, limit: int = 5, offset: int = 0) -> ResultPage:
        """Return articles on a topic, or on anything if the text is empty, newest first; nothing is stored."""
        self._meter.searched(asked.place.platform)
        with self._at_work(asked, "listed the latest") as told:
            question = replace(question_of(asked, self._zone), selection=self.scopes.within(asked.place, selection))
            page = self._latest.find(question, limit=limit, offset=offset)
            told |= {"total": page.total, "offset": offset}
            return page

    def intend(self, asked: Asked, answer: Answer) -> str:
        """Store an answer that is about to be posted; return the nonce to post it with.

        Raises `TakenOver` if another process sees to the question by now.
        """
        nonce = self._intended(asked, answer)
        self._meter.ended(asked.place.platform, _outcome(answer), _refused(answer))
        return nonce

    def apologise(self, asked: Asked, reason: str) -> str:
        """Store that an apology is about to be posted, and why; return what `intend` does, which may raise."""
        nonce = self._intended(asked, None, reason)
        self._meter.ended(asked.place.platform, "apology")
        self._log.warning("apologised", reason=reason, **self._who(asked))
        return nonce

    def _intended(self, asked: Asked, answer: Answer | None, reason: str = "") -> str:
        since = time.monotonic()
        nonce = self._journal.intend(asked, answer, reason)
        self._held.extend((asked.id,), since)
        return nonce

    def posted(self, asked: Asked, message: str = "") -> None:
        """Store that the answer or the apology is out: nothing more will be said."""
        self._journal.posted(asked.id, message, self.now())
        self.let_go(asked)
        seconds = self._since(asked)
        self._meter.told(asked.place.platform, seconds)
        self._log.info("posted", message=message, after_s=round(seconds, 3), **self._who(asked))

    def failed(self, asked: Asked, reason: str) -> None:
        """Store that the asker cannot be answered, and why."""
        self._journal.failed(asked.id, reason, self.now())
        self.let_go(asked)
        self._meter.ended(asked.place.platform, "failed")
        self._log.error("not answered", reason=reason, **self._who(asked))

    def let_go(self, asked: Asked) -> None:
        """Give up work on a question for now, so that `unfinished` returns it again, here or in another process."""
        self._open.remove(asked.id)
        self._held.drop(asked.id)

    def held_until(self, asked: Asked) -> float | None:
        """Return by the clock of `time.monotonic` when work on a question must stop unless its claim is renewed.

        None: never, for no other process answers.
        """
        return self._held.until(asked.id)

    def renew(self) -> None:
        """Go on seeing to the questions in hand; those that another process has taken over are held no longer."""
        held, since = self._held.held(), time.monotonic()
        if not held:
            return
        ours = self._journal.renew(held)
        self._held.extend(ours, since)
        self._held.lose(set(held) - ours)

    def release(self, platform: str) -> None:
        """See to a platform's questions no more, for this process ends: another one may take them over at once."""
        self._journal.release(platform)

    def unfinished(self, platform: str) -> list[Delivery]:
        """Return what an earlier run, or a process that has ended, accepted and did not finish, each only once.

        The oldest comes first. They count as waiting, as those do that this run accepts.
        """
        since = time.monotonic()
        found = [each for each in self._journal.unfinished(platform) if each.asked.id not in self._open]
        self._held.hold((each.asked.id for each in found), since)
        for delivery in found:
            self._open.add_in_any_case(delivery.asked.id, self.now())
            self._texts.keep(delivery.asked)
        return found

    def is_taking_part(self, place: Place) -> bool:
        """Tell whether something was asked in a thread within the last 24 hours."""
        return bool(self._journal.conversation(place, self.now() - THREADS))

    def publishers(self) -> list[str]:
        """Return the names of the publishers in the index, most articles first."""
        return self._library.publishers()

    def tidy(self) -> None:
        """Forget what may not be kept any more; call it now and then, it does its work once an hour."""
        now = self.now()
        if self._tidied is None or now - self._tidied >= _HOUR:
            self._tidied = now
            self._texts.forget(now - THREADS)
            self._journal.forget(now)

    def _verdict(self, asked: Asked, accept: Callable[[], bool]) -> Verdict:
        if not accept():
            return Verdict.DUPLICATE
        if not self.allow(asked):
            return Verdict.TOO_MANY
        return Verdict.ACCEPTED if self._open.add(asked.id, self.now()) else Verdict.BUSY

    def _since(self, asked: Asked) -> float:
        """Return the seconds since a question arrived."""
        return max(0.0, (self.now() - asked.received).total_seconds())

    def _conversation(self, asked: Asked) -> tuple[Exchange, ...]:
        followed = self._journal.noted(f"{FOLLOWS}{asked.id}")
        if followed and (below := self._journal.kept(followed)):
            return (*self._conversation(below.asked), *exchanges([below], self._texts))
        earlier = self._journal.conversation(asked.place, asked.received - THREADS)
        before = [each for each in earlier if each.asked.id != asked.id and each.asked.received <= asked.received]
        return exchanges(before, self._texts)

    @contextmanager
    def _at_work(self, asked: Asked, what: str = "") -> Iterator[dict[str, Any]]:
        """Wait for a slot, and log what is done in it as `_told` does."""
        started = time.monotonic()
        with self._capacity.slots, self._told(asked, what) as told:
            told["waited_s"] = round(time.monotonic() - started, 3)
            yield told

    @contextmanager
    def _told(self, asked: Asked, what: str) -> Iterator[dict[str, Any]]:
        """Log what is done, if it is named, and how long it takes, and turn every error into `BylineError`."""
        told: dict[str, Any] = {}
        started = time.monotonic()
        try:
            yield told
        except BylineError as error:
            self._log.warning("a question failed", reason=str(error), **self._who(asked))
            raise
        except Exception as error:  # a bug costs one question, and its asker gets an apology
            self._log.exception("a question failed", **self._who(asked))
            raise BylineError(fault_in_words(error)) from error
        if what:
            self._log.info(what, **self._who(asked), took_s=round(time.monotonic() - started, 3), **told)

    def _who(self, asked: Asked) -> dict[str, object]:
        """Return what the log says about the asker and the place."""
        place = asked.place
        where = {"platform": place.platform, "team": place.team, "channel": place.channel, "thread": place.thread}
        text = {"text": asked.text} if self._shown else {}
        return {"asked": asked.id, "user": asked.user, **where, "private": asked.private, **text}


def _outcome(answer: Answer) -> str:
    return "answered" if answer.found else "clarify" if answer.clarification else "nothing_found"


def _refused(answer: Answer) -> str:
    """Return why nothing was found, "" if something was."""
    return answer.refusal.reason.value if answer.refusal else ""
