"""`python -m bench`: measure, and print a table as it comes."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from bench import (
    answering,
    collecting,
    embedding,
    extraction,
    footprint,
    halving,
    load,
    quality,
    recall,
    serving,
    starting,
    stories,
    watches,
)
from bench.growth import drawing
from bench.options import Options
from bench.report import heading, line, machine
from bench.timing import CHECKOUT
from bot.wiring.components import MODELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench.report import Row

GROUPS: dict[str, Callable[[Options], Iterator[Row | str]]] = {
    "extraction": extraction.measure,
    "embedding": embedding.measure,
    "collecting": collecting.measure,
    "stories": stories.measure,
    "starting": starting.measure,
    "answering": answering.measure,
    "watches": watches.measure,
    "load": load.measure,
    "recall": recall.measure,
    "serving": serving.measure,
    "footprint": footprint.measure,
    "halving": halving.measure,
    "quality": quality.measure,
}


def main() -> None:
    """Run the groups of measurements that are asked for."""
    given = _parser().parse_args()
    options = Options(folder=given.folder, sizes=given.sizes, seed=given.seed, pages=given.pages, rounds=given.rounds)
    os.environ[MODELS] = str(options.models)  # inherited by child processes: one copy for all installations
    options.fast_embedder()  # made, before anything is measured that would use it
    print(machine())
    rows: list[Row] = []
    for name in given.only or GROUPS:
        print(heading(name))
        for row in GROUPS[name](options):
            print(row if isinstance(row, str) else line(row), flush=True)
            rows += [] if isinstance(row, str) else [row]
    if given.draw and (drawn := drawing(rows)):
        given.draw.write_text(drawn, encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=GROUPS, help="this group alone; may be repeated")
    parser.add_argument(
        "--sizes", type=_sizes, default=(1_000, 100_000), help="passages of the collections: 1000,100000"
    )
    parser.add_argument(
        "--folder", type=Path, default=CHECKOUT / ".bench", help="where collections are kept between runs"
    )
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other collections")
    parser.add_argument("--pages", type=int, default=2_000, help="pages that are collected from a server on loopback")
    parser.add_argument("--rounds", type=int, default=3, help="how often a question is asked: its best time counts")
    parser.add_argument("--draw", type=Path, help="draw here, as SVG, how answering grows with the size")
    return parser


def _sizes(text: str) -> tuple[int, ...]:
    sizes = tuple(int(part) for part in text.replace("_", "").split(","))
    if min(sizes) < 1:
        raise argparse.ArgumentTypeError("sizes are 1 or more")
    return sizes


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # inherited by child processes
    main()
