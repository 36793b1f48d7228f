"""What one process of several does, and what it needs for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.commands.application import main
from bot.config.loader import parse
from bot.operations.roles import Role, role_problems
from bot.wiring.sharing import require_role

if TYPE_CHECKING:
    from pathlib import Path

POSTGRES = '[catalogue]\nurl = "postgresql+psycopg://byline@db.example/byline"\n'
CHROMA = '[store]\nurl = "http://chroma.example:8000"\n'


def test_roles_share_the_work() -> None:
    """Each work is somebody's, whatever only one process does is that of a role, and `all` does everything."""
    does = {role.value: (role.collects, role.answers, role.chats, role.duties) for role in Role}
    assert does == {
        "all": (True, True, True, ("indexing", "leader")),
        "collect": (True, False, False, ("indexing",)),
        "answer": (False, True, False, ()),
        "chat": (False, True, True, ("leader",)),
    }


def test_a_process_may_serve_nothing_but_feeds(tmp_path: Path) -> None:
    """Where Atom feeds can be read at an address, watches and digests are sent without any chat platform."""
    for section in ('[server]\nlisten = "127.0.0.1:8080"\n', '[byline]\nmetrics = "127.0.0.1:9100"\n'):
        require_role(parse(POSTGRES + CHROMA + section, tmp_path / "config.toml"), Role.CHAT)


def test_one_machine_needs_nothing_more() -> None:
    """Whatever is configured, `all` works with it; each other role says all that it lacks."""
    bare = {"has_server": False, "has_chroma": False, "has_platforms": False}
    assert [len(list(role_problems(role, **bare))) for role in Role] == [0, 2, 2, 3]
    assert not [each for role in Role for each in role_problems(role, **dict.fromkeys(bare, True))]


@pytest.mark.parametrize(
    ("config", "role", "said"),
    [
        ("", "collect", ["--role collect needs a catalogue that several machines share", "needs vectors"]),
        (POSTGRES, "answer", ["--role answer needs vectors that several machines share: set [store] url to a Chroma"]),
        (
            POSTGRES + CHROMA,
            "chat",
            ["--role chat has nothing to serve: add [slack], [discord] or [mail], or [server]"],
        ),
        ("", "serve", ["'serve' is not one of 'all', 'collect', 'answer', 'chat'"]),
    ],
)
def test_a_role_without_what_it_needs_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], config: str, role: str, said: list[str]
) -> None:
    """A role that the config does not allow ends with what to do, exit code 2, and nothing made."""
    file = tmp_path / "config.toml"
    file.write_text(config, encoding="utf-8")
    for command in ("run", "service"):
        assert main(["--config", str(file), command, "--role", role]) == 2
        told = " ".join(capsys.readouterr().err.split())
        assert [words for words in said if words not in told] == []
    assert [path.name for path in tmp_path.iterdir()] == ["config.toml"]
