"""A catalogue that is moved to Postgres and back: the same answers, the indexes kept, nothing lost, clear refusals."""

from __future__ import annotations

import io
import json
import sys
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from bot.commands.application import main
from bot.config.loader import load
from bot.wiring.components import note_installations, noted_installations
from bot.wiring.components import open_catalogue as open_installation
from indexer.catalogue import SqlCatalogue, transfer_catalogue
from indexer.indexing.data_dir_lock import DataDirLock
from tests.doubles.catalogue_files import open_catalogue
from tests.integration.test_backup import AS_OF, spoken
from tests.integration.test_mending import FUNDING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.doubles.postgres_server import PostgresServer
    from tests.integration.conftest import CommandLine, Said


@pytest.fixture
def place(postgres: PostgresServer) -> Iterator[str]:
    """Yield the address of a database without tables."""
    yield (url := postgres.create("ENCODING 'UTF8' TEMPLATE template0"))
    postgres.execute(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')


def configured(byline: CommandLine, said: Said) -> CommandLine:
    """Return the installation with the config file that a move has asked for."""
    before, section = byline.config.read_text(encoding="utf-8"), said.err.split("[catalogue]\n")[1]
    config = byline.config.with_name("moved.toml")
    config.write_text(f"{before}\n[catalogue]\n{section}", encoding="utf-8")
    return replace(byline, config=config)


def shown(byline: CommandLine) -> tuple[str, ...]:
    """Return what commands make of the catalogue and of both indexes."""
    answers = byline("ask", "-", "--now", AS_OF, given=f"{FUNDING}\nWho leads Tessaline?")
    assert (answers.code, answers.out.count("Sources:")) == (0, 2)
    return answers.out, byline("export").out, status(byline)


def status(byline: CommandLine) -> str:
    """Return what `status` says, without the processes that share a server."""
    return json.dumps(byline("status", "--json").record() | {"machines": None})


def test_there_and_back(byline: CommandLine, data: Path, place: str, tmp_path: Path) -> None:
    """After each move everything is told as before to the byte, and neither index is made anew."""
    before = shown(byline)
    moved = byline("move", "--to", place, "--yes", "--json")
    assert moved.code == 0, moved.err
    told = moved.record()
    assert (told["from"], told["tables"]["articles"]["rows"]) == (str(data / "catalogue.db"), 27)
    there = configured(byline, moved)
    assert there.config.read_text(encoding="utf-8").endswith(f"[catalogue]\nurl = {json.dumps(place)}\n")

    left = byline("index")
    assert (left.code, "are of another catalogue than the one that [catalogue] url names" in left.err) == (2, True)
    assert shown(there) == before
    passed = there("index", "--json")
    assert (passed.code, spoken(passed)) == (0, "")  # nothing had to be mended
    assert passed.record()["feeds"] == {"polled": 3, "not_modified": 3, "failed": 0}
    assert passed.record()["passages_embedded"] == 0

    after = status(there)
    back = there("move", "--to", f"sqlite:///{tmp_path / 'elsewhere' / 'news.db'}", "--yes")
    assert (back.code, back.out.count("\n")) == (0, len(told["tables"]) + 1), back.err
    assert back.out.splitlines()[-1].endswith(f"the same as in {told['to']}")
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == ["news.db"]
    assert shown(configured(byline, back)) == (*before[:2], after)


def test_cut_off_at_its_end(byline: CommandLine, data: Path, place: str) -> None:
    """Killed between the last two steps, either config works; the next move completes it if nothing came in between."""
    settings = load(byline.config)
    source = f"sqlite:///{data / 'catalogue.db'}"

    def cut_off() -> None:
        transfer_catalogue(source, place, lambda name: note_installations(data, "", name), lambda *_: None)

    cut_off()
    assert byline("status").code == 0
    assert len(noted_installations(data)) == 2
    moved = byline("move", "--to", place, "--yes")
    assert moved.code == 0, moved.err
    with closing(SqlCatalogue(place, read_only=True)) as catalogue:
        assert noted_installations(data) == {catalogue.installation()}
        note_installations(data, "", catalogue.installation())
    with closing(SqlCatalogue(source)) as catalogue:
        catalogue.set_cursor("later", 1)
    refused = byline("move", "--to", place, "--yes")
    assert (refused.code, "holds a catalogue of Byline's already" in refused.err) == (2, True)
    assert len(noted_installations(data)) == 2
    with open_installation(settings):
        assert noted_installations(data) == {""}


def test_a_target_that_is_refused_changes_nothing(byline: CommandLine, data: Path, tmp_path: Path) -> None:
    """What makes no sense, or is in the way, ends with a code and what to do; the data directory stays what it was."""
    taken = tmp_path / "taken.db"
    open_catalogue(taken).close()
    own = data / "catalogue.db"
    cases = [
        (2, "mysql://host/news", "only SQLite and Postgres are supported"),
        (2, "news", "--to and --password-env: not a database URL"),
        (2, "", "--to names no database"),
        (2, "postgresql://news:hunter2@host/news", "must not carry a password (not shown)"),
        (2, f"sqlite:///{taken}", f"{taken} is there already, and is left alone: name another file"),
        (2, f"sqlite:///{own}", f"the catalogue is in {own} already: name another place"),
        (1, "postgresql://news@127.0.0.1:9/news", "the server cannot be reached: start it"),
        (1, "sqlite:////proc/none/news.db", "the folder /proc/none cannot be made"),
    ]
    for code, url, says in cases:
        said = byline("move", "--to", url, "--yes")
        assert (said.code, says in said.err, said.out) == (code, True, ""), said.err
        assert "hunter2" not in said.err
    assert byline("move", "--to", "sqlite:///x.db", "--password-env", "NOT_SET", "--yes").code == 2
    asked = byline("move", "--to", f"sqlite:///{tmp_path / 'new.db'}")
    assert (asked.code, "there is no terminal to ask at" in asked.err) == (2, True)
    with DataDirLock(data, "byline run"):
        busy = byline("move", "--to", f"sqlite:///{tmp_path / 'new.db'}", "--yes")
    assert (busy.code, "`byline run` (process " in busy.err) == (1, True)
    nothing = replace(byline, config=tmp_path / "nothing.toml")
    nothing.config.write_text(f'[byline]\ndata_dir = "{tmp_path / "none"}"\n', encoding="utf-8")
    none = nothing("move", "--to", f"sqlite:///{tmp_path / 'new.db'}", "--yes")
    assert (none.code, "there is no catalogue" in none.err, (tmp_path / "none").exists()) == (1, True, False)
    assert noted_installations(data) == {""}
    assert not (tmp_path / "new.db").exists()


class Typed(io.StringIO):
    """What is typed at a terminal."""

    def isatty(self) -> bool:
        """Tell that it is one."""
        return True


def test_it_asks_at_a_terminal(
    config: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever says no has moved nothing; whoever says yes is told the section of the config."""
    command = ["--config", str(config), "move", "--to", f"sqlite:///{tmp_path / 'new.db'}"]
    for answer, code, says in (("n", 1, "nothing was moved"), ("y", 0, f'url = "sqlite:///{tmp_path / "new.db"}"')):
        monkeypatch.setattr(sys, "stdin", Typed(f"{answer}\n"))
        assert main(command) == code
        assert says in capsys.readouterr().err
    assert (tmp_path / "new.db").is_file()
    assert (data / "catalogue.db").is_file()


def test_passwords_come_from_variables(
    byline: CommandLine, data: Path, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The variable that --password-env names has the password, which is never shown; the config is to name it, too."""
    if not postgres.can_restart:
        pytest.skip("its rules are not the test's own")
    url = make_url(postgres.create("ENCODING 'UTF8' TEMPLATE template0"))
    postgres.execute("CREATE ROLE mover LOGIN PASSWORD 'never-shown-7'")
    to = url.set(username="mover").render_as_string(hide_password=False)
    with postgres.asking_for_passwords("mover"):
        monkeypatch.setenv("MOVED_PASSWORD", "never-shown-8")
        wrong = byline("move", "--to", to, "--password-env", "MOVED_PASSWORD", "--yes")
        assert (wrong.code, "the server wants another password" in wrong.err) == (2, True)
        monkeypatch.setenv("MOVED_PASSWORD", "never-shown-7")
        postgres.execute("REVOKE CREATE ON SCHEMA public FROM public, mover", database=url.database or "")
        refused = byline("move", "--to", to, "--password-env", "MOVED_PASSWORD", "--yes")
        assert (refused.code, "this user may not do that: make it the owner" in refused.err) == (2, True)
        postgres.execute("GRANT ALL ON SCHEMA public TO mover", database=url.database or "")
        moved = byline("move", "--to", to, "--password-env", "MOVED_PASSWORD", "--yes")
        assert moved.code == 0, moved.err
        assert configured(byline, moved)("status", "--json").record()["index"]["articles"] == 27
    assert 'password_env = "MOVED_PASSWORD"' in moved.err
    assert "never-shown" not in "".join(each.out + each.err for each in (wrong, refused, moved))
    assert data.is_dir()
