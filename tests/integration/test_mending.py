"""`reindex`, `doctor`, and starts after something happened to the data directory."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from indexer.indexing.data_dir_lock import DataDirLock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.integration.conftest import CommandLine

NOW = "2026-11-24T12:00:00+00:00"
FUNDING = "How much money did Calderwick raise?"


def passages(data: Path) -> int:
    """Return the number of passages in the catalogue."""
    with closing(sqlite3.connect(data / "catalogue.db")) as database:
        return int(database.execute("SELECT count(*) FROM passages").fetchone()[0])


def files(data: Path) -> list[str]:
    """Return the names of all files; a reader of the catalogue makes two more beside it."""
    return sorted(str(path) for path in data.rglob("*") if not path.name.endswith(("-shm", "-wal")))


def checks(byline: CommandLine) -> dict[str, dict[str, Any]]:
    """Return what the doctor says, by check; of several findings of one check the last."""
    return {each["check"]: each for each in byline("doctor", "--json").record()["checks"]}


def cut(path: Path) -> None:
    """Take the second half of a file away."""
    os.truncate(path, path.stat().st_size // 2)


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "vectors cut off": (lambda data: cut(data / "vectors" / "chroma.sqlite3"), "vectors were missing: rebuilt"),
    "texts gone": (lambda data: next((data / "lexical").glob("*.idx")).unlink(), "lexical index was incomplete"),
    "commit cut off": (lambda data: cut(data / "lexical" / "meta.json"), "lexical index was incomplete"),
    "both gone": (lambda data: list(map(shutil.rmtree, (data / "vectors", data / "lexical"))), "rebuilt"),
}


def test_damage_is_noticed_mended_and_said(byline: CommandLine, data: Path) -> None:
    """Whatever happened to the index files, the next command says it, mends it, and answers as before."""
    before = byline("ask", FUNDING, "--now", NOW, "--json").record()["statements"]
    for name, (damage, words) in DAMAGE.items():
        damage(data)
        said = byline("ask", FUNDING, "--now", NOW, "--json")
        assert (said.code, said.record()["statements"]) == (0, before), name
        assert words in said.err, name
        assert byline("doctor").code == 0, name


def test_reindex(byline: CommandLine, data: Path) -> None:
    """A new index answers as the old one did, and the old one's folders are gone."""
    before = byline("ask", FUNDING, "--now", NOW, "--json").record()["statements"]
    said = byline("reindex")
    assert (said.code, said.out) == (
        0,
        f"{passages(data)} passages stand in a new index; the old one is gone\n",
    )
    folders = {path.name for path in data.iterdir() if path.is_dir()}
    assert folders == {"vectors.2", "lexical.2"}
    assert before == byline("ask", FUNDING, "--now", NOW, "--json").record()["statements"]


def test_another_models_index_is_never_read(byline: CommandLine, data: Path) -> None:
    """An index of other rules is refused with the command that helps, by `ask` and by the doctor; it then helps."""
    with closing(sqlite3.connect(data / "catalogue.db")) as database:
        database.execute("UPDATE cursors SET generation = 'g0123456789ab'")
        database.commit()
    said = byline("ask", FUNDING)
    assert (said.code, said.out) == (1, "")
    assert "another embedding model or by other passage rules" in said.err
    assert "byline reindex" in said.err
    told = byline("doctor")
    assert told.code == 1
    assert "-> run `byline reindex`" in told.out
    assert byline("reindex").code == 0
    assert byline("ask", FUNDING, "--now", NOW, "--json").record()["found"]
    assert byline("doctor").code == 0


def test_a_second_process(byline: CommandLine, data: Path) -> None:
    """While another process owns the data, `reindex` is refused with its name, and `doctor` works."""
    with DataDirLock(data, "byline run"):
        said = byline("reindex")
        assert said.code == 1
        assert "in use by `byline run`" in said.err
        assert byline("doctor").code == 0


def small(*arguments: str, limit: int, config: Path) -> subprocess.CompletedProcess[str]:
    """Run a command that may write no file of more than `limit` bytes: what a full disk looks like from inside."""

    def bounded() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # so that writing fails, as on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [sys.executable, "-m", "bot", "--config", str(config), *arguments],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        preexec_fn=bounded,
    )


def test_a_full_disk(byline: CommandLine, config: Path) -> None:
    """Where the disk ends while collecting it is one message and exit code 1; with room again nothing is missing."""
    for limit in (20_000, 120_000):
        said = small("index", limit=limit, config=config)
        assert (said.returncode, said.stdout) == (1, ""), limit
        assert said.stderr.startswith("byline: ")
        assert "Traceback" not in said.stderr
    assert byline("index").code == 0
    assert byline("doctor").code == 0
    assert byline("status", "--json").record()["index"]["articles"] == 27


def test_no_room_for_the_vectors(byline: CommandLine, config: Path, data: Path) -> None:
    """Where the disk ends at the index the message names it; with room again it is made from the catalogue."""
    shutil.rmtree(data / "vectors")
    said = small("ask", FUNDING, limit=100_000, config=config)
    assert (said.returncode, said.stdout) == (1, "")
    assert f"the vectors in {data / 'vectors'} cannot be used" in said.stderr
    assert byline("ask", FUNDING, "--now", NOW, "--json").record()["found"]
    assert byline("doctor").code == 0


def test_doctor_of_a_healthy_installation(byline: CommandLine, config: Path, data: Path) -> None:
    """Everything is looked at, nothing is wrong, and nothing is changed."""
    before = files(data)
    said = byline("doctor", "--json")
    record = said.record()
    assert (said.code, record["ok"]) == (0, True)
    names = {each["check"] for each in record["checks"]}
    assert names == {
        "python", "config", "parsers", "disk", "permissions", "privacy", "model", "confidence", "reader", "catalogue",
        "clock", "index", "vectors", "lexical index", "feeds",
    }  # fmt: skip
    assert all(each["remedy"] is None for each in record["checks"])
    assert str(config) in byline("doctor").out
    model = next(each["says"] for each in record["checks"] if each["check"] == "model")
    assert "computed by onnxruntime, from a copy" in model
    assert before == files(data)


def test_doctor_names_a_data_folder_that_others_can_read(byline: CommandLine, data: Path) -> None:
    """A folder that every user can look into is a problem with a remedy, which the next start applies."""
    data.chmod(0o755)
    said = byline("doctor", "--json")
    (found,) = [each for each in said.record()["checks"] if each["check"] == "privacy"]
    assert (said.code, found["level"]) == (1, "problem")
    assert f"chmod 700 {data}" in found["remedy"]
    assert byline("ask", FUNDING, "--now", NOW).code == 0
    assert data.stat().st_mode & 0o777 == 0o700
    assert byline("doctor").code == 0


def test_doctor_before_the_first_collecting(byline: CommandLine) -> None:
    """An installation that has collected nothing yet is healthy."""
    said = byline("doctor")
    assert said.code == 0
    assert "nothing was collected yet" in said.out


def test_doctor_without_a_config(byline: CommandLine, config: Path) -> None:
    """Without a config file, or with a broken one, what can be checked is checked, and the problems are named."""
    config.write_text("[byline]\ncolour = 1\n[indexer]\nper_host = 0\n")
    problems = [each for each in byline("doctor", "--json").record()["checks"] if each["level"] == "problem"]
    assert [each["check"] for each in problems] == ["config", "config"]
    config.unlink()
    said = byline("doctor", "--json")
    assert said.code == 1
    found = {each["check"]: each for each in said.record()["checks"]}
    assert "byline init" in found["config"]["says"]
    assert found["model"]["level"] == "ok"


def test_doctor_looks_for_tokens(byline: CommandLine, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that is missing from the environment is a problem; the value of one that is there is never shown."""
    with config.open("a") as file:
        file.write('\n[slack]\nbot_token_env = "A_BOT"\napp_token_env = "AN_APP"\napi_url = "http://127.0.0.1:9/"\n')
    monkeypatch.setenv("A_BOT", "xoxb-secret")
    said = byline("doctor")
    assert said.code == 1
    assert "[slack]: A_BOT is set" in said.out
    assert "[slack]: AN_APP is not set" in said.out
    assert "export AN_APP=..." in said.out
    assert "xoxb-secret" not in said.out + said.err


def test_what_needs_no_database_is_told_without_its_password(byline: CommandLine, config: Path) -> None:
    """Of a password that is not set the doctor names the variable and runs the other checks; a unit is printed."""
    with config.open("a") as file:
        file.write('\n[catalogue]\nurl = "postgresql+psycopg://news@127.0.0.1:9/news"\npassword_env = "A_PASSWORD"\n')
    found = {each["check"]: each for each in byline("doctor", "--json").record()["checks"]}
    assert (found["token"]["level"], found["token"]["says"]) == ("problem", "[catalogue]: A_PASSWORD is not set")
    assert found["token"]["remedy"].endswith("export A_PASSWORD=...")
    assert found["catalogue"]["says"].startswith("[catalogue] password_env names A_PASSWORD, but")
    assert {"python", "config", "model", "disk"} <= found.keys()
    unit = byline("service")
    assert (unit.code, "it sets A_PASSWORD" in unit.err) == (0, True)


def test_doctor_finds_a_wrong_clock(byline: CommandLine, data: Path) -> None:
    """A clock that shows less than when feeds were last polled is wrong."""
    later = int(datetime(2099, 1, 1, tzinfo=UTC).timestamp() * 1e6)
    with closing(sqlite3.connect(data / "catalogue.db")) as database:
        database.execute("UPDATE feeds SET last_poll = ?", (later,))
        database.commit()
    found = checks(byline)["clock"]
    assert found["level"] == "problem"
    assert "yet it has been 2099-01-01 00:00 already" in found["says"]


def test_doctor_compares_the_indexes_with_the_catalogue(byline: CommandLine, data: Path) -> None:
    """An index that is gone or incomplete is a problem with its remedy."""
    shutil.rmtree(data / "lexical")
    with closing(sqlite3.connect(data / "vectors" / "chroma.sqlite3")) as database:
        database.execute("DELETE FROM embeddings WHERE id = 1")
        database.commit()
    found = checks(byline)
    total = passages(data)
    assert found["lexical index"]["says"] == f"cannot be read, the catalogue has {total}"
    assert found["vectors"]["says"] == f"{total - 1} passages, the catalogue has {total}"
    assert "byline reindex" in found["vectors"]["remedy"]


@pytest.mark.usefixtures("data")
def test_doctor_names_failing_feeds(byline: CommandLine, config: Path) -> None:
    """A feed that fails is a warning with its remedy; if none can be had it is a problem."""
    with config.open("a") as file:
        file.write('\n[[feeds]]\nurl = "http://127.0.0.1:9/feed"\n')
    byline("index")
    said = byline("doctor", "--json")
    assert said.code == 0
    (feed,) = [each for each in said.record()["checks"] if each["check"] == "feeds"]
    assert (feed["level"], feed["says"].split(": ")[0]) == ("warning", "http://127.0.0.1:9/feed")


def test_a_read_only_folder(byline: CommandLine, config: Path, tmp_path: Path) -> None:
    """Data that may not be written is told by `index` and by the doctor, with the remedy."""
    if os.geteuid() == 0:
        config.write_text(config.read_text().replace(json.dumps(str(tmp_path / "data")), '"/proc/byline"'))
    else:
        (tmp_path / "data").mkdir(mode=0o500)
    said = byline("index")
    assert said.code == 1
    assert "cannot be used" in said.err
    told = byline("doctor")
    assert told.code == 1
    assert "may not be written" in told.out


@pytest.mark.usefixtures("data")
def test_secrets_of_a_feed_and_of_the_environment_are_never_shown(
    byline: CommandLine, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key in a feed's address, and a token that a server sends back, show in no message and are stored nowhere."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-echoed-by-a-server")
    text = config.read_text(encoding="utf-8")
    first = re.search(r'url = "(http://127[^"]*)"', text)
    assert first
    gone = first[1].rsplit("/", 1)[0] + "/none?token=k3y-of-a-feed&path=xoxb-echoed-by-a-server"
    config.write_text(f'{text}\n[[feeds]]\nurl = "{gone}"\n\n[slack]\n', encoding="utf-8")
    said = [byline(*each) for each in (["index"], ["index", "--json"], ["status"], ["status", "--json"], ["doctor"])]
    said.append(byline("feeds", "list"))
    for each in said:
        assert "k3y-of-a-feed" not in each.out + each.err
        assert "xoxb-echoed-by-a-server" not in each.out + each.err
    assert "/none?token=***&path=***" in said[2].out
    assert (
        byline("feeds", "remove", gone.replace("k3y-of-a-feed", "***").replace("xoxb-echoed-by-a-server", "***")).code
        == 0
    )
    assert "k3y-of-a-feed" not in config.read_text(encoding="utf-8")
