"""How likely it is that two articles are on one event, and that an article belongs to a story (pure)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple, Protocol

from indexer.stories.companies import companies_by_word
from indexer.stories.events import ACTS, DEFINITE
from indexer.stories.headlines import differ, share_product
from indexer.stories.title_vectors import title_cosines

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from collections.abc import Set as AbstractSet

    from indexer.stories.sketch import Sketch

    Weight = Callable[[str], float]

_DAY = 86_400.0
_LATE = 1.5  # days: what is told of an event later is told at any time
_SAME_DAY = 0.5
_AT_ONCE = 0.12  # days: within three hours
_SOME, _MANY = 3.0, 4.0  # names or words as rare as can be: more of them do not prove more
_TWO = 2.0  # numbers: the same
_LARGE = 1_000.0
_DIGITS = 2  # of a number that is hardly owed to chance
_USUAL, _PRIOR = 0.3, 5  # cosine of two articles on AI, and how many articles that counts for
_SHORT = 1.5  # weight of a title of two words: what is told of a shorter one tells less
_LIKELIEST = 3  # articles of a story by which it is judged
_FARTHEST = 8.0  # of log-odds: nothing is surer than that


class Rarity(Protocol):
    """Knows the words of the stories around two articles."""

    def weight(self, word: str, /) -> float:
        """Return how much a word tells apart, 0 to 1."""

    def exclusive(self, word: str, /) -> float:
        """Return how sure it is that one story at most tells a word, 0 to 1."""

    def is_everyday(self, word: str, /) -> bool:
        """Tell whether a word stands without a capital as often as it is a name."""


class Cosines(NamedTuple):
    """How alike the vectors of what two texts begin with are."""

    plain: float
    event: float  # after the map of `indexer.stories.event_metric`


class Features(NamedTuple):
    """What speaks for one event, and against it; each about 0 to 1, but for the days."""

    cosine: float  # of the vectors of what both texts begin with
    bare_cosine: float  # the same where one of them is a title only
    nearer: float  # the cosine, without what is usual among the articles that are compared
    bare_nearer: float  # the same where one of them is a title only
    event_cosine: float  # of the same vectors, mapped so that events are told apart
    bare_event_cosine: float  # the same where one of them is a title only
    title_cosine: float  # of the vectors of the titles
    title_event_cosine: float  # of the same, mapped
    told: float  # share of a title that the other article tells in title or lead: of the two shares the higher
    names: float  # weight of the names in a title that the other article has, squared, as a share of some
    words: float  # of the other words that both have, squared, as a share of many
    numbers: float  # that both have, as a share of two
    exact_numbers: float  # the same, weighed by how little they are owed to chance
    product: float  # 1: both titles name one product, version and all
    told_product: float  # 1: titles do, or leads where a title names none
    other_product: float  # 1: they name different versions, and none that is the same
    products: float  # 1: both titles name products
    company: float  # weight of a company that one title and the other article tell of, by whichever name
    only_company: float  # 1: there is one, and one story at most tells of it
    company_words: float  # weight of the company and of other words, multiplied
    field: float  # weight of a field in which both titles tell of events
    event: float  # of a kind of event that both titles have
    told_event: float  # of one that one title and the other article have
    other_event: float  # 1: each title has one, the other article none of these
    other_title_event: float  # 1: the same of titles only
    company_title_event: float  # of both titles
    company_event: float  # weights of company and event, multiplied
    lost_name: float  # squared weight of a name in each title of which the other article has nothing
    some_lost: float  # the same of one title
    subject: float  # 1: one name comes first in both titles
    bare_subjects: float  # 1: another one does in each, of which the other knows nothing, and one is a title only
    twin: float  # share of what two such titles have in common
    only_words: float  # words that no other story tells of a title that the other article tells, as a share of many
    own_news: float  # weight of a publisher's name that the other title has
    unnamed: float  # 1: they have neither a name, a company nor a number in common
    bare_unnamed: float  # 1: the same where one of them is a title only
    lost_act: float  # weight of what one title says that somebody did, of which the other article has nothing
    both_lost_act: float  # the same of both
    two_subjects: float  # 1: another name comes first in each title, of which the other article knows nothing
    new_subject: float  # squared weight of the first name of the later title, if the earlier article has nothing of it
    other_doer: float  # weight of what both say was done, where the first name of one is unknown to the other
    same_site: float  # 1: one outlet has both
    days: float  # between their publication, one and a half at most
    same_day: float
    at_once: float


def usual(cosines: Collection[float]) -> float:
    """Return the cosine that is usual between an article and those that it is compared with.

    In a week that tells of agents only, all are near to each other, and to be near tells nothing.
    """
    return (math.fsum(cosines) + _PRIOR * _USUAL) / (len(cosines) + _PRIOR)


class Model(NamedTuple):
    """A logistic model of features; `python -m bench.fitting.stories` fits the shipped ones."""

    weights: Features
    bias: float

    def log_odds(self, found: Features) -> float:
        """Return how likely such features make one event, as log-odds."""
        logit = self.bias + math.fsum(weight * value for weight, value in zip(self.weights, found, strict=True))
        return max(min(logit, _FARTHEST), -_FARTHEST)


def belongs(odds: Iterable[float]) -> float:
    """Return how likely an article belongs to a story: the mean log-odds of its pairs with the likeliest articles.

    A chain of likenesses must not lead from one event to the next, and one of many reports may be told in other words.
    """
    best = sorted(odds, reverse=True)[:_LIKELIEST]
    return math.fsum(best) / len(best)


def features(one: Sketch, other: Sketch, cosines: Cosines, near: float, rarity: Rarity) -> Features:
    """Return the features of a pair, of which `near` is the usual cosine; `rarity` knows the words around them."""
    pair = _paired(one, other, rarity)
    return Features(
        **_of_vectors(pair, cosines, near),
        **_of_words(pair),
        **_of_products(pair),
        **_of_events(pair),
        **_of_subjects(pair),
        **_of_publication(one, other),
    )


class _Pair(NamedTuple):
    """Two articles with what several features are made of."""

    one: Sketch
    other: Sketch
    rarity: Rarity
    bare: bool  # one of them is a title only
    names: tuple[tuple[str, ...], tuple[str, ...]]  # of each title, in order
    acts: tuple[frozenset[str], frozenset[str]]  # what each title says that somebody did, by kind
    companies: frozenset[str]  # that one title and the other article tell of
    company: float  # the weight of the rarest of them

    @property
    def both(self) -> tuple[tuple[Sketch, Sketch], tuple[Sketch, Sketch]]:
        """Each of the two with the other."""
        return (self.one, self.other), (self.other, self.one)

    def rarest(self, keys: Iterable[str]) -> float:
        """Return the weight of the rarest of some words, 0 for none."""
        return max(map(self.rarity.weight, keys), default=0.0)


def _paired(one: Sketch, other: Sketch, rarity: Rarity) -> _Pair:
    companies = one.doers & other.companies | other.doers & one.companies
    return _Pair(
        one,
        other,
        rarity,
        bare=not (one.opening and other.opening),
        names=(_names(one, rarity), _names(other, rarity)),
        acts=(one.headline.events & ACTS, other.headline.events & ACTS),
        companies=companies,
        company=max(map(rarity.weight, companies), default=0.0),
    )


def _of_vectors(pair: _Pair, cosines: Cosines, near: float) -> dict[str, float]:
    titles, title_events = title_cosines(pair.one.title_vector, pair.other.title_vector)
    whole, bare = (0.0, 1.0) if pair.bare else (1.0, 0.0)
    return {
        "cosine": whole * cosines.plain,
        "bare_cosine": bare * cosines.plain,
        "nearer": whole * (cosines.plain - near),
        "bare_nearer": bare * (cosines.plain - near),
        "event_cosine": whole * cosines.event,
        "bare_event_cosine": bare * cosines.event,
        "title_cosine": titles,
        "title_event_cosine": title_events,
    }


def _of_words(pair: _Pair) -> dict[str, float]:
    """Return the features of words, names, numbers and companies that both have."""
    one, other, weight = pair.one, pair.other, pair.rarity.weight
    named = frozenset(pair.names[0]) & other.lead | frozenset(pair.names[1]) & one.lead
    numbers = one.numbers & other.numbers
    words = min(_weigh((one.lead & other.lead) - named, weight, power=2), _MANY) / _MANY
    only = _weigh(one.title & other.lead | other.title & one.lead, pair.rarity.exclusive)
    unnamed = not (named or pair.companies or numbers)
    return {
        "told": max(_share(each.title, its.lead, weight) for each, its in pair.both),
        "names": min(_weigh(named, weight, power=2), _SOME) / _SOME,
        "words": words,
        "numbers": min(len(numbers), _TWO) / _TWO,
        "exact_numbers": min(math.fsum(map(_exactness, numbers)), _TWO) / _TWO,
        "company": pair.company,
        "only_company": max(map(pair.rarity.exclusive, pair.companies), default=0.0),
        "company_words": pair.company * words,
        "only_words": min(only, _MANY) / _MANY,
        "own_news": pair.rarest(
            one.publisher.intersection(pair.names[1]) | other.publisher.intersection(pair.names[0])
        ),
        "unnamed": float(unnamed and not pair.bare),
        "bare_unnamed": float(unnamed and pair.bare),
    }


def _of_products(pair: _Pair) -> dict[str, float]:
    mine, theirs = pair.one.headline.products, pair.other.headline.products
    told = mine or pair.one.products, theirs or pair.other.products
    return {
        "product": float(share_product(mine, theirs)),
        "told_product": float(share_product(*told)),
        "other_product": float(differ(*told)),
        "products": float(bool(mine and theirs)),
    }


def _of_events(pair: _Pair) -> dict[str, float]:
    """Return the features of kinds of events, alone and with the company."""
    one, other, (my_acts, their_acts) = pair.one, pair.other, pair.acts
    mine, theirs = one.headline.events, other.headline.events
    told = my_acts & other.events | their_acts & one.events
    other_title = float(bool(my_acts and their_acts) and not my_acts & their_acts)
    lost = [pair.rarest((acts & DEFINITE) - its.events) for acts, (_, its) in zip(pair.acts, pair.both, strict=True)]
    return {
        "field": pair.rarest(mine & theirs - ACTS),
        "event": pair.rarest(my_acts & their_acts),
        "told_event": pair.rarest(told),
        "other_event": other_title and float(not told),
        "other_title_event": other_title,
        "company_title_event": pair.company * pair.rarest(mine & theirs),
        "company_event": pair.company * pair.rarest(mine & other.events | theirs & one.events),
        "lost_act": max(lost),
        "both_lost_act": min(lost),
    }


def _of_subjects(pair: _Pair) -> dict[str, float]:
    """Return the features of names that one of the two has alone, and of those that come first in the titles."""
    one, other, weight = pair.one, pair.other, pair.rarity.weight
    firsts = [names[:1] for names in pair.names]
    lost, lost_firsts = (
        [_lost(names, its.lead, its.companies, weight) for names, (_, its) in zip(some, pair.both, strict=True)]
        for some in (pair.names, firsts)
    )
    two = all(lost_firsts)
    return {
        "lost_name": min(lost) ** 2,
        "some_lost": max(lost) ** 2,
        "subject": float(bool(firsts[0]) and firsts[0] == firsts[1]),
        "bare_subjects": float(two and pair.bare),
        "twin": _share(one.title | other.title, one.title & other.title, weight) if two else 0.0,
        "two_subjects": float(two),
        "new_subject": lost_firsts[0] ** 2,
        "other_doer": pair.rarest(pair.acts[0] & pair.acts[1]) * max(lost_firsts),
    }


def _of_publication(one: Sketch, other: Sketch) -> dict[str, float]:
    days = abs((one.when - other.when).total_seconds()) / _DAY
    return {
        "same_site": float(one.site == other.site),
        "days": min(days, _LATE),
        "same_day": float(days < _SAME_DAY),
        "at_once": float(days < _AT_ONCE),
    }


def _names(sketch: Sketch, rarity: Rarity) -> tuple[str, ...]:
    """Return the keys of the names in a title, in order: words whose capital is owed to neither place nor style."""
    read = sketch.headline
    return tuple(key for key in read.names if key in sketch.names or not (read.title_case or rarity.is_everyday(key)))


def _lost(names: Iterable[str], told: AbstractSet[str], companies: AbstractSet[str], weight: Weight) -> float:
    """Return the weight of the rarest name of which others tell nothing, nor of the company that it stands for."""
    lost = (key for key in names if key not in told and not companies_by_word(key) & companies)
    return max(map(weight, lost), default=0.0)


def _exactness(number: float) -> float:
    """Return how little two reports have a number in common by chance: it is large, and has several digits."""
    digits = len(f"{number:.6g}".replace(".", "").rstrip("0").partition("e")[0])
    return (min(digits, _DIGITS) - 1) / (2 * (_DIGITS - 1)) + (number >= _LARGE) / 2


def _share(title: AbstractSet[str], told: AbstractSet[str], weight: Weight) -> float:
    """Return the share of a title that is told."""
    return _weigh(title & told, weight) / max(_weigh(title, weight), _SHORT)


def _weigh(keys: AbstractSet[str], weight: Weight, power: int = 1) -> float:
    return math.fsum(weight(key) ** power for key in keys)  # exact, whatever the order of a set in this process
