"""Where the health and metrics pages are served."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config.loader import parse
from bot.config.values import Endpoint
from bot.wiring.metrics_endpoint import metrics_endpoint
from indexer.errors import ConfigError

FEED = '[[feeds]]\nurl = "https://a.example/feed"\n'


@pytest.mark.parametrize(
    ("config", "environment", "endpoint"),
    [
        ("", {}, None),
        ("", {"BYLINE_METRICS": ""}, None),
        ("", {"BYLINE_METRICS": "127.0.0.1:9100"}, Endpoint(host="127.0.0.1", port=9100)),
        ('[byline]\nmetrics = "[::1]:1"\n', {"BYLINE_METRICS": "127.0.0.1:9100"}, Endpoint(host="::1", port=1)),
    ],
)
def test_the_config_goes_first(config: str, environment: dict[str, str], endpoint: Endpoint | None) -> None:
    """The environment says where the pages are only if the config does not."""
    assert metrics_endpoint(parse(config + FEED, Path("config.toml")), environment) == endpoint


@pytest.mark.parametrize("said", ["9100", "http://127.0.0.1:9100", "127.0.0.1"])
def test_what_is_no_address_is_refused(said: str) -> None:
    """A value that is no host and port is named with its variable."""
    with pytest.raises(ConfigError, match="environment variable BYLINE_METRICS must be host:port"):
        metrics_endpoint(parse(FEED, Path("config.toml")), {"BYLINE_METRICS": said})
