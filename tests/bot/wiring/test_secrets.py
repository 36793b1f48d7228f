"""The variables that a config names for tokens and passwords."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.config.loader import parse
from bot.wiring.secrets import secret_variables

if TYPE_CHECKING:
    from pathlib import Path

BOX = '[[mailboxes]]\nhost = "imap.loom.example"\nuser = "u"\npassword_env = "BOX"\nfrom = ["@loom.example"]\n'


@pytest.mark.parametrize(
    ("text", "needed", "others"),
    [
        ("", [], ["[server] tokens_env BYLINE_TOKENS"]),
        ('[store]\nurl = "http://chroma.example"\ntoken_env = "T"\n', ["[store] token_env T"], None),
        (
            '[catalogue]\nurl = "postgresql+psycopg://db.example/news"\npassword_env = "P"\n',
            ["[catalogue] password_env P"],
            None,
        ),
        (
            '[slack]\nmode = "http"\n',
            ["[slack] bot_token_env SLACK_BOT_TOKEN", "[slack] signing_secret_env SLACK_SIGNING_SECRET"],
            ["[slack] app_token_env SLACK_APP_TOKEN", "[server] tokens_env BYLINE_TOKENS"],
        ),
        ("[discord]\n", ["[discord] token_env DISCORD_TOKEN"], None),
        ('[model]\nprovider = "openai"\nname = "m"\napi_key_env = "K"\n', ["[model] api_key_env K"], None),
        ('[model]\nprovider = "openai"\nname = "m"\nbase_url = "http://127.0.0.1:9"\n', [], None),
        (
            '[mail]\nhost = "mail.loom.example"\nfrom = "n@loom.example"\nuser = "n"\npassword_env = "M"\n',
            ["[mail] password_env M"],
            None,
        ),
        ('[server]\nlisten = "127.0.0.1:8080"\n', [], None),
        ('[server]\nlisten = "0.0.0.0:8080"\n', ["[server] tokens_env BYLINE_TOKENS"], []),
        (
            f'{BOX}name = "The Loom"\n{BOX}name = "The Shuttle"\nfolder = "Shuttle"\n',
            ["[mailboxes] password_env BOX"],
            None,
        ),
        (
            f'{BOX}name = "The Loom"\nenabled = false\n',
            [],
            ["[server] tokens_env BYLINE_TOKENS", "[mailboxes] password_env BOX"],
        ),
    ],
)
def test_which_must_be_set(text: str, needed: list[str], others: list[str] | None, tmp_path: Path) -> None:
    """Each is named once, by section and key; one that the config has no use for need not be set."""
    found = secret_variables(parse(text, tmp_path / "config.toml"))
    assert [f"[{each.section}] {each.key} {each.name}" for each in found if each.is_needed] == needed
    rest = [f"[{each.section}] {each.key} {each.name}" for each in found if not each.is_needed]
    assert rest == (["[server] tokens_env BYLINE_TOKENS"] if others is None else others)
