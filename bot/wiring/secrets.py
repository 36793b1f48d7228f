"""The values of tokens and passwords that a config names by their variables; none of them is shown."""

from __future__ import annotations

import os
from dataclasses import fields
from typing import TYPE_CHECKING

from bot.wiring.platforms import configured_platforms
from indexer.errors import ConfigError
from indexer.web.redaction import add_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.config.sections import Settings


def secret_of(environment: Mapping[str, str], key: str, name: str) -> str:
    """Return the value of the variable that a key of the config names, "" if it names none.

    Raises `ConfigError` if the variable is not set.
    """
    value = environment.get(name, "").strip() if name else ""
    if name and not value:
        raise ConfigError([f"{key} names {name}, but that environment variable is not set: export {name}=..."])
    return value


def conceal_tokens(settings: Settings) -> None:
    """Keep the tokens that the environment holds for a config out of logs, errors and messages."""
    add_secrets(os.environ.get(name, "").strip() for name in _named(settings))


def _named(settings: Settings) -> Iterator[str]:
    platforms = configured_platforms(settings).values()
    mailboxes = [feed.mailbox for feed in settings.indexer.feeds]
    engines = (settings.indexer.store, settings.indexer.catalogue)
    for section in (*engines, *platforms, settings.model, settings.mail, settings.server, *mailboxes):
        for field in fields(section) if section else ():
            if field.name.endswith("_env") and (name := getattr(section, field.name)):
                yield name
