"""The first config file of a new installation."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config.edits import without_feed
from bot.config.loader import parse
from bot.config.packs import PACK_NAMES, pack, packs
from bot.config.template import FirstConfig, config_text, example
from indexer.config.values import header
from indexer.model.feeds import Feed

PATH = Path("/etc/byline/config.toml")
OWN = Feed(url="https://own.example/feed")


@pytest.mark.parametrize("slack", [False, True])
@pytest.mark.parametrize("discord", [False, True])
@pytest.mark.parametrize("names", [(), ("labs",), PACK_NAMES])
@pytest.mark.parametrize("zone", ["UTC", "America/Argentina/Buenos_Aires"])
def test_the_file_says_what_was_wanted(names: tuple[str, ...], zone: str, *, slack: bool, discord: bool) -> None:
    """Feeds, platforms and zone are read back as they were chosen; everything else has its default."""
    wanted = FirstConfig(
        packs=tuple(pack(name) for name in names), feeds=(OWN,), slack=slack, discord=discord, timezone=zone
    )
    found = parse(config_text(wanted), PATH)
    assert found.indexer.feeds == wanted.all_feeds
    assert len(found.indexer.feeds) == 1 + sum(len(each.feeds) for each in wanted.packs)
    assert (found.slack is not None, found.discord is not None, found.byline.timezone.key) == (slack, discord, zone)
    plain = parse("[slack]\n" * slack + "[discord]\n" * discord + f'[byline]\ntimezone = "{zone}"\n', PATH)
    assert (found.byline, found.answers, found.limits, found.slack, found.discord) == (
        plain.byline, plain.answers, plain.limits, plain.slack, plain.discord,
    )  # fmt: skip
    assert found.indexer.collector == plain.indexer.collector


def is_header(text: str) -> bool:
    """Tell whether a text can be a contact."""
    try:
        return header(text) == text
    except ValueError:
        return False


@given(st.text(st.characters(codec="ascii"), max_size=40).filter(is_header))
def test_any_contact_is_written_as_it_is(contact: str) -> None:
    """Quotes, backslashes and signs of comments in what was typed change nothing else."""
    found = parse(config_text(FirstConfig(contact=contact)), PATH).indexer.collector
    assert (found.contact, found.allow_private_hosts) == (contact, False)


def test_every_line_of_the_example_stays() -> None:
    """What is not chosen stands there as in the example: a comment with the default, to be switched on later."""
    settings, _, _ = example().partition("\n[[feeds]]\n")
    lines = settings.splitlines()[1:]
    text = config_text(FirstConfig(allow_private_hosts=True, contact="me@example.org"))
    changed = set(lines) - set(text.splitlines())
    assert sorted(line.split()[1] for line in changed) == ["allow_private_hosts", "contact"]
    assert len(text.splitlines()) == len(lines) + 1
    assert 'contact = "me@example.org"     # your mail address' in text  # in its column, as before


def test_each_pack_has_a_heading_and_each_feed_what_is_to_be_known_of_it() -> None:
    """People find their way in the file, and see which feeds bring no whole texts."""
    text = config_text(FirstConfig(packs=packs(), feeds=(OWN,)))
    headings = [line.removeprefix("# -- ") for line in text.splitlines() if line.startswith("# -- ")]
    assert headings == [*(each.title for each in packs()), "Feeds of your own"]
    assert '\n\n# Summaries only: for subscribers\n[[feeds]]\nurl = "https://www.ft.com/' in text


def test_a_feed_stands_once() -> None:
    """A feed of one's own that is also in a pack, or was named twice, is written once."""
    known = pack("labs").feeds[0].feed.url
    wanted = FirstConfig(packs=(pack("labs"),), feeds=(Feed(url=known + "/"), OWN, Feed(url=OWN.url + "/")))
    urls = [feed["url"] for feed in tomllib.loads(config_text(wanted))["feeds"]]
    assert urls == [*(each.feed.url for each in pack("labs").feeds), OWN.url]


def test_a_feed_can_be_taken_out_of_it_again() -> None:
    """The file can be edited feed by feed; a remark goes with its feed, the headings stay."""
    text = config_text(FirstConfig(packs=packs()))
    left = without_feed(text, 0)
    assert left.count("[[feeds]]\n") == text.count("[[feeds]]\n") - 1
    assert left.count("# -- ") == len(PACK_NAMES)
    assert "lets few programs read its pages" not in left
