"""`forget`: asked for, counted, complete, and the same beside a running program."""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.adapters.journal import CatalogueJournal
from bot.commands.owner_process import owner_process
from bot.config.loader import load
from indexer.catalogue import SqlCatalogue
from tests.contracts.test_journal import DAY, NOW, answer_to, asked
from tests.integration.screen import terminal
from tests.integration.test_backup import spoken
from tests.integration.test_kill_points import Home, Point, killed
from tests.integration.test_mending import FUNDING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.integration.conftest import CommandLine, Launcher
    from tests.integration.warm import Warm

VECTORS = "data_level0.bin"
"""A file of Chroma's, for which hnswlib also writes memory that it has not filled: what a process had there before."""

AS_OF = ("--now", "2026-11-24T12:00:00Z")
WIRE = "Meridian Wire"


def wires(byline: CommandLine) -> list[dict[str, Any]]:
    """Return what a search finds of the source that is forgotten here."""
    found: list[dict[str, Any]] = byline("search", "Calderwick", "--source", WIRE, *AS_OF, "--json").record()["results"]
    return found


def paragraphs(byline: CommandLine) -> set[str]:
    """Return the paragraphs of all articles."""
    return {text for record in byline("export").records() for text in record["text"].split("\n\n")}


def files_with(data: Path, text: str) -> list[str]:
    """Return the names of the files that hold a text as it is."""
    return [path.name for path in data.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


def test_a_source_is_forgotten(byline: CommandLine, data: Path, launch: Launcher) -> None:
    """Its articles are found no more, stand in no file and do not come back; the rest is answered as before."""
    before = paragraphs(byline)
    said = byline("forget", "--source", WIRE, "--yes", "--json")
    assert said.code == 0
    removed = said.record()["removed"]
    assert (said.record()["source"], removed["articles"], removed["passages"]) == (WIRE, 7, 19)
    assert wires(byline) == []
    gone = before - paragraphs(byline)  # other outlets print some of its words
    assert len(gone) > 20
    left = {name for text in gone for name in files_with(data, text)}
    if left == {VECTORS}:  # chance: as operations.md says, a new index has nothing of it
        assert launch("--config", byline.config, "reindex").wait() == 0
        left = {name for text in gone for name in files_with(data, text)}
    assert left == set()
    assert byline("index", "--recheck", "--json").record()["articles"]["new"] == 0
    assert wires(byline) == []
    assert byline("status", "--json").record()["index"]["articles"] == 20
    assert byline("doctor").code == 0
    again = byline("forget", "--source", WIRE, "--yes")
    assert (again.code, again.out) == (0, f"nothing is kept of source {WIRE}\n")


def test_a_page_is_forgotten_beside_a_running_program(byline: CommandLine, data: Path) -> None:
    """The process that owns the data forgets, and answers without the page from then on, also after a restart."""
    records = byline("export").records()
    texts = Counter(text for record in records for text in record["text"].split("\n\n"))
    first = {record["url"]: record["text"].partition("\n\n")[0] for record in records}
    url, gone = next((url, text) for url, text in first.items() if texts[text] == 1)
    with owner_process(load(byline.config)) as owner:
        held = owner.opened.vectors.count()
        said = byline("forget", "--url", f"{url}?utm_source=mail", "--yes", "--json")
        assert said.code == 0
        removed = said.record()["removed"]
        assert (removed["articles"], removed["links"]) == (1, 1)
        assert "backups made before hold it still" in spoken(said)
        assert files_with(data, gone) == []
        assert owner.opened.vectors.count() == owner.opened.lexical.count() == held - removed["passages"] < held
        assert url not in byline("search", gone, *AS_OF, "--json").out
    assert url not in byline("search", gone, *AS_OF, "--json").out
    assert byline("doctor").code == 0


def test_a_member_is_forgotten(byline: CommandLine, data: Path) -> None:
    """Questions, answers and votes of a member go and are counted; nothing of them stands in the catalogue's files."""
    theirs, others = asked("1.0", user="U0ASKER01", text="A secret wish?"), asked("2.0", user="U0OTHER02")
    with closing(SqlCatalogue(f"sqlite:///{data / 'catalogue.db'}")) as catalogue:
        journal = CatalogueJournal(catalogue.journal, retention=DAY)
        for question in (theirs, others):
            journal.accept(question)
            journal.intend(question, answer_to(question))
            journal.posted(question.id, "m", NOW)
        journal.rate(others.id, "U0ASKER01", -1, "A secret wish!", NOW)
        journal.note("scope set by slack T1 C1", "U0ASKER01")
    said = byline("forget", "--user", "U0ASKER01", "--yes")
    assert (said.code, said.out) == (0, "removed: 1 question, 1 vote, 0 searches, 1 scope, 0 subscriptions\n")
    assert "what was posted on Slack or Discord stands there" in said.err
    assert files_with(data, "U0ASKER01") == files_with(data, "A secret wish") == []
    assert files_with(data, "U0OTHER02")
    assert byline("status", "--json").record()["feedback"]["down"] == 1


def test_answers_that_cite_it_are_erased(byline: CommandLine, data: Path) -> None:
    """An answer that is kept for its buttons does not outlive the article that it quotes."""
    with owner_process(load(byline.config)) as owner:
        service, question = owner.questions(), asked("1.0", text=FUNDING, received=owner.opened.clock.now())
        service.accept(question)
        service.intend(question, service.answer(question))
        service.posted(question, "m")
        said = byline("forget", "--source", WIRE, "--yes", "--json")
        assert said.record()["removed"]["answers"] == 1
        kept = owner.opened.journal.kept(question.id)
    assert kept is not None
    assert kept.answer is None
    assert data.is_dir()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ((), "name one thing to forget: --user ID, --url URL or --source NAME"),
        (("--user", "U1", "--source", "x"), "name one thing to forget"),
        (("--url", "ftp://x", "--yes"), "not an http(s) address"),
        (("--source", WIRE), "there is no terminal to ask at: add --yes"),
    ],
)
def test_wrong_use(byline: CommandLine, data: Path, options: tuple[str, ...], says: str) -> None:
    """Without exactly one thing to forget, or without a word that it is meant, nothing is removed."""
    said = byline("forget", *options)
    assert (said.code, said.out) == (2, "")
    assert says in said.err
    assert wires(byline)
    assert data.is_dir()


def test_nothing_was_collected(byline: CommandLine) -> None:
    """Before there is a catalogue there is nothing to forget, which is no error."""
    said = byline("forget", "--source", WIRE, "--yes", "--json")
    assert (said.code, set(said.record()["removed"].values())) == (0, {0})
    assert "backups made before may hold it still" in said.err


def test_a_feed_that_is_still_configured_is_named(byline: CommandLine, data: Path) -> None:
    """Where the config still names a feed of the source, it is said that it goes on being collected."""
    (url, *_) = (feed.url for feed in load(byline.config).indexer.feeds)
    said = byline("forget", "--source", "127.0.0.1", "--yes")
    assert f"{url} is still configured and goes on being collected: see `byline feeds remove`" in said.err
    assert data.is_dir()


FORGETTING = [
    Point("owned", lambda home: (home.data / "owner.json").exists()),
    *(Point(f"removed {later}", lambda home: home.count("articles") == 20, later) for later in (0, 4)),
    Point("indexes told", lambda home: home.count("articles") == 20 and not home.count("outbox")),
]


@pytest.mark.timeout(1_800)
def test_killed_while_forgetting(warm: Warm, byline: CommandLine, data: Path, collected: Path, tmp_path: Path) -> None:
    """Killed at any point it is forgotten or not, in catalogue and indexes alike; once more, and it is."""
    home, kills = Home(folder=tmp_path), 0
    for point in FORGETTING:
        shutil.rmtree(data)
        shutil.copytree(collected, data)
        kills += killed(warm, home, point, "forget", "--source", WIRE, "--yes")
        assert home.count("articles") in (20, 27), point.name
        assert bool(wires(byline)) == (home.count("articles") == 27), point.name
        assert byline("forget", "--source", WIRE, "--yes").code == 0
        assert wires(byline) == []
        assert byline("doctor").code == 0, point.name
    assert kills >= 2, kills


def test_it_asks_at_a_terminal(warm: Warm, byline: CommandLine, data: Path) -> None:
    """It shows how much it is and removes it when told yes; told no, nothing is removed."""
    command = ("--config", byline.config, "forget", "--source", WIRE)
    for key, code, left in (("n", 1, 27), ("y", 0, 20)):
        with terminal(warm, *command) as screen:
            assert f"kept of source {WIRE}: 7 articles, 7 versions, 19 passages" in screen.until("[y/N]")
            screen.type(f"{key}\r")
            assert screen.ended() == code
        assert replace(byline)("status", "--json").record()["index"]["articles"] == left
    assert data.is_dir()
