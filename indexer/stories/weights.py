"""The weights by which two articles are taken for one event: fitted, not set (`python -m bench.fitting.stories`)."""

from typing import NamedTuple

from indexer.stories.likeness import Features, Model

FITTED_FOR = "53aa51172d14"
"""Fingerprint of the model that the weight of a cosine was fitted for: the bundled one."""

PAIRS = Model(
    Features(
        cosine=-0.87,
        bare_cosine=0.53,
        nearer=-0.11,
        bare_nearer=-2.23,
        event_cosine=1.59,
        bare_event_cosine=2.42,
        title_cosine=2.80,
        title_event_cosine=3.50,
        told=1.88,
        names=2.15,
        words=2.02,
        numbers=1.96,
        exact_numbers=1.31,
        product=0.48,
        told_product=0.67,
        other_product=0.06,
        products=-0.98,
        company=0.09,
        only_company=0.63,
        company_words=2.60,
        field=0.56,
        event=-0.21,
        told_event=0.39,
        other_event=0.24,
        other_title_event=-0.95,
        company_title_event=0.57,
        company_event=-0.02,
        lost_name=-1.22,
        some_lost=-0.76,
        subject=0.65,
        bare_subjects=0.33,
        twin=-0.74,
        only_words=2.19,
        own_news=1.64,
        unnamed=-0.26,
        bare_unnamed=-0.87,
        lost_act=0.58,
        both_lost_act=0.36,
        two_subjects=-0.36,
        new_subject=0.06,
        other_doer=-0.95,
        same_site=-1.10,
        days=-3.14,
        same_day=-0.55,
        at_once=-0.15,
    ),
    bias=-6.24,
)
"""Of pairs of articles, with the vectors of the bundled model; fitted, as those below, by `python -m
bench.fitting.stories` on six times two or three days of real feeds, labelled by hand, and with less weight on the days
in `tests/data/stories` and `bench/fitting/desk`."""

PAIRS_OF_WORDS = Model(
    Features(
        cosine=0.00,
        bare_cosine=0.00,
        nearer=0.00,
        bare_nearer=0.00,
        event_cosine=0.00,
        bare_event_cosine=0.00,
        title_cosine=0.00,
        title_event_cosine=0.00,
        told=4.16,
        names=2.09,
        words=2.19,
        numbers=1.70,
        exact_numbers=2.27,
        product=0.82,
        told_product=0.35,
        other_product=-0.06,
        products=-0.25,
        company=0.26,
        only_company=0.17,
        company_words=2.01,
        field=1.24,
        event=0.81,
        told_event=-0.12,
        other_event=0.21,
        other_title_event=-0.98,
        company_title_event=0.94,
        company_event=-0.29,
        lost_name=-1.41,
        some_lost=-1.16,
        subject=0.99,
        bare_subjects=0.97,
        twin=0.67,
        only_words=2.38,
        own_news=1.17,
        unnamed=-1.08,
        bare_unnamed=-0.87,
        lost_act=0.34,
        both_lost_act=0.64,
        two_subjects=-0.81,
        new_subject=-0.07,
        other_doer=-0.45,
        same_site=-1.32,
        days=-3.19,
        same_day=-0.68,
        at_once=0.03,
    ),
    bias=-2.47,
)
"""Of pairs without vectors (`python -m bench.fitting.stories`): those of another model mean something else."""


class Models(NamedTuple):
    """What decides."""

    pairs: Model
    pairs_of_words: Model


SHIPPED = Models(PAIRS, PAIRS_OF_WORDS)
"""Those that `python -m bench.fitting.stories` fitted."""
