"""The numbers that separate a page's text from what stands around it (data).

Chosen by reading extracted pages, not fitted; `python -m bench --only extraction` measures their effect.
"""

from __future__ import annotations

from typing import NamedTuple


class ExtractionThresholds(NamedTuple):
    """Numbers of one extraction; lengths in characters unless a name says otherwise."""

    article: int = 250  # of text: a page with less does not count as an article
    paywalled: int = 1_200  # of text: with less, a page whose publisher says that it is not free is behind a paywall
    summary: int = 25  # of a summary that says anything: "Comments" does not
    title: int = 100  # taken from the text, for an article without a title
    short_notice: int = 200  # of a paragraph that is dropped for inviting to subscribe and the like
    notice: int = 400  # of a paragraph that can be a notice; a longer one reports on it, unless it says it repeatedly
    long_notice_signs: int = 2  # different signs by which a longer paragraph is a notice
    notice_start: int = 2_000  # of a paragraph in which signs of a notice are looked for
    last_paragraphs: int = 6  # of a text, among which the notice stands that the article goes on
    edge_paragraphs: int = 3  # at the end of a text, where short notices are dropped
    noise: int = 300  # of a paragraph that can be nothing but an advertisement, a caption, a call to share
    slides: int = 3  # captions of one gallery that are needed to take them for one
    tag_lines: int = 3  # paragraphs at both ends among which keywords are looked for
    tag: int = 60  # of one keyword
    repeated: int = 40  # of a paragraph that comes a second time: a longer one is a repetition, not a refrain
    lead: int = 60  # of a lead that announces how a later paragraph begins
    lead_paragraphs: int = 3  # at the beginning of a text, among which that lead stands
    language: int = 200  # of text from which its language can be detected
    language_start: int = 1_000  # that are enough if they are surely in the language that the page declares
    english_words: float = 0.05  # share of words that are English alone; .98 of 2,375 English articles reach it
    english_undeclared: float = 0.1  # the same where no language is declared
    language_sample: int = 3_000  # from which the language is detected otherwise
    language_sure: float = 0.95  # probability from which on a detected language stands against the declared one


EXTRACTION = ExtractionThresholds()
