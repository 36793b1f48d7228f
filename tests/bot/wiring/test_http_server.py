"""Who may use the server that [server] asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config.loader import parse
from bot.wiring.http_server import server_access, server_findings
from indexer.errors import ConfigError

TOKEN = "desk:read:" + "t" * 20


@pytest.mark.parametrize(
    ("config", "environment", "tokens"),
    [
        ("", {}, None),
        ("", {"BYLINE_TOKENS": TOKEN}, None),
        ('listen = "127.0.0.1:0"', {}, 0),
        ('listen = "localhost:8080"', {"BYLINE_TOKENS": TOKEN}, 1),
        ('listen = "0.0.0.0:8080"', {"BYLINE_TOKENS": TOKEN}, 1),
        ('listen = "[::1]:8080"\ntokens_env = "DESK"', {"DESK": TOKEN}, 1),
        ('listen = "[::1]:8080"\ntokens_env = ""', {"BYLINE_TOKENS": TOKEN}, 0),
    ],
)
def test_who_may_come_in(config: str, environment: dict[str, str], tokens: int | None) -> None:
    """Nothing is served without an address; on this computer everybody may read where there are no tokens."""
    access = server_access(parse(f"[server]\n{config}", Path("config.toml")), environment)
    assert (None if access is None else len(access.tokens)) == tokens


@pytest.mark.parametrize(
    ("config", "says"),
    [
        (
            'listen = "0.0.0.0:8080"',
            "so there must be tokens: export BYLINE_TOKENS=NAME:read:TOKEN,NAME:admin:TOKEN, or listen on .*:8080",
        ),
        (
            'listen = "127.0.0.1:8080"\ntokens_env = "DESK"',
            "tokens_env names DESK, but that environment variable is not set: export DESK=NAME:read:TOKEN",
        ),
    ],
)
def test_what_would_let_anybody_in_is_refused(config: str, says: str) -> None:
    """Without tokens nothing is served to other computers, and a variable that is named must be set."""
    with pytest.raises(ConfigError, match=rf"{says}$"):
        server_access(parse(f"[server]\n{config}", Path("config.toml")), {})


def test_the_doctor_says_who_may_come_in() -> None:
    """It names the tokens and their scopes, what is wrong with them and what to do, and shows none."""

    def said(config: str, tokens: str) -> list[tuple[str, str]]:
        settings = parse(f"[server]\n{config}", Path("config.toml"))
        return [(each.says, each.remedy) for each in server_findings(settings, {"BYLINE_TOKENS": tokens})]

    where = "[server] listens on 127.0.0.1:8080; "
    assert said("", TOKEN) == []
    assert said('listen = "127.0.0.1:8080"', TOKEN) == [(f"{where}tokens: desk (read)", "")]
    assert said('listen = "127.0.0.1:8080"', "") == [(f"{where}whoever is on this computer may read", "")]
    ((says, remedy),) = said('listen = "0.0.0.0:8080"', "")
    assert says == "[server] listen: 0.0.0.0 can be reached from other computers, so there must be tokens"
    assert remedy.startswith("export BYLINE_TOKENS=")
