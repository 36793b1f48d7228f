"""`python -m tests.benchmarks`: measure, and print a table of all that was measured in the folder."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.report import machine
from tests.benchmarks.running import Run
from tests.benchmarks.systems import SYSTEMS
from tests.benchmarks.table import table


def main() -> None:
    """Measure the systems that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=SYSTEMS, help="this system alone; may be repeated")
    parser.add_argument("--articles", type=int, default=1_000, help="invented articles, beside the sample newsroom")
    parser.add_argument(
        "--folder", type=Path, default=Path(".bench") / "peers", help="where articles and figures are kept"
    )
    given = parser.parse_args()
    run = Run(folder=given.folder.absolute() / f"{given.articles}", articles=given.articles)
    print(machine(), flush=True)
    run.prepare()
    for name in given.only or SYSTEMS:
        run.measure(name)
    print("\n".join(table(run.figures())))


if __name__ == "__main__":
    main()
