"""Each story is shown once: which of its articles comes first, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.adapters.jsonl import answer_record, page_record
from bot.adapters.messages.search_state import Search
from bot.adapters.terminal import answer_text, results_text
from bot.model import Answer, Hit, Question, Result, ResultPage, Source, Statement, StatementKind
from bot.retrieval.deduplication import DistinctHits, deduplicate, of_same_stories
from indexer.model import Article, Kind, Passage, PlacedPassage, Selection, Story
from tests.doubles.slack_payloads import answer_message, further_message, page_message, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
QUESTION = Question(text="Who leads Acme?", now=NOW)
STORY = Story(id="wire", articles=6, outlets=5, origins=1, first="wire")
SAID = "5 outlets, 1 origin"


def article(name: str, kind: Kind = Kind.REPORTED) -> Article:
    """Return an article by its outlet."""
    url = f"https://{name}.example/1"
    return Article(id=name, url=url, title=name, text="", publisher=name, published=NOW, first_seen=NOW, kind=kind)


def hits(*names: str, kinds: Mapping[str, Kind] | None = None) -> list[Hit]:
    """Return hits in articles, best first; a name that stands twice has two."""
    found = []
    for place, name in enumerate(names):
        made = article(name, (kinds or {}).get(name, Kind.REPORTED))
        passage = Passage(id=f"{name}{place}", article_id=name, ordinal=place, start=0, end=0, text=name)
        placed = PlacedPassage(passage=passage, article=made, period="2026")
        found.append(Hit(placed=placed, cosine=0.5, lexical=0.5, relevance=1.0, score=1 - place / 10))
    return found


def stories(**texts: tuple[str, str]) -> dict[str, Story]:
    """Return for each article its story and the article that its text comes from, as given."""
    return {
        name: Story(id=story, articles=2, outlets=2, origins=1, first=first) for name, (story, first) in texts.items()
    }


def order(told: DistinctHits) -> list[str]:
    """Return the articles of hits in order."""
    return [hit.article.id for hit in told.hits]


def test_other_reports_of_what_is_shown_are_known() -> None:
    """Of what comes behind, the hits in the stories that are shown are told from the others."""
    found = hits("wire", "ledger", "times", "blog")
    known = stories(wire=("event", "wire"), ledger=("event", "ledger"), times=("else", "times"))
    assert [hit.article.id for hit in of_same_stories(found[:1], found[1:], known)] == ["ledger"]


def test_every_report_of_a_story_keeps_its_place_for_who_wants_them_all() -> None:
    """A later report may be the one that says why; copies of one text are left out all the same."""
    found = hits("wire", "ledger", "copy", "times")
    known = stories(wire=("event", "wire"), ledger=("event", "ledger"), copy=("event", "wire"), times=("else", "times"))
    assert order(deduplicate(found, known, as_asked=False)) == ["wire", "times", "ledger"]
    assert order(deduplicate(found, known, as_asked=False, every_report=True)) == ["wire", "ledger", "times"]


def test_copies_are_left_out() -> None:
    """Of articles with one text the one that it comes from is shown, wherever it was found, with all of its hits."""
    found = hits("copy", "else", "wire", "copy", "wire")
    told = deduplicate(found, stories(copy=("wire", "wire"), wire=("wire", "wire")), as_asked=False)
    assert order(told) == ["else", "wire", "wire"]
    assert told.copies == {"wire": ("https://copy.example/1",)}


def test_the_copy_that_says_the_name_stands_for_a_source_that_does_not() -> None:
    """A source whose text differs by the very name that is asked for does not hide the copy that has it."""
    copy, wire = hits("copy", "wire")
    copy = replace(copy, words=frozenset({"brightkelp", "kiln"}))
    texts = stories(copy=("wire", "wire"), wire=("wire", "wire"))
    for said, best in (("kiln", "copy"), ("brightkelp", "wire")):
        found = [copy, replace(wire, words=frozenset({said}))]
        assert order(deduplicate(found, texts, as_asked=False, names={"brightkelp"})) == [best]


def test_what_is_gone_stands_for_no_copy_that_is_there() -> None:
    """Neither the source nor the copy that was found best does, unless it alone says the name that is asked for."""
    copy, other, wire = hits("copy", "other", "wire")
    copy, wire = (replace(each, placed=replace(each.placed, article=_gone(each.article))) for each in (copy, wire))
    texts = stories(copy=("wire", "wire"), wire=("wire", "wire"), other=("wire", "wire"))
    for found in ([other, wire], [copy, other], [copy, other, wire]):
        for as_asked in (False, True):
            assert order(deduplicate(found, texts, as_asked=as_asked)) == ["other"]
    assert order(deduplicate([copy, wire], texts, as_asked=False)) == ["wire"]
    named = replace(copy, words=frozenset({"brightkelp"}))
    assert order(deduplicate([named, other], texts, as_asked=False, names={"brightkelp"})) == ["copy"]


def _gone(of: Article) -> Article:
    return replace(of, gone=NOW)


def test_the_best_copy_stands_in_for_a_source_that_was_not_found() -> None:
    """Where a copy's source is not among the hits, as a filter may have it, the best copy is shown alone."""
    told = deduplicate(hits("b", "a"), stories(a=("wire", "wire"), b=("wire", "wire")), as_asked=False)
    assert order(told) == ["b"]


def test_a_question_that_names_an_outlet_gets_that_outlets_copy() -> None:
    """Asked what a paper wrote, its own article is shown, though it copies another's."""
    found = hits("paper", "wire")
    told = deduplicate(found, stories(paper=("wire", "wire"), wire=("wire", "wire")), as_asked=True)
    assert order(told) == ["paper"]


def test_another_report_on_the_same_event_comes_behind() -> None:
    """A report of the same event in other words comes after every other story; nothing is lost."""
    found = hits("a", "b", "else", "last")
    told = deduplicate(found, stories(a=("a", "a"), b=("a", "b"), last=("last", "last")), as_asked=False)
    assert order(told) == ["a", "else", "last", "b"]


def test_a_question_that_names_outlets_gets_what_each_of_them_tells() -> None:
    """Asked what two papers wrote of one event, both reports keep their places."""
    found = hits("a", "b", "else")
    told = deduplicate(found, stories(a=("a", "a"), b=("a", "b")), as_asked=True)
    assert order(told) == ["a", "b", "else"]


def test_a_commentary_is_no_repetition() -> None:
    """A commentary and a company's own post say something else than a report: they keep their places."""
    found = hits("a", "blog", "firm", "else", kinds={"blog": Kind.OPINION, "firm": Kind.ANNOUNCEMENT})
    same = stories(a=("a", "a"), blog=("a", "blog"), firm=("a", "firm"))
    assert order(deduplicate(found, same, as_asked=False)) == ["a", "blog", "firm", "else"]


def test_without_stories_nothing_changes() -> None:
    """Articles of which nothing is decided yet are shown as they were found."""
    assert order(deduplicate(hits("b", "a", "b"), {}, as_asked=False)) == ["b", "a", "b"]


def answer(*, found: bool = True) -> Answer:
    """Return an answer from the article of a story."""
    wire = article("wire")
    if not found:
        return Answer(question=QUESTION, nearest=(wire,), stories={"wire": STORY})
    said = Statement(text="Ann leads Acme.", kind=StatementKind.REPORTED, citations=(1,))
    source = Source(number=1, article=wire, passage="Ann leads Acme.")
    return Answer(question=QUESTION, statements=(said,), sources=(source,), further=(wire,), stories={"wire": STORY})


def page() -> ResultPage:
    """Return a page with the article of a story."""
    return ResultPage(
        question=QUESTION, results=(Result(article=article("wire"), score=1.0, snippet="Ann", story=STORY),), total=1
    )


def test_every_adapter_says_how_many_outlets_and_origins() -> None:
    """Terminal and Slack say of sources, nearest and further articles and of results how often they are told."""
    search = Search(text="Acme", selection=Selection(), now=NOW)
    texts = [
        answer_text(answer()),
        answer_text(answer(found=False)),
        results_text(page()),
        shown(answer_message(answer(), "id")),
        shown(answer_message(answer(found=False), "id")),
        shown(further_message(answer())),
        shown(page_message(page(), search)),
    ]
    assert [SAID in text for text in texts] == [True] * len(texts)


def test_json_has_the_story() -> None:
    """The story's id, articles and origins stand in every source, nearest article and result; null if undecided."""
    expected = {"id": "wire", "articles": 6, "origins": 1}
    assert answer_record(answer(), 1)["sources"][0]["story"] == expected
    assert answer_record(answer(found=False), 1)["nearest"][0]["story"] == expected
    assert page_record(page(), 1)["results"][0]["story"] == expected
    undecided = Answer(question=QUESTION, nearest=(article("wire"),))
    assert answer_record(undecided, 1)["nearest"][0]["story"] is None
