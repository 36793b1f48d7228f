"""The values of tokens and passwords that a config names by their variables; none of them is shown."""

from __future__ import annotations

import os
from dataclasses import fields
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.wiring.platforms import configured_platforms
from indexer.config.values import is_this_computer
from indexer.errors import ConfigError
from indexer.web.redaction import add_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.config.sections import ServerSettings, Settings


class SecretVariable(NamedTuple):
    """An environment variable that the config names for a secret."""

    section: str
    key: str
    name: str
    is_needed: bool  # nothing that the config switches on works without it


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
    add_secrets(os.environ.get(each.name, "").strip() for each in secret_variables(settings))


def secret_variables(settings: Settings) -> tuple[SecretVariable, ...]:
    """Return every variable that a config names for a token or a password, each once per section and key."""
    return tuple(dict.fromkeys(_variables(settings)))


def _variables(settings: Settings) -> Iterator[SecretVariable]:
    for section, given, needed in _sections(settings):
        for field in fields(given):
            if field.name.endswith("_env") and (name := getattr(given, field.name)):
                yield SecretVariable(section, field.name, name, field.name in needed)


def _sections(settings: Settings) -> Iterator[tuple[str, Any, tuple[str, ...]]]:
    """Yield the sections that are there: its name, its settings, and the keys whose variables must be set."""
    yield "store", settings.indexer.store, ("token_env",)
    yield "catalogue", settings.indexer.catalogue, ("password_env",)
    for platform, section in configured_platforms(settings).items():
        yield platform.name, section, platform.token_keys(section)
    if settings.model:
        yield "model", settings.model, ("api_key_env",)
    if settings.mail:
        yield "mail", settings.mail, ("password_env",)
    yield "server", settings.server, ("tokens_env",) if _needs_tokens(settings.server) else ()
    for feed in settings.indexer.feeds:
        if feed.mailbox:
            yield "mailboxes", feed.mailbox, ("password_env",) if feed.enabled else ()


def _needs_tokens(server: ServerSettings) -> bool:
    """Tell whether the server can be reached from other computers, so that it must know who may use it."""
    return server.listen is not None and not is_this_computer(server.listen.host)
