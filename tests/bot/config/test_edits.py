"""The config file, edited by the program and by people while it runs."""

from __future__ import annotations

import os
import threading
import tomllib
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from bot.config.differences import config_change
from bot.config.edits import with_feeds, without_feed
from bot.config.loader import load
from bot.config.updates import added, created, removed, require_room, revise
from bot.config.watcher import LiveSettings, watched
from indexer.errors import ConfigError
from indexer.model import Kind
from indexer.model.feeds import Feed, FeedSource

if TYPE_CHECKING:
    from pathlib import Path

    from bot.config.sections import Settings

NEW = Feed(url="https://new.example/f", name='The "New"', kind=Kind.OPINION, tags=("a", "b, c"))
NEW_TABLE = '[[feeds]]\nurl = "https://new.example/f"\nname = "The \\"New\\""\nkind = "opinion"\ntags = ["a", "b, c"]\n'
FILE = '''\
# My newsroom.
[byline]
log = "text"  # or json

# The first one
# is the best.
[[feeds]]
url = "https://one.example/f"
include = [
"[x]", # no header
] # nor this
# kind = "opinion"

# The second one.
[[feeds]] # inline
  url = "https://two.example/f"
name = """
[[feeds]]
# no comment"""

# About three.

[["feeds"]]
url = "https://three.example/f"

# This section switches Slack on.
[slack]
command = "/news"
'''


def feeds(text: str) -> list[dict[str, Any]]:
    """Return the tables of feeds in a text."""
    return list(tomllib.loads(text).get("feeds", []))


def test_a_feed_is_added_after_the_others() -> None:
    """Comments and layout stay; the new table stands after the last feed and before what follows it."""
    before, after = FILE.split("# This section")
    assert with_feeds(FILE, [NEW]) == f"{before}{NEW_TABLE}\n# This section{after}"


@pytest.mark.parametrize("start", ["", "# only a comment\n", '[byline]\nlog = "json"', '[byline]\nlog = "json"\n\n'])
def test_a_first_feed_is_added_at_the_end(start: str) -> None:
    """A file without feeds gets the table at its end, parted from the rest by one blank line."""
    stripped = start.rstrip("\n")
    assert (
        with_feeds(start, [NEW, Feed(url="https://x.example/")])
        == (f"{stripped}\n\n" if stripped else "") + f'{NEW_TABLE}\n[[feeds]]\nurl = "https://x.example/"\n'
    )


def test_every_setting_of_a_feed_is_written(tmp_path: Path) -> None:
    """A feed that is added means what it meant before, with whatever it has beyond the defaults."""
    whole = replace(
        NEW,
        enabled=False,
        full_text=False,
        poll_interval=timedelta(minutes=90),
        include=("AI", "/GPT-\\d/"),
        exclude=("x",),
    )
    hourly = Feed(url="https://x.example/", poll_interval=timedelta(hours=1))
    assert added(tmp_path / "config.toml", [whole, hourly]) == [whole, hourly]
    assert load(tmp_path / "config.toml").indexer.feeds == (whole, hourly)
    text = (tmp_path / "config.toml").read_text(encoding="utf-8")
    assert ('poll_interval = "90m"' in text, 'poll_interval = "1h"' in text) == (True, True)


def test_a_remark_stands_above_its_feed_and_goes_with_it(tmp_path: Path) -> None:
    """What is to be known of a feed that is added is a comment of its table."""
    path = tmp_path / "config.toml"
    added(path, [NEW, Feed(url="https://x.example/")], {NEW.url: "summaries only", "https://else.example": "none"})
    text = path.read_text(encoding="utf-8")
    assert f"\n\n# Summaries only\n{NEW_TABLE}\n[[feeds]]" in text
    removed(path, NEW.url)
    assert "Summaries" not in path.read_text(encoding="utf-8")


def test_a_feed_is_removed_with_its_own_comments_only() -> None:
    """The comment right above a table and right below its keys go with it, everything else stays byte for byte."""
    one = FILE[FILE.index("# The first one") : FILE.index("# The second one")]
    two = FILE[FILE.index("# The second one") : FILE.index("# About three")]
    three = FILE[FILE.index('[["feeds"]]') : FILE.index("# This section")]
    assert [without_feed(FILE, number) for number in range(3)] == [FILE.replace(part, "") for part in (one, two, three)]


def test_what_is_added_can_be_removed_again() -> None:
    """Adding feeds and removing them gives the text that there was before."""
    for text in ("# x\n", '[byline]\nlog = "json"\n', '[[feeds]]\nurl = "https://one.example/f"\n'):
        twice = with_feeds(text, [NEW, Feed(url="https://x.example/")])
        number = len(feeds(text))
        assert without_feed(without_feed(twice, number), number) == text


@pytest.mark.parametrize(
    "text",
    [
        "feeds = []\n",
        'feeds = [{url = "https://one.example/f"}]  # mine\n[byline]\nlog = "text"\n',
        'feeds = [\n  {url = "https://one.example/f"}, # one\n  {url = "https://two.example/f"},\n]\n',
    ],
)
def test_feeds_in_one_array_stay_in_it(text: str) -> None:
    """Where feeds are written as an array of inline tables, they are added to it and removed from it."""
    more = with_feeds(text, [NEW])
    assert [table["url"] for table in feeds(more)] == [*(table["url"] for table in feeds(text)), NEW.url]
    assert feeds(without_feed(more, 0)) == feeds(more)[1:]
    assert text.count("#") == more.count("#")


def test_windows_line_ends_mark_mode_and_link_stay(tmp_path: Path) -> None:
    """The file keeps its byte order mark, its line ends and its mode, and a link to it stays one."""
    real, link = tmp_path / "real.toml", tmp_path / "config.toml"
    real.write_bytes(b'\xef\xbb\xbf# mine\r\n[byline]\r\nlog = "json"\r\n')
    real.chmod(0o600)
    link.symlink_to(real)
    assert added(link, [Feed(url="https://x.example/")]) == [Feed(url="https://x.example/")]
    assert real.read_bytes() == (
        b'\xef\xbb\xbf# mine\r\n[byline]\r\nlog = "json"\r\n\r\n[[feeds]]\r\nurl = "https://x.example/"\r\n'
    )
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o600
    assert {one.name for one in tmp_path.iterdir()} == {"config.toml", "real.toml"}


def test_only_feeds_not_configured_yet_are_added(tmp_path: Path) -> None:
    """The same feed under another spelling is not added again, nor twice in one go."""
    path = tmp_path / "config.toml"
    first = Feed(url="https://www.one.example/feed")
    assert added(path, [first, Feed(url="http://one.example/feed/")]) == [first]
    written = path.read_bytes()
    assert added(path, [Feed(url="http://one.example/feed?utm_source=x")]) == []
    assert path.read_bytes() == written
    removed(path, "http://one.example/feed/")
    assert load(path).indexer.feeds == ()


def test_nothing_is_written_that_could_not_be_read(tmp_path: Path) -> None:
    """A result that the program would refuse, and a file that it refuses already, leave the file as it is."""
    path = tmp_path / "config.toml"
    for text, url in (('[byline]\nlog = "text"\n', "ftp://x.example/"), ("[byline\n", "https://x.example/")):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ConfigError):
            added(path, [Feed(url=url)])
        assert path.read_text(encoding="utf-8") == text
    with pytest.raises(ConfigError, match="its folder does not exist"):
        added(tmp_path / "absent" / "config.toml", [NEW])
    assert [one.name for one in tmp_path.iterdir()] == ["config.toml"]


def test_an_edit_between_reading_and_writing_is_not_lost(tmp_path: Path) -> None:
    """If another program changes the file meanwhile, the edit is made again on what stands there then."""
    path = tmp_path / "config.toml"
    path.write_text("# one\n", encoding="utf-8")
    others = iter(["# two\n", "# three\n"])

    def edit(text: str, _: Settings) -> str:
        if other := next(others, ""):
            path.write_text(other, encoding="utf-8")
        return text + "# edited\n"

    revise(path, edit)
    assert path.read_text(encoding="utf-8") == "# three\n# edited\n"


def test_a_file_that_never_rests_is_left_alone(tmp_path: Path) -> None:
    """After a few tries the edit is given up, and says so."""
    path = tmp_path / "config.toml"
    path.write_text("# 0\n", encoding="utf-8")

    def edit(text: str, _: Settings) -> str:
        path.write_text(text + "# more\n", encoding="utf-8")
        return text + "# edited\n"

    with pytest.raises(ConfigError, match="keeps changing it"):
        revise(path, edit)
    assert "edited" not in path.read_text(encoding="utf-8")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return the settings of a file that stands in a folder of its own."""
    path = tmp_path / "config.toml"
    path.write_text('[[feeds]]\nurl = "https://one.example/f"\n', encoding="utf-8")
    return load(path)


def test_collecting_changes_at_once_and_the_rest_at_a_restart(settings: Settings) -> None:
    """Feeds and [indexer] apply; another section keeps its running value and is named."""
    collector = replace(settings.indexer.collector, per_host=5)
    indexer = replace(settings.indexer, feeds=(NEW,), collector=collector)
    after = replace(settings, indexer=indexer, byline=replace(settings.byline, log="json"))
    found = config_change(settings, before=settings, after=after)
    assert found.settings == replace(settings, indexer=indexer)
    assert found.words == (
        f"feeds added: {NEW.url}",
        "feeds removed: https://one.example/f",
        "[indexer] changed: per_host",
        "[byline] changed: needs a restart",
    )
    assert config_change(found.settings, before=after, after=after).words == ()
    assert config_change(found.settings, before=after, after=settings).words[-1] == "[indexer] changed: per_host"


def test_a_broken_edit_keeps_the_last_good_settings(settings: Settings) -> None:
    """What is wrong is told once per edit; the settings stay until the file can be read again."""
    said: list[str] = []
    live = LiveSettings(settings, said.append)
    live.refresh()
    settings.path.write_text("[[feeds]\n", encoding="utf-8")
    for _ in range(3):
        live.refresh()
    assert live.current is settings
    (only,) = said
    assert only.startswith("the config file cannot be used, the last good settings stay: ")
    settings.path.write_text('[[feeds]]\nurl = "https://one.example/f"\nname = "One"\n', encoding="utf-8")
    live.refresh()
    assert said[1:] == [f"{settings.path}: feeds changed: https://one.example/f"]
    assert [feed.name for feed in live.current.indexer.feeds] == ["One"]


def test_a_file_may_be_away_for_a_moment(settings: Settings) -> None:
    """While an editor puts another file in the old one's place nothing is told; if it stays away, it is, once."""
    said: list[str] = []
    live = LiveSettings(settings, said.append)
    live.refresh()
    text = settings.path.read_text(encoding="utf-8")
    settings.path.unlink()
    live.refresh()
    settings.path.write_text(text, encoding="utf-8")
    live.refresh()
    assert said == []
    settings.path.unlink()
    for _ in range(4):
        live.refresh()
    assert len(said) == 1


def test_a_file_put_in_place_by_rename_is_noticed(settings: Settings) -> None:
    """Editors write another file and rename it; the settings follow at once."""
    told = threading.Event()
    with watched(settings, lambda _: told.set()) as live:
        other = settings.path.with_suffix(".new")
        other.write_text('[[feeds]]\nurl = "https://two.example/f"\n', encoding="utf-8")
        other.replace(settings.path)
        assert told.wait(120)
        assert [feed.url for feed in live.current.indexer.feeds] == ["https://two.example/f"]


TEXT = "# the first\n[byline]\n"


def test_a_new_file_is_whole_and_readable(tmp_path: Path) -> None:
    """It has the text that was given and the usual mode, and nothing else is left in its folder."""
    path = tmp_path / "config.toml"
    require_room(path, replace=False)
    assert created(path, TEXT, replace=False) is None
    assert (path.read_text(encoding="utf-8"), list(tmp_path.iterdir())) == (TEXT, [path])
    assert path.stat().st_mode & 0o777 == 0o644 & ~umask()


def umask() -> int:
    """Return the bits that new files lack."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    """Without being told to, nothing takes its place, whatever it holds: the message says what can be done."""
    path = tmp_path / "config.toml"
    path.write_bytes(b"no = TOML \xff")
    for attempt in (partial(require_room, path), partial(created, path, TEXT)):
        with pytest.raises(ConfigError, match=r"config\.toml: is there already and stays as it is: .* --force"):
            attempt(replace=False)
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (b"no = TOML \xff", [path])


def test_a_file_that_is_replaced_is_kept(tmp_path: Path) -> None:
    """The old one stands beside the new one under a name that was free, with its content and its mode."""
    path = tmp_path / "config.toml"
    for number, name in enumerate(("config.toml.old", "config.toml.old2", "config.toml.old3")):
        path.write_text(f"# {number}\n", encoding="utf-8")
        path.chmod(0o600)
        assert created(path, TEXT, replace=True) == tmp_path / name
        assert (tmp_path / name).read_text(encoding="utf-8") == f"# {number}\n"
        assert {each.stat().st_mode & 0o777 for each in (path, tmp_path / name)} == {0o600}
    assert path.read_text(encoding="utf-8") == TEXT
    assert len(list(tmp_path.iterdir())) == 4


def test_replacing_needs_nothing_to_replace(tmp_path: Path) -> None:
    """With leave to replace, a file that is not there is simply written."""
    assert created(tmp_path / "config.toml", TEXT, replace=True) is None


def test_a_link_leads_to_the_new_file(tmp_path: Path) -> None:
    """A link that leads nowhere yet stays one: the file is written where it leads."""
    (tmp_path / "real").mkdir()
    link = tmp_path / "config.toml"
    link.symlink_to(tmp_path / "real" / "byline.toml")
    created(link, TEXT, replace=False)
    assert (link.is_symlink(), (tmp_path / "real" / "byline.toml").read_text(encoding="utf-8")) == (True, TEXT)


def test_only_one_of_two_that_write_at_once_succeeds(tmp_path: Path) -> None:
    """However close they are, one file is written whole and every other attempt is told that it is there."""
    path, told, start = tmp_path / "config.toml", [], threading.Barrier(8)

    def write(number: int) -> None:
        start.wait()
        try:
            created(path, f"# {number}\n", replace=False)
        except ConfigError as error:
            told.append(str(error))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 7
    assert all("is there already" in each for each in told)
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_where_nothing_can_be_written_is_told_before(tmp_path: Path) -> None:
    """A folder that is missing or closed, and a folder in the file's place, are told with what to do."""
    with pytest.raises(ConfigError, match="its folder does not exist: make it first"):
        require_room(tmp_path / "absent" / "config.toml", replace=False)
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        require_room(tmp_path, replace=True)
    if os.geteuid():  # root may write anywhere
        tmp_path.chmod(0o500)
        with pytest.raises(ConfigError, match="its folder may not be written"):
            require_room(tmp_path / "config.toml", replace=False)


def test_a_new_file_with_mistakes_is_not_written(tmp_path: Path) -> None:
    """What the program could not read itself never gets a name."""
    with pytest.raises(ConfigError, match="unknown key"):
        created(tmp_path / "config.toml", "[byline]\ncolour = 1\n", replace=False)
    assert list(tmp_path.iterdir()) == []


def test_site_keeps_its_source() -> None:
    """A site without a feed is written as one, with its paths."""
    site = Feed(url="https://lab.example/", source=FeedSource.SITEMAP, include=("/news/",))
    table = '[[feeds]]\nurl = "https://lab.example/"\nsource = "sitemap"\ninclude = ["/news/"]\n'
    assert with_feeds("", [site]) == table
