"""The stories of a time on a subject, from real articles in a catalogue."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from bot.language.words import terms
from bot.model import Form, Period, Query, Subject
from bot.retrieval.aim import aim_of
from bot.retrieval.calibration import RANKING
from bot.retrieval.retriever import Retrieval
from bot.retrieval.story_search import StorySearch
from indexer.model import Kind, Selection
from tests.doubles.catalogue_records import NOW, article, save
from tests.doubles.newsroom import Newsroom

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bot.model import FoundStories, Hit
    from indexer.model import PlacedPassage

ACME = Query(text="What happened at Acme?", terms=("acm",), form=Form.OVERVIEW, subjects=(Subject(name="Acme"),))

VIEW = f"{'I love boats. ' * 40}They were sold by Acme."


def retrieval_of(room: Newsroom) -> Retrieval:
    """Return the retrieval of a newsroom that has collected."""
    return Retrieval(library=room.catalogue, embedder=room.embedder, vectors=room.vectors, lexical=room.lexical)


@pytest.fixture
def retrieval(tmp_path: Path) -> Iterator[Retrieval]:
    """Yield the retrieval of a newsroom with articles on, by, and in passing on Acme."""
    with Newsroom(tmp_path) as room:
        save(
            room.catalogue,
            article("title", title="Acme buys Ostrel", text="The deal was signed in the port of Oslo."),
            article("lead", title="A deal", text="Acme opened a hall in Lisbon.", published=NOW - timedelta(days=3)),
            article("own", title="We grow", text="We open a hall.", publisher="Acme", kind=Kind.ANNOUNCEMENT),
            article("passing", title="Boats", text=f"{'Boats sail to sea in May. ' * 20}Some are like those by Acme."),
            article("view", text=VIEW, title="On boats", kind=Kind.OPINION, published=NOW - timedelta(days=45)),
            article("other", title="Globex sells boats", text="Globex sold its boats."),
            article("boat", title="Globex releases Skiff 2", text="It floats.", published=NOW - timedelta(days=2)),
            article("old", title="Acme was founded", text="It began.", published=NOW - timedelta(days=400)),
        )
        room.collect()
        yield retrieval_of(room)


def found_for(retrieval: Retrieval, asked: Query, now: datetime) -> FoundStories:
    """Return the stories that answer a question."""
    return retrieval.stories(aim_of(asked), now)


def names(found: FoundStories) -> list[str]:
    """Return by what name the best report of each story was saved."""
    return [each.article.url.rpartition("/")[2] for each in found.found]


def within(since: datetime | None, until: datetime | None = None) -> Query:
    """Return the question, for a time."""
    return replace(ACME, selection=Selection(since=since, until=until))


def test_where_it_is_named_says_how_much_an_article_is_on_it(retrieval: Retrieval) -> None:
    """The title counts most, then a company's own post or an older lead; what names it in passing is no news on it."""
    assert names(found_for(retrieval, within(NOW - timedelta(days=30)), NOW)) == ["title", "own", "lead"]


def test_between_two_is_what_both_are_in(tmp_path: Path) -> None:
    """One of them may publish it; what tells of one alone is not found, and of "and" each is asked for by itself."""
    with Newsroom(tmp_path) as room:
        save(
            room.catalogue,
            article("both", title="Acme sues Globex", text="It is over a boat."),
            article("own", title="Our talks with Globex", text="They go on.", publisher="Acme", kind=Kind.ANNOUNCEMENT),
            article("one", title="Acme opens a hall", text="It is in Oslo."),
            article("other", title="Ten boats sold in Lisbon", text="Globex built them."),
        )
        room.collect()
        found = retrieval_of(room)
        two = replace(
            ACME, text="What goes on between Acme and Globex?", subjects=(*ACME.subjects, Subject(name="Globex"))
        )
        each = replace(two, text="What goes on at Acme and Globex?")
        assert set(names(found_for(found, two, NOW))) == {"both", "own"}
        assert set(names(found_for(found, each, NOW))) == {"both", "own", "one", "other"}
        on_boats = replace(two, text="What goes on between Acme and Globex on boats?")
        assert set(names(found_for(found, on_boats, NOW))) <= {"both", "own"}


def test_what_somebody_did_elsewhere_is_not_what_it_did_there(tmp_path: Path) -> None:
    """A country that is asked about beside a name is named; where none is, there is nothing."""
    with Newsroom(tmp_path) as room:
        save(
            room.catalogue,
            article("there", title="Acme opens in Kyoto", text="It is to train sailors in Japan."),
            article("head", title="Acme names a head of Japan", text="She is from Kobe."),
            article("elsewhere", title="Acme opens in Oslo", text="It is to train Norwegian sailors."),
        )
        room.collect()
        found = retrieval_of(room)
        for country, expected in (("Japan", {"there", "head"}), ("Norway", {"elsewhere"}), ("Chile", set())):
            text = f"What has Acme done in {country}?"
            assert set(names(found_for(found, replace(ACME, text=text, terms=terms(text)), NOW))) == expected


def test_several_subjects_are_told_of_alike(tmp_path: Path) -> None:
    """Of two of which each is meant by itself, one may be told of much more: the other's news stand as high as its own.

    What both are in comes first.
    """
    with Newsroom(tmp_path) as room:
        much = [
            article(f"acme-{number}", title=f"Acme {did}", text=f"Acme {did} on Monday. It was {did} in Oslo by Acme.")
            for number, did in enumerate(("opens a hall", "sells a pier", "hires sailors", "moves a dock"))
        ]
        save(
            room.catalogue,
            *much,
            article(
                "globex", title="In Lisbon boats by Globex", text="Forty were sold.", published=NOW - timedelta(days=3)
            ),
            article("both", title="Acme sues Globex", text="It is over a boat.", published=NOW - timedelta(days=3)),
        )
        room.collect()
        found = retrieval_of(room)
        asked = replace(ACME, text="What is new at Acme and Globex?", subjects=(*ACME.subjects, Subject(name="Globex")))
        told = found_for(found, asked, NOW)
        assert names(told)[0] == "both"
        weights = {name: story.weight for name, story in zip(names(told), told.found, strict=True)}
        assert weights["globex"] > 0.5 * weights["acme-0"]
    alone = [story.weight for story in told.found]
    assert alone == sorted(alone, reverse=True)


def test_without_a_time_it_is_looked_for_ever_further_back(retrieval: Retrieval) -> None:
    """As far as it takes until there are enough stories, fewer the further back it is."""
    assert "old" not in names(found_for(retrieval, ACME, NOW))
    assert names(found_for(retrieval, ACME, NOW - timedelta(days=300))) == ["old"]


def test_news_since_something_came_out_begin_with_its_release(retrieval: Retrieval) -> None:
    """What is told of before is left out; a release that the collection does not tell of bounds nothing."""
    asked = "What happened at Acme since Skiff 2 was {}?"
    known = names(found_for(retrieval, replace(ACME, text=asked.format("released")), NOW))
    unknown = names(found_for(retrieval, replace(ACME, text=asked.replace("2", "3").format("released")), NOW))
    assert (sorted(known), sorted(unknown)) == (["own", "title"], ["lead", "own", "title"])


def test_where_there_is_nothing_the_last_before_is_found(retrieval: Retrieval) -> None:
    """Newest first."""
    found = found_for(retrieval, within(NOW - timedelta(days=200), NOW - timedelta(days=100)), NOW)
    assert found.found == ()
    assert [each.title for each in found.before] == ["Acme was founded"]


def test_a_commentary_may_name_late_what_it_is_on(retrieval: Retrieval) -> None:
    """If it is like a question for opinions: "view" is, and is no news."""
    asked = replace(ACME, text="What do people think of boats by Acme?", form=Form.OPINIONS)
    assert "view" in names(found_for(retrieval, asked, NOW))
    assert "view" not in names(found_for(retrieval, ACME, NOW))


def test_opinions_on_a_topic_without_a_name_are_found_in_commentaries(tmp_path: Path) -> None:
    """If anything is on it at all: where nothing is, what shares a word with it is not told."""
    aside = "We are told to be quiet about the noise. " * 12
    asked = replace(ACME, subjects=(), form=Form.OPINIONS)
    with Newsroom(tmp_path) as room:
        save(
            room.catalogue,
            article(
                "report", title="The tax on ferries", text="The tax on ferries was raised: ferries pay a tax of 9%."
            ),
            article(
                "view",
                title="Enough",
                text=f"{aside}Sailors pay for it. The ferries can carry the tax.",
                kind=Kind.OPINION,
            ),
            article("other", title="No view of it", text=f"{aside}It goes on.", kind=Kind.OPINION),
        )
        room.collect()
        found = retrieval_of(room)
        on_ferries = names(found_for(found, replace(asked, text="what do people think of the tax on ferries"), NOW))
        on_bread = names(found_for(found, replace(asked, text="what do people think of quiet bakers"), NOW))
    assert (sorted(on_ferries), on_bread) == (["report", "view"], [])


def test_everything_is_asked_for(retrieval: Retrieval) -> None:
    """Without a subject every story of the time is found, the newest articles of the last fortnight here."""
    asked = replace(ACME, text="What happened this week?", subjects=())
    assert len(names(found_for(retrieval, asked, NOW))) == 6
    week = replace(asked, selection=Selection(since=NOW - timedelta(days=7)))
    assert len(names(found_for(retrieval, week, NOW))) == 6


def test_the_newest_articles_are_found_with_their_words(retrieval: Retrieval) -> None:
    """Copies of a text are told apart by the names that each says."""
    found, _ = retrieval.rank_articles(Query(text="What is new?", terms=(), form=Form.OVERVIEW), NOW)
    assert all(set(terms(hit.article.title)) <= hit.words for hit in found.hits)
    assert found.hits


def test_the_newest_articles_of_a_source_may_be_asked_for(retrieval: Retrieval) -> None:
    """So many, and no others."""
    asked = replace(ACME, text="What is the latest?", subjects=(), newest=1)
    of_globex = replace(asked, selection=Selection(until=NOW - timedelta(days=1)))
    assert names(found_for(retrieval, of_globex, NOW)) == ["boat"]
    assert set(names(found_for(retrieval, replace(of_globex, newest=2), NOW))) == {"boat", "lead"}


def test_of_a_subject_its_takeovers_may_be_asked_for(retrieval: Retrieval) -> None:
    """Then what tells of none is not found."""
    asked = replace(ACME, text="Give me an overview of the takeovers of Acme")
    assert names(found_for(retrieval, asked, NOW)) == ["title"]
    assert found_for(retrieval, replace(asked, text="Give me an overview of Acme's layoffs"), NOW).found == ()


def test_of_a_name_much_told_of_what_is_nearest_to_a_topic_is_found(tmp_path: Path) -> None:
    """Whichever of the articles that name it are taken."""
    with Newsroom(tmp_path) as room:
        told = "A lighthouse was lit on the rocks off Bergen, where ships had run aground. Acme built it of granite."
        save(
            room.catalogue,
            article("light", title="A lighthouse for Bergen", text=told, publisher="Acme", kind=Kind.ANNOUNCEMENT),
            *(article(f"sails{day}", title=f"Acme sails {day}", text="Acme, Acme.") for day in range(240)),
        )
        room.collect()
        found = retrieval_of(room)
        asked = replace(ACME, text="What did Acme do about the lighthouse?", terms=terms("Acme lighthouse"))
        assert "light" in names(found_for(found, asked, NOW))


@pytest.fixture
def seldom(tmp_path: Path) -> Iterator[Retrieval]:
    """Yield the retrieval of a newsroom that told of robots and of Acme's taxes a while ago, and since of much else."""
    with Newsroom(tmp_path) as room:
        passing = ("Ann buys a boat", "Storm off Bergen", "A tax on oars")
        save(
            room.catalogue,
            *(
                article(
                    f"passing{day}",
                    title=title,
                    text=f"{title}, says Globex. There is one robot.",
                    published=NOW - timedelta(days=day),
                )
                for day, title in enumerate(passing)
            ),
            *(
                article(
                    f"acme{day}", title=f"Acme opens hall {day}", text="It did.", published=NOW - timedelta(days=day)
                )
                for day in range(8)
            ),
            *(
                article(
                    f"robots{day}",
                    title=f"Humanoid robots {do}",
                    text=f"Humanoid robots {do}.",
                    published=NOW - timedelta(days=day),
                )
                for day, do in ((60, "walk through Oslo"), (64, "cook soup in Lisbon"))
            ),
            *(
                article(
                    f"taxes{day}",
                    title="Acme owes taxes",
                    text=f"Acme has to pay taxes for hall {day}.",
                    published=NOW - timedelta(days=day),
                )
                for day in (70, 71, 72, 73)
            ),
        )
        room.collect()
        yield retrieval_of(room)


def test_what_tells_best_of_a_topic_measures_what_a_shorter_time_tells(seldom: Retrieval) -> None:
    """The best of a month that tells nothing of it is not on it; where that is asked for, it is all there is."""
    asked = Query(text="What is new with humanoid robots?", terms=("humanoid", "robot"), form=Form.OVERVIEW)
    assert "robots60" in (found := names(found_for(seldom, asked, NOW)))
    assert set(found) <= {"robots60", "robots64"}
    month = replace(asked, selection=Selection(since=NOW - timedelta(days=30)))
    assert len(names(found_for(seldom, month, NOW))) == 3


def test_a_span_has_enough_on_what_of_a_name_is_asked_for(seldom: Retrieval) -> None:
    """If none has, the shortest with enough on the name will do."""
    asked = replace(ACME, text="What is new on taxes of Acme?")
    assert "taxes70" in names(found_for(seldom, asked, NOW))
    of_sails = replace(ACME, text="What is new on sails of Acme?")
    assert {name[:4] for name in names(found_for(seldom, of_sails, NOW))} == {"acme"}


def test_what_is_asked_for_may_be_long_ago(tmp_path: Path) -> None:
    """However much there is of a name since that is on other things."""
    with Newsroom(tmp_path) as room:
        save(
            room.catalogue,
            *(
                article(
                    f"hall{day}", title=f"Acme opens hall {day}", text="It did.", published=NOW - timedelta(days=day)
                )
                for day in range(8)
            ),
            article(
                "whales",
                title="Acme counts whales",
                text="Acme counts whales in the north by their songs.",
                published=NOW - timedelta(days=700),
            ),
        )
        room.collect()
        found = retrieval_of(room)
        asked = replace(ACME, text="What is Acme doing with whales?", terms=("acm", "whale"))
        assert names(found_for(found, asked, NOW)) == ["whales"]


def test_a_list_holds_a_year_and_what_is_told_in_other_words(tmp_path: Path) -> None:
    """Of a kind of event with what it is on; the event alone is news, of the last month if that has enough of it."""
    with Newsroom(tmp_path) as room:
        save(
            room.catalogue,
            *(
                article(f"new{at}", title=f"{town} bans loud boats", text=f"{town} banned loud boats from its port.")
                for at, town in enumerate(("Oslo", "Bergen", "Molde"))
            ),
            article("closed", title="Leeds closed to loud boats", text="No loud boats may enter the port of Leeds."),
            *(article(f"other{at}", title=f"Prize {at} for bread", text="A baker won.") for at in range(12)),
            article(
                "older",
                title="Hull bans loud boats",
                text="Hull banned loud boats from its port.",
                published=NOW - timedelta(days=200),
            ),
        )
        room.collect()
        found = retrieval_of(room)
        asked = Query(text="Which ports ban loud boats?", terms=("port", "ban", "loud", "boat"), form=Form.LIST)
        alone = replace(asked, text="Who bans whom?", terms=("ban",))
        assert {*names(found_for(found, asked, NOW))} == {"new0", "new1", "new2", "closed", "older"}
        assert {*names(found_for(found, alone, NOW))} == {"new0", "new1", "new2"}


def test_of_a_name_much_told_of_a_list_finds_what_tells_its_events(tmp_path: Path) -> None:
    """Of a hundred articles that name it the few which tell whom it bought, and all where none does."""
    with Newsroom(tmp_path) as room:
        save(
            room.catalogue,
            article(
                "bought", title="Acme acquires Ostrel", text="The price is secret.", published=NOW - timedelta(days=30)
            ),
            article("others", title="Globex acquires Hooli", text="The price is secret."),
            *(article(f"boat{at}", title=f"Acme boat number {at}", text="Acme built it.") for at in range(100)),
        )
        room.collect()
        found = retrieval_of(room)
        whom = replace(ACME, text="Which companies did Acme acquire?", form=Form.LIST)
        sued = replace(ACME, text="Who was sued by Acme?", form=Form.LIST)
        assert names(found_for(found, whom, NOW)) == ["bought"]
        assert len(names(found_for(found, sued, NOW))) >= 100


def test_a_time_is_gone_through_for_events(tmp_path: Path) -> None:
    """Whatever words they are told in, or titled with, or those of an item of a round-up."""
    with Newsroom(tmp_path) as room:
        save(
            room.catalogue,
            article("round", title="Money for masts", text="Ostrel has closed its Series B with the bank of Oslo."),
            article("boats", title="Boats for Oslo", text="Globex sold its boats."),
            article("outage", title="Harbour outage: cooling", text="A pump failed on Tuesday."),
            article(
                "letter",
                title="The Tuesday letter",
                text="**Boats.** Globex sold two.\n\n**Outages.** Hull's bell was slow.\n\n**Oars.** Dear.",
            ),
        )
        room.collect()
        found = retrieval_of(room)
        month = Selection(since=NOW - timedelta(days=30))
        raised = Query(text="Who raised money this month?", terms=("rais",), form=Form.LIST, selection=month)
        down = replace(raised, text="Which outages were there this month?")
        assert names(found_for(found, raised, NOW)) == ["round"]
        assert {*names(found_for(found, down, NOW))} == {"outage", "letter"}


def test_a_story_is_found_by_its_articles(retrieval: Retrieval) -> None:
    """Whatever it is on, and whenever it was told; but not from a source that may not be used, nor from the future."""
    (article_id,) = {
        each.hits[0].article.id for each in found_for(retrieval, ACME, NOW).found if "lead" in each.article.url
    }
    asked = replace(ACME, text="Tell me more about this: it rains", subjects=(), within=(article_id,))
    assert names(found_for(retrieval, asked, NOW)) == ["lead"]
    late = replace(asked, selection=Selection(since=NOW))
    assert names(found_for(retrieval, late, NOW)) == ["lead"]
    elsewhere = replace(asked, selection=Selection(sources=("nowhere.example",)))
    assert names(found_for(retrieval, elsewhere, NOW)) == []
    assert names(found_for(retrieval, asked, NOW - timedelta(days=9))) == []


def test_a_report_whose_page_is_gone_is_told_for_want_of_others(tmp_path: Path) -> None:
    """Also of a story that is found by its articles; that it was left out is told."""
    gone, there = article("gone", title="Acme buys Ostrel"), article("there", title="Acme sells Ostrel")
    with Newsroom(tmp_path) as room:
        save(room.catalogue, gone, there)
        room.collect()
        room.catalogue.mark_gone(gone.id, NOW)
        found = retrieval_of(room)
        aim = aim_of(replace(ACME, text="Tell me more about this", within=(gone.id, there.id)))
        without, with_it = (found.stories(aim, NOW, gone=each) for each in (False, True))
        assert (names(without), without.has_gone) == (["there"], True)
        assert ({*names(with_it)}, with_it.has_gone) == ({"gone", "there"}, False)


def test_a_passage_says_by_its_date_what_day_it_was_for_the_asker(retrieval: Retrieval) -> None:
    """What is published at noon in UTC is of the next day further east."""
    day = (NOW - timedelta(days=2)).date()
    asked = Query(
        text="What floats on Friday?",
        terms=("float", "friday"),
        dated=frozenset({"friday"}),
        periods=(Period(first=day, last=day),),
    )
    for zone, dated in ((UTC, {"boat"}), (timezone(timedelta(hours=13)), {"lead"})):
        found = retrieval.retrieve(replace(asked, zone=zone), NOW, 20).candidates
        assert {each.article.url.rpartition("/")[2] for each in found if each.dated} == dated


def test_what_a_conversation_cites_is_looked_at(retrieval: Retrieval) -> None:
    """It is a candidate whatever the question says, with an advantage; a question within it has no other ones."""
    asked = Query(text="Who floats?", terms=terms("who floats"))
    (lead,) = [each.article.id for each in retrieval.retrieve(asked, NOW, 20).candidates if "/lead" in each.article.url]
    alone, heard = (retrieval.retrieve(each, NOW, 20) for each in (asked, replace(asked, heard=(lead,))))
    scores = [{hit.article.id: hit.relevance for hit in found.candidates}[lead] for found in (alone, heard)]
    assert scores[1] == pytest.approx(scores[0] + RANKING.heard)
    within = retrieval.retrieve(replace(asked, within=(lead,)), NOW, 20)
    assert {each.article.id for each in within.candidates} == {lead}


def test_a_list_may_be_of_a_series(tmp_path: Path) -> None:
    """Of which several titles begin with its words; what says them elsewhere is not of it."""
    with Newsroom(tmp_path) as room:
        save(
            room.catalogue,
            article("first", title="Talks at the quay: how Ostrel sails", text="It is fast."),
            article("second", title="Talks at the quay: why Hullet rows", text="It is slow."),
            article("other", title="A week in Oslo", text="There were talks at the quay on sails."),
        )
        room.collect()
        found = retrieval_of(room)
        text = 'Which crews are in the "talks at the quay" series?'
        asked = Query(text=text, terms=terms(text), form=Form.LIST)
        aim = found.at_series(aim_of(asked), text)
        assert set(names(found.stories(aim, NOW))) == {"first", "second"}
        assert found.at_series(aim_of(asked), 'Which crews are in the "week in Oslo" series?') == aim_of(asked)


def test_what_a_maker_posts_may_be_a_release_by_its_name(tmp_path: Path) -> None:
    """Or by beginning with what is asked for; what it states of something else is none."""
    with Newsroom(tmp_path) as room:
        own = {"publisher": "Acme", "kind": Kind.ANNOUNCEMENT}
        save(
            room.catalogue,
            article("named", title="Acme Horn API", text="Loud. Clear. Over the sea.", **own),
            article("topic", title="On the air", text="A horn for every boat of Acme, in one box.", **own),
            article("states", title="Acme opens a hall", text="It is in Oslo.", **own),
            article("others", title="Acme Horn Tests", text="We heard it.", publisher="Globex"),
        )
        room.collect()
        found = retrieval_of(room)
        text = "Which horn products has Acme released?"
        asked = Query(text=text, terms=terms(text), form=Form.LIST, subjects=(Subject(name="Acme"),))
        assert set(names(found_for(found, asked, NOW))) == {"named", "topic"}


def test_a_list_on_what_a_subject_has_is_of_what_names_both(tmp_path: Path) -> None:
    """Whoever uses another of its boats is not asked for; it holds what is long ago, too."""
    with Newsroom(tmp_path) as room:
        save(
            room.catalogue,
            article("both", title="Ostrel uses Acme's FALCONv2", text="It sails.", published=NOW - timedelta(days=500)),
            article("other", title="Hullet uses Acme's masts", text="They stand."),
        )
        room.collect()
        found = retrieval_of(room)
        text = "Which crews use Acme's FALCON?"
        subjects = (Subject(name="Acme"), Subject(name="FALCON"))
        asked = Query(text=text, terms=terms(text), form=Form.LIST, subjects=subjects)
        assert names(found_for(found, asked, NOW)) == ["both"]


HALLS = (
    article("voices", title="Acme has a new voice", text="The voice is heard in the port.", publisher="Acme"),
    article("choir", title="The voice of Acme sings in a choir", text="Each voice is a boat's.", publisher="Acme"),
    article("horn", title="A horn in fog", text="Globex built it for the port. It speaks with a voice of its own."),
    article("oar", title="Globex sells oars", text="They are of ash."),
    article("bread", title="A prize for a baker", text="It was given to her in Lisbon."),
)


@pytest.fixture
def halls(tmp_path: Path) -> Iterator[Retrieval]:
    """Yield the retrieval of a newsroom in which Acme is told more of voices than Globex."""
    with Newsroom(tmp_path) as room:
        save(room.catalogue, *HALLS)
        room.collect()
        yield retrieval_of(room)


def test_what_names_no_subject_is_not_told_of_it(halls: Retrieval) -> None:
    """However much it is on what is asked for beside the name."""
    text = "What did Globex do about the voice?"
    asked = Query(text=text, terms=terms(text), form=Form.OVERVIEW, subjects=(Subject(name="Globex"),))
    assert names(found_for(halls, asked, NOW))[:1] == ["horn"]
    assert not {"voices", "choir", "bread"} & set(names(found_for(halls, asked, NOW)))


def test_a_side_that_is_told_less_of_is_looked_for_by_itself(halls: Retrieval) -> None:
    """Of a comparison each side is told of what it has."""
    text = "Compare the voice of Acme with that of Globex"
    sides = (Subject(name="Acme"), Subject(name="Globex"))
    asked = Query(text=text, terms=terms(text), form=Form.COMPARISON, subjects=sides)
    found = names(found_for(halls, asked, NOW))
    assert "horn" in found
    assert {"voices", "choir"} & set(found)


def test_each_time_is_searched_once_and_a_hopeless_one_not_at_all(tmp_path: Path) -> None:
    """Where the last days told nothing, the month is left out that would need six stories."""
    text, now = "What did Globex do about the voice?", NOW + timedelta(days=20)
    asked = Query(text=text, terms=terms(text), form=Form.OVERVIEW, subjects=(Subject(name="Globex"),))
    searched: list[Selection] = []

    def search(query: Query, _now: datetime, _depth: int) -> list[Hit]:
        searched.append(query.selection)
        return []

    def similar(_text: str, placed: Sequence[PlacedPassage]) -> dict[str, float]:
        return {each.passage.id: 0.5 for each in placed}

    with Newsroom(tmp_path) as room:
        save(room.catalogue, *HALLS)
        room.collect()
        search_for = StorySearch(library=room.catalogue, lexical=room.lexical, search=search, similar=similar)
        search_for.stories(aim_of(asked), asked.selection, now)
    days = [(now - each.since).days if each.since else 0 for each in searched]
    assert len(days) == len(set(days))
    assert 14 in days
    assert 30 not in days
