"""What the answering side needs of the world, in addition to the collecting side's ports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from indexer.ports import ArticleLookup, NamingLookup
from indexer.ports.upkeep import StoryLookup

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date, datetime, timedelta

    from bot.model import Answer, Draft, Reading, Support
    from bot.model.chat import AnswerWeek, Asked, Delivery, Place, UnansweredQuestion, Verdict
    from indexer.collecting.report import Report
    from indexer.model import PlacedPassage


class Library(ArticleLookup, StoryLookup, NamingLookup, Protocol):
    """The part of `indexer.ports.Catalogue` that answering reads."""

    def revised_since(self, since: datetime) -> Mapping[str, datetime]:
        """Return the articles whose text was last seen to change at or after a time, each with that time, by id."""


class JournalUpkeep(Protocol):
    """What is done to a journal at the operator's order, and after a backup was put back."""

    def count_user(self, user: str) -> Mapping[str, int]:
        """Return how much is kept of a user: "questions", "votes", "searches", "scopes" that they set.

        An answer that was shared counts as a question of its own. Votes are the user's, and others' on their answers.
        """

    def forget_user(self, user: str) -> Mapping[str, int]:
        """Remove it, and return as `count_user` does how much it was. Votes go on being counted, without a name.

        Scopes stay as they are, set by nobody.
        """

    def count_answers_with(self, articles: Collection[str]) -> int:
        """Return how many of the answers that are kept show one of some articles, by their ids."""

    def erase_answers_with(self, articles: Collection[str]) -> int:
        """Erase these answers, not their questions, and return their number."""

    def settle(self, now: datetime, reason: str) -> None:
        """Store that nobody knows what became since of what was open: a copy of the journal was put back.

        Questions that had no answer yet have failed for this `reason`, and notes on corrections may stand: they are
        looked for before they are posted.
        """


class Notes(Protocol):
    """Small texts under names; a journal keeps them."""

    def note(self, name: str, text: str, until: datetime | None = None) -> None:
        """Keep a text under a name, in place of an earlier one; for ever, or until a time."""

    def noted(self, name: str) -> str:
        """Return what is kept under a name, "" for nothing."""

    def notes_beginning(self, prefix: str) -> Mapping[str, str]:
        """Return what is kept under names that begin with a prefix, by name."""

    def revise(
        self, name: str, revised: Callable[[str], str | None], until: datetime | None, *, lasting: bool = True
    ) -> bool:
        """Put what a function makes of it in place of what is kept under a name; for ever, or until a time.

        Of several that revise it at the same time each gets what the one before has made. If a function makes None of
        it, nothing is changed: return False. Unless it is `lasting`, nobody waits for a server's disk: what was kept
        within the last second may be lost if its machine fails.
        """


class Journal(JournalUpkeep, Notes, Protocol):
    """What was asked, what was answered and how it was liked. Safe to use from several threads.

    Each method is one transaction, on the disk when it returns. Answers are kept for 7 days, events for one, and the
    text of a question for as long as [answers] retention says, but at least until its answer is out.

    Where several processes answer, each question is one process's to see to: the one that has accepted it, or that
    `unfinished` has returned it to. It is so for the time of the `lease`, and as long as that is renewed.
    """

    @property
    def lease(self) -> timedelta | None:
        """For how long a question is this process's unless that is renewed; None: no other process answers."""

    def first_time(self, event_id: str, at: datetime) -> bool:
        """Remember that an event has come; return False if it had come before."""

    def accept(self, asked: Asked) -> bool:
        """Store a question before it is acknowledged; return False if it is known already."""

    def accept_pressed(self, asked: Asked, button: str, until: datetime) -> bool:
        """Accept a question that a button asks, and keep under the button's name, until a time, that it does.

        Return False, and store nothing, if the question that is kept there is open or has an answer.
        """

    def keep(self, asked: Asked, answer: Answer, at: datetime) -> None:
        """Store an answer that was given at a time, with its question: nobody has to see to it any more."""

    def renew(self, asked_ids: Collection[str]) -> set[str]:
        """Go on seeing to questions; return the ids of those that no other process has taken over."""

    def release(self, platform: str) -> None:
        """See to this platform's questions no more: another process may do so at once."""

    def intend(self, asked: Asked, answer: Answer | None, reason: str = "") -> str:
        """Store an answer, or the reason for an apology, before it is posted; return the nonce to post it with.

        The nonce is the same each time. With it is stored the asker's time zone, which may have been learnt since.
        What is posted or has failed stays so. Raises `TakenOver` if another process sees to the question, or has done.
        """

    def posted(self, asked_id: str, message: str, at: datetime) -> None:
        """Store that the answer or the apology stands in a message."""

    def failed(self, asked_id: str, reason: str, at: datetime) -> None:
        """Store that the question will not be answered, and why. What is posted stays so."""

    def unfinished(self, platform: str) -> list[Delivery]:
        """Return the questions that are accepted or intended and neither posted nor failed, oldest first.

        Those that another process sees to are left out; those that are returned are this one's from now on.
        """

    def kept(self, asked_id: str) -> Delivery | None:
        """Return a question with its answer, None if it is not known or no longer kept."""

    def conversation(self, place: Place, since: datetime) -> tuple[Delivery, ...]:
        """Return the last questions in a thread, oldest first, without those that failed; none where is no thread."""

    def noteworthy(self, platform: str, since: datetime) -> list[Delivery]:
        """Return the answers that channels have seen since a time and that no note was posted on, oldest first."""

    def intend_share(self, asked_id: str) -> str:
        """Store that an answer that only its asker saw is about to be posted in its channel, for all to see.

        There it is an answer of its own, without a question, which can get a note of its own. Return its id, to be
        used with `shared`, `failed` and `kept`; "" if the answer is not kept, or stands there already.
        """

    def shared(self, shared_id: str, message: str, at: datetime) -> None:
        """Store that a shared answer stands in a message."""

    def share_of(self, asked_id: str) -> Delivery | None:
        """Return what was or is about to be shared of a private answer, None if nothing was, or it failed."""

    def last_shared(self, platform: str) -> str:
        """Return a mark of the answer that was shared last, "" if none was."""

    def intend_note(self, asked_id: str) -> str:
        """Store that a note on a correction is about to be posted below an answer; return the nonce to post it with.

        The nonce is the same each time, and another one than the answer's.
        """

    def close_note(self, asked_id: str) -> None:
        """Store that a note stands, or cannot be posted: there will be no other."""

    def forget_note(self, name: str) -> None:
        """Remove what is kept under a name."""

    def rate(self, asked_id: str, user: str, vote: int, comment: str, at: datetime) -> bool:
        """Keep a user's vote on an answer, 1 or -1, for the earlier one; an empty comment leaves the earlier one.

        Return False if the answer is not kept any more.
        """

    def voted(self, asked_id: str, user: str) -> bool:
        """Tell whether a user has rated an answer."""

    def feedback(self) -> Mapping[str, int]:
        """Return the number of all votes ever: "up", "down", and those with a comment: "comments"."""

    def refusals(self) -> Mapping[str, int]:
        """Return how many of the answers that are kept found nothing, by the reason."""

    def forget(self, now: datetime) -> None:
        """Remove what may not be kept any more. Votes go on being counted."""


class AnswerStatistics(Protocol):
    """How answers turned out, by week and for ever; and the latest questions that had none."""

    def weeks(self, since: date) -> list[AnswerWeek]:
        """Return the weeks from that of a day on in which something was asked or voted on, the oldest first."""

    def unanswered(self, limit: int) -> list[UnansweredQuestion]:
        """Return the last questions whose kept answer found nothing, newest first, without those of shared answers."""


class SubscriptionUpkeep(Protocol):
    """What is done to watches and digests at the operator's order, and after a backup was put back."""

    def count_user(self, user: str) -> int:
        """Return how many watches and digests a user has made."""

    def forget_user(self, user: str) -> int:
        """Remove them with what was sent for them, and return their number."""

    def count_articles(self, articles: Collection[str]) -> int:
        """Return how many sendings tell or count one of some articles."""

    def forget_articles(self, articles: Collection[str]) -> int:
        """Erase what these sendings show, leave out those that are open, and return their number."""

    def settle(self, now: datetime) -> None:
        """Store that nobody knows what was sent of late: a copy of the store was put back.

        What was planned may stand, and is looked for before it is sent. Watches are silent on what was published
        before now, and digests begin anew.
        """


class Reader(Protocol):
    """A model that reads a passage with a question or a statement. Safe to use from several threads.

    A passage is its article's title, "" for none, and its text. Raises `ModelError` if it cannot be computed.
    """

    @property
    def name(self) -> str:
        """What it is called, for `doctor`."""

    def check(self) -> None:
        """Look, before questions come, whether it can serve, without waiting for anything. Raises `ModelError`."""

    def describe(self) -> str:
        """Load it, and say what reads, in words. Raises `ModelError` if it is damaged or cannot be used."""

    def prepare(self) -> None:
        """Make what it lacks, which may take minutes; no reading waits for it. Raises `ModelError`."""

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        """Return what each passage says to a question, in the order of the passages."""


class Judge(Protocol):
    """Tells whether passages bear out statements, by what it has learned."""

    def support(self, statements: Sequence[tuple[str, tuple[str, str]]]) -> list[Support]:
        """Return what the passage beside each statement, a title and a text, says of it.

        Raises `ModelError` if it cannot be computed.
        """


class Writer(Protocol):
    """A language model that answers from passages. Safe to use from several threads."""

    def write(self, question: str, passages: Sequence[PlacedPassage], limit: int) -> tuple[Draft, ...]:
        """Return at most about `limit` sentences with the numbers of the passages they are from, counted from 1.

        Raises `WritingFailed` if there is no answer in time, or none of use.
        """

    def give_way(self) -> None:
        """Break off what runs, which then raises `WritingFailed`, and write nothing more."""


class Tally(Protocol):
    """Counts how often a language model's answers could be used. Safe to use from several threads."""

    def wrote(self, at: datetime) -> None:
        """Count an answer that was used."""

    def fell_back(self, reason: str, at: datetime) -> None:
        """Count one that was not, and keep why."""


class Meter:
    """Counts of the program's work, by platform and never by person or address. It raises nothing.

    This one counts nothing: a meter overrides its methods.
    """

    def accepted(self, platform: str, verdict: Verdict, seconds: float) -> None:
        """Count a question that came in, and how long it took from its arrival until it could be acknowledged."""

    def ended(self, platform: str, outcome: str, reason: str = "") -> None:
        """Count what a question came to: "answered", "nothing_found", "apology" or "failed".

        Where nothing was found the `reason` is one of `bot.model.RefusalReason`.
        """

    def told(self, platform: str, seconds: float) -> None:
        """Count how long it took from a question's arrival until its answer was out."""

    def searched(self, platform: str) -> None:
        """Count a list of articles that was asked for."""

    def waiting(self, number: int) -> None:
        """Say how many questions are accepted and not finished."""

    def passed(self, report: Report | None, seconds: float) -> None:
        """Count what a pass collected; None: it failed."""

    def sent(self, platform: str, what: str, outcome: str) -> None:
        """Count a post of a watch or a digest.

        `what` is "story", "batch", "turn", "digest" or "edit"; `outcome` is "sent", "tried again" or "left out".
        """
