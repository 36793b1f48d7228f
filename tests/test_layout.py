"""The layout of the code: one class to a name, and the tests of a package where its name says."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "indexer")


def test_no_two_classes_have_the_same_name() -> None:
    """A class name means one thing."""
    homes = defaultdict(set)
    for file in (found for package in PACKAGES for found in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].add(file)
    assert not {name for name, files in homes.items() if len(files) > 1}


def test_folders_of_tests_mirror_packages() -> None:
    """Each folder with tests of a package's modules is named as that package."""
    folders = {file.parent for package in PACKAGES for file in (ROOT / "tests" / package).rglob("test_*.py")}
    strays = [folder for folder in folders if not list((ROOT / folder.relative_to(ROOT / "tests")).glob("*.py"))]
    assert not strays


def test_whatever_catches_everything_says_why() -> None:
    """A line that catches every exception has a comment with the reason."""
    bare = re.compile(r"except(?: \(?(?:Base)?Exception\b[^#]*)?:\s*")
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    lines = [(file, line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    assert [(file, line) for file, line in lines if bare.fullmatch(line.strip())] == []
