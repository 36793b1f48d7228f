"""What a wheel of the program holds."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import metadata, version
from pathlib import Path
from typing import Any

from bot.evidence.reader.model_folder import BUNDLED

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


def test_other_programs_see_the_types() -> None:
    """Both packages are marked as typed, and say so."""
    assert all((ROOT / package / "py.typed").is_file() for package in PACKAGES)
    assert "Typing :: Typed" in _project()["classifiers"]


def test_the_version_stands_in_one_place() -> None:
    """pyproject.toml has it; the program asks its installed metadata, and no module repeats it."""
    said = _project()["version"]
    modules = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    assert version("byline") == said
    assert [path for path in modules if re.search(r"__version__\s*=", path.read_text(encoding="utf-8"))] == []


def test_every_licence_is_in_the_wheel() -> None:
    """Code and bundled reader have a licence each; both are declared, and both texts are in the wheel."""
    project = _project()
    assert project["license"] == "MIT AND CC-BY-SA-4.0"
    (of_the_code,) = (ROOT / name for name in project["license-files"])
    assert "MIT License" in of_the_code.read_text(encoding="utf-8")
    of_the_reader = BUNDLED / "LICENSE.md"
    assert "CC BY-SA 4.0" in of_the_reader.read_text(encoding="utf-8")
    assert of_the_reader.is_relative_to(ROOT / "bot")  # where what is no code is looked for, above
    assert metadata("byline")["Requires-Python"] == project["requires-python"]


def _project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return found
