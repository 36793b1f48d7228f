"""Where sources on one story disagree: both are shown, the later one first, and neither is blended with the other.

What is chosen for an answer comes from one report of a story, since each story is told once. If another report of it
gives another amount, day or name for the same thing, or denies it, that sentence is set beside it, and the answer
says so (pure).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from bot.composition.statement_kind import kind_of
from bot.evidence.sentences import is_quotable, spoken_in
from bot.language.product_versions import differ_in_product
from bot.language.words import dangling
from bot.model import Source, Statement
from bot.verification.contradiction import denies, differ, may_deny
from bot.verification.parsing.annotation import read
from bot.verification.prompt_injection import addresses_a_machine
from bot.verification.support import supported
from indexer.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.model import Evidence
    from bot.verification.parsing.annotation import Sentence
    from indexer.model import Article, Story

_COMPARED = 80  # sentences of other reports: what is asked for stands in few of them
_DENIED_WITHIN = timedelta(days=30)  # a denial that is a story of its own
_NAMES_DENIED = 2  # names that it must share with what it denies
_BOTH = 2


class Contrasted(NamedTuple):
    """Statements with their sources, and the places of those that disagree, the later one first."""

    statements: tuple[Statement, ...]
    sources: tuple[Source, ...]
    disagreements: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Said:
    """A sentence with the article that says it; each is one of its own, whatever another says."""

    statement: Statement
    article: Article
    passage: str
    cited: tuple[str, ...]  # ids of the articles that carry it

    @property
    def read(self) -> Sentence:
        return read(self.statement.text, self.article.when.date())


_Group = list[_Said]  # a statement with those that lean on it


@dataclass(slots=True)
class _Reply:
    """An answer while other reports are set beside what it says."""

    groups: list[_Group]
    pairs: list[tuple[_Said, _Said]]  # the later one first

    def settled(self, group: _Group) -> bool:
        """Tell whether something in a group has its opposite already."""
        return any(said in pair for said in group for pair in self.pairs)


def told_at(article: Article) -> datetime:
    """Return when an article said what it says now: a text that was changed counts from then."""
    return max(article.when, article.updated or article.when)


def contrasted(statements: Sequence[Statement], sources: Sequence[Source], evidence: Evidence, most: int) -> Contrasted:
    """Return what is said with what other reports of the same story say otherwise, in at most so many statements.

    A denial that came later than what it denies leads the answer. What is on no disagreement gives way, the last first.
    """
    by_number = {source.number: source for source in sources}
    said = [_said(each, [by_number[number] for number in each.citations]) for each in statements]
    reply = _Reply(groups=_grouped(said), pairs=[])
    leading = _on_the_story(reply.groups, evidence.stories)
    others = list(_others(evidence, [each for group in leading for each in group]))
    for group in leading:
        if not reply.settled(group) and (len(reply.pairs) + 1) * _BOTH <= max(most, _BOTH):
            _oppose(reply, group, others, evidence.stories)
    if not reply.pairs:
        return Contrasted(tuple(statements), tuple(sources))
    return _numbered(reply, _fitting(reply, most), sources)


def _on_the_story(groups: Sequence[_Group], stories: Mapping[str, Story]) -> list[_Group]:
    """Return the group that leads the answer, and those on the same story: on others nothing was asked."""
    told = [stories.get(group[0].article.id) for group in groups]
    ids = [story.id if story else group[0].article.id for story, group in zip(told, groups, strict=True)]
    return [group for key, group in zip(ids, groups, strict=True) if key == ids[0]]


def _said(statement: Statement, carriers: Sequence[Source]) -> _Said:
    """Return a statement with the article that says it; of several the first that bears it out alone."""
    alone = (each for each in carriers if supported(replace(statement, citations=(each.number,)), [each]))
    first = carriers[0] if len(carriers) == 1 else next(alone, carriers[0])
    ids = tuple(dict.fromkeys([first.article.id, *(source.article.id for source in carriers)]))
    return _Said(statement=statement, article=first.article, passage=first.passage, cited=ids)


def _grouped(said: Iterable[_Said]) -> list[_Group]:
    groups: list[_Group] = []
    for each in said:
        leans = dangling(each.statement.text) and groups and groups[-1][-1].article.id == each.article.id
        if leans:
            groups[-1].append(each)
        else:
            groups.append([each])
    return groups


def _others(evidence: Evidence, said: Sequence[_Said]) -> Iterator[_Said]:
    """Yield the sentences of other reports that may disagree with what is said, may be quoted, and stand alone."""
    left = _COMPARED
    for hit in (*evidence.hits, *evidence.behind):
        against = [each for each in said if _may_disagree(each.article, hit.article, evidence.stories)]
        for text in spoken_in(hit) if against else ():
            if not any(_tells_of_it(each, hit.article, text, evidence.stories) for each in against):
                continue
            if left and is_quotable(text, hit.article) and not dangling(text) and not addresses_a_machine(text):
                left -= 1
                statement = Statement(text=text, kind=kind_of(text, hit.article), citations=(1,))
                yield _said(statement, [Source(number=1, article=hit.article, passage=hit.placed.passage.text)])


def _oppose(reply: _Reply, group: _Group, others: Sequence[_Said], stories: Mapping[str, Story]) -> None:
    """Set beside a group what speaks against it: another group of the answer, else a sentence that is not in it yet."""
    for said in group:
        present = [other for each in reply.groups if each is not group for other in each]
        rivals = [other for other in (*present, *others) if _disagree(said, other, stories) and _stands(other)]
        shown = [other for other in rivals if other in present]
        if not rivals:
            continue
        rival = max(shown or rivals, key=lambda other: told_at(other.article))
        theirs = next((each for each in reply.groups if rival in each), [rival])
        if reply.settled(theirs):
            continue
        ordered = _in_order(said, rival)
        reply.pairs.append(ordered)
        first, second = (group, theirs) if ordered[0] is said else (theirs, group)
        place = min(reply.groups.index(each) for each in (first, second) if each in reply.groups)
        rest = [each for each in reply.groups if each is not group and each is not theirs]
        leading = 0 if _is_denial(*ordered) else place
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


def _tells_of_it(said: _Said, article: Article, text: str, stories: Mapping[str, Story]) -> bool:
    """Tell whether a sentence of an article that may disagree is worth reading: of another story only a denial is."""
    if _of_one_story(said.article, article, stories):
        return True
    return may_deny(said.statement.text if said.article.when > article.when else text)


def _disagree(said: _Said, other: _Said, stories: Mapping[str, Story]) -> bool:
    """Tell whether two sentences are of different reports that disagree; those on two versions of a thing do not."""
    if not _may_disagree(said.article, other.article, stories):
        return False
    if _of_one_story(said.article, other.article, stories):
        against = differ(said.read, other.read)
    else:
        first, later = sorted((said, other), key=lambda each: each.article.when)
        against = denies(later.read, first.read, names=_NAMES_DENIED)
    return against and not differ_in_product(said.statement.text, other.statement.text)


def _stands(said: _Said) -> bool:
    """Tell whether a sentence of the evidence may be posted: it is checked as every statement is."""
    source = Source(number=said.statement.citations[0], article=said.article, passage=said.passage)
    return len(said.cited) > 1 or supported(said.statement, [source])


def _in_order(said: _Said, rival: _Said) -> tuple[_Said, _Said]:
    """Return the later one first; a denial counts from its publication, and leads what was published with it."""
    for denial, denied in ((said, rival), (rival, said)):
        if _is_denial(denial, denied):
            return denial, denied
    return (rival, said) if told_at(rival.article) > told_at(said.article) else (said, rival)


def _is_denial(one: _Said, other: _Said) -> bool:
    """Tell whether one denies what the other said before it."""
    return one.article.when >= other.article.when and denies(one.read, other.read)


def _fitting(reply: _Reply, most: int) -> list[_Said]:
    """Return what is said in order, without what is on no disagreement from the last on, as far as it is too much."""
    kept = [said for group in reply.groups for said in group]
    needed = {id(said) for pair in reply.pairs for said in pair}
    for group in reply.groups:  # what is needed may lean on what stands before it
        last = max((place for place, said in enumerate(group) if id(said) in needed), default=-1)
        needed.update(id(said) for said in group[: last + 1])
    for said in reversed(list(kept)):
        if len(kept) > most and id(said) not in needed:
            kept = [each for each in kept if each is not said]
    return kept[:most]


def _numbered(reply: _Reply, kept: Sequence[_Said], sources: Sequence[Source]) -> Contrasted:
    """Return what is kept with its sources, numbered in the order in which they are named."""
    known = {source.article.id: source for source in sources}
    for said in kept:
        source = known.get(said.article.id) or Source(number=0, article=said.article, passage=said.passage)
        more = "" if said.passage in source.passage else f"\n\n{said.passage}"
        known[said.article.id] = replace(source, passage=source.passage + more)
    carried = {id(said): _carried(said, reply.pairs) for said in kept}
    ids = dict.fromkeys(key for said in kept for key in carried[id(said)])
    number = {key: place for place, key in enumerate(ids, start=1)}
    statements = tuple(
        replace(said.statement, citations=tuple(number[key] for key in carried[id(said)])) for said in kept
    )
    places = {id(said): place for place, said in enumerate(kept)}
    pairs = ((places.get(id(one)), places.get(id(other))) for one, other in reply.pairs)
    return Contrasted(
        statements=statements,
        sources=tuple(replace(known[key], number=place) for key, place in number.items()),
        disagreements=tuple((one, other) for one, other in pairs if one is not None and other is not None),
    )


def _carried(said: _Said, pairs: Sequence[tuple[_Said, _Said]]) -> tuple[str, ...]:
    """Return the articles that carry a statement, less the one that is shown to say otherwise."""
    against = {other.article.id for pair in pairs if said in pair for other in pair if other is not said}
    return tuple(key for key in said.cited if key not in against)
