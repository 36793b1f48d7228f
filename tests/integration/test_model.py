"""A language model in an installation: what it writes, what happens without it, and what the operator is told."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING

import pytest

from tests.doubles.language_model import ModelDouble, Reply, model_double
from tests.doubles.slack.double import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.integration.conftest import CommandLine, Launcher

JOBS = "How many jobs is Tessaline cutting?"
WRITTEN = "Tessaline Inc. is cutting 310 jobs, or about 18% of its workforce."


@pytest.fixture
def double(config: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelDouble]:
    """Serve a model, and configure it."""
    monkeypatch.setenv("MODEL_KEY", "sk-never-shown-6")
    with model_double() as served:
        section = (
            f'[model]\nprovider = "openai"\nname = "small"\nbase_url = "{served.url}/v1"\napi_key_env = "MODEL_KEY"\n'
            'timeout = "600s"\n'
        )
        config.write_text(f"{config.read_text(encoding='utf-8')}\n{section}", encoding="utf-8")
        yield served


def passage_with(words: str, double: ModelDouble) -> int:
    """Return the number under which the model was last shown a passage that holds some words."""
    user = double.calls[-1]["messages"][-1]["content"]
    shown = json.loads(user[user.index("{") : user.rindex("}") + 1])["passages"]
    return int(next(each["number"] for each in shown if words in each["text"]))


@pytest.mark.usefixtures("data")
def test_answers_in_its_words_are_checked(byline: CommandLine, double: ModelDouble) -> None:
    """What it says is posted if it holds, with our sources; if not, the articles are quoted, and `status` says why."""
    assert byline("ask", JOBS, "--json").record()["composer"] == "extractive"  # the model says nothing yet
    number = passage_with("310 jobs", double)
    double.answers((WRITTEN, [number]))
    quoted_shape = {"id", "question", "found", "confidence", "composer", "as_of", "newest", "elapsed_ms", "statements"}
    answer = byline("ask", JOBS, "--json").record()
    assert (answer["composer"], [each["text"] for each in answer["statements"]]) == ("model", [WRITTEN])
    assert quoted_shape < answer.keys()
    assert answer["sources"][0]["url"].endswith("/tessaline-job-cuts")
    double.answers((WRITTEN.replace("310", "3,100"), [number]))
    fallen_back = byline("ask", JOBS, "--json")
    record = fallen_back.record()
    assert (record["composer"], record["found"], record.keys() == answer.keys()) == ("extractive", True, True)
    assert "the model's answer is not used" in fallen_back.err
    status = byline("status", "--json").record()["model"]
    assert (status["answers"], status["fallbacks"]) == (1, 2)
    assert "of its 1 sentences 0" in status["last_error"]
    assert "model: 1 answers in its words, 2 quoted instead" in byline("status").out


def test_doctor_asks_the_server(byline: CommandLine, double: ModelDouble) -> None:
    """It says whether the model is there, whether the server can be used, and never what the key is."""
    said = byline("doctor")
    assert "language model: small is there" in said.out
    assert double.headers[-1]["authorization"] == "Bearer sk-never-shown-6"
    double.models = ("big", "bigger")
    other = byline("doctor")
    assert "does not name small among its 2 models" in other.out
    assert "big, bigger" in other.out
    double.reply = Reply(status=401)
    refused = byline("doctor")
    assert refused.code == 1
    assert "small: its server answered HTTP 401 Unauthorized" in refused.out
    assert "never-shown" not in said.out + other.out + refused.out + refused.err


@pytest.mark.usefixtures("data")
def test_a_key_that_is_not_set(byline: CommandLine, double: ModelDouble, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking ends with what is missing, as with any other token; collecting needs no model."""
    monkeypatch.delenv("MODEL_KEY")
    assert byline("index").code == 0
    said = byline("ask", JOBS)
    assert said.code == 2
    assert "[model] api_key_env names MODEL_KEY, but that environment variable is not set" in said.err
    assert "token: [model]: MODEL_KEY is not set" in byline("doctor").out
    assert double.headers == []


@pytest.mark.usefixtures("data")
def test_status_without_a_model(byline: CommandLine) -> None:
    """Where no model is configured there is nothing to say of one."""
    assert byline("status", "--json").record()["model"] is None
    assert "model:" not in byline("status").out


@pytest.mark.usefixtures("data")
def test_an_interrupted_question_ends_at_once(double: ModelDouble, launch: Launcher, config: Path) -> None:
    """Ctrl-C does not wait for the model."""
    double.reply = Reply(wait=600)
    process = launch("--config", config, "ask", JOBS, more={"MODEL_KEY": "sk-never-shown-6"})
    wait_until(lambda: double.calls, what="the question to the model")
    process.send_signal(signal.SIGINT)
    process.wait(timeout=240)
    assert json.dumps(double.calls).count("Tessaline") > 0
