"""The list of destinations that need no chat platform."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.adapters.mail.checks import check
from bot.config.loader import parse
from bot.operations.doctor import Severity
from bot.wiring.destinations import atom_feeds, atom_folder, destination_findings, destinations_of, unserved_platforms
from bot.wiring.secrets import conceal_tokens
from indexer.errors import ConfigError
from indexer.model.mails import MailTls
from indexer.web.redaction import redact
from tests.doubles.fakes import FakeClock, FakeJournal
from tests.doubles.smtp_server import PASSWORD, USER, SmtpServer, trusting

if TYPE_CHECKING:
    from pathlib import Path

    from bot.config.sections import Settings
    from bot.operations.doctor import Finding

MAIL = '[mail]\nhost = "127.0.0.1"\nport = 9\nfrom = "n@corp.example"\nuser = "n"\npassword_env = "SMTP_PASSWORD"\n'


def settings(folder: Path, text: str = "") -> Settings:
    """Return the settings of a config."""
    return parse(text, folder / "config.toml")


def test_feeds_are_always_there_and_mail_where_it_is_configured(tmp_path: Path) -> None:
    """Each is named once; what is not configured says what to write."""
    clock, password = FakeClock(), {"SMTP_PASSWORD": "x"}
    assert [each.platform for each in destinations_of(settings(tmp_path), {}, clock, FakeJournal())] == ["atom"]
    assert [each.platform for each in destinations_of(settings(tmp_path, MAIL), password, clock, FakeJournal())] == [
        "atom",
        "mail",
    ]
    assert list(unserved_platforms(settings(tmp_path, MAIL))) == ["slack", "discord"]
    shared = settings(tmp_path, '[catalogue]\nurl = "postgresql+psycopg://db.example/byline"\n')
    places = [atom_feeds(each, FakeJournal()).place for each in (settings(tmp_path, MAIL), shared)]
    assert places == [str(atom_folder(settings(tmp_path))), "the catalogue"]
    assert unserved_platforms(settings(tmp_path))["mail"].startswith("there is no section [mail] in ")


def test_a_password_that_is_not_set_is_named(tmp_path: Path) -> None:
    """By its variable; `doctor` leaves it to the check of all variables."""
    with pytest.raises(ConfigError, match="password_env names SMTP_PASSWORD, but that environment variable is not set"):
        destinations_of(settings(tmp_path, MAIL), {"SMTP_PASSWORD": " "}, FakeClock(), FakeJournal())
    assert list(destination_findings(settings(tmp_path, MAIL), {})) == []


def test_the_password_for_mail_is_concealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it turns up."""
    monkeypatch.setenv("SMTP_PASSWORD", "a-very-secret-word")
    conceal_tokens(settings(tmp_path, MAIL))
    assert "a-very-secret-word" not in redact("535 a-very-secret-word is wrong")


def test_doctor_logs_in_and_sends_nothing(tmp_path: Path) -> None:
    """It says what stands in the way, and how the connection is encrypted where nothing does."""
    (down,) = destination_findings(settings(tmp_path, MAIL), {"SMTP_PASSWORD": "x"})
    assert (down.check, down.level) == ("mail", Severity.WARNING)
    assert "mail server 127.0.0.1:9" in down.says
    server = SmtpServer()

    async def logged_in() -> list[Finding]:
        async with server.serving(encrypted=True):
            given = server.settings(MailTls.STARTTLS, user=USER, password_env="SMTP_PASSWORD")
            return await asyncio.to_thread(lambda: list(check(given, PASSWORD, trusting())))

    (well,) = asyncio.run(logged_in())
    assert well.level is Severity.OK
    assert well.says == f"localhost:{server.port}: logged in, encrypted (starttls); mails are from news@corp.example"
    assert server.mails == []
