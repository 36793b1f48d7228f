"""The packs of feeds that come with the program."""

from __future__ import annotations

from importlib import resources

import pytest

from bot.config.loader import feed_identity
from bot.config.packs import PACK_NAMES, USUAL_PACKS, Coverage, coverage_of, pack, pack_record, packs, packs_named


def test_each_pack_has_a_title_and_feeds_with_name_tags_and_coverage() -> None:
    """A feed of a pack can be told from others by its name and found by the pack's tag."""
    assert [each.name for each in packs()] == list(PACK_NAMES)
    for each in packs():
        assert each.title
        assert all(known.feed.name and known.feed.tags[0] == each.name for known in each.feeds)
        assert all(known.note == known.note.strip() and "\n" not in known.note for known in each.feeds)


def test_there_are_many_addresses_and_none_twice() -> None:
    """More than sixty feeds are offered, each in one pack, over HTTPS."""
    urls = [each.feed.url for pack in packs() for each in pack.feeds]
    assert len(urls) >= 60
    assert len({feed_identity(url) for url in urls}) == len(urls)
    assert all(url.startswith("https://") for url in urls)


def test_every_file_is_a_pack() -> None:
    """No pack is shipped that is not offered, and what is usual is there."""
    files = {file.name for file in resources.files("bot.config.packs").iterdir() if file.name.endswith(".toml")}
    assert files == {f"{name}.toml" for name in PACK_NAMES}
    assert set(USUAL_PACKS) <= set(PACK_NAMES)


def test_a_pack_is_found_by_its_name() -> None:
    """Upper case and spaces do not matter; what is no pack is told with the nearest and all there are."""
    assert pack(" Labs ").name == "labs"
    with pytest.raises(ValueError, match=r'no such pack, did you mean "newsletters"\? There are labs, press, '):
        pack("newsleters")
    with pytest.raises(ValueError, match=r"no such pack\. There are labs, press, "):
        pack("")


@pytest.mark.parametrize(
    ("text", "names"),
    [("all", PACK_NAMES), ("none", ()), ("3,1,3", ("research", "labs")), ("Chips press", ("chips", "press"))],
)
def test_packs_are_named_in_many_ways(text: str, names: tuple[str, ...]) -> None:
    """By number, by name, all or none; a repeated one counts once."""
    assert tuple(each.name for each in packs_named(text)) == names


@pytest.mark.parametrize("text", ["", " , ", "all labs", "0", "8", "labs;press"])
def test_what_names_no_pack_is_refused(text: str) -> None:
    """Neither nothing nor a number too high is taken for a pack."""
    with pytest.raises(ValueError, match="no such pack"):
        packs_named(text)


def test_what_a_feed_gives_is_known_by_any_of_its_addresses() -> None:
    """Another spelling of the address is the same feed; of a stranger nothing is known."""
    assert coverage_of("http://www.ft.com/artificial-intelligence/?format=rss") is Coverage.SUMMARIES
    assert coverage_of("https://arstechnica.com/ai/feed") is Coverage.TEXT
    assert coverage_of("https://example.org/feed") is None
    assert coverage_of("no address") is None


def test_a_feed_without_pages_is_not_said_to_give_whole_texts() -> None:
    """Where pages are not fetched, what the feed itself holds is all."""
    assert all(each.gives is not Coverage.TEXT for pack in packs() for each in pack.feeds if not each.feed.full_text)


def test_the_remark_says_what_is_not_to_be_expected() -> None:
    """Whole texts need no word; anything else is said before the note."""
    remarks = {each.feed.name: each.remark for each in pack("press").feeds}
    assert remarks["Ars Technica"] == ""
    assert remarks["Wired"] == "some articles are for subscribers"
    assert remarks["Financial Times"] == "summaries only: for subscribers"


def test_the_record_has_what_the_listing_shows() -> None:
    """Programs get every feed with address, name, kind, tags and what it gives."""
    record = pack_record(pack("research"))
    assert (record["name"], len(record["feeds"])) == ("research", len(pack("research").feeds))
    assert record["feeds"][-1] == {
        "url": "https://rss.arxiv.org/rss/cs.LG",
        "name": "arXiv cs.LG",
        "kind": "research",
        "tags": ["research", "arxiv"],
        "gives": "summaries",
        "note": "abstracts of hundreds of papers a day: learning",
    }
