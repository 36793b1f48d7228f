"""Series of articles that a list asks for."""

from __future__ import annotations

from bot.language.words import terms
from bot.model import Form, Query, Subject
from bot.retrieval.aim import aim_of
from bot.retrieval.title_series import asks_for_series, at_series, is_of_series, series_asked

ACME = Subject(name="Acme")


def test_a_series_is_quoted_or_stands_before_the_word() -> None:
    """Of what stands there the longer parts come first."""
    assert list(series_asked("list the posts of \u201ctalks at the quay\u201d by Acme")) == ["talks at the quay"]
    assert list(series_asked("who is in Acme's 'talks at the quay' posts?")) == ["talks at the quay"]
    found = list(series_asked("list the talks at the quay video series"))
    assert "talks at the quay" in found
    assert found.index("the talks at the quay") < found.index("talks at the quay")
    assert list(series_asked("which boats has Acme built?")) == []


def test_titles_of_a_series_begin_with_its_words() -> None:
    """In whatever capitals."""
    assert is_of_series("Talks at the Quay: how Ostrel sails", "talks at the quay")
    assert not is_of_series("More talks at the quay", "talks at the quay")
    assert not is_of_series("Talks at the quay", "")


def test_a_list_is_aimed_at_its_series() -> None:
    """Its words are no topic any more; a list of events asks for none."""
    text = "Which crews are in Acme's talks at the quay series?"
    aim = aim_of(Query(text=text, terms=terms(text), form=Form.LIST, subjects=(ACME,)))
    aimed = at_series(aim, "talks at the quay")
    assert asks_for_series(aim)
    assert (aimed.series, aimed.names.names) == ("talks at the quay", ("talks at the quay",))
    assert not {"talks", "quay"} & set(aimed.topic.split())
    sued = aim_of(Query(text="Who sued Acme?", terms=("sue",), form=Form.LIST, subjects=(ACME,)))
    assert not asks_for_series(sued)
