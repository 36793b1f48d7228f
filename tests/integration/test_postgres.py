"""An installation whose catalogue is in Postgres: the same answers, and clear words where something is in the way."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.doubles.postgres_server import PostgresServer
    from tests.integration.conftest import CommandLine

ASKED = (
    "How much money did Calderwick raise, and who led the round?",
    "When does Quillmark Robotics open its factory in Osaka?",
    "What is new?",
)
AS_OF = "2026-11-24T12:00:00Z"


@pytest.fixture
def on_postgres(byline: CommandLine, postgres: PostgresServer, tmp_path: Path) -> Iterator[Callable[..., CommandLine]]:
    """Yield what returns an installation with an empty catalogue in Postgres and a data directory of a name."""
    text = byline.config.read_text(encoding="utf-8")
    with postgres.catalogue() as one, postgres.catalogue() as other:

        def installation(
            data: str, *, second: bool = False, more: str = "", database: str | None = None
        ) -> CommandLine:
            url = make_url(other if second else one).set(database=database).render_as_string(hide_password=False)
            config = tmp_path / f"{data}.toml"
            config.write_text(
                text.replace(str(tmp_path / "data"), str(tmp_path / data))
                + f"\n[catalogue]\nurl = {json.dumps(url)}\n{more}\n",
                encoding="utf-8",
            )
            return replace(byline, config=config)

        yield installation


def _answers(byline: CommandLine) -> list[dict[str, object]]:
    said = byline("ask", "-", "--json", "--now", AS_OF, given="\n".join(ASKED))
    assert said.code == 0, said.err
    return [json.loads(line) | {"elapsed_ms": 0} for line in said.out.splitlines()]


def _indexes(byline: CommandLine) -> list[str]:
    """Return the indexes that `doctor` compares with the catalogue."""
    checks = [each["check"] for each in byline("doctor", "--json").record()["checks"]]
    return [name for name in checks if name in {"vectors", "lexical index"}]


def test_the_same_answers(
    byline: CommandLine, data: Path, on_postgres: Callable[..., CommandLine], tmp_path: Path
) -> None:
    """What is collected into Postgres is exported, answered and counted as what is collected into SQLite."""
    other = on_postgres("elsewhere")
    said = other("index")
    assert said.code == 0, said.err
    assert other("export").out == byline("export").out
    assert _answers(other) == _answers(byline)
    assert other("status", "--json").record()["index"] == byline("status", "--json").record()["index"]
    assert not list(tmp_path.glob("elsewhere/catalogue*"))
    (damage,) = (each for each in other("doctor", "--json").record()["checks"] if each["check"] == "catalogue")
    assert damage["says"] == "what the server has of it is whole"
    assert _indexes(other) == ["vectors", "lexical index"]
    assert _indexes(on_postgres("collecting")) == ["vectors"]
    backup = other("backup", str(tmp_path / "b"))
    assert (backup.code, "`pg_dump --format=custom" in backup.err) == (2, True)
    foreign = on_postgres("elsewhere", second=True)("status")
    assert (foreign.code, "elsewhere are of another catalogue" in foreign.err) == (2, True)
    assert data.is_dir()


def test_nothing_was_collected_yet(on_postgres: Callable[..., CommandLine]) -> None:
    """Where there is nothing yet, `status` and `export` say so as they do of SQLite."""
    other = on_postgres("new")
    assert other("status", "--json").record()["index"]["articles"] == 0


def test_what_is_in_the_way_ends_with_code_two(
    on_postgres: Callable[..., CommandLine], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A password that is not set, or in the config, and a database that is not there are mistakes of the config."""
    named = on_postgres("a", more='password_env = "NEWS_PASSWORD"')
    unset = named("status")
    assert unset.code == 2
    assert "password_env names NEWS_PASSWORD, but that environment variable is not set" in unset.err
    monkeypatch.setenv("NEWS_PASSWORD", "never-shown-9")
    gone = on_postgres("b", more='password_env = "NEWS_PASSWORD"', database="not_there")("index")
    assert (gone.code, "there is no such database: make it by `createdb`" in gone.err) == (2, True)
    assert "never-shown-9" not in gone.err + gone.out
