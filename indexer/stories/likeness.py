"""How likely it is that two articles are on one event, and that an article belongs to a story as a whole (pure)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple, Protocol

from indexer.stories.companies import companies_by_word
from indexer.stories.events import ACTS
from indexer.stories.headlines import differ, share_product

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from indexer.stories.sketch import Sketch

    Weight = Callable[[str], float]

FITTED_FOR = "53aa51172d14"
"""Fingerprint of the model that the weight of a cosine was fitted for: the bundled one."""

_DAY = 86_400.0
_LATE = 2.0  # days: what is told of an event later is told at any time
_SAME_DAY = 0.5
_AT_ONCE = 0.12  # days: within three hours
_SOME, _MANY = 3.0, 4.0  # names or words as rare as can be: more of them do not prove more
_TWO = 2.0  # numbers: the same
_LARGE = 1_000.0
_DIGITS = 2  # of a number that is hardly owed to chance
_SHORT = 1.5  # weight of a title of two words: what is told of a shorter one tells less
_FARTHEST = 8.0  # of log-odds: nothing is surer than that


class Rarity(Protocol):
    """Knows the words of the stories around two articles."""

    def weight(self, word: str, /) -> float:
        """Return how much a word tells apart, 0 to 1."""

    def exclusive(self, word: str, /) -> float:
        """Return whether one story at most tells a word, 0 to 1."""

    def is_everyday(self, word: str, /) -> bool:
        """Tell whether a word stands without a capital as often as it is a name."""


class Features(NamedTuple):
    """What speaks for one event, and against it; each about 0 to 1, but for the days."""

    cosine: float  # of the vectors of what both texts begin with
    bare_cosine: float  # the same where one of them is a title only
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
    days: float  # between their publication, two at most
    same_day: float
    at_once: float


class StoryFeatures(NamedTuple):
    """What speaks for a story as a whole."""

    alone: float  # 1: it has one article
    told: float  # share of the title that its articles tell, taken together
    lost_name: float  # weight of a name in the title that none of them has
    best: float = 0.0  # log-odds that its likeliest article is on the event
    second: float = 0.0  # of the next one, 0 if there is none
    mean: float = 0.0  # of all of them on average: a chain of likenesses must not lead from one event to the next
    worst: float = 0.0  # of the unlikeliest

    def with_odds(self, odds: Sequence[float], articles: int) -> StoryFeatures:
        """Return them with the log-odds of those that were compared, of so many articles; the others are not alike."""
        best, *others = sorted((*odds, *[-_FARTHEST] * (articles - len(odds))), reverse=True)
        mean = math.fsum((best, *others)) / articles
        return self._replace(best=best, second=(*others, 0.0)[0], mean=mean, worst=(best, *others)[-1])


class Model(NamedTuple):
    """A logistic model of features; `python -m bench.fitting.stories` fits the shipped ones."""

    weights: Features | StoryFeatures
    bias: float

    def log_odds(self, found: Features | StoryFeatures) -> float:
        """Return how likely such features make one event, as log-odds."""
        logit = self.bias + math.fsum(weight * value for weight, value in zip(self.weights, found, strict=True))
        return max(min(logit, _FARTHEST), -_FARTHEST)

    def probability(self, found: Features | StoryFeatures) -> float:
        """Return the same from 0 to 1."""
        return 1 / (1 + math.exp(-self.log_odds(found)))


PAIRS = Model(
    Features(
        cosine=1.45,
        bare_cosine=3.53,
        told=2.42,
        names=2.02,
        words=1.34,
        numbers=0.95,
        exact_numbers=2.06,
        product=0.65,
        told_product=4.30,
        other_product=-0.53,
        products=-0.39,
        company=-0.29,
        only_company=0.80,
        company_words=0.62,
        field=0.61,
        event=0.75,
        told_event=1.22,
        other_event=0.24,
        other_title_event=-1.17,
        company_title_event=1.90,
        company_event=1.09,
        lost_name=-1.31,
        some_lost=-0.70,
        subject=0.52,
        bare_subjects=0.58,
        twin=-1.55,
        only_words=1.62,
        own_news=1.27,
        unnamed=-1.04,
        bare_unnamed=-1.08,
        days=-3.38,
        same_day=-1.01,
        at_once=0.44,
    ),
    bias=-2.16,
)
"""Of pairs of articles, with the cosine of the bundled model."""

PAIRS_OF_WORDS = Model(
    Features(
        cosine=0.00,
        bare_cosine=0.00,
        told=3.26,
        names=1.93,
        words=1.44,
        numbers=0.86,
        exact_numbers=2.20,
        product=0.31,
        told_product=4.22,
        other_product=0.12,
        products=-0.07,
        company=-0.63,
        only_company=0.86,
        company_words=0.79,
        field=0.88,
        event=0.71,
        told_event=1.09,
        other_event=0.22,
        other_title_event=-1.19,
        company_title_event=2.08,
        company_event=1.09,
        lost_name=-1.44,
        some_lost=-0.86,
        subject=0.43,
        bare_subjects=0.80,
        twin=-1.62,
        only_words=1.65,
        own_news=1.29,
        unnamed=-1.30,
        bare_unnamed=-0.80,
        days=-3.45,
        same_day=-1.17,
        at_once=0.51,
    ),
    bias=-1.49,
)
"""Of pairs without one: another model's cosine means something else."""

STORIES = Model(
    StoryFeatures(
        alone=0.29,
        told=0.47,
        lost_name=-0.12,
        best=1.34,
        second=-0.11,
        mean=-0.57,
        worst=0.44,
    ),
    bias=-0.22,
)
"""Of an article and a story."""


def story_features(sketch: Sketch, story: Sequence[Sketch], odds: Sequence[float], rarity: Rarity) -> StoryFeatures:
    """Return the features of a story, given the log-odds of those of its articles that were compared."""
    told = frozenset[str]().union(*(each.lead for each in story))
    companies = frozenset[str]().union(*(each.companies for each in story))
    found = StoryFeatures(
        alone=float(len(story) == 1),
        told=_share(sketch.title, told, rarity.weight),
        lost_name=_lost(_names(sketch, rarity), told, companies, rarity.weight),
    )
    return found.with_odds(odds, len(story))


def features(one: Sketch, other: Sketch, cosine: float, rarity: Rarity) -> Features:
    """Return the features of a pair; `rarity` knows the words of the stories around them."""
    weight = rarity.weight
    mine, theirs = one.headline, other.headline
    my_names, their_names = _names(one, rarity), _names(other, rarity)
    named = frozenset(my_names) & other.lead | frozenset(their_names) & one.lead
    told = one.title & other.lead | other.title & one.lead
    numbers = one.numbers & other.numbers
    companies = mine.companies & other.companies | theirs.companies & one.companies
    company = max(map(weight, companies), default=0.0)
    my_acts, their_acts = mine.events & ACTS, theirs.events & ACTS
    told_event = max(map(weight, my_acts & other.events | their_acts & one.events), default=0.0)
    event = max(map(weight, my_acts & their_acts), default=0.0)
    other_title_event = float(bool(my_acts and their_acts) and not my_acts & their_acts)
    other_event = other_title_event and float(not my_acts & other.events | their_acts & one.events)
    lost = (
        _lost(my_names, other.lead, other.companies, weight),
        _lost(their_names, one.lead, one.companies, weight),
    )
    firsts = my_names[:1] + their_names[:1]
    two_subjects = len(firsts) > 1 and bool(
        _lost(firsts[:1], other.lead, other.companies, weight) and _lost(firsts[1:], one.lead, one.companies, weight)
    )
    common = (one.lead & other.lead) - named
    words = min(_weigh(common, weight, power=2), _MANY) / _MANY
    days = abs((one.when - other.when).total_seconds()) / _DAY
    bare = not (one.opening and other.opening)
    unnamed = not (named or companies or numbers)
    named_products = mine.products or one.products, theirs.products or other.products
    return Features(
        cosine=0.0 if bare else cosine,
        bare_cosine=cosine if bare else 0.0,
        told=max(_share(one.title, other.lead, weight), _share(other.title, one.lead, weight)),
        names=min(_weigh(named, weight, power=2), _SOME) / _SOME,
        words=words,
        numbers=min(len(numbers), _TWO) / _TWO,
        exact_numbers=min(math.fsum(map(_exactness, numbers)), _TWO) / _TWO,
        product=float(share_product(mine.products, theirs.products)),
        told_product=float(share_product(*named_products)),
        other_product=float(differ(*named_products)),
        products=float(bool(mine.products and theirs.products)),
        company=company,
        only_company=max(map(rarity.exclusive, companies), default=0.0),
        company_words=company * words,
        field=max(map(weight, mine.events & theirs.events - ACTS), default=0.0),
        event=event,
        told_event=told_event,
        other_event=other_event,
        other_title_event=other_title_event,
        company_title_event=company * max(map(weight, mine.events & theirs.events), default=0.0),
        company_event=company * max(map(weight, mine.events & other.events | theirs.events & one.events), default=0.0),
        lost_name=min(lost) ** 2,
        some_lost=max(lost) ** 2,
        subject=float(len(firsts) > 1 and len(set(firsts)) == 1),
        bare_subjects=float(two_subjects and bare),
        twin=_share(one.title | other.title, one.title & other.title, weight) if two_subjects else 0.0,
        only_words=min(_weigh(told, rarity.exclusive), _MANY) / _MANY,
        own_news=max(
            map(weight, one.publisher.intersection(their_names) | other.publisher.intersection(my_names)), default=0.0
        ),
        unnamed=float(unnamed and not bare),
        bare_unnamed=float(unnamed and bare),
        days=min(days, _LATE),
        same_day=float(days < _SAME_DAY),
        at_once=float(days < _AT_ONCE),
    )


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
