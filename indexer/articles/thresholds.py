"""The numbers that separate a page's text from what stands around it (data).

Chosen by reading extracted pages, not fitted; `python -m bench --only extraction` measures their effect.
"""

from __future__ import annotations

from typing import NamedTuple


class ExtractionThresholds(NamedTuple):
    """Numbers of one extraction; lengths in characters unless a name says otherwise."""

    article: int  # of text: a page with less does not count as an article
    paywalled: int  # of text: with less, a page whose publisher says that it is not free is behind a paywall
    summary: int  # of a summary that says anything: "Comments" does not
    title: int  # taken from the text, for an article without a title
    short_notice: int  # of a paragraph that is dropped for inviting to subscribe and the like
    notice: (
        int  # of a paragraph that can be a notice; a longer one reports on such things, unless it says it repeatedly
    )
    long_notice_signs: int  # different signs by which a longer paragraph is a notice
    notice_start: int  # of a paragraph in which signs of a notice are looked for
    last_paragraphs: int  # of a text, among which the notice stands that the article goes on
    edge_paragraphs: int  # at the end of a text, where short notices are dropped
    noise: int  # of a paragraph that can be nothing but an advertisement, a caption, a call to share
    slides: int  # captions of one gallery that are needed to take them for one
    tag_lines: int  # paragraphs at both ends among which keywords are looked for
    tag: int  # of one keyword
    repeated: int  # of a paragraph that comes a second time: a longer one is a repetition, not a refrain
    lead: int  # of a lead that announces how a later paragraph begins
    lead_paragraphs: int  # at the beginning of a text, among which that lead stands
    language: int  # of text from which its language can be detected
    language_start: int  # that are enough if they are surely in the language that the page declares, as nearly always
    language_sample: int  # from which the language is detected otherwise
    language_sure: float  # probability from which on a detected language stands against the declared one


EXTRACTION = ExtractionThresholds(
    article=250,
    paywalled=1_200,
    summary=25,
    title=100,
    short_notice=200,
    notice=400,
    long_notice_signs=2,
    notice_start=2_000,
    last_paragraphs=6,
    edge_paragraphs=3,
    noise=300,
    slides=3,
    tag_lines=3,
    tag=60,
    repeated=40,
    lead=60,
    lead_paragraphs=3,
    language=200,
    language_start=1_000,
    language_sample=3_000,
    language_sure=0.95,
)
