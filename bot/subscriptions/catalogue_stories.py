"""The catalogue's stories: as they stand, told in checked sentences, and with what has become of them."""

from __future__ import annotations

import hashlib
from itertools import combinations
from typing import TYPE_CHECKING

from bot.composition.overview import tell_stories
from bot.composition.story_claims import Telling, claims_of
from bot.evidence.sentences import Evidence
from bot.evidence.story_sentences import ReadStory, SentencesSought, telling_sentences
from bot.language.name_mentions import NameMentions
from bot.language.revised_sentences import holds, lines_of, replacement
from bot.model import FoundStory, Hit, RetrievedHits
from bot.retrieval.topic_coverage import TopicWords
from bot.subscriptions.records import Difference, NewsStory, Said, StoryItem, Turn, TurnKind
from bot.verification.contradiction import differ
from bot.verification.parsing.annotation import annotate
from bot.verification.sentence_pairs import SentencePair
from indexer.web.source_filter import source_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.evidence.sentences import PassageSentence
    from bot.ports import Library
    from bot.subscriptions.records import Sending, Shown
    from indexer.model import Article, PlacedPassage

_ANYTHING = SentencesSought(names=NameMentions(()), topic=TopicWords(""))
_REPORTS = 4  # of a story that are read for its statements
_PASSAGES = 3  # of a story that has only one report
_COMPARED = 8  # sentences of a new report that are compared with what a post says
_NEW_REPORTS = 6  # of a story that are compared
_BEGINNING = 2  # passages of a report that are compared, where there are few reports: to annotate them takes long
_CONTRASTED = 8  # reports of a story that are compared with each other
_DIFFERENCES = 4  # that are told of a story


class CatalogueStories:
    """`ports.StorySource` and `ports.StoryTeller` on the catalogue. Reads the disk."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def stories_since(self, since: datetime) -> list[NewsStory]:
        """Return the stories with an article that was published, or revised, since a time, the oldest first."""
        return [NewsStory(story=story, articles=articles) for story, articles in self._library.reports_since(since)]

    def stories_with(self, articles: Collection[str]) -> Mapping[str, NewsStory]:
        """Return the story of each article that still has one, by the article's id."""
        wanted = set(articles)
        found = [NewsStory(story=story, articles=own) for story, own in self._library.reports_with(sorted(wanted))]
        return {article.id: story for story in found for article in story.articles if article.id in wanted}

    def tell(self, story: NewsStory, statements: int) -> StoryItem | None:
        """Return a story with at most so many statements; None if all its pages are gone."""
        live = [article for article in story.articles if not article.gone]
        if not live:
            return None
        reports = sorted(live, key=lambda each: -each.quality.rank)  # of equals the earliest stays first
        hits = tuple(map(_hit, self._passages(reports[:_REPORTS])))
        evidence = Evidence(retrieved=RetrievedHits(hits=hits, embedded=()))
        found = FoundStory(id=story.id, hits=hits, prominence=1.0, weight=1.0)
        read = [evidence.whole(hit) for hit in hits]
        sentences = telling_sentences(found, read, _ANYTHING) if hits else []
        bodies = [each for each in sentences if not each.sentence.is_title]  # the headline stands above them
        told, _ = tell_stories([ReadStory(found, bodies)], newest_first=False, is_event=True)
        claims = claims_of(map(Telling, sorted(told, key=lambda each: -each.score)))[:statements]
        cited = [claim.citations[0].article for claim in claims]
        sources = _outlets([*cited, story.lead, *live])
        return StoryItem(story=story, lead=story.lead, statements=claims, sources=sources)

    def turns(self, story: NewsStory, sending: Sending) -> Sequence[Turn]:
        """Return what has become of a story since it was posted: corrections first, then by time.

        Of a statement each kind of turn is told once. Every outlet that repeats it would tell it again otherwise.
        """
        own = {article.id for article in story.articles}
        shown = [each for each in sending.shown if each.article in own]
        found = [*self._corrections(shown, sending), *self._contradictions(story, shown, sending)]
        return tuple({turn.id: turn for turn in reversed(found)}.values())[::-1]

    def differences(self, story: NewsStory) -> list[Difference]:
        """Return what the reports of a story say differently, as they stand now, by time; no sentence comes twice."""
        live = sorted((each for each in story.articles if not each.gone), key=lambda each: -each.quality.rank)
        evidence = Evidence(retrieved=RetrievedHits(hits=(), embedded=()))
        said = [
            sentence
            for placed in self._beginnings(live[:_CONTRASTED])
            for sentence in evidence.sentences(_hit(placed))[:_COMPARED]
            if sentence.stands_alone
        ]
        found: list[Difference] = []
        for one, other in combinations(sorted(said, key=lambda each: each.article.when), 2):
            told = {each.text for pair in found for each in (pair.earlier, pair.later)}
            is_new = one.article.id != other.article.id and told.isdisjoint((one.text, other.text))
            if is_new and len(found) < _DIFFERENCES and differ(SentencePair(one=one.annotated, other=other.annotated)):
                earlier, later = (Said(text=each.text, article=each.article) for each in (one, other))
                found.append(Difference(earlier=earlier, later=later))
        return found

    def _beginnings(self, reports: Sequence[Article]) -> list[PlacedPassage]:
        """Return the passages that reports begin with: one of each, of a few reports more."""
        if len(reports) > _REPORTS:
            return self._passages(reports)
        return [placed for each in reports for placed in self._library.passages_of(each.id)[:_BEGINNING]]

    def _passages(self, reports: Sequence[Article]) -> list[PlacedPassage]:
        if len(reports) == 1:
            return self._library.passages_of(reports[0].id)[:_PASSAGES]
        openings = self._library.opening_passages([each.id for each in reports])
        return self._library.passages([openings[each.id][0] for each in reports if each.id in openings])

    def _corrections(self, shown: Sequence[Shown], sending: Sending) -> Iterator[Turn]:
        posted = sending.sent or sending.planned
        for each in shown:
            article = self._library.article(each.article)
            if article is None or article.updated is None or article.updated <= posted:
                continue
            lines = lines_of(article.text)
            if not any(holds(line, each.text) for line in lines):
                yield _turn(TurnKind.CORRECTION, each, article, replacement(each.text, lines))

    def _contradictions(self, story: NewsStory, shown: Sequence[Shown], sending: Sending) -> Iterator[Turn]:
        posted = sending.sent or sending.planned
        later = [each for each in story.articles if each.first_seen > posted and not each.backlog]
        new = [each for each in later if not each.gone][:_NEW_REPORTS]
        if not (new and shown):
            return
        by_id = {article.id: article for article in story.articles}
        evidence = Evidence(retrieved=RetrievedHits(hits=(), embedded=()))
        for report in new:
            for placed in self._passages([report])[:1]:
                for sentence in evidence.sentences(_hit(placed))[:_COMPARED]:
                    if sentence.stands_alone:
                        yield from _against(sentence, report, shown, by_id)


def _against(
    sentence: PassageSentence, report: Article, shown: Sequence[Shown], by_id: Mapping[str, Article]
) -> Iterator[Turn]:
    """Yield what a sentence of a new report says against what a post says."""
    for each in shown:
        if each.article == report.id:
            continue
        said = annotate(each.text, by_id[each.article].when.date())
        both = SentencePair(one=sentence.annotated, other=said)
        if both.is_denial:
            yield _turn(TurnKind.DENIAL, each, report, sentence.text)
        elif differ(both):
            yield _turn(TurnKind.DEVELOPMENT, each, report, sentence.text)


def _turn(kind: TurnKind, shown: Shown, article: Article, now: str) -> Turn:
    what = now if kind is TurnKind.CORRECTION else ""  # a second correction is another one
    key = hashlib.sha256(f"{kind}\x1f{shown.article}\x1f{shown.text}\x1f{what}".encode(errors="replace"))
    return Turn(id=key.hexdigest()[:16], kind=kind, article=article, was=shown.text, now=now)


def _outlets(articles: Sequence[Article]) -> tuple[Article, ...]:
    """Return the first article of each outlet."""
    found: dict[str, Article] = {}
    for article in articles:
        found.setdefault(source_key(article.publisher) or article.url, article)
    return tuple(found.values())


def _hit(placed: PlacedPassage) -> Hit:
    return Hit(placed=placed, cosine=0.0, lexical=0.0, relevance=1.0, score=1.0)
