"""`byline init`: from nothing to a cited answer, at a terminal and without one."""

from __future__ import annotations

import stat
import threading
from typing import TYPE_CHECKING

import pytest

from bot.config.loader import load
from bot.config.packs import pack, packs
from tests.doubles.newsroom import html
from tests.doubles.web_server import Stand, silent
from tests.integration.screen import terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

    from bot.demo import DemoNewsroom
    from tests.integration.conftest import CommandLine, Launcher
    from tests.integration.warm import Warm

ALLOWED = "--allow-private-hosts"
QUESTION = "How much money did Calderwick raise?"


@pytest.fixture
def bare(config: Path) -> Path:
    """Leave the folder without a config file."""
    config.unlink()
    return config


def test_one_command_and_a_question(byline: CommandLine, bare: Path, room: DemoNewsroom) -> None:
    """Without a terminal nothing is asked: the file is written, the feed collected, and the next call answers."""
    said = byline("init", "--feed", room.feed_urls[0], "--feed", room.url, ALLOWED, "--timezone", "Europe/Oslo")
    assert (said.code, f"{bare}: written, with 1 feed" in said.err) == (0, True)
    assert "20 new" in said.err
    assert f"Next:\n  byline -c {bare} ask " in said.out
    assert f"  byline -c {bare} run " in said.out
    settings = load(bare)
    assert [feed.url for feed in settings.indexer.feeds] == [room.feed_urls[0]]
    assert (settings.byline.timezone.key, settings.indexer.collector.allow_private_hosts) == ("Europe/Oslo", True)
    answer = byline("ask", QUESTION, "--now", "2026-11-24T12:00:00Z", "--json").record()
    assert (answer["found"], "480 million" in answer["statements"][0]["text"]) == (True, True)


def test_packs_and_platforms_without_collecting(byline: CommandLine, bare: Path) -> None:
    """Every answer is an option; tokens are never asked for: the next steps name their variables."""
    said = byline(
        *("init", "--yes", "--no-index", "--pack", "chips", "--pack", "policy", "--pack", "chips"),
        *("--slack", "--discord", "--contact", 'Jo "J" <jo@example.org>', "--timezone", "UTC"),
    )
    assert said.code == 0
    settings = load(bare)
    assert len(settings.indexer.feeds) == len(pack("chips").feeds) + len(pack("policy").feeds)
    assert settings.indexer.collector.contact == 'Jo "J" <jo@example.org>'
    assert (settings.slack is not None, settings.discord is not None) == (True, True)
    steps = [line.split("  ")[1] for line in said.out.splitlines()[1:]]
    call = f"byline -c {bare}"
    assert steps == [
        f"{call} index", f"{call} slack manifest", f"{call} doctor", "export SLACK_BOT_TOKEN=...",
        "export SLACK_APP_TOKEN=...", "export DISCORD_TOKEN=...", f"{call} run",
    ]  # fmt: skip
    assert not (bare.parent / "data").exists()
    assert "is not set" not in said.err
    assert "Nothing" not in byline("feeds", "list").out


def test_the_usual_packs(byline: CommandLine, bare: Path) -> None:
    """Where nothing is said, the usual packs are taken; the file may be read by everybody, as it holds no secret."""
    assert byline("init", "--yes", "--no-index").code == 0
    assert {feed.tags[0] for feed in load(bare).indexer.feeds} == {"labs", "press"}
    assert stat.S_IMODE(bare.stat().st_mode) & 0o400


@pytest.mark.parametrize(("packs_wanted", "number"), [("all", sum(len(each.feeds) for each in packs())), ("none", 0)])
def test_all_packs_or_none(byline: CommandLine, bare: Path, packs_wanted: str, number: int) -> None:
    """Both are answers, too; without feeds the first step is to name some."""
    said = byline("init", "--pack", packs_wanted, *(["--no-index"] if number else []))
    assert (said.code, len(load(bare).indexer.feeds)) == (0, number)
    assert ("feeds add --pack labs" in said.out) == (number == 0)


def test_what_doctor_would_say_is_said(byline: CommandLine, bare: Path) -> None:
    """Trouble with the installation is told at once, with its remedy."""
    (bare.parent / "data").write_text("no folder", encoding="utf-8")
    said = byline("init", "--yes", "--no-index")
    assert said.code == 0
    assert "problem  permissions: " in said.err
    assert "-> " in said.err


WRONG = [
    (["--pack", "lab"], 2, '--pack lab: no such pack, did you mean "labs"? There are labs, press, '),
    (["--pack", ""], 2, "no such pack. There are labs"),
    (["--contact", "Zoë"], 2, "--contact Zoë: must be plain ASCII"),
    (["--timezone", "Mars/Olympus"], 2, "--timezone Mars/Olympus: not a time zone"),
    (["--feed", "file:///etc/passwd"], 2, "file:///etc/passwd: not an http(s) address"),
    (["--feed", "https://user:secret@example.org/f"], 2, "must not carry a user name or password"),
    (["--feed", "{room}"], 1, "if it is meant, say --allow-private-hosts"),
    (["--feed", "{room}/absent", ALLOWED], 1, "HTTP 404"),
    (["--feed", "{room}/robots.txt", ALLOWED], 1, "it names no feed"),
    (["--colour", "red"], 2, "No such option"),
    (["labs"], 2, "unexpected extra argument"),
]


@pytest.mark.parametrize(("options", "code", "message"), WRONG)
def test_what_is_wrong_is_told_and_nothing_is_written(
    byline: CommandLine, bare: Path, room: DemoNewsroom, options: list[str], code: int, message: str
) -> None:
    """What, where and what to do, in a message; no file and no folder."""
    before = set(bare.parent.iterdir())
    said = byline("init", "--yes", *(option.format(room=room.url) for option in options))
    assert (said.code, message in said.err) == (code, True), said.err
    assert set(bare.parent.iterdir()) == before


def test_a_config_that_is_there_stays(byline: CommandLine, config: Path) -> None:
    """It is told before anything is asked or fetched; with --force the old file is kept under another name."""
    before = config.read_bytes()
    said = byline("init", "--feed", "https://example.org/never-asked")
    assert (said.code, "is there already and stays as it is" in said.err, config.read_bytes()) == (2, True, before)
    said = byline("init", "--yes", "--no-index", "--force")
    assert (said.code, f"the old file is kept as {config}.old" in said.err) == (0, True)
    assert config.with_name("config.toml.old").read_bytes() == before
    assert load(config).indexer.feeds


def test_a_broken_config_can_be_replaced(byline: CommandLine, config: Path) -> None:
    """What is in the way may be anything: it is kept all the same."""
    config.write_bytes(b"\xff\xfe no TOML")
    assert byline("init", "--no-index").code == 2
    assert byline("init", "--no-index", "--force").code == 0
    assert config.with_name("config.toml.old").read_bytes() == b"\xff\xfe no TOML"


@pytest.fixture
def poor() -> Iterator[Stand]:
    """Serve a feed whose pages are not there."""
    with Stand() as stand:
        items = "".join(
            f"<item><title>The title of note {n}</title><link>{stand.url(f'/absent/{n}')}</link></item>"
            for n in range(7)
        )
        stand.say("/feed", f"<rss version='2.0'><channel><title>Poor</title>{items}</channel></rss>".encode())
        yield stand


def test_trouble_of_the_first_pass_is_told_in_part(byline: CommandLine, bare: Path, poor: Stand) -> None:
    """Of pages that cannot be had a few are named, with where more is told; they do not fill the screen."""
    said = byline("init", "--feed", poor.url("/feed"), ALLOWED)
    assert said.code == 0
    assert load(bare).indexer.feeds
    assert said.err.count("/absent/") == 5
    assert "  and 2 more: `byline -c " in said.err


def test_the_dialogue_leads_to_an_answer(launch: Launcher, byline: CommandLine, bare: Path, room: DemoNewsroom) -> None:
    """At a terminal each thing is asked, wrong answers again, and what was collected can be asked for."""
    with terminal(launch, "-c", bare, "init", "--contact", "me@example.org") as screen:
        assert "chips" in screen.until("(Enter: labs, press):")
        screen.type("lab\n")
        screen.until('did you mean "labs"')
        screen.until("):")
        screen.type("none\n")
        screen.until("An address (Enter: no more):")
        screen.type(room.feed_urls[0] + "\n")
        screen.until("private addresses, too? [y/N]")
        screen.type("y\n")
        screen.until("Press review: artificial intelligence: 20 entries")
        screen.until("An address (Enter: no more):")
        screen.type("\n")
        screen.until("Places (Enter: terminal):")
        screen.type("\n")
        screen.until("Time zone (Enter:")
        screen.until("):")
        screen.type("Europe/Ber\t\n")
        screen.until("Collect from 1 feed now? [Y/n]")
        screen.type("\n")
        screen.until("written, with 1 feed")
        screen.until("Next:")
        assert screen.ended() == 0
    settings = load(bare)
    assert (settings.byline.timezone.key, settings.indexer.collector.contact) == ("Europe/Berlin", "me@example.org")
    assert "480 million" in byline("ask", QUESTION, "--now", "2026-11-24T12:00:00Z").out


@pytest.mark.parametrize("key", ["\x03", "\x04"])
@pytest.mark.parametrize("asked", ["(Enter: labs, press):", "Time zone (Enter:"])
def test_leaving_the_dialogue_leaves_nothing(warm: Warm, bare: Path, key: str, asked: str) -> None:
    """Ctrl-C and Ctrl-D at any question end it, say so, and write nothing."""
    given = ("--pack", "labs", "--contact", "", "--slack") if asked.startswith("Time") else ()
    with terminal(warm, "-c", bare, "init", *given) as screen:
        if given:
            screen.until("An address (Enter: no more):")
            screen.type("\n")
        screen.until(asked)
        screen.type(key)
        screen.until("nothing was written")
        assert screen.ended() == 130
    assert b"Traceback" not in screen.seen
    assert not bare.exists()


def test_the_first_pass_can_be_stopped(warm: Warm, byline: CommandLine, bare: Path, poor: Stand) -> None:
    """Ctrl-C while it collects leaves the file and what was collected; the next pass goes on from there."""
    fetching = threading.Event()

    def never(to: BaseHTTPRequestHandler) -> None:
        fetching.set()
        silent(to)

    poor.do("/absent/3", never)
    with terminal(warm, "-c", bare, "init", "--yes", "--feed", poor.url("/feed"), ALLOWED) as screen:
        screen.until("collecting; Ctrl-C stops it")
        assert fetching.wait(240)
        screen.type("\x03")
        screen.until("stopped: what was collected stays")
        assert screen.ended() == 130
    assert b"Traceback" not in screen.seen
    assert load(bare).indexer.feeds
    poor.say("/absent/3", html("third"), Content_Type="text/html")
    assert "articles: " in byline("index").out
    assert poor.url("/absent/3") in byline("search", "third works").out


def test_with_yes_a_terminal_is_not_asked(warm: Warm, bare: Path) -> None:
    """With --yes all is done at once, at a terminal too."""
    with terminal(warm, "-c", bare, "init", "--yes", "--no-index") as screen:
        screen.until("Next:")
        assert screen.ended() == 0
    assert load(bare).indexer.feeds


def test_a_refused_collecting_is_left_for_later(warm: Warm, bare: Path) -> None:
    """A no to the last question writes the file and names `index` as what comes next."""
    with terminal(
        warm, "-c", bare, "init", "--pack", "labs", "--contact", "", "--timezone", "UTC", "--slack"
    ) as screen:
        screen.until("An address (Enter: no more):")
        screen.type("\n")
        screen.until(f"Collect from {len(pack('labs').feeds)} feeds now? [Y/n]")
        screen.type("n\n")
        screen.until(" index")
        assert screen.ended() == 0
    assert len(load(bare).indexer.feeds) == len(pack("labs").feeds)


def test_packs_are_listed(byline: CommandLine, bare: Path) -> None:
    """`feeds packs` needs no config and shows each feed with what it gives; as JSON one pack a line."""
    said = byline("feeds", "packs")
    assert (said.code, bare.exists()) == (0, False)
    shown = said.out
    assert all(each.feed.url in shown and each.feed.name in shown for pack in packs() for each in pack.feeds)
    assert "  Financial Times: reported, summaries; for subscribers\n" in shown
    assert [record["name"] for record in byline("feeds", "packs", "--json").records()] == [p.name for p in packs()]


def test_a_pack_is_added_to_a_config_file(byline: CommandLine, config: Path) -> None:
    """Comments and feeds that are there stay, each feed is written once with what is to be known of it."""
    known = pack("labs").feeds[1].feed.url
    text = f'# Mine.\n[indexer]\ncontact = "me" # yes\n\n# Dear to me.\n[[feeds]]\nurl = "{known}"\nname = "A"\n'
    config.write_text(text, encoding="utf-8")
    said = byline("feeds", "add", "--pack", "labs", "--pack", "chips", "--pack", "labs")
    new = len(pack("labs").feeds) + len(pack("chips").feeds) - 1
    assert (said.code, f"{config}: {new} added, 1 configured already" in said.err) == (0, True)
    after = config.read_text(encoding="utf-8")
    assert after.startswith(text + "\n# Summaries only: the site lets few programs read its pages\n[[feeds]]\n")
    feeds = load(config).indexer.feeds
    assert (feeds[0].name, len(feeds)) == ("A", new + 1)
    assert feeds[1:] == tuple(f.feed for n in ("labs", "chips") for f in pack(n).feeds if f.feed.url != known)
    assert f"0 added, {new + 1} configured already" in byline("feeds", "add", "--pack", "labs", "--pack", "chips").err
    assert config.read_text(encoding="utf-8") == after


def test_a_pack_begins_a_config_file(byline: CommandLine, bare: Path) -> None:
    """Without a file, the pack's feeds begin one."""
    assert byline("feeds", "add", "--pack", "research").code == 0
    assert load(bare).indexer.feeds == tuple(each.feed for each in pack("research").feeds)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--pack", "resarch"], 'no such pack, did you mean "research"?'),
        (["--pack", "labs", "https://example.org"], "--pack brings its own feeds"),
        (["--pack", "labs", "--kind", "opinion"], "--pack brings its own feeds"),
        ([], "name the address of a feed or site, or a pack"),
    ],
)
def test_wrong_use_of_add(byline: CommandLine, config: Path, options: list[str], message: str) -> None:
    """What makes no sense is told, and the file stays as it is."""
    before = config.read_bytes()
    said = byline("feeds", "add", *options)
    assert (said.code, message in said.err, config.read_bytes()) == (2, True, before)
