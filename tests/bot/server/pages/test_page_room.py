"""Pages stay small whatever is written in them, and what does not fit comes on the next page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.model import Answer, Question, RefusalReason
from bot.model.chat import AnswerWeek, Filters, UnansweredQuestion
from bot.operations.health import FeedCondition, FeedHealth
from bot.server.access import AccessScope, Caller
from bot.server.pages.answer_view import answer_view
from bot.server.pages.feed_view import feed_view, summary, troubled_first
from bot.server.pages.page_room import bounded, fitting, html_bytes, place_behind
from bot.server.pages.quality_view import REASONS, quality_view
from bot.server.pages.question_groups import group_questions
from bot.server.pages.rendering import PageContext, Renderer
from bot.server.pages.source import StoryDetails
from bot.server.pages.story_view import news_days, story_view, teasers
from bot.server.pages.subscription_view import subscription_view
from bot.subscriptions.records import Difference, NewsStory, Said
from indexer.model import ArticleVersion, Issue, Origin, Quality, Story
from tests.doubles.catalogue_records import NOW, article
from tests.doubles.subscriptions import watch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from indexer.model import Article

MOST = 40_960  # bytes of a page
LONG = "&<\"'" * 2_000
TEXTS = (LONG, "\U0001f600 " * 2_000)
BOSS = Caller(name="n" * 40, scope=AccessScope.ADMIN)
FRAME = {"said": None, "trial": None, "wanted": "", "wanted_for": "", "kinds": (), "packs": (), "search": ""}


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    """Return what makes pages."""
    return Renderer(UTC)


def size_of(renderer: Renderer, name: str, **values: Any) -> int:
    """Return the bytes of a page as an admin sees it."""
    context = PageContext(path="/story/" + "i" * 32, form_token="t" * 64, caller=BOSS, is_admin=True)
    return len(renderer.page(f"{name}.html.j2", context, values).encode())


def hostile(number: int, text: str) -> Article:
    """Return an article whose every field is as long as somebody made it."""
    return article(
        f"{number}",
        url=f"https://h.example/{number}/{'&' * 380}",
        title=f"{number} {text}",
        text=f"{number} {text}\n\n" + "\n\n".join(f"{number} {each} {text[:900]}" for each in range(9)),
        publisher=text,
        published=NOW + timedelta(minutes=number),
        updated=NOW + timedelta(days=1),
        quality=Quality.PARTIAL,
        origins=(Origin(name=text, url="https://o.example/1"),),
        issue=Issue(id="1", title=text, place=1),
        correction=text,
    )


def story(articles: Sequence[Article]) -> NewsStory:
    """Return a story of some articles."""
    counts = Story(id=articles[0].id, articles=len(articles), outlets=len(articles), origins=9, first=articles[0].id)
    return NewsStory(story=counts, articles=tuple(articles))


def all_pages(page: Callable[[int], tuple[int, int, int]], total: int) -> None:
    """Follow the next page until there is none: each is small, and together they have everything."""
    start, seen, pages = 0, 0, 0
    while not pages or start:
        size, shown, start = page(start)
        assert size < MOST
        seen, pages = seen + shown, pages + 1
    assert seen == total
    assert pages > 1


@pytest.mark.parametrize("text", TEXTS)
def test_a_story_of_sixty_full_reports_comes_in_small_pages(renderer: Renderer, text: str) -> None:
    """Each report has long names, two corrections' worth of words and five versions; differences stand first."""
    told = [hostile(number, text) for number in range(60)]
    changed = [f"{text[:4_000]} {number}\n\n{' '.join('ab'[number % 2] * 1_500)}" for number in range(6)]
    versions = tuple(
        ArticleVersion(number=at + 1, collected=NOW, title=f"{at} {text}", text=each) for at, each in enumerate(changed)
    )
    said = [Said(text=text[:600], article=each) for each in told[:2]]
    details = StoryDetails(
        versions={each.id: versions for each in told[:3]},
        differences=[Difference(earlier=said[0], later=said[1])] * 4,
    )

    def page(start: int) -> tuple[int, int, int]:
        view = story_view(story(told), details, UTC, start)
        assert bool(view.differences) == (not start)
        assert view.more == (60 - view.next if view.next else 0)
        return size_of(renderer, "story", story=view), len(view.reports), view.next

    all_pages(page, 60)


@pytest.mark.parametrize("text", TEXTS)
def test_other_lists_come_in_small_pages(renderer: Renderer, text: str) -> None:
    """Of the newest stories, feeds, questions and watches with the longest words that there can be."""
    stories = [story([hostile(number, text)]) for number in range(20, 0, -1)]
    told = teasers(stories, {each.articles[0].id: text for each in stories}, UTC)
    home = {"question": LONG[:1_000], "answer": None, "answer_id": "", "longest": 1_000}
    assert len(told) >= 5
    assert size_of(renderer, "home", days=news_days(told), is_earlier=True, older="c" * 200, **home) < MOST
    feeds = [feed_view(each) for each in troubled_first(_feed(number, text) for number in range(40))]
    groups = group_questions(_asked(number, text) for number in range(60))
    watches = [
        subscription_view(
            watch(f"w{number}", query=text[:200], filters=Filters(sources=(text[:300],) * 9)), text, NOW, UTC
        )
        for number in range(60)
    ]
    lists: dict[str, tuple[Sequence[Any], dict[str, Any]]] = {
        "feeds": (feeds, {"feeds": feeds, "summary": "", **FRAME}),
        "questions": (groups, {"reasons": REASONS, "total": 60, "may_see": True, "is_kept": True, "unseen": ""}),
        "watches": (watches, {"hidden": 0}),
    }
    for name, (entries, values) in lists.items():
        key = "groups" if name == "questions" else name

        def page(
            start: int,
            entries: Sequence[Any] = entries,
            key: str = key,
            values: dict[str, Any] = values,
            name: str = name,
        ) -> tuple[int, int, int]:
            shown = fitting(entries[start : start + 100])
            behind = place_behind(start, len(shown), len(entries))
            return size_of(renderer, name, **values | {key: shown, "start": start, "next": behind}), len(shown), behind

        all_pages(page, len(entries))


def _feed(number: int, text: str) -> FeedHealth:
    return FeedHealth(
        url=f"https://{number}.example/{'&' * 2_000}",
        name=f"{number} {text}",
        state=FeedCondition.FAILING if number % 10 == 0 else FeedCondition.OK,
        error=text,
        failures=1,
        problems=(text,) * 20,
        last_success=NOW,
        next_poll=NOW,
        articles=1_000_000,
        headlines=1,
        filtered=0,
        moved_to=f"https://m.example/{'&' * 2_000}",
        notices=(text, text),
        newest=NOW,
    )


def _asked(number: int, text: str) -> UnansweredQuestion:
    words = f"{'abcdefghij'[number % 10] * 3}{number} {text}"
    return UnansweredQuestion(text=words, reason=RefusalReason.UNLIKELY, received=NOW, private=False)


def test_feeds_with_something_wrong_come_first() -> None:
    """In a list of many pages nobody would look for them; the sentence above counts all."""
    feeds = [_feed(number, "x") for number in (1, 2, 10, 3)]
    assert [each.name for each in troubled_first(feeds)] == ["10 x", "1 x", "2 x", "3 x"]
    assert summary(feeds) == "4 feeds: 3 ok, 1 failing."


def test_other_pages_are_small(renderer: Renderer) -> None:
    """Charts with the largest numbers, and the links of an answer as far as there is room."""
    week = AnswerWeek(
        first=datetime(2026, 11, 23, tzinfo=UTC).date(),
        answered=10**9,
        refused=dict.fromkeys(RefusalReason, 10**9),
        up=10**9,
    )
    numbers = {"questions in twelve weeks": f"{10**9:,}"}
    assert size_of(renderer, "quality", quality=quality_view([week], week.first), numbers=numbers) < MOST
    question = Question(text=LONG[:1_000], now=NOW)
    nearest = tuple(hostile(number, LONG) for number in range(20))
    answer = Answer(question=question, nearest=nearest, nearest_quote=LONG)
    values = {"question": question.text, "answer": answer_view(answer), "answer_id": "", "longest": 1_000}
    assert size_of(renderer, "home", **values) < MOST


def test_texts_are_cut_by_what_they_take() -> None:
    """As many characters as are wanted, unless HTML writes them with many bytes; nothing short is changed."""
    assert bounded("Q&A with AT&T", 40) == "Q&A with AT&T"
    assert bounded("one  two\nthree", 40) == "one two three"
    assert html_bytes(bounded(LONG, 100)) <= 300
    assert len(bounded("x" * 500, 100)) == 100
