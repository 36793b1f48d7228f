"""The list of destinations that need no chat platform. A new one needs a folder in `bot.adapters` and a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.atom.atom_feeds import FeedFolder, SharedFeeds
from bot.adapters.atom.destination import AtomDestination
from bot.wiring.components import catalogue_file
from bot.wiring.secrets import secret_of
from indexer.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bot.adapters.atom.atom_feeds import AtomFeeds
    from bot.config.sections import Settings
    from bot.operations.doctor import Finding
    from bot.ports import Notes
    from bot.subscriptions.ports import Destination
    from indexer.ports import Clock

_CHAT = ("slack", "discord")
_KEY = "[mail] password_env"


def destinations_of(
    settings: Settings, environment: Mapping[str, str], clock: Clock, notes: Notes
) -> tuple[Destination, ...]:
    """Return the destinations that are configured. Raises `ConfigError` if the password for mail is not set."""
    zone = settings.byline.timezone
    found: list[Destination] = [AtomDestination(atom_feeds(settings, notes), zone=zone, clock=clock)]
    if settings.mail:
        from bot.adapters.mail.destination import MailDestination
        from bot.adapters.mail.handovers import Handovers
        from bot.adapters.mail.submission import Submission

        submission = Submission(settings.mail, secret_of(environment, _KEY, settings.mail.password_env))
        handovers = Handovers(notes, clock)
        found.append(
            MailDestination(submission, sender=settings.mail.from_, zone=zone, clock=clock, handovers=handovers)
        )
    return tuple(found)


def unserved_platforms(settings: Settings) -> dict[str, str]:
    """Return the platforms to which nothing can be sent, each with what to do, in words."""
    return {
        name: f"there is no section [{name}] in {settings.path}: write one first"
        for name in (*_CHAT, "mail")
        if getattr(settings, name) is None
    }


def destination_findings(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Yield what `doctor` says of them; of a password that is not set another check does."""
    if settings.mail is None:
        return
    try:
        password = secret_of(environment, _KEY, settings.mail.password_env)
    except ConfigError:
        return
    from bot.adapters.mail.checks import check

    yield from check(settings.mail, password)


def atom_folder(settings: Settings) -> Path:
    """Return the folder of the Atom feeds' files."""
    return settings.byline.data_dir / "feeds"


def atom_feeds(settings: Settings, notes: Notes) -> AtomFeeds:
    """Return where the Atom feeds lie: files in the data directory, or notes where several machines may read them."""
    folder = FeedFolder(atom_folder(settings))
    return folder if catalogue_file(settings) else SharedFeeds(notes, folder)
