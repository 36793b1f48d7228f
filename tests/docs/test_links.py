"""What the documentation names is there: pages, anchors, files, modules, programs."""

from __future__ import annotations

import importlib
import re
from importlib.util import find_spec

import pytest

from tests.docs.pages import PAGES, ROOT, DocsPage, page

FILE = re.compile(r"(?:bot|indexer|training|bench|scripts|tests|docs)/[\w./-]*|[\w-]+\.(?:md|toml|txt)")
NAME = re.compile(r"(?:bot|indexer|training|bench|scripts)(?:\.\w+)+")
OF_OTHERS = {"config.toml"}
"""Files that are named and made by their readers."""

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@pages
def test_every_link_leads_somewhere(page: DocsPage) -> None:
    """A link to a file finds the file, and one with an anchor a heading that has it."""
    for target in page.targets:
        if "://" in target or target.startswith("mailto:"):
            continue
        file, _, anchor = target.partition("#")
        found = (page.path.parent / file).resolve() if file else page.path
        assert found.exists(), target
        assert not anchor or anchor in DocsPage(found).anchors, target


@pages
def test_headings_have_anchors_of_their_own(page: DocsPage) -> None:
    """No two headings of a page have one anchor."""
    assert len(page.anchors) == len(set(page.anchors))


@pages
def test_every_file_that_is_named_exists(page: DocsPage) -> None:
    """A path in code is one of the repository."""
    named = {span for span in page.code_spans if FILE.fullmatch(span)} - OF_OTHERS
    beside = page.path.parent
    assert [name for name in named if not (ROOT / name).exists() and not (beside / name).exists()] == []


@pages
def test_every_module_that_is_named_exists(page: DocsPage) -> None:
    """A dotted name in code is a module, or something in a module."""
    assert [span for span in page.code_spans if NAME.fullmatch(span) and not found(span)] == []


def found(name: str) -> bool:
    """Tell whether a dotted name is a module, or something in one."""
    module, _, attribute = name.rpartition(".")
    try:
        return find_spec(name) is not None or hasattr(importlib.import_module(module), attribute)
    except ModuleNotFoundError:
        return found(module) and hasattr(find(module), attribute)


def find(name: str) -> object:
    """Return what has a dotted name."""
    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(module), attribute)


@pages
def test_every_program_that_is_named_exists(page: DocsPage) -> None:
    """What is called by `python -m` can be, and what `make` is asked for is a target."""
    code = "\n".join([*page.code_blocks, *page.code_spans])
    assert [name for name in re.findall(r"python -m ([\w.]+)", code) if not find_spec(name)] == []
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"^make ([a-z]+)", code, re.MULTILINE)) <= targets


def test_every_page_can_be_reached() -> None:
    """The README links to every page of docs/, and every picture there is shown."""
    assert {name for name in (each.name for each in PAGES) if name != "README.md"} <= set(page("README.md").targets)
    shown = {(each.path.parent / target).resolve() for each in PAGES for target in each.targets if "://" not in target}
    assert set((ROOT / "docs").glob("*.svg")) <= shown


def test_the_readme_is_short() -> None:
    """The README has at most 900 words: what a newcomer needs."""
    assert len(page("README.md").text.split()) <= 900
