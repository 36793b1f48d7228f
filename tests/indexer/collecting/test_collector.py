"""Collecting: one pass over what is due."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import chain, cycle
from typing import TYPE_CHECKING

from indexer.collecting.article_intake import TOGETHER
from indexer.feeds.schedule import RETRY
from indexer.model import Outcome, Quality
from indexer.sandbox import JobLimits, ProcessSandbox
from tests.doubles.fakes import SandboxHere
from tests.doubles.hostile_jobs import Tripping, crash, refuse, swell
from tests.doubles.newsroom import POLL, Newsroom, item, paragraphs, titles, updated

if TYPE_CHECKING:
    from pathlib import Path

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def test_feeds_become_articles_in_both_indexes(room: Newsroom) -> None:
    """What the feeds lead to is fetched, stored, and in both indexes when the pass is over."""
    room.feed("/f", item(room.page("/a", "loom"), "A"), item(room.page("/b", "mill"), "B"))
    report = room.collect()
    assert (report.polled, report.fetched, report.outcomes[Outcome.NEW]) == (1, 2, 2)
    assert [(article.quality, article.title) for article in room.articles] == [
        (Quality.FULL, "The loom works"),
        (Quality.FULL, "The mill works"),
    ]
    passages = room.catalogue.counts()["passages"]
    assert (passages, passages, passages) == (room.vectors.count(), room.lexical.count(), report.embedded)


def test_second_pass_asks_only_what_is_due(room: Newsroom) -> None:
    """Until its time has come nothing is asked again; `poll_all` asks the feeds, and no page."""
    room.feed("/f", item(room.page("/a", "loom"), "A"))
    room.collect()
    asked = len(room.stand.asked)
    assert (room.collect().polled, len(room.stand.asked)) == (0, asked)
    assert (room.collect(poll_all=True).polled, len(room.stand.asked)) == (1, asked + 1)
    assert (room.collect(2 * POLL).polled, len(room.stand.asked)) == (1, asked + 2)


def test_failing_feed_and_page_cost_themselves(room: Newsroom) -> None:
    """What fails is reported in words; everything else is collected."""
    room.configure("/missing")
    room.feed("/f", item(room.stand.url("/gone"), "Gone"), item(room.page("/a", "loom"), "A"))
    report = room.collect()
    assert (report.feeds_failed, report.pages_failed, report.fetched) == (1, 1, 1)
    assert sorted((url.removeprefix(room.stand.url("")), why) for url, why in report.failures.items()) == [
        ("/gone", "HTTP 404 Not Found"),
        ("/missing", "HTTP 404 Not Found"),
    ]
    assert [article.quality for article in room.articles] == [Quality.HEADLINE, Quality.FULL]


def test_edit_makes_a_version_at_the_recheck(room: Newsroom) -> None:
    """A corrected page is a new version of its article; only what changed is embedded."""
    room.feed("/f", item(room.page("/a", "loom"), "A"))
    first = room.collect()
    room.page("/a", "loom", "fifty")
    assert room.collect(HOUR).outcomes[Outcome.UPDATED] == 1
    (article,) = room.articles
    assert (article.version, room.catalogue.versions(article.id), "fifty" in article.text) == (2, 2, True)
    assert room.embedder.embedded < 2 * first.embedded


def test_unchanged_page_is_never_embedded_again(room: Newsroom) -> None:
    """Rechecks come at their times, end, and cost no embedding where nothing changed."""
    room.feed("/f", item(room.page("/a", "loom"), "A"))
    embedded = room.collect().embedded
    for _ in range(40):
        room.collect(HOUR)
    assert room.asked("/a") == [3]
    assert room.embedder.embedded == embedded


def test_changed_entry_makes_its_page_due(room: Newsroom) -> None:
    """A page is fetched again when its entry's title or time changed, and only then."""
    link = room.page("/a", "loom")
    for entry in (item(link, "A"), item(link, "A"), item(link, "A2"), item(link, "A2", more=updated(room.clock.now()))):
        room.feed("/f", entry)
        room.collect(poll_all=True)
    assert room.asked("/a") == [3]


def test_feed_without_full_text_fetches_no_page(room: Newsroom) -> None:
    """With `full_text = false` the feed's own text makes the article, and its changes the versions."""
    content = (
        "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'><![CDATA[{}]]></content:encoded>"
    )
    link = room.stand.url("/a")
    for number, when in (("forty", 0), ("fifty", 1)):
        more = content.format(paragraphs("loom", number)) + updated(room.clock.now() + when * HOUR)
        room.feed("/f", item(link, "A", more=more), full_text=False)
        room.collect(poll_all=True)
    (article,) = room.articles
    assert (article.quality, article.version, "fifty" in article.text) == (Quality.PARTIAL, 2, True)
    assert room.asked("/a", "/robots.txt") == [0, 0]


def test_entries_without_link_are_articles_of_their_own(room: Newsroom) -> None:
    """Entries that lead nowhere are kept by their text, one article each, under the feed's address."""
    summary = "<description>{}</description>"
    url = room.feed(
        "/f",
        *(
            item(title=f"Note {n}", more=summary.format(f"The loom number {n} stands still since Monday."))
            for n in "12"
        ),
    )
    room.collect()
    assert [("Note 1", url), ("Note 2", url)] == [(article.title, article.url) for article in room.articles]
    assert room.collect(DAY).outcomes[Outcome.NEW] == 0


def test_page_of_two_feeds_is_one_article(room: Newsroom) -> None:
    """A link that two feeds carry is fetched once, whatever they call it."""
    link = room.page("/a", "loom")
    room.feed("/f", item(link, "A"))
    room.feed("/g", item(link + "?utm_source=g", "Other"))
    assert room.collect().outcomes[Outcome.NEW] == 1
    room.collect(DAY, poll_all=True)
    assert (len(room.articles), room.catalogue.counts()["versions"]) == (1, 1)
    counts = room.catalogue.counts_by_feed()
    assert (counts[room.stand.url("/f")], counts[room.stand.url("/g")]) == ({"full": 1}, {"full": 1})


def test_filtered_entries_are_not_fetched(room: Newsroom) -> None:
    """What a feed's filters keep out is neither fetched nor stored, but counted."""
    room.feed("/f", item(room.page("/a", "loom"), "Looms"), item(room.page("/b", "mill"), "A podcast on looms"),
              item(room.page("/c", "kiln"), "Kilns"), include=("looms",), exclude=("podcast",))  # fmt: skip
    report = room.collect()
    assert (report.filtered, report.fetched, room.asked("/a", "/b", "/c")) == (2, 1, [1, 0, 0])
    assert (room.state("/f").filtered, report.outcomes[Outcome.REJECTED]) == (2, 0)


def test_link_that_one_feed_lets_through_is_collected(room: Newsroom) -> None:
    """A filter holds for its own feed: what another one lets through is collected."""
    link = room.page("/a", "loom")
    room.feed("/f", item(link, "Looms"), exclude=("looms",))
    room.feed("/g", item(link, "Looms"))
    assert (room.collect().filtered, titles(room.articles)) == (1, ["The loom works"])


def test_loosened_filter_takes_what_it_kept_out(room: Newsroom) -> None:
    """After a change of its filters a feed is read anew at once, even if its server would say "not modified"."""
    room.feed("/f", item(room.page("/a", "loom"), "Looms"), include=("kilns",))
    room.collect()
    room.configure("/f", include=("looms",))
    assert (room.collect().polled, titles(room.articles)) == (1, ["The loom works"])
    assert room.collect().polled == 0


def test_stop_is_asked_between_two_items(room: Newsroom) -> None:
    """A pass that is stopped ends after the item in hand, which is kept; the next one does the rest."""
    links = [room.page(f"/{topic}", topic) for topic in ("loom", "mill", "kiln")]
    room.feed("/f", *(item(link, link) for link in links))
    answers = chain([False, False], cycle([True]))
    report = room.collect(stop=lambda: next(answers))
    assert (report.polled, report.fetched, len(room.articles)) == (1, 1, 1)
    assert (room.collect().fetched, len(room.articles)) == (2, 3)
    assert room.vectors.count() == room.catalogue.counts()["passages"] > 0


def test_stop_is_asked_among_entries_without_pages(room: Newsroom) -> None:
    """Where the feeds' own text is all there is, a pass that is stopped ends soon too; the next one does the rest."""
    room.feed("/f", *(item(title=f"Report {number}") for number in range(2 * TOGETHER)))
    answers = chain([False, False], cycle([True]))
    room.collect(stop=lambda: next(answers))
    assert len(room.articles) == TOGETHER
    assert (room.collect().outcomes[Outcome.NEW], len(room.articles)) == (TOGETHER, 2 * TOGETHER)


def test_progress_is_told_among_entries_without_pages(room: Newsroom) -> None:
    """How far it has come is told also where no page is fetched, and pages count on from there."""
    room.feed("/f", item(title="Alone"), item(room.page("/a", "loom"), "A"))
    told: list[tuple[str, int, int]] = []
    room.collect(progress=lambda what, done, total: told.append((what, done, total)))
    assert [each for each in told if each[0] == "pages"] == [("pages", 1, 2), ("pages", 2, 2)]


def test_stop_while_polling_fetches_no_page(room: Newsroom) -> None:
    """A pass that is stopped among the feeds begins no page; what they brought stays due."""
    room.feed("/f", item(room.page("/a", "loom"), "A"))
    assert (room.collect(stop=lambda: True).fetched, room.asked("/a")) == (0, [0])
    assert room.collect().fetched == 1


def test_failing_page_is_asked_less_and_less_and_then_no_more(room: Newsroom) -> None:
    """A page in trouble is asked a few times in two days, a missing one once; the feed's text stands in for it."""
    room.stand.say("/busy", status=503)
    room.feed("/f", item(room.stand.url("/busy"), "Busy"), item(room.stand.url("/gone"), "Gone"))
    for _ in range(4 * 48):
        room.collect(POLL)
    assert room.asked("/busy", "/gone") == [RETRY.page_attempts, 1]
    assert [(article.title, article.reason) for article in room.articles] == [
        ("Busy", "HTTP 503 Service Unavailable"),
        ("Gone", "HTTP 404 Not Found"),
    ]


def test_missing_page_is_not_asked_for_ever(room: Newsroom) -> None:
    """A feed that dates its entries anew with every answer does not have a missing page asked for each time."""
    for _ in range(20):
        room.feed("/f", item(room.stand.url("/gone"), "Gone", more=updated(room.clock.now())))
        room.collect(2 * POLL)
    assert room.asked("/gone") == [RETRY.page_attempts]


def test_page_comes_back(room: Newsroom) -> None:
    """Once a page that failed is there, its text takes the place of the headline."""
    room.stand.say("/a", status=503)
    room.feed("/f", item(room.stand.url("/a"), "A"))
    room.collect()
    assert [article.quality for article in room.articles] == [Quality.HEADLINE]
    room.page("/a", "loom")
    assert room.collect(HOUR).outcomes[Outcome.UPDATED] == 1
    assert [(article.quality, article.reason) for article in room.articles] == [(Quality.FULL, "")]


def test_page_that_vanished_leaves_its_article(room: Newsroom) -> None:
    """An article stays as it was when its page is gone, but for the mark that it is."""
    room.feed("/f", item(room.page("/a", "loom"), "A"))
    room.collect()
    (before,) = room.articles
    room.stand.say("/a", status=410)
    assert room.collect(recheck=True).pages_failed == 1
    assert [replace(before, gone=room.clock.now())] == room.articles
    assert room.link(room.stand.url("/a")).due is None


def test_recheck_asks_every_page(room: Newsroom) -> None:
    """Asked for by hand, a recheck comes to every page, due or not."""
    room.feed("/f", item(room.page("/a", "loom"), "A"), item(room.page("/b", "mill"), "B"))
    room.collect()
    report = room.collect(recheck=True)
    assert (report.fetched, room.asked("/a", "/b"), report.embedded) == (2, [2, 2], 0)


def test_unusable_links_do_not_lose_each_other(room: Newsroom) -> None:
    """Entries whose links no one can fetch are kept by themselves."""
    room.feed("/f", *(item("https://example.org/" + "x" * 3000 + n, f"Long {n}") for n in "12"))
    room.collect()
    assert titles(room.articles) == ["Long 1", "Long 2"]


def test_page_that_cannot_be_read_costs_itself(tmp_path: Path) -> None:
    """A page beyond a limit fails in words, its entry's own text stays, it is tried again, and all else goes on."""
    sandbox = Tripping(ProcessSandbox(JobLimits(megabytes=300)), "The bomb works", swell)
    why = "could not be read within 300 MB of memory"
    with closing(sandbox), Newsroom(tmp_path, sandbox=sandbox) as room:
        bomb = room.page("/bomb", "bomb")
        room.feed("/f", item(bomb, "A loom"), item(room.page("/a", "mill"), "B"))
        report = room.collect()
        assert (report.fetched, report.pages_failed, report.failures) == (1, 1, {bomb: why})
        assert [(article.title, article.quality) for article in room.articles] == [
            ("A loom", Quality.HEADLINE),
            ("The mill works", Quality.FULL),
        ]
        assert (room.link(bomb).error, room.link(bomb).attempts) == (why, 1)


def test_feed_that_cannot_be_read_costs_itself(tmp_path: Path) -> None:
    """So does a feed, and its status says why."""
    sandbox = Tripping(ProcessSandbox(), "bomb", crash)
    with closing(sandbox), Newsroom(tmp_path, sandbox=sandbox) as room:
        bad = room.feed("/bad", item(title="bomb"))
        room.feed("/f", item(room.page("/a", "mill"), "B"))
        report = room.collect()
        why = "the process that read it ended with exit code -9"
        assert (report.fetched, report.feeds_failed, report.failures) == (1, 1, {bad: why})
        assert (room.state("/bad").error, room.state("/f").error) == (why, "")


def test_entry_whose_text_cannot_be_read_keeps_its_title(tmp_path: Path) -> None:
    """An entry of which only the feed tells is a headline then, which says why."""
    sandbox = Tripping(SandboxHere(), "from_entry", refuse)
    with Newsroom(tmp_path, sandbox=sandbox) as room:
        url = room.feed(
            "/f", item(title="A loom", more="<description>The loom stands still since Monday.</description>")
        )
        report = room.collect()
        (article,) = room.articles
        why = "the feed's own text is all there is; the feed's own text an HTML page, not a feed"
        assert (article.title, article.text, article.reason) == ("A loom", "", why)
        assert {url: why} == report.failures


def test_no_process_is_left_when_a_pass_is_over(tmp_path: Path) -> None:
    """What reads costs no memory while there is nothing to read; the next pass reads all the same."""
    sandbox = ProcessSandbox()
    with closing(sandbox), Newsroom(tmp_path, sandbox=sandbox) as room:
        room.feed("/f", item(room.page("/a", "mill"), "A"))
        room.collect()
        assert sandbox.children == 0
        room.feed("/f", item(room.page("/b", "loom"), "B"))
        assert room.collect(poll_all=True).fetched == 1
