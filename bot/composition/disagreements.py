"""Where sources on one story disagree: both are shown, the later one first, and neither is blended with the other.

An answer quotes one report of a story. If another report of it gives another amount, day or name for the same thing, or
denies it, that sentence is set beside the first one, and the answer says that the sources disagree (pure).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from bot.composition.citations import merge
from bot.language.words import is_dangling, stems
from bot.model import Citation, Claim, Composition, StatementKind
from bot.verification.contradiction import differ
from bot.verification.denials import may_deny
from bot.verification.parsing.annotation import annotate
from bot.verification.sentence_pairs import SentencePair
from bot.verification.support import is_quoted
from indexer.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.evidence.sentences import Evidence, PassageSentence
    from bot.verification.parsing.annotation import Sentence
    from indexer.model import Article, Story

_COMPARED = 80  # sentences of other reports that are compared at most
_DENIED_WITHIN = timedelta(days=30)  # a denial that is a story of its own
_NAMES_DENIED = 2  # names that it must share with what it denies
_BOTH = 2


@dataclass(frozen=True, kw_only=True, eq=False)
class _Position:
    """A claim with the article that makes it. Two with the same text are not equal."""

    claim: Claim
    article: Article
    sentence: PassageSentence | None = None  # that it was taken from; None: it is in the answer already

    @property
    def text(self) -> str:
        return self.claim.text

    @cached_property
    def leans(self) -> bool:
        """Whether it needs the one before it to be understood."""
        return self.sentence.leans if self.sentence else is_dangling(self.text)

    @cached_property
    def annotated(self) -> Sentence:
        """It, as verification compares it with others."""
        return self.sentence.annotated if self.sentence else annotate(self.text, self.article.when.date())


_Group = list[_Position]  # a claim with those that lean on it


@dataclass(slots=True)
class _Reply:
    """An answer while other reports are set beside what it says."""

    groups: list[_Group]
    pairs: list[tuple[_Position, _Position]]  # the later one first

    def is_settled(self, group: _Group) -> bool:
        """Tell whether something in a group has its opposite already."""
        return any(said in pair for said in group for pair in self.pairs)


def contrast(claims: Sequence[Claim], evidence: Evidence, most: int) -> Composition:
    """Return claims with what other reports of the same story say otherwise, at most `most` of them.

    A denial that came later than what it denies leads the answer. What is on no disagreement gives way, the last first.
    """
    stories = evidence.retrieved.stories
    reply = _Reply(groups=_group(map(_position, claims)), pairs=[])
    leading = _on_the_story(reply.groups, stories)
    superseded = {each.citations[0].article.id for each in claims if each.kind is StatementKind.EARLIER}
    against = _sentences_against(evidence, [each for group in leading for each in group])
    others = [each for each in against if each.article.id not in superseded]  # both are true, each at its time
    for group in leading:
        if not reply.is_settled(group) and (len(reply.pairs) + 1) * _BOTH <= max(most, _BOTH):
            _oppose(reply, group, others, stories)
    if not reply.pairs:
        return Composition(claims=tuple(claims))
    return _composition(reply, _trim(reply, most), claims)


def _on_the_story(groups: Sequence[_Group], stories: Mapping[str, Story]) -> list[_Group]:
    """Return the group that leads the answer, and those on the same story: on others nothing was asked."""
    told = [stories.get(group[0].article.id) for group in groups]
    ids = [story.id if story else group[0].article.id for story, group in zip(told, groups, strict=True)]
    return [group for key, group in zip(ids, groups, strict=True) if key == ids[0]]


def _position(claim: Claim) -> _Position:
    """Return a claim with the article that makes it; of several the one that holds most of its words comes first."""
    if len(claim.citations) > 1:
        said = stems(claim.text)
        first = max(claim.citations, key=lambda each: len(said & stems(f"{each.article.title} {each.passage}")))
        claim = replace(claim, citations=(first, *(each for each in claim.citations if each is not first)))
    return _Position(claim=claim, article=claim.citations[0].article)


def _group(said: Iterable[_Position]) -> list[_Group]:
    groups: list[_Group] = []
    for each in said:
        if each.leans and groups and groups[-1][-1].article.id == each.article.id:
            groups[-1].append(each)
        else:
            groups.append([each])
    return groups


def _sentences_against(evidence: Evidence, said: Sequence[_Position]) -> Iterator[_Position]:
    """Yield the sentences of other reports that may disagree with the answer, and can be quoted alone.

    Of a report of another story one is worth reading only if it may deny something, or if the answer may deny it.
    """
    stories = evidence.retrieved.stories
    left = _COMPARED
    for hit in (*evidence.hits, *evidence.retrieved.same_story):
        article = hit.article
        against = [each for each in said if _may_disagree(each.article, article, stories)]
        later = [each for each in against if each.article.when > article.when]
        reads_all = any(_of_one_story(each.article, article, stories) for each in against) or any(
            may_deny(each.text) for each in later
        )
        may_be_denied = len(later) < len(against)
        for sentence in evidence.sentences(hit) if against else ():
            if left and (reads_all or (may_be_denied and may_deny(sentence.text))) and sentence.stands_alone:
                left -= 1
                citation = Citation(article=article, passage=hit.placed.passage.text)
                claim = Claim(text=sentence.text, kind=sentence.kind, citations=(citation,))
                if is_quoted(claim.text, claim.citations):
                    yield _Position(claim=claim, article=article, sentence=sentence)


def _oppose(reply: _Reply, group: _Group, others: Sequence[_Position], stories: Mapping[str, Story]) -> None:
    """Set beside a group what speaks against it: another group of the answer, else a sentence that is not in it yet."""
    for said in group:
        present = [other for each in reply.groups if each is not group for other in each]
        rivals = [other for other in (*present, *others) if _disagrees(said, other, stories)]
        shown = [other for other in rivals if other in present]
        if not rivals:
            continue
        rival = max(shown or rivals, key=lambda other: other.article.stated)
        theirs = next((each for each in reply.groups if rival in each), [rival])
        if reply.is_settled(theirs):
            continue
        denial = _denial(said, rival)
        ordered = denial or ((rival, said) if rival.article.stated > said.article.stated else (said, rival))
        reply.pairs.append(ordered)
        first, second = (group, theirs) if ordered[0] is said else (theirs, group)
        place = min(reply.groups.index(each) for each in (first, second) if each in reply.groups)
        rest = [each for each in reply.groups if each is not group and each is not theirs]
        leading = 0 if denial else place
        reply.groups[:] = [*rest[:leading], first, second, *rest[leading:]]
        return


def _may_disagree(one: Article, other: Article, stories: Mapping[str, Story]) -> bool:
    """Tell whether two articles are different reports, of one story or of one time; a commentary is none."""
    if one.id == other.id or Kind.OPINION in (one.kind, other.kind):
        return False
    if _of_one_story(one, other, stories):
        return stories[one.id].first != stories[other.id].first
    return abs(one.when - other.when) <= _DENIED_WITHIN


def _of_one_story(one: Article, other: Article, stories: Mapping[str, Story]) -> bool:
    mine, theirs = stories.get(one.id), stories.get(other.id)
    return mine is not None and theirs is not None and mine.id == theirs.id


def _disagrees(said: _Position, other: _Position, stories: Mapping[str, Story]) -> bool:
    """Tell whether two sentences are of different reports that disagree; those on two versions of a thing do not."""
    if StatementKind.EARLIER in (said.claim.kind, other.claim.kind):
        return False
    if not _may_disagree(said.article, other.article, stories):
        return False
    both = SentencePair(one=said.annotated, other=other.annotated)
    if _of_one_story(said.article, other.article, stories):
        against = differ(both)
    else:
        later = both if said.article.when > other.article.when else both.turned
        against = later.is_denial and len(later.names) >= _NAMES_DENIED
    return against and not both.is_on_two_products


def _denial(said: _Position, rival: _Position) -> tuple[_Position, _Position] | None:
    """Return the two with the one first that denies what the other said before it; None if neither does."""
    for one, other in ((said, rival), (rival, said)):
        if one.article.when >= other.article.when and SentencePair(one=one.annotated, other=other.annotated).is_denial:
            return one, other
    return None


def _trim(reply: _Reply, most: int) -> list[_Position]:
    """Return the positions in order, at most `most`: those on no disagreement are dropped first, from the end."""
    kept = [said for group in reply.groups for said in group]
    needed = {id(said) for pair in reply.pairs for said in pair}
    for group in reply.groups:  # one that is needed may lean on those before it
        last = max((place for place, said in enumerate(group) if id(said) in needed), default=-1)
        needed.update(id(said) for said in group[: last + 1])
    for said in reversed(list(kept)):
        if len(kept) > most and id(said) not in needed:
            kept = [each for each in kept if each is not said]
    return kept[:most]


def _composition(reply: _Reply, kept: Sequence[_Position], claims: Sequence[Claim]) -> Composition:
    """Return the claims that are kept, and the places of those that disagree.

    An article is cited for all that it was cited for before, too: a claim that gave way may explain one that did not.
    Where claims disagree, the words of none of them are shown as the answer.
    """
    disputed = {id(said) for pair in reply.pairs for said in pair}
    positions = (each.claim for each in kept)
    cited = merge(each for claim in (*claims, *positions) for each in claim.citations)
    places = {id(said): place for place, said in enumerate(kept)}
    pairs = ((places.get(id(one)), places.get(id(other))) for one, other in reply.pairs)
    return Composition(
        claims=tuple(
            replace(
                said.claim,
                citations=_carriers(said, reply.pairs, cited),
                span=None if id(said) in disputed else said.claim.span,
            )
            for said in kept
        ),
        disagreements=tuple((one, other) for one, other in pairs if one is not None and other is not None),
    )


def _carriers(
    said: _Position, pairs: Sequence[tuple[_Position, _Position]], cited: Mapping[str, Citation]
) -> tuple[Citation, ...]:
    """Return the articles that carry a claim, as they are cited, less the one that is shown to say otherwise."""
    against = {other.article.id for pair in pairs if said in pair for other in pair if other is not said}
    carriers = (each.article.id for each in said.claim.citations)
    return tuple(cited[key] for key in carriers if key not in against)
