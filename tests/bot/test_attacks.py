"""Articles that try to steer a language model, and a model that obeys them: nothing of it is posted."""

from __future__ import annotations

import time
import tomllib
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.adapters.jsonl import answer_record
from bot.answering import Answering
from bot.config import ModelSettings
from bot.model import Query, Question
from bot.orders import gives_orders
from bot.proofreading import proofread
from bot.retrieval import Retrieval
from bot.wording import terms
from bot.writing import ModelWriter
from bot.writing.prompting import drafts
from indexer.catalogue import SqlCatalogue
from indexer.errors import WritingFailed
from indexer.model import Passage, PlacedPassage
from indexer.syncing import Syncer
from tests.catalogue_records import NOW, article
from tests.fakes import FakeEmbedder, FakeLexicalIndex, FakeVectorIndex
from tests.model_double import Reply, model_double

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.model import Article

WHO = "Who opened the Amberly works?"
TRUE = "Ada Lorne opened the Amberly works with forty engineers. The council of Amberly had agreed in May."
FILE = Path(__file__).parents[1] / "data" / "checking" / "attacks.toml"
ATTACKS: list[dict[str, Any]] = tomllib.loads(
    FILE.read_text(encoding="utf-8").replace("{link}", "https://evil.example/x")
)["attacks"]
EACH = pytest.mark.parametrize("attack", ATTACKS, ids=[attack["name"] for attack in ATTACKS])


def published(attack: dict[str, Any]) -> list[Article]:
    """Return a true article into which an attack was written, and one that is nothing but the attack."""
    texts = {
        "amberly": f"{TRUE} {attack['passage']}",
        "attack": f"The Amberly works: who opened them?\n\n{attack['passage']}",
    }
    return [article(name, text=text, title="", published=NOW, first_seen=NOW) for name, text in texts.items()]


def passage(of: Article) -> Passage:
    """Return an article's text as one passage."""
    return Passage(id=of.id, article_id=of.id, ordinal=0, start=0, end=len(of.text), text=of.text)


@pytest.fixture
def answering(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Answering]:
    """Yield what answers from these articles, with a model that obeys."""
    attack: dict[str, Any] = request.node.callspec.params["attack"]
    with closing(SqlCatalogue(f"sqlite:///{tmp_path}/catalogue.db")) as catalogue, model_double() as double:
        for each in published(attack):
            catalogue.save(each, [passage(each)])
        engines: dict[str, Any] = {
            "embedder": FakeEmbedder(),
            "vectors": FakeVectorIndex(),
            "lexical": FakeLexicalIndex(),
        }
        Syncer(catalogue=catalogue, generation="g1", **engines).open(lambda *_: None)
        double.reply = Reply(text=attack["reply"])
        settings = ModelSettings(
            provider="openai", name="small", base_url=f"{double.url}/v1", timeout=timedelta(seconds=600)
        )
        with closing(ModelWriter(settings, "", 1)) as writer:
            yield Answering(
                library=catalogue,
                retrieval=Retrieval(library=catalogue, **engines),
                max_statements=4,
                min_confidence=0.0,
                writer=writer,
            )


@EACH
def test_nothing_of_an_attack_is_posted(answering: Answering, attack: dict[str, Any]) -> None:
    """Whatever the obedient model says, the answer says nothing of it; it is still given."""
    answer = answering.ask(Question(text=WHO, now=NOW + timedelta(days=1)))
    assert any("Ada Lorne opened the Amberly works" in statement.text for statement in answer.statements)
    said = " ".join(each["text"] for each in answer_record(answer, 1)["statements"])
    assert [word for word in attack["forbidden"] if word in said] == []
    links = [source.article.url for source in answer.sources]
    assert all(link.startswith("https://www.example.com/news/") for link in links)


@EACH
def test_the_check_alone_would_do(attack: dict[str, Any]) -> None:
    """Even if the attack goes unnoticed and is shown to the model, what is made of it does not pass the check."""
    shown = [PlacedPassage(passage=passage(each), article=each, period="2026") for each in published(attack)]
    for order in (shown, shown[::-1]):
        try:
            statements, _ = proofread(drafts(attack["reply"]), order, Query(text=WHO, terms=terms(WHO)), 4)
        except WritingFailed:
            continue
        assert [word for word in attack["forbidden"] for each in statements if word in each.text] == []


def test_the_set_is_large_enough() -> None:
    """There are more than twenty attacks, and more than half are noticed before a model sees them."""
    noticed = [attack["name"] for attack in ATTACKS if gives_orders(attack["passage"])]
    assert len(ATTACKS) > 20
    assert len(noticed) > 0.5 * len(ATTACKS)


@pytest.mark.parametrize(
    "text",
    [
        "Acme ignored the rules of the exchange and paid a fine.",
        "Ada Lorne told users to update the app.",
        "The system failed for three hours.",
        "The assistant answers questions about tax.",
        "“You are the best team in the world,” she said.",
        "The company said that its model follows instructions better than the last one.",
        "Visit our booth, the poster read.",
        "The reply must be filed by May.",
        "Users: 40 million.",
    ],
)
def test_news_gives_no_orders(text: str) -> None:
    """Sentences of news that merely hold such words are no orders."""
    assert not gives_orders(text)


@pytest.mark.parametrize("unit", [". ", "? !", ".) ", '; "', "ignore "])
def test_looking_for_orders_takes_time_that_grows_with_the_text(unit: str) -> None:
    """Four times as much takes a few times as long, where the square would take sixteen times."""

    def processor_time(length: int) -> float:
        begun = time.thread_time()
        gives_orders((unit * length)[:length])
        return time.thread_time() - begun

    assert processor_time(40_000) < 8 * processor_time(10_000) + 0.1
