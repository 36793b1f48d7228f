"""Sentences and passages."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.model import Article, Passage
from indexer.passages import SPLIT, sentences, split_article

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.embedding import AutoEmbedder

CASES = json.loads((Path(__file__).parents[1] / "data/passages/sentences.json").read_text("utf-8"))

# Text of the sort that a splitter stumbles over.
TEXTS = st.lists(
    st.sampled_from(
        ["Go.", "it is", "\n\n", "\n- ", " ", '"', "\u201c", "\u201d", "...", "Why?", "U.S.", "xAI ", "x" * 30]
    )
).map(" ".join) | st.text(max_size=200)


def article(text: str, *, title: str = "A title", article_id: str = "a1") -> Article:
    """Make an article of a text."""
    return Article(
        id=article_id,
        url="https://example.org/a",
        title=title,
        text=text,
        publisher="Example",
        first_seen=datetime(2026, 11, 25, tzinfo=UTC),
    )


def words(texts: Sequence[str]) -> list[int]:
    """Count words: a tokenizer whose counts add up."""
    return [len(text.split()) for text in texts]


def superadditive(texts: Sequence[str]) -> list[int]:
    """Count more for a whole than for its parts: a tokenizer whose counts do not add up."""
    return [len(text.split()) + len(text) // 40 for text in texts]


def paragraph(name: str, count: int, size: int = 10) -> str:
    """Make sentences of a given number of words, none like another."""
    return " ".join(f"{name.title()} {n} " + "word " * (size - 3) + "ends." for n in range(count))


def squeezed(text: str) -> str:
    """Take the white space out."""
    return "".join(text.split())


def texts_of(passages: list[Passage]) -> list[str]:
    """Return the texts of passages."""
    return [passage.text for passage in passages]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_sentence_ends(case: dict[str, Any]) -> None:
    """Sentences end where a reader would say so."""
    assert case["sentences"] == [case["text"][start:end] for start, end in sentences(case["text"])]


@given(TEXTS)
def test_sentences_lose_nothing(text: str) -> None:
    """Sentences stand in order, do not overlap, are trimmed and leave out nothing but white space."""
    spans = sentences(text)
    assert squeezed(text) == "".join(squeezed(text[start:end]) for start, end in spans)
    assert all(text[start:end] and text[start:end] == text[start:end].strip() for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@given(TEXTS, st.sampled_from([words, superadditive]))
def test_passages_lose_nothing(text: str, count_tokens: object) -> None:
    """Passages are spans of the text, hold all of it, and none holds more tokens than the limit."""
    assert callable(count_tokens)
    found = split_article(article(text), count_tokens, max_tokens=12)
    if not text.strip():
        assert texts_of(found) == ["A title"]
        return
    assert squeezed(text) == squeezed("".join(texts_of(found)))
    assert all(passage.text == text[passage.start : passage.end] for passage in found)
    assert max(count_tokens(texts_of(found))) <= 12
    assert list(range(len(found))) == [passage.ordinal for passage in found]
    assert len(found) == len({passage.id for passage in found})


def test_paragraphs_are_kept_together() -> None:
    """Where paragraphs fit, a passage ends where one of them ends."""
    text = "\n\n".join([paragraph("one", 15), paragraph("two", 16), paragraph("three", 14)])
    assert text.split("\n\n") == texts_of(split_article(article(text), words))


def test_short_paragraphs_are_merged() -> None:
    """Short paragraphs are put together until a passage is worth searching."""
    text = "\n\n".join(paragraph(f"p{n}", 3) for n in range(10))
    assert words(texts_of(split_article(article(text), words))) == [150, 150]


def test_no_tiny_rest_is_left() -> None:
    """Passages are balanced: the last one of a long paragraph is not a scrap."""
    sizes = words(texts_of(split_article(article(paragraph("p", 21)), words)))
    assert len(sizes) == 2
    assert min(sizes) >= 100


def test_long_sentences_are_cut_between_clauses() -> None:
    """A sentence over the limit is cut at the clause nearest its middle."""
    text = "word " * 110 + "here, and there " + "word " * 110 + "to the end."
    first, second = split_article(article(text), words)
    assert first.text.endswith("here,")
    assert second.text.startswith("and there")


def test_tables_are_cut_between_lines() -> None:
    """A table without full stops is cut between its lines."""
    text = "\n".join(f"row {n} with some cells" for n in range(100))
    found = split_article(article(text), words)
    assert all(passage.text.startswith("row") and passage.text.endswith("cells") for passage in found)


def test_endless_words_are_cut() -> None:
    """A "word" without end makes passages of bounded length, though it counts as one token."""
    found = split_article(article("x" * 5_000), words)
    assert sum(len(passage.text) for passage in found) == 5_000
    assert max(len(passage.text) for passage in found) <= 2_000


def test_passages_of_one_article_are_bounded() -> None:
    """However long an article is, it makes no more than 400 passages."""
    assert len(split_article(article(paragraph("p", 9_000, 5), title=""), words, max_tokens=8)) == SPLIT.max_passages


def test_unchanged_text_keeps_its_id() -> None:
    """An edit of one paragraph leaves the ids of the others as they were, though they move."""
    paragraphs = [paragraph(name, 15) for name in ("one", "two", "three")]
    before = split_article(article("\n\n".join(paragraphs)), words)
    after = split_article(article("\n\n".join([*paragraphs[:1], paragraph("new", 16), *paragraphs[2:]])), words)
    assert [one.id == other.id for one, other in zip(before, after, strict=True)] == [True, False, True]


def test_ids_are_deterministic() -> None:
    """The id is a hash of article, text and which occurrence of the text it is."""
    assert [passage.id for passage in split_article(article("Same."), words)] == [
        "ae4bef2687f0c1ed5a11e1b8"
    ]  # sha256sum's


def test_repeated_text_has_ids_of_its_own() -> None:
    """A text that stands twice in an article, or in two articles, is not one passage."""
    text = "\n\n".join([paragraph("p", 15)] * 2)
    found = split_article(article(text), words) + split_article(article(text, article_id="a2"), words)
    assert len({passage.id for passage in found}) == 4
    assert len(set(texts_of(found))) == 1


def test_an_article_without_text_has_its_title() -> None:
    """A headline alone can be found: its title is its one passage, with offsets 0."""
    found = split_article(article(" \n", title=" OpenAI opens an office "), words)
    assert [(each.text, each.start, each.end) for each in found] == [("OpenAI opens an office", 0, 0)]


def test_a_title_has_a_passage_of_its_own() -> None:
    """A title and a text of the same words are told apart: what is known of the one says nothing of the other."""
    (title,) = split_article(article("", title="OpenAI opens an office"), words)
    (text,) = split_article(article("OpenAI opens an office"), words)
    assert (title.text, title.article_id) == (text.text, text.article_id)
    assert title.id != text.id


def test_nothing_makes_no_passage() -> None:
    """An article with neither text nor title has no passages."""
    assert split_article(article("", title=" "), words) == []


def test_real_tokens_stay_within_the_limit(fast_embedder: AutoEmbedder) -> None:
    """No passage holds more than 200 of the bundled model's own tokens, whatever the text is made of."""
    text = "\n\n".join(
        [paragraph("p", 40), "https://example.org/?q=" + "a1-" * 400, "日本語のテキスト。" * 60, "e\u0301 " * 300]
    )
    found = split_article(article(text), fast_embedder.count_tokens)
    assert max(fast_embedder.count_tokens(texts_of(found))) <= 200
    assert squeezed(text) == squeezed("".join(texts_of(found)))


ENDLESS = st.text(alphabet=".!?\u2026\"')(]}[{\u201c\u201d\u2018\u2019*-,:;aA1 \n\t", min_size=1, max_size=4)


@given(unit=ENDLESS, before=ENDLESS, after=ENDLESS)
@settings(deadline=None, max_examples=25)
def test_the_time_grows_with_the_length_of_a_text(unit: str, before: str, after: str) -> None:
    """Four times as much of whatever it is takes a few times as long, where the square would take sixteen times."""
    short, long = (
        min(processor_time(before + (unit * length)[:length] + after) for _ in range(2)) for length in (20_000, 80_000)
    )
    assert long < 10 * short + 0.3


def processor_time(text: str) -> float:
    """Return the seconds of this thread's processor time in which a text is split."""
    begun = time.thread_time()
    sentences(text)
    return time.thread_time() - begun


@pytest.mark.parametrize("unit", ["!", ".)", "a!(", "...", '?"', "U.S.(", "e.g.;"])
def test_an_endless_word_is_one_sentence(unit: str) -> None:
    """What has no blank in it stays together, though it is looked at in parts; the sentences around it are found."""
    word = f"X{unit * 1_000}X"
    text = f"It began. {word} It ended."
    found = [text[start:end] for start, end in sentences(text)]
    assert found[0] == "It began."
    assert "".join(found[1:]).count(word) == 1
