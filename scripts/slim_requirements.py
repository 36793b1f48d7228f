"""The packages of a slim installation: `python -m scripts.slim_requirements` writes requirements-slim.txt anew.

Pip knows no extra that takes packages away. So these are all packages that Byline needs while it collects and answers,
with the versions of constraints.txt, to be installed by `pip install --no-deps`. What it computes: the closure of the
dependencies in pyproject.toml, as the installed packages state theirs, without those that only make copies of models
and without what no part of Byline ever imports.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections import deque
from importlib.metadata import PackageNotFoundError, requires
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ROOT = Path(__file__).parents[1]
FILE = ROOT / "requirements-slim.txt"

LEFT_OUT: Final = frozenset({"sentence-transformers", "onnx", "kubernetes"})
"""What makes copies of models, and the client that chromadb has for its own cloud; with all that only these need."""

PYTHONS: Final = ("3.11", "3.12")  # discord.py needs one more package on later ones
PLATFORMS: Final = ("linux", "darwin")

_HEAD = """\
# The packages of an installation without PyTorch, for `pip install --no-deps --requirement`: see docs/installing.md.
# For Python 3.11 and 3.12 on Linux and macOS. Written by `python -m scripts.slim_requirements`.
"""


def slim_packages() -> list[str]:
    """Return the names of all packages, sorted. Raises `PackageNotFoundError` for one that is not installed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return sorted(_closure(map(Requirement, project["dependencies"])))


def slim_requirements(packages: Iterable[str], versions: Mapping[str, str]) -> str:
    """Return the file. Raises `KeyError` for a package without a version in constraints.txt."""
    return _HEAD + "".join(f"{name}=={versions[name]}\n" for name in packages)


def pinned(file: Path) -> dict[str, str]:
    """Return the versions that a file of constraints names."""
    lines = re.findall(r"^([\w.-]+)==(\S+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    return {canonicalize_name(name): version for name, version in lines}


def _closure(roots: Iterable[Requirement]) -> set[str]:
    found: set[str] = set()
    waiting = deque((requirement, "") for requirement in roots)
    while waiting:
        requirement, extra = waiting.popleft()
        name = canonicalize_name(requirement.name)
        if name in LEFT_OUT or not _applies(requirement, extra):
            continue
        extras = {"", *requirement.extras} - ({""} if name in found else set())
        found.add(name)
        waiting.extend((each, extra) for each, extra in product(_required_by(name), extras))
    return found


def _required_by(name: str) -> Iterator[Requirement]:
    try:
        yield from map(Requirement, requires(name) or ())
    except PackageNotFoundError as error:
        raise PackageNotFoundError(f"{name}: install it, so that it can be seen what it needs") from error


def _applies(requirement: Requirement, extra: str) -> bool:
    """Tell whether a requirement holds on any Python and platform that Byline runs on."""
    if requirement.marker is None:
        return True
    return any(
        requirement.marker.evaluate(
            {
                "extra": extra,
                "python_version": python,
                "python_full_version": f"{python}.0",
                "sys_platform": platform,
                "platform_system": platform.capitalize(),
                "os_name": "posix",
            }
        )
        for python, platform in product(PYTHONS, PLATFORMS)
    )


def main() -> None:
    """Write the file."""
    FILE.write_text(slim_requirements(slim_packages(), pinned(ROOT / "constraints.txt")), encoding="utf-8")
    sys.stdout.write(f"{FILE}\n")


if __name__ == "__main__":
    main()
