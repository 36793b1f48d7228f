"""How an article covers a subject."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.language.name_mentions import NameMentions
from bot.retrieval.subject_coverage import PROMINENCE, SubjectCoverage
from indexer.model import Kind
from tests.doubles.catalogue_records import article

ACME = NameMentions(("Acme",))


@pytest.mark.parametrize(
    ("title", "text", "prominence"),
    [
        ("Acme sails", "The sea was calm.", PROMINENCE.title),
        ("Hooli sails with Acme", "The sea was calm.", PROMINENCE.partner),
        ("A statement on Acme", "The sea was calm.", PROMINENCE.object),
        ("A harbour built on Acme", "The sea was calm.", PROMINENCE.partner),
        ("At sea: How Hooli sails the bay on a boat of Acme", "The sea was calm.", PROMINENCE.partner),
        ("At sea: How sailors steer a boat of Acme", "The sea was calm.", PROMINENCE.object),
        ("A calm sea", "Acme sails. The sea was calm.", PROMINENCE.opening),
        ("A calm sea", "The sea was calm, and so was Acme.", PROMINENCE.lead),
        ("A calm sea", "The sea was calm.", 0.0),
    ],
)
def test_where_it_names_the_subject_says_how_much_it_is_on_it(title: str, text: str, prominence: float) -> None:
    """The title says most."""
    told = article("a", title=title, text=text, kind=Kind.REPORTED)
    assert SubjectCoverage(told, ACME).prominence([text]) == prominence


def test_a_text_may_be_on_a_subject_throughout_or_in_a_paragraph() -> None:
    """Its own posts are told from what others say of it."""
    text = "Acme sails.\n\nThe sea was calm.\n\nAcme sails on,\nall night."
    found = SubjectCoverage(article("a", title="A calm sea", text=text), ACME)
    assert (found.is_titled, found.is_in_lead, found.is_throughout, found.is_own) == (False, True, True, False)
    assert found.holds("Acme sails on, all night.")
    assert not found.holds("The sea was calm.")
    lodge = NameMentions(("Acme Park Lodge",))
    text = "The Acme Park Lodge opens.\n\nIts owner spent much.\n\nThe lodge has a quay.\n\nIt is warm."
    assert SubjectCoverage(article("a", title="A calm sea", text=text), lodge).is_throughout
    pair = NameMentions(("Acme Hop",))  # of which "Acme" may be the maker, of much else
    assert not SubjectCoverage(
        article("a", title="A calm sea", text=text.replace("Park Lodge", "Hop")), pair
    ).is_throughout
    post = article("a", url="https://blog.acme.example/a", kind=Kind.ANNOUNCEMENT)
    assert SubjectCoverage(post, ACME).is_own
    plain = article("a", url="https://acme.example/a", publisher="Acme", kind=Kind.UNKNOWN)
    assert SubjectCoverage(plain, ACME).is_own
    for url in ("https://sailors.acmeblog.example/a", "https://ac.me/a"):
        assert SubjectCoverage(replace(plain, url=url), ACME).is_own
    for told in (replace(plain, publisher="Globex"), replace(plain, kind=Kind.REPORTED)):
        assert not SubjectCoverage(told, ACME).is_own


@pytest.mark.parametrize(
    ("title", "is_headed"),
    [("Acme, a maker of boats, is sold", True), ("Acme Sails, Hooli Lands in Ghent, Boats Get Cheaper", False)],
)
def test_of_the_headlines_of_an_issue_one_is_on_a_subject(title: str, *, is_headed: bool) -> None:
    """What the issue says is not on it for that."""
    found = SubjectCoverage(article("a", title=title, text="The sea was calm."), ACME)
    assert (found.is_titled, found.is_headed) == (True, is_headed)
