"""Mail as a destination: what arrives at a real server, and what its answers mean."""

from __future__ import annotations

import asyncio
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from structlog.testing import capture_logs

from bot.adapters.mail.composition import mail_of
from bot.adapters.mail.destination import MailDestination
from bot.adapters.mail.handovers import UNKNOWN_BEFORE, Handovers
from bot.adapters.mail.submission import Submission
from bot.model.chat import Place
from bot.ports import Meter
from bot.subscriptions.posts import PostMaker
from bot.subscriptions.records import Sending, SendingKind, SendingState, nonce_of
from bot.subscriptions.sender import Sender
from indexer.errors import LeaseLost, NotNow, PlaceGone, Refused, Unsure
from indexer.model.mails import MailTls
from tests.doubles.fakes import FakeClock, FakeJournal
from tests.doubles.news_posts import HOSTILE, story_post, turn_post
from tests.doubles.smtp_server import FROM, HANGS_UP, PASSWORD, USER, SmtpServer, trusting
from tests.doubles.subscriptions import NOW, FakeStories, FakeSubscriptionStore, FakeTeller, news, watch

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from bot.config.sections import MailSettings

TEAM = Place(platform="mail", team="", channel="team@example.org")
NONCE = "a" * 24


def destination(
    settings: MailSettings, password: str = PASSWORD, journal: FakeJournal | None = None
) -> MailDestination:
    """Return a destination that hands mails to the server of some settings."""
    clock = FakeClock(NOW)
    handovers = Handovers(journal or FakeJournal(), clock)
    submission = Submission(settings, password, trusting())
    return MailDestination(submission, sender=FROM, zone=UTC, clock=clock, handovers=handovers)


def served(
    work: Callable[[SmtpServer], Coroutine[Any, Any, None]],
    answers: dict[str, str] | None = None,
    *,
    encrypted: bool = False,
) -> SmtpServer:
    """Do something while a server is there; return the server."""
    server = SmtpServer(answers)

    async def run() -> None:
        async with server.serving(encrypted=encrypted):
            await work(server)

    asyncio.run(run())
    return server


def test_a_mail_arrives_encrypted_and_whole() -> None:
    """After STARTTLS and the login it comes as text and HTML, from whom and to whom it is, with its own id."""

    async def send(server: SmtpServer) -> None:
        settings = server.settings(MailTls.STARTTLS, user=USER, password_env="SMTP_PASSWORD")
        assert await destination(settings).send(TEAM, story_post(), NONCE) == f"<{NONCE}@corp.example>"

    (mail,) = served(send, encrypted=True).mails
    assert (mail["From"], mail["To"], mail["Subject"]) == (f"Byline <{FROM}>", TEAM.channel, "About one")
    assert mail["Message-ID"] == f"<{NONCE}@corp.example>"
    assert mail["List-Unsubscribe"] == f"<mailto:{FROM}?subject=unsubscribe%20w1>"
    assert mail["Date"].datetime == NOW
    text, page = mail.iter_parts()
    assert (text.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
    assert "About one <https://www.example.com/news/one>" in text.get_content()
    assert '<a href="https://www.example.com/news/one">About one</a>' in page.get_content()
    assert "<img" not in page.get_content()


def test_a_correction_answers_the_first_mail() -> None:
    """It has both wordings, and the id of the mail that it corrects."""

    async def send(server: SmtpServer) -> None:
        sending = destination(server.settings())
        first = await sending.send(TEAM, story_post(), NONCE)
        await sending.reply(TEAM, first, turn_post(), "b" * 24)

    first, second = served(send).mails
    assert second["In-Reply-To"] == second["References"] == first["Message-ID"]
    text = next(second.iter_parts()).get_content()
    assert "$4 billion" in text
    assert "$5 billion" in text


def test_a_hostile_title_makes_no_header() -> None:
    """It stands in the subject on one line, encoded where it must be, and adds neither recipients nor a body."""

    async def send(server: SmtpServer) -> None:
        await destination(server.settings()).send(TEAM, story_post(title=f"{HOSTILE} \u00fc{'x' * 250}"), NONCE)

    server = served(send)
    (mail,), (raw,) = server.mails, server.raw
    assert "Bcc" not in mail
    assert mail["Subject"].startswith('<script>alert("1")</script> & <img src=x> Bcc: all@evil.example see')
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert mail.keys().count("Content-Type") == 1


def test_a_sending_is_the_same_mail_each_time() -> None:
    """What is made anew after a crash is byte by byte what was made before."""
    made = [
        mail_of(story_post(), to=TEAM.channel, sender=FROM, nonce=NONCE, sent=NOW, zone=UTC).as_bytes()
        for _ in range(2)
    ]
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("answers", "kind", "words"),
    [
        ({"RCPT": "550 5.1.1 no such user"}, PlaceGone, "550 5.1.1 no such user"),
        ({"RCPT": "550 go away"}, PlaceGone, "go away"),
        ({"RCPT": "554 5.7.1 relaying denied"}, Refused, "relaying denied"),
        ({"RCPT": "451 4.7.1 greylisted"}, NotNow, "greylisted"),
        ({"DATA": "452 4.3.1 no room"}, NotNow, "no room"),
        ({"DATA": "554 5.7.1 spam"}, Refused, "554 5.7.1 spam"),
        ({"DATA": HANGS_UP}, Unsure, "did not say"),
    ],
)
def test_answers_of_the_server(answers: dict[str, str], kind: type[Exception], words: str) -> None:
    """What is for ever, what is for now, and what nobody knows are told apart."""

    async def send(server: SmtpServer) -> None:
        with pytest.raises(kind, match=words) as raised:
            await destination(server.settings()).send(TEAM, story_post(), NONCE)
        assert type(raised.value) is kind

    served(send, answers)


def test_servers_that_cannot_be_used() -> None:
    """Without a server, its encryption or the right password nothing is sent, and nothing is lost."""

    async def send(server: SmtpServer) -> None:
        login = {"user": USER, "password_env": "SMTP_PASSWORD"}
        for settings, password, words in [
            (server.settings(MailTls.STARTTLS, **login), "wrong", "refuses the login"),
            (server.settings(MailTls.IMPLICIT, **login), PASSWORD, "mail server localhost"),
            (server.settings(MailTls.STARTTLS, host="localhost", port=9), PASSWORD, "localhost:9"),
        ]:
            with pytest.raises(NotNow, match=words) as raised:
                await destination(settings, password).send(TEAM, story_post(), NONCE)
            assert password not in str(raised.value)

    assert served(send, encrypted=True).mails == []


def test_a_server_without_encryption_gets_no_mail() -> None:
    """Where STARTTLS is wanted and not offered, neither password nor mail leave this computer."""

    async def send(server: SmtpServer) -> None:
        settings = server.settings(MailTls.STARTTLS, user=USER, password_env="SMTP_PASSWORD")
        with pytest.raises(NotNow, match="STARTTLS"):
            await destination(settings).send(TEAM, story_post(), NONCE)

    assert served(send).mails == []


def test_of_two_processes_that_hand_a_mail_over_one_does() -> None:
    """One that was stopped between deciding to send it and sending it ends where another has begun."""
    journal = FakeJournal()
    asyncio.run(Handovers(journal, FakeClock(NOW)).begin(NONCE))

    async def send(server: SmtpServer) -> None:
        with pytest.raises(LeaseLost, match="another process has handed this mail over"):
            await destination(server.settings(), journal=journal).send(TEAM, story_post(), NONCE)

    assert served(send).mails == []


@pytest.mark.parametrize(("ended", "mails"), [("crash before", 1), ("crash after", 0), ("hang-up", 1), ("restored", 0)])
def test_a_mail_that_may_stand_is_not_sent_again(ended: str, mails: int) -> None:
    """If program or connection ended once its text had left: it is logged and left out; before that it is sent."""
    journal = FakeJournal()
    if ended == "crash after":
        asyncio.run(Handovers(journal, FakeClock(NOW)).begin(nonce_of("s1")))
    if ended == "restored":  # from a backup that was made before
        journal.note(UNKNOWN_BEFORE, NOW.isoformat())
    known, store, clock = news(), FakeSubscriptionStore(), FakeClock(NOW)
    store.add(watch(place=TEAM))
    state = SendingState.PLANNED if ended == "hang-up" else SendingState.INTENDED
    planned = Sending(
        id="s1",
        subscription="w1",
        kind=SendingKind.STORY,
        place=TEAM,
        planned=NOW,
        state=state,
        nonce=nonce_of("s1"),
        stories=(known.id,),
        articles=(known.id,),
        intended=None if ended == "hang-up" else NOW,
    )
    store.plan([planned])

    async def send(server: SmtpServer) -> None:
        sender = Sender(
            destination=destination(server.settings(), journal=journal),
            store=store,
            posts=PostMaker(stories=FakeStories(known), teller=FakeTeller()),
            quiet=lambda _place: None,
            clock=clock,
            meter=Meter(),
            run_io=asyncio.to_thread,
        )
        for _ in range(3):
            await sender.round()
            clock.advance(timedelta(hours=1))

    with capture_logs() as logs:
        came = served(send, {"DATA": HANGS_UP} if ended == "hang-up" else None).mails
    assert len(came) == mails
    left = store.sending("s1")
    assert left
    is_sent = ended == "crash before"
    assert left.state is (SendingState.SENT if is_sent else SendingState.LEFT_OUT)
    assert [log["log_level"] for log in logs if "not sent again" in log["event"]] == ["error"] * (not is_sent)


def test_a_mail_that_the_server_put_off_has_not_left() -> None:
    """What it refused for now, however late, may be tried again after a crash."""

    async def send(server: SmtpServer) -> None:
        sending = destination(server.settings())
        with pytest.raises(NotNow):
            await sending.send(TEAM, story_post(), NONCE)
        assert await sending.find(TEAM, NONCE, NOW) is None

    served(send, {"DATA": "452 4.3.1 no room"})
