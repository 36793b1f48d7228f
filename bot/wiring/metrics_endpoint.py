"""Where the health and metrics pages are served: as the config says, else as the environment does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.config.values import optional_endpoint
from indexer.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.config.sections import Settings
    from bot.config.values import Endpoint

METRICS: Final = "BYLINE_METRICS"
"""The environment variable: how a container says where its health check asks."""


def metrics_endpoint(settings: Settings, environment: Mapping[str, str]) -> Endpoint | None:
    """Return the address, None for nowhere. Raises `ConfigError` if the environment names none that is one."""
    if settings.byline.metrics:
        return settings.byline.metrics
    try:
        return optional_endpoint(environment.get(METRICS, ""))
    except ValueError as error:
        raise ConfigError([f"the environment variable {METRICS} {error}"]) from error
