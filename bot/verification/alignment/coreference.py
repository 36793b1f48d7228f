"""Who is meant: names compared by all of their words, and the antecedents of pronouns and descriptions (pure)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from bot.language.words import stem
from bot.verification.lexicon.equivalence import spellings
from bot.verification.lexicon.function_words import BACK, PREPOSITIONS, RELATIVES
from bot.verification.lexicon.synonyms import is_listed
from bot.verification.names import ROLES, adjacent_names, is_title_case
from bot.verification.parsing.clauses import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.verification.parsing.annotation import CitedArticle, Premises
    from bot.verification.parsing.syntax import Clause, Parse, Span


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SentenceContext:
    """A sentence of a passage with the names that its pronouns may stand for."""

    parsed: Parse
    leads: frozenset[str]  # names that earlier sentences and the title are about
    title_names: frozenset[str]
    pairs: Sequence[set[str]]  # names that follow each other
    publisher: frozenset[str]  # the words of the name of "we"
    keys: frozenset[str]  # all words of the cited passages
    previous: Parse | None = None  # the sentence before
    following: Parse | None = None  # and the next one
    introduced: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Names that stood beside a noun in earlier sentences."""
    title: bool = False

    @property
    def before(self) -> frozenset[str]:
        """The names of the sentence before."""
        return frozenset(token.low for token in self.previous.tokens if token.name) if self.previous else frozenset()


def known_names(grounds: Premises) -> frozenset[str]:
    """Return the words that are names: with a capital within a sentence, or only at its beginning and no known word."""
    inside: set[str] = set()
    opening: set[str] = set()
    plain: set[str] = set()
    for sentence in grounds.sentences:
        if is_title_case(sentence):
            continue
        for word in sentence.words:
            if word.name:
                (opening if word.opening else inside).add(word.text.casefold())
            else:
                plain.add(word.text.casefold())
    opening = {word for word in opening if word not in plain and not is_listed(word)}
    publishers = {word for told in grounds.told for word in told.publisher.casefold().split()}
    return frozenset(inside | opening | publishers)


def sentences_in_context(premises: Premises, named: frozenset[str]) -> list[SentenceContext]:
    """Return the parsed sentences of the cited articles, each in its context."""
    pairs = [{one, other} for each in premises.sentences for one, other in adjacent_names(each)]
    return [each for article in premises.told for each in _contexts(article, pairs, premises.keys, named)]


def _contexts(
    article: CitedArticle, pairs: Sequence[set[str]], keys: frozenset[str], named: frozenset[str]
) -> Iterator[SentenceContext]:
    """Yield the sentences of an article in order, and its title last."""
    title = parse(article.title, named) if article.title else None
    publisher = frozenset(article.publisher.casefold().split())
    titled = leads = publisher | (_title_names(title) if title else frozenset())
    context = partial(SentenceContext, title_names=titled, pairs=pairs, publisher=publisher, keys=keys)
    parses = [parse(sentence, named) for sentence in article.sentences]
    introduced: dict[str, frozenset[str]] = {}
    for previous, one, following in zip([None, *parses], parses, [*parses[1:], None], strict=False):
        yield context(parsed=one, leads=leads, previous=previous, following=following, introduced=dict(introduced))
        leads |= _leading(one)
        for noun, names in _introductions(one):
            introduced[noun] = introduced.get(noun, frozenset()) | names
    if title:
        yield context(parsed=title, leads=leads, title=True)


def _title_names(title: Parse) -> frozenset[str]:
    """Return the names in a title, and its first word, which may be one."""
    return frozenset(t.low for t in title.tokens if t.name or (t.word.opening and t.word.concept))


def _leading(one: Parse) -> frozenset[str]:
    """Return the names that a sentence is about: those of its subjects, and what explains them."""
    return frozenset(
        {name for clause in one.clauses if not is_relative(clause, one) for name in one.names(clause.subject)}
        | {name for clause in one.clauses if clause.passive for name in one.names(clause.agent)}
        | {name for clause in one.clauses if clause.base in _INTRODUCING for name in one.names(clause.object)}
    )


def is_relative(clause: Clause, one: Parse) -> bool:
    """Tell whether a clause begins with "who", "which" or "that"."""
    return clause.start > 0 and one.tokens[clause.start - 1].low in ("who", "which", "that")


_INTRODUCING = frozenset(
    {
        "buy",
        "acquire",
        "name",
        "appoint",
        "sue",
        "hire",
        "launch",
        "release",
        "announce",
        "fire",
        "replace",
        "succeed",
        "make",
        "introduce",
        "unveil",
    }
)


def format_names(names: Runs) -> str:
    """Return names in words."""
    return " and ".join(" ".join(sorted(name)) for name in names)


_AROUND = 12  # words on either side of a span in which one of several may be named

Runs = tuple[frozenset[str], ...]


def heads_of(span: Span, one: Parse) -> Runs:
    """Return the names of who is meant by a span: not those behind a preposition, nor whose it is."""
    end = next(
        (place for place in range(span[0] + 1, span[1]) if one.tokens[place].low in PREPOSITIONS | RELATIVES), span[1]
    )
    return _head_names((span[0], end), one)


def _only_describes(span: Span, one: Parse) -> bool:
    """Tell whether a name stands before the noun that is meant: "the Dresden factory"."""
    noun, name = one.tokens[span[1] - 1], one.tokens[span[1] - 2]
    thing = bool(noun.word.concept) and not noun.name and not noun.brk and noun.low not in ROLES
    return thing and span[1] - span[0] > 2 and name.name and one.tokens[span[0]].low in ("the", "a", "an", "this")  # noqa: PLR2004  "the", a name and a noun


def _head_names(span: Span, one: Parse) -> Runs:
    """Return the names in a span less what only describes: "Acme's CFO Ada Lorne" and "Ada Lorne, CFO of Acme"."""
    found = names_in(span, one, owners=False)
    if span[1] > span[0] and found and _only_describes(span, one):
        return ()
    if len(found) <= 1 or any(token.low in ("and", "or", "both", "&") for token in one.tokens[slice(*span)]):
        return found
    first = next(place for place in range(*span) if one.tokens[place].low in found[0])
    mark = next((place for place in range(first + 1, span[1]) if one.tokens[place].brk), span[1])
    return names_in((span[0], mark), one, owners=False)[-1:] or found


def names_in(span: Span, one: Parse, *, owners: bool = True) -> Runs:
    """Return the names in a span, each as its words."""
    found: list[set[str]] = []
    last = -2
    for place in range(*span):
        token = one.tokens[place]
        if token.name and token.low not in ROLES and not spellings(token.low):
            if place == last + 1 and not token.brk and found:
                found[-1].add(token.low)
            else:
                found.append({token.low})
            last = place
        if token.is_possessive and not owners and found:
            found.pop()
            last = -2
    return tuple(map(frozenset, found))


def may_be_same(mine: Runs, theirs: Runs) -> bool:
    """Tell whether each of some names may be one of others: one holds the other, or is made of its initials."""
    return not mine or not theirs or all(any(is_same_bearer(one, other) for other in theirs) for one in mine)


def is_same_bearer(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two names may be one: the one holds the other, or is made of its initials."""
    return one <= other or other <= one or _initials(one, other) or _initials(other, one)


def _initials(short: frozenset[str], long: frozenset[str]) -> bool:
    return len(short) == 1 < len(long) and sorted(*short) == sorted(name[:1] for name in long)


def may_mean(mine: Runs, span: Span, there: SentenceContext, *, whole: bool = False) -> bool:
    """Tell whether the bearers of some names may be those that a span of a passage means."""
    one = there.parsed
    if not mine or (there.following is not None and all(is_named_in(name, there.following) for name in mine)):
        return True
    theirs = names_in(span, one) if whole else heads_of(span, one)
    if theirs:
        return may_be_same(mine, theirs) or (_may_point_back if whole else _may_be_among)(mine, theirs, span, there)
    return span[0] >= span[1] or _may_describe(mine, span, there)


def _may_point_back(mine: Runs, _theirs: Runs, span: Span, there: SentenceContext) -> bool:
    """Tell whether a span tells by a pronoun of names that came before: "its general counsel, Ada Lorne"."""
    points = any(token.low in BACK for token in there.parsed.tokens[slice(*span)])
    return points and all(name & there.leads for name in mine)


def _may_be_among(mine: Runs, theirs: Runs, span: Span, there: SentenceContext) -> bool:
    """Tell whether each name stands in a span or near it, and not only as an owner."""
    one = there.parsed
    owners = frozenset(token.low for token in one.tokens[slice(*span)] if token.is_possessive)
    named = one.names(span) - owners
    around = one.names((max(0, span[0] - _AROUND), min(len(one.tokens), span[1] + _AROUND)))
    return all(
        name <= named or any(is_same_bearer(name, other) for other in theirs) or (len(mine) > 1 and name <= around)
        for name in mine
    )


def _may_describe(mine: Runs, span: Span, there: SentenceContext) -> bool:
    """Tell whether a pronoun or a description points back to some names; "people" is nobody that was named."""
    one = there.parsed
    first = one.tokens[span[0]].low
    if first not in BACK | {"the", "i", "this", "both", "neither", "who", "which", "that"}:
        return all(name <= one.names(span) for name in mine)
    told = _described(span, there)
    if told is not None and not all(name & told for name in mine):
        return False
    before = there.leads | frozenset(token.low for token in one.tokens[: span[1]] if token.name)
    if first in BACK and span[1] < len(one.tokens):  # "Before it opened, Acme had ..."
        before |= _leading(one)
    return all(_may_be_before(name, before) for name in mine)


def _may_be_before(name: frozenset[str], before: frozenset[str]) -> bool:
    """Tell whether a name was told of before, with its number if it has one."""
    return bool(name & before) and all(part in before for part in name if part.isdecimal())


def is_named_in(name: frozenset[str], after: Parse) -> bool:
    """Tell whether the next sentence names the thing that one tells of: "The model, named Ember, ..."."""
    return any(
        one.low in ("named", "called", "dubbed") and other.low in name
        for one, other in zip(after.tokens, after.tokens[1:], strict=False)
    )


_GENERAL = frozenset(map(stem, ("company", "firm", "startup", "group", "lab", "maker", "deal", "round", "business")))


_BODIES = frozenset(
    map(
        stem,
        [
            "union",
            "council",
            "agency",
            "ministry",
            "court",
            "watchdog",
            "authority",
            "commission",
            "board",
            "association",
            "government",
            "police",
            "department",
            "regulator",
            "university",
            "committee",
            "parliament",
            "senate",
            "judge",
            "tribunal",
            "bank",
            "union",
            "federation",
            "institute",
            "office",
        ],
    )
)
"""Those who have a name of their own: nobody else is meant by "the ministry"."""


def _described(span: Span, there: SentenceContext) -> frozenset[str] | None:
    """Return the names by which what "the ministry" means was introduced; None for what anything may be."""
    one = there.parsed
    if one.tokens[span[0]].low != "the":
        return None
    head = ""
    for token in one.tokens[span[0] + 1 : span[1]]:
        if token.low in PREPOSITIONS:
            break
        head = token.low if token.word.concept else head
    if not head or stem(head) in _GENERAL:
        return None
    return there.introduced.get(stem(head), frozenset() if stem(head) in _BODIES else None)


def _introductions(one: Parse) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each noun of a sentence with the names that stand next to it."""
    for place, token in enumerate(one.tokens):
        if token.name or not token.word.concept:
            continue
        near = {
            one.tokens[other].low
            for other in range(max(0, place - 2), min(len(one.tokens), place + 3))
            if one.tokens[other].name
        }
        if near:
            yield stem(token.low), frozenset(near | {way for name in near for ways in spellings(name) for way in ways})
