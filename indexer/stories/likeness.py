"""How likely it is that two articles are on one event, and that an article belongs to a story as a whole (pure)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple, Protocol

from indexer.stories.companies import companies_by_word
from indexer.stories.events import ACTS, DEFINITE
from indexer.stories.headlines import differ, share_product

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from indexer.stories.sketch import Sketch

    Weight = Callable[[str], float]

FITTED_FOR = "53aa51172d14"
"""Fingerprint of the model that the weight of a cosine was fitted for: the bundled one."""

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


class StoryFeatures(NamedTuple):
    """What speaks for a story as a whole."""

    alone: float  # 1: it has one article
    told: float  # share of the title that its articles tell, taken together
    lost_name: float  # weight of a name in the title that none of them has
    excluding: float  # share of its articles whose headlines exclude one event: few, or it is not looked at
    best: float = 0.0  # log-odds that its likeliest article is on the event
    second: float = 0.0  # of the next one, 0 if there is none
    mean: float = 0.0  # of all of them on average: a chain of likenesses must not lead from one event to the next
    worst: float = 0.0  # of the unlikeliest
    rival: float = 0.0  # of the likeliest in another story, 0 if none is likelier than not

    def with_odds(self, odds: Sequence[float], rival: float) -> StoryFeatures:
        """Return them with the log-odds of those that were compared, and of the likeliest in another story."""
        best, *others = sorted(odds, reverse=True)
        mean = math.fsum(odds) / len(odds)
        return self._replace(best=best, second=(*others, 0.0)[0], mean=mean, worst=(best, *others)[-1], rival=rival)


def usual(cosines: Collection[float]) -> float:
    """Return the cosine that is usual between an article and those that it is compared with.

    In a week that tells of agents only, all are near to each other, and to be near tells nothing.
    """
    return (math.fsum(cosines) + _PRIOR * _USUAL) / (len(cosines) + _PRIOR)


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
        cosine=-0.42,
        bare_cosine=0.90,
        nearer=1.21,
        bare_nearer=0.47,
        event_cosine=3.60,
        bare_event_cosine=3.77,
        told=1.40,
        names=2.26,
        words=0.89,
        numbers=-0.46,
        exact_numbers=3.17,
        product=-0.61,
        told_product=3.17,
        other_product=-0.89,
        products=-0.12,
        company=0.14,
        only_company=0.88,
        company_words=2.98,
        field=0.75,
        event=0.66,
        told_event=0.87,
        other_event=-0.30,
        other_title_event=-0.69,
        company_title_event=1.24,
        company_event=1.89,
        lost_name=-0.96,
        some_lost=-0.50,
        subject=0.13,
        bare_subjects=0.47,
        twin=-0.27,
        only_words=2.95,
        own_news=-0.16,
        unnamed=-0.81,
        bare_unnamed=-0.45,
        lost_act=-0.30,
        both_lost_act=1.10,
        two_subjects=-0.03,
        new_subject=-0.38,
        other_doer=-0.44,
        same_site=-2.01,
        days=-3.19,
        same_day=-0.85,
        at_once=0.50,
    ),
    bias=-3.02,
)
"""Of pairs of articles, with the cosine of the bundled model; fitted, as the two below, by `python -m
bench.fitting.stories` on the days in `tests/data/stories` and `bench/fitting/desk` and on those made of the reports of
`training/news`."""

PAIRS_OF_WORDS = Model(
    Features(
        cosine=0.00,
        bare_cosine=0.00,
        nearer=0.00,
        bare_nearer=0.00,
        event_cosine=0.00,
        bare_event_cosine=0.00,
        told=2.16,
        names=2.73,
        words=1.81,
        numbers=-0.61,
        exact_numbers=3.45,
        product=-0.90,
        told_product=3.12,
        other_product=-0.05,
        products=0.31,
        company=-0.16,
        only_company=1.19,
        company_words=3.22,
        field=1.01,
        event=0.78,
        told_event=1.18,
        other_event=-0.44,
        other_title_event=-0.67,
        company_title_event=1.10,
        company_event=1.95,
        lost_name=-0.99,
        some_lost=-0.66,
        subject=0.00,
        bare_subjects=0.59,
        twin=-0.41,
        only_words=2.84,
        own_news=0.01,
        unnamed=-1.08,
        bare_unnamed=-0.43,
        lost_act=-0.39,
        both_lost_act=1.10,
        two_subjects=-0.16,
        new_subject=-0.24,
        other_doer=-0.35,
        same_site=-1.77,
        days=-3.12,
        same_day=-0.89,
        at_once=0.54,
    ),
    bias=-1.60,
)
"""Of pairs without one (`python -m bench.fitting.stories`): another model's cosine means something else."""

STORIES = Model(
    StoryFeatures(
        alone=-0.76,
        told=0.99,
        lost_name=0.09,
        excluding=-0.23,
        best=0.29,
        second=-0.36,
        mean=0.68,
        worst=0.39,
        rival=-1.75,
    ),
    bias=0.59,
)
"""Of an article and a story (`python -m bench.fitting.stories`)."""


class Models(NamedTuple):
    """What decides."""

    pairs: Model
    pairs_of_words: Model
    stories: Model


SHIPPED = Models(PAIRS, PAIRS_OF_WORDS, STORIES)
"""Those that `python -m bench.fitting.stories` fitted."""


def story_features(sketch: Sketch, story: Sequence[Sketch], rarity: Rarity, excluding: float) -> StoryFeatures:
    """Return the features of a story, but for the log-odds of its articles; `excluding` is the share that it has."""
    told = frozenset[str]().union(*(each.lead for each in story))
    companies = frozenset[str]().union(*(each.companies for each in story))
    return StoryFeatures(
        alone=float(len(story) == 1),
        told=_share(sketch.title, told, rarity.weight),
        lost_name=_lost(_names(sketch, rarity), told, companies, rarity.weight),
        excluding=excluding,
    )


def features(one: Sketch, other: Sketch, cosines: Cosines, near: float, rarity: Rarity) -> Features:
    """Return the features of a pair, of which `near` is the usual cosine; `rarity` knows the words around them."""
    weight = rarity.weight
    mine, theirs = one.headline, other.headline
    my_names, their_names = _names(one, rarity), _names(other, rarity)
    named = frozenset(my_names) & other.lead | frozenset(their_names) & one.lead
    told = one.title & other.lead | other.title & one.lead
    numbers = one.numbers & other.numbers
    companies = one.doers & other.companies | other.doers & one.companies
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
    lost_acts = [
        max(map(weight, (acts & DEFINITE) - told), default=0.0)
        for acts, told in ((my_acts, other.events), (their_acts, one.events))
    ]
    firsts = my_names[:1] + their_names[:1]
    lost_firsts = (
        _lost(my_names[:1], other.lead, other.companies, weight),
        _lost(their_names[:1], one.lead, one.companies, weight),
    )
    two_subjects = all(lost_firsts)
    common = (one.lead & other.lead) - named
    words = min(_weigh(common, weight, power=2), _MANY) / _MANY
    days = abs((one.when - other.when).total_seconds()) / _DAY
    bare = not (one.opening and other.opening)
    unnamed = not (named or companies or numbers)
    named_products = mine.products or one.products, theirs.products or other.products
    return Features(
        cosine=0.0 if bare else cosines.plain,
        bare_cosine=cosines.plain if bare else 0.0,
        nearer=0.0 if bare else cosines.plain - near,
        bare_nearer=cosines.plain - near if bare else 0.0,
        event_cosine=0.0 if bare else cosines.event,
        bare_event_cosine=cosines.event if bare else 0.0,
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
        lost_act=max(lost_acts),
        both_lost_act=min(lost_acts),
        two_subjects=float(two_subjects),
        new_subject=lost_firsts[0] ** 2,
        other_doer=event * max(lost_firsts),
        same_site=float(one.site == other.site),
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
