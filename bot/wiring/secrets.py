"""The values of all tokens that a config names, so that none of them is shown."""

from __future__ import annotations

import os
from dataclasses import fields
from typing import TYPE_CHECKING

from bot.wiring.platforms import configured_platforms
from indexer.redaction import add_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.config import Settings


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
