"""`byline feeds` and the reload of the config file, end to end on the sample newsroom."""

from __future__ import annotations

import shutil
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.config.loader import load
from bot.config.watcher import watched
from bot.wiring.opening import engines
from tests.doubles.fakes import FakeClock
from tests.doubles.site import Site
from tests.doubles.web_server import Stand

if TYPE_CHECKING:
    from pathlib import Path

    from bot.demo import DemoNewsroom
    from tests.integration.conftest import CommandLine

ALLOWED = "# Mine.\n[indexer]\nallow_private_hosts = true  # the newsroom is on this machine\n"


@pytest.fixture
def bare(config: Path) -> Path:
    """Leave the installation without feeds."""
    config.write_text(f'{ALLOWED}[byline]\ndata_dir = "data"\n', encoding="utf-8")
    return config


def test_add_finds_the_feed_behind_a_site(byline: CommandLine, room: DemoNewsroom, bare: Path) -> None:
    """The site's first feed is tried, shown with its newest entries and written; the others are named."""
    before = bare.read_text(encoding="utf-8")
    said = byline("feeds", "add", room.url, "--name", "Press", "--kind", "reported", "--tag", "a", "--tag", "b")
    assert said.code == 0
    assert "Press review: artificial intelligence: 20 entries" in said.out
    assert "2026-11-23 07:20  Ostrel pushes" in said.out
    assert all(url in said.out for url in room.feed_urls[1:])
    table = f'\n[[feeds]]\nurl = "{room.feed_urls[0]}"\nname = "Press"\nkind = "reported"\ntags = ["a", "b"]\n'
    assert bare.read_text(encoding="utf-8") == before + table


def test_add_writes_a_feed_once(byline: CommandLine, config: Path, room: DemoNewsroom) -> None:
    """A feed that is configured, under this address or another spelling of it, is not written again."""
    before = config.read_bytes()
    for url in (room.feed_urls[1], room.feed_urls[1] + "/", room.url):
        said = byline("feeds", "add", url)
        assert (said.code, "configured already" in said.err) == (0, True)
    assert config.read_bytes() == before


@pytest.mark.parametrize(
    ("path", "code", "words"),
    [
        ("/robots.txt", 1, "it names no feed, and there is none where feeds usually lie"),
        ("/absent", 1, "HTTP 404"),
        (None, 2, "not an http(s) address"),
    ],
)
def test_add_writes_nothing_but_feeds(
    byline: CommandLine, bare: Path, room: DemoNewsroom, path: str | None, code: int, words: str
) -> None:
    """What is no feed and leads to none is refused with the reason."""
    before = bare.read_bytes()
    said = byline("feeds", "add", room.url + path if path else "file:///etc/passwd")
    assert (said.code, words in said.err, bare.read_bytes()) == (code, True, before)


def test_add_takes_a_site_without_a_feed_by_its_sitemap(byline: CommandLine, bare: Path) -> None:
    """Where there is no feed the sitemap is found, shown with its parts and written; it is collected and checked."""
    with Stand() as stand:
        site = Site(stand, FakeClock(datetime.now(UTC)))
        for number in range(3):
            site.publish(f"/news/{number}", f"loom {number}", when=site.clock.now() - timedelta(days=number))
        site.publish("/company/about", "town", dated=False)
        site.write()
        added = byline("feeds", "add", stand.url("/"), "--name", "Weaver Lab")
        assert (added.code, "4 pages in its sitemap, no feed" in added.out) == (0, True)
        assert "its parts: /news/ (3), /company/ (1)" in added.out
        table = f'\n[[feeds]]\nurl = "{stand.url("/")}"\nsource = "sitemap"\nname = "Weaver Lab"\n'
        assert bare.read_text(encoding="utf-8").endswith(table)
        (checked,) = byline("feeds", "check", "--json").records()
        assert (checked["ok"], checked["source"], checked["format"], checked["entries"]) == (
            True, "sitemap", "sitemap", 4,
        )  # fmt: skip
        (report,) = byline("index", "--json").records()
        assert (report["feeds"]["polled"], report["articles"]["new"], report["articles"]["rejected"]) == (1, 3, 1)
        (listed,) = byline("feeds", "list", "--json").records()
        assert (listed["source"], listed["state"], listed["articles"]) == ("sitemap", "ok", 3)
        (again,) = byline("index", "--json").records()
        assert (again["feeds"]["not_modified"], again["articles"]["new"]) == (1, 0)


def test_sitemap_that_is_none_is_said(byline: CommandLine, bare: Path) -> None:
    """A site whose sitemap is a web page is not added; a configured one fails in words wherever feeds are told of."""
    with Stand() as stand:
        stand.say("/sitemap.xml", b"<!doctype html><html><body>Loom</body></html>", Content_Type="text/html")
        stand.say("/", b"<!doctype html><html><body>Loom</body></html>", Content_Type="text/html")
        before = bare.read_bytes()
        said = byline("feeds", "add", stand.url("/"))
        assert (said.code, "no sitemap: robots.txt names none" in said.err, bare.read_bytes()) == (1, True, before)
        bare.write_text(f'{ALLOWED}[[feeds]]\nurl = "{stand.url("/sitemap.xml")}"\nsource = "sitemap"\n', "utf-8")
        checked = byline("feeds", "check")
        assert (checked.code, "an HTML page, not a sitemap" in checked.out) == (1, True)
        assert byline("index").code == 0
        (listed,) = byline("status", "--json").records()[0]["feeds"]
        assert (listed["state"], listed["error"]) == ("failing", "an HTML page, not a sitemap")
        assert "an HTML page, not a sitemap" in byline("doctor").out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('include = ["AI"]', 'feeds[1].include[1]: must be a path that begins with "/"'),
        ("full_text = false", "feeds[1].full_text: must be true where source is sitemap"),
        ('source = "site"', 'feeds[1].source: must be one of feed, sitemap: "site"'),
    ],
)
def test_config_of_a_site_is_checked(byline: CommandLine, bare: Path, line: str, said: str) -> None:
    """What makes no sense for a sitemap is a mistake of the config file, named with its place."""
    source = "" if line.startswith("source") else 'source = "sitemap"\n'
    bare.write_text(f'[[feeds]]\nurl = "https://lab.example/"\n{source}{line}\n', "utf-8")
    found = byline("feeds", "list")
    assert (found.code, said in found.err) == (2, True)


def test_add_keeps_away_from_private_hosts(byline: CommandLine, config: Path, room: DemoNewsroom) -> None:
    """Without the setting, or without a config file, a feed on this machine is refused; no file is made."""
    config.unlink()
    said = byline("feeds", "add", room.url)
    assert (said.code, "allow_private_hosts" in said.err, config.exists()) == (1, True, False)


def test_import_begins_a_config_file_and_export_is_its_inverse(
    byline: CommandLine, config: Path, tmp_path: Path
) -> None:
    """Every new feed of a list is added in one write, bad ones are named; what is exported imports as it was."""
    config.unlink()
    file = tmp_path / "list.opml"
    file.write_text(
        '<opml version="2.0"><body><outline text="AI &amp; law">'
        '<outline text="A &quot;b&quot;" xmlUrl="https://a.example/f"/><outline xmlUrl="http://www.a.example/f/"/>'
        '</outline><outline text="x" xmlUrl="file:///x"/></body></opml>',
        encoding="utf-8",
    )
    said = byline("feeds", "import", str(file))
    assert (said.code, said.out) == (1, "1 added, 1 configured already, 1 bad\n")
    assert f"{file}: file:///x: not an http(s) address" in said.err
    assert config.read_text(encoding="utf-8").startswith("# Byline's configuration")
    feeds = load(config).indexer.feeds
    assert [(feed.url, feed.name, feed.tags) for feed in feeds] == [("https://a.example/f", 'A "b"', ("AI & law",))]

    file.write_text(byline("feeds", "export").out, encoding="utf-8")
    config.unlink()
    assert (byline("feeds", "import", str(file)).code, load(config).indexer.feeds) == (0, feeds)
    assert byline("feeds", "import", str(config)).code == 1
    assert byline("feeds", "import", "absent.opml").code == 2


def test_remove_takes_one_table(byline: CommandLine, config: Path, room: DemoNewsroom) -> None:
    """The feed is found under another spelling too; an unknown one is told with those nearest to it, exit code 1."""
    said = byline("feeds", "remove", room.feed_urls[1] + "/")
    assert said.code == 0
    assert [feed.url for feed in load(config).indexer.feeds] == [room.feed_urls[0], room.feed_urls[2]]
    before = config.read_bytes()
    said = byline("feeds", "remove", room.url + "/feeds/lab.json")
    assert (said.code, f"the nearest: {room.feed_urls[2]}" in said.err) == (1, True)
    assert config.read_bytes() == before


def test_check_stores_nothing(byline: CommandLine, config: Path, room: DemoNewsroom, tmp_path: Path) -> None:
    """Each feed is polled and told in the file's order; a failure gives exit code 1; no catalogue is made."""
    records = byline("feeds", "check", "--json").records()
    assert [record["url"] for record in records] == list(room.feed_urls)
    assert [(record["ok"], record["error"], record["problems"]) for record in records] == [(True, None, [])] * 3
    assert [record["entries"] for record in records] == [20, 3, 4]
    assert records[0]["newest"] == "2026-11-23T07:20:00+00:00"
    assert not (tmp_path / "data").exists()
    said = byline("feeds", "check", room.feed_urls[0], f"{room.url}/absent")
    assert said.code == 1
    assert f"failed  {room.url}/absent: HTTP 404" in said.out
    config.unlink()
    assert byline("feeds", "check").code == 2


def test_list_needs_no_catalogue_and_works_beside_its_owner(
    byline: CommandLine, config: Path, room: DemoNewsroom, collected: Path, tmp_path: Path
) -> None:
    """Feeds are shown with name, kind, state, articles and last success, before and while something collects."""
    (first, *_) = byline("feeds", "list", "--json").records()
    told = {"url", "source", "name", "kind", "tags", "enabled", "state", "error", "notices", "articles", "last_success"}
    assert told | {"moved_to"} == set(first)
    assert (first["url"], first["state"], first["articles"], first["last_success"]) == (
        room.feed_urls[0], "new", 0, None,
    )  # fmt: skip
    assert not (tmp_path / "data").exists()
    shutil.copytree(collected, tmp_path / "data")
    with engines(load(config), purpose="test", progress=lambda *_: None):
        records = byline("feeds", "list", "--json").records()
    assert {record["state"] for record in records} == {"ok"}
    assert all(record["articles"] and record["last_success"] for record in records)
    assert f"ok        {records[0]['name']}: {records[0]['articles']} articles" in byline("feeds", "list").out


def test_an_edit_applies_while_it_runs(byline: CommandLine, bare: Path, room: DemoNewsroom) -> None:
    """A feed that is added is polled by the next pass, one that is removed is not; nothing is restarted."""
    said: list[str] = []
    edited, stop = threading.Event(), threading.Event()

    def say(words: str) -> None:
        said.append(words)
        edited.set()

    settings = load(bare)
    polled = []
    with (
        engines(settings, purpose="test", progress=lambda *_: None) as opened,
        watched(settings, say) as live,
    ):
        edits = [("add", room.feed_urls[2]), ("remove", room.feed_urls[2])]
        for collect in opened.collecting_loop(live).passes(stop, pause=0.01):
            polled.append(collect(poll_all=True, progress=lambda *_: None).polled)
            if not edits:
                stop.set()
                continue
            edited.clear()
            assert byline("feeds", *edits.pop(0)).code == 0
            assert edited.wait(120)
    assert polled == [0, 1, 0]
    assert said == [f"{bare}: feeds {what}: {room.feed_urls[2]}" for what in ("added", "removed")]
