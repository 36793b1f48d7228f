"""What a wheel of the program holds."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "indexer")
_CODE = (".py", ".pyc")


def test_every_file_of_the_packages_is_in_the_wheel() -> None:
    """Files beside the modules are named as data of their packages, or they are missing where Byline is installed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = {
        file
        for package, patterns in project["tool"]["setuptools"]["package-data"].items()
        for pattern in patterns
        for file in ROOT.joinpath(*package.split(".")).glob(pattern)
    }
    files = {file for package in PACKAGES for file in (ROOT / package).rglob("*") if file.is_file()}
    missing = {file for file in files - named if file.suffix not in _CODE}
    assert sorted(str(file.relative_to(ROOT)) for file in missing) == []
