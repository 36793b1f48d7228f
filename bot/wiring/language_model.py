"""The language model that writes answers, if one is configured."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from indexer.errors import ConfigError, WritingFailed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.adapters.language_model.usage import FileTally
    from bot.adapters.language_model.writer import ModelWriter
    from bot.config.sections import ModelSettings, Settings
    from bot.model import ModelHealth
    from bot.operations.doctor import Finding

EXTRA = "pip install 'byline[model]'"
"""The command that installs the client library."""

_NAMED = 5  # models of a server that are named to the operator


def writer_of(settings: Settings, environment: Mapping[str, str]) -> ModelWriter | None:
    """Return the writer for the configured model; None without [model]. Raises `ConfigError` for what it lacks."""
    if settings.model is None:
        return None
    from bot.adapters.language_model.writer import ModelWriter

    problems = []
    if not find_spec("any_llm"):
        problems.append(f"[model] needs a client library that is not installed: {EXTRA}")
    name = settings.model.api_key_env
    if name and not _key(settings.model, environment):
        problems.append(
            f"[model] api_key_env names {name}, but that environment variable is not set: export {name}=..."
        )
    if problems:
        raise ConfigError(problems)
    return ModelWriter(settings.model, _key(settings.model, environment), settings.limits.concurrency)


def tally_of(settings: Settings) -> FileTally:
    """Return the count of how often the model's answers could be used."""
    from bot.adapters.language_model.usage import FileTally

    return FileTally(settings.byline.data_dir)


def model_health(settings: Settings) -> ModelHealth | None:
    """Return what was counted so far; None without [model]."""
    if settings.model is None:
        return None
    from bot.adapters.language_model.usage import read

    return read(settings.byline.data_dir)


def model_findings(settings: ModelSettings, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Yield what the model's server says about it; the model writes nothing, and the key is not shown."""
    from bot.adapters.language_model.writer import known_models
    from bot.operations.doctor import Finding, Severity

    check = "language model"
    if not find_spec("any_llm"):
        says = "the client library for [model] is not installed"
        yield Finding(check=check, level=Severity.PROBLEM, says=says, remedy=EXTRA)
        return
    if settings.api_key_env and not _key(settings, environment):
        return  # another check says so, and without the key there is nothing to ask
    try:
        known = known_models(settings, _key(settings, environment))
    except WritingFailed as failed:
        remedy = "check [model] base_url and the key, and that the server runs; until then answers are quoted"
        yield Finding(check=check, level=Severity.PROBLEM, says=f"{settings.name}: {failed}", remedy=remedy)
        return
    if {settings.name, f"{settings.name}:latest"} & set(known):
        yield Finding(check=check, says=f"{settings.name} is there")
        return
    some = ", ".join(known[:_NAMED]) or "none"
    remedy = f"[model] name may have to be another one; the server names: {some}"
    says = f"the server does not name {settings.name} among its {len(known)} models"
    yield Finding(check=check, level=Severity.WARNING, says=says, remedy=remedy)


def _key(settings: ModelSettings, environment: Mapping[str, str]) -> str:
    return environment.get(settings.api_key_env, "").strip() if settings.api_key_env else ""
