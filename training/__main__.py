"""`python -m training`: fit a reader, or measure one."""

import argparse
import json
import random
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import torch

from bot.evidence.reader.model_folder import BUNDLED, MODEL
from indexer.embedding.model_files import ModelFiles
from training import fitting, made, measuring, sets, shipped, shipping
from training.batches import pair_tokenizer
from training.priority import give_way

NEWS = Path(__file__).parent / "news"
"""Articles, questions and statements of the project's own."""
_MADE = 11
"""Seed of the examples that are made of others."""


def main() -> None:
    """Do what the command line asks for."""
    course = fitting.Course(half=fitting.has_bfloat16())
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("what", choices=["fit", "measure", "ship"])
    parser.add_argument("--data", type=Path, help="folder that holds reading/ and support/; not needed to ship")
    parser.add_argument("--run", type=Path, required=True, help="folder of the checkpoints; an old run goes on")
    parser.add_argument("--examples", type=int, default=course.examples, help="length of a new run")
    parser.add_argument("--workers", type=int, default=course.workers)
    parser.add_argument("--device", default=course.device, help="where torch computes; cuda fits as well, much sooner")
    parser.add_argument(
        "--batch", type=int, default=course.batch, help="examples a step; 128 keeps an accelerator busy"
    )
    parser.add_argument("--questions", type=int, default=3000, help="how many are measured; 0 = all")
    parser.add_argument("--on", action="store_true", help="begin a new run with the weights of the shipped reader")
    parser.add_argument(
        "--share", type=float, default=1.0, help="ship this much of the run, the rest of what is shipped"
    )
    arguments = parser.parse_args()
    start = ModelFiles().folder
    if arguments.what == "fit":
        given = {name: getattr(arguments, name) for name in ("examples", "workers", "device", "batch")}
        course = replace(course, half=course.half or given["device"] != "cpu", **given)
        give_way()
        fitting.note(course, arguments.run)
        if arguments.on:
            shipped.begin(start, arguments.run, BUNDLED / MODEL)
        fitting.fit(course, _training_sets(arguments.data), start, arguments.run)
    elif arguments.what == "ship":
        reader = fitting.load_reader(start, arguments.run)
        if arguments.share < 1:
            shipped.blend(reader, BUNDLED / MODEL, arguments.share)
        shipping.fill(BUNDLED, reader, start / "tokenizer.json")
    else:
        _measure(arguments.data, start, arguments.run, arguments.questions)


def _training_sets(data: Path) -> dict[str, tuple[sets.Example, ...]]:
    reading, support = data / "reading", data / "support"
    chance = random.Random(_MADE)  # noqa: S311 -- the same examples whenever a run is taken up again
    asked = {name: sets.questions(reading, name) for name in sets.READING_SETS}
    return (
        asked
        | {"squad1.other-paragraph": sets.wrong_paragraphs(reading)}
        | {name: sets.statements(support, name) for name in sets.SUPPORT_SETS}
        | {
            "news.questions": sets.news_questions(NEWS),
            "news.statements": sets.news_statements(NEWS),
            "news.near": sets.news_questions(NEWS, "near"),
            "news.summaries": sets.news_statements(NEWS, "summaries"),
            "news.reports": sets.news_reports(NEWS),
            "made.elsewhere": tuple(made.elsewhere(asked["squad1"] + asked["new-wiki"] + asked["queries"], chance)),
            "made.claims": tuple(made.claims(asked["squad1"] + asked["wikinews"] + asked["guardian"], chance)),
        }
    )


def _measure(data: Path, start: Path, run: Path, count: int) -> None:
    torch.set_num_threads(1)
    reader, tokenizer = fitting.load_reader(start, run), pair_tokenizer(str(start / "tokenizer.json"))
    asked = sets.development(data / "reading")
    some = random.Random(1).sample(asked, count) if 0 < count < len(asked) else asked  # noqa: S311 -- a fixed sample
    found = tuple(measuring.replies(reader, tokenizer, [example for example, _ in some]))
    _tell("squad2-dev", len(some), measuring.squad(found, some))
    news = [
        (each, (each.text[slice(*each.span)],) if each.span else ())
        for each in sets.news_questions(NEWS, held_out=True)
    ]
    _tell(
        "news.questions",
        len(news),
        measuring.squad(tuple(measuring.replies(reader, tokenizer, [each for each, _ in news])), news),
    )
    reports = sets.news_reports(NEWS, held_out=True)
    _tell(
        "news.reports", len(reports), measuring.one_event(tuple(measuring.replies(reader, tokenizer, reports)), reports)
    )
    told = {name: sets.statements(data / "support", name, held_out=True)[: count or None] for name in sets.SUPPORT_SETS}
    for name, pairs in ({"news.statements": sets.news_statements(NEWS, held_out=True)} | told).items():
        _tell(name, len(pairs), measuring.support(tuple(measuring.replies(reader, tokenizer, pairs)), pairs))


def _tell(name: str, examples: int, figures: Mapping[str, tuple[float, float, float]]) -> None:
    sys.stdout.write(json.dumps({"set": name, "examples": examples, **figures}) + "\n")


if __name__ == "__main__":
    main()
