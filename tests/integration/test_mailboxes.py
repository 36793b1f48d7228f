"""A mailbox in an installation, end to end on a real mail server."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

import pytest

from bot.adapters.discord.markup import MARKDOWN
from bot.adapters.messages.answer import article_line
from bot.adapters.slack.markup import MRKDWN
from bot.config.differences import config_change
from bot.config.loader import load
from tests.doubles.catalogue_records import article
from tests.doubles.mail_server import PASSWORD, SENDER, USER, VARIABLE, MailServer, mail
from tests.doubles.newsroom import paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.adapters.messages.markup import Markup
    from tests.integration.conftest import CommandLine


@pytest.fixture
def server(config: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """Yield a mail server whose mailbox is all that the installation collects from."""
    monkeypatch.setenv(VARIABLE, PASSWORD)
    with MailServer() as running:
        config.write_text(
            f'[byline]\ndata_dir = "data"\n[indexer]\nallow_private_hosts = true\n[[mailboxes]]\nhost = "127.0.0.1"\n'
            f'port = {running.port}\nuser = "{USER}"\npassword_env = "{VARIABLE}"\ntls = "none"\nname = "The Loom"\n'
            f'from = ["{SENDER}"]\n',
            "utf-8",
        )
        yield running


def test_commands_take_a_mailbox_as_a_feed(byline: CommandLine, server: MailServer, config: Path) -> None:
    """It is checked, collected, listed and searched; what is done by hand is told so; no output holds the password."""
    (tried,) = byline("feeds", "check", "--json").records()
    assert (tried["ok"], tried["source"], tried["entries"]) == (True, "mailbox", 0)
    assert "no mail of the last 90 days is from these senders" in tried["problems"][0]
    server.deliver(mail("The loom works", paragraphs("loom")))
    assert "logged in, 1 mails to begin with" in byline("feeds", "check", tried["url"]).out
    report = byline("index", "--json").record()
    assert (report["feeds"]["polled"], report["articles"]["new"]) == (1, 1)
    (listed,) = byline("feeds", "list", "--json").records()
    assert (listed["url"], listed["source"], listed["state"], listed["articles"]) == (tried["url"], "mailbox", "ok", 1)
    (found,) = byline("search", "loom", "--json").record()["results"]
    assert found["url"].startswith("mid:")
    assert found["publisher"] == "The Loom"
    before = config.read_text("utf-8")
    removed = byline("feeds", "remove", tried["url"])
    assert (removed.code, "take its [[mailboxes]] out" in removed.err) == (2, True)
    assert (config.read_text("utf-8"), "imap:" in byline("feeds", "export").out) == (before, False)
    other = "imap://127.0.0.1/INBOX#0"
    assert byline("feeds", "remove", other).code == 1


def test_wrong_password_is_told_where_health_is(
    byline: CommandLine, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each view says what is wrong and where the password comes from, and none shows it."""
    monkeypatch.setenv(VARIABLE, wrong := "another-secret-word")
    checked = byline("feeds", "check")
    assert (checked.code, "refuses the login of its user with the password in" in checked.out) == (1, True)
    assert byline("index").code == 0
    (listed,) = byline("status", "--json").record()["feeds"]
    assert listed["state"] == "failing"
    monkeypatch.delenv(VARIABLE)
    doctor = byline("doctor")
    assert f"[mailboxes]: {VARIABLE} is not set" in doctor.out
    assert f"the environment variable {VARIABLE}, its password, is not set" in doctor.out
    assert not any(
        secret in text for secret in (wrong, PASSWORD) for text in (checked.out, listed["error"], doctor.out)
    )
    assert server.port


def test_edit_of_a_mailbox_applies_at_once(config: Path, server: MailServer) -> None:
    """The config watcher tells of mailboxes as of feeds, and needs no restart for them."""
    before = load(config)
    config.write_text(config.read_text("utf-8") + "enabled = false\n", "utf-8")
    change = config_change(before, before=before, after=load(config))
    assert change.words == (f"feeds changed: imap://127.0.0.1:{server.port}/INBOX#{before.indexer.feeds[0].url[-8:]}",)
    assert not change.settings.indexer.feeds[0].enabled


@pytest.mark.parametrize("markup", [MRKDWN, MARKDOWN])
def test_mail_is_no_link_in_chat(markup: Markup) -> None:
    """A source that is a mail is shown by its title and said to have come by mail."""
    source = article("a", url="mid:0123456789abcdef0123@byline.invalid", title="The loom works")
    line = article_line(source, UTC, markup)
    assert line.startswith("The loom works")
    assert "by mail" in line
    assert not any(mark in line for mark in ("mid:", "invalid", "|", "]("))
