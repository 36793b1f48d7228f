"""Subjects with the names that tell of them, from files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.config.subjects import configured_fields, configured_subjects
from bot.model.known_fields import KnownField, shipped_fields
from indexer.errors import ConfigError
from indexer.language.known_subjects import KnownSubject, shipped_subjects

if TYPE_CHECKING:
    from pathlib import Path


def test_shipped_subjects_are_told_apart() -> None:
    """Each subject stands in the file once, and no name of its own is an other name of another one."""
    names = [name.casefold() for each in shipped_subjects() for name in (each.name, *each.also)]
    assert len(names) == len(set(names))
    assert configured_subjects("") == shipped_subjects()


def test_shipped_fields_are_told_apart() -> None:
    """Each field stands in the file once, and nothing asks for two."""
    names = [name.casefold() for each in shipped_fields() for name in (each.name, *each.also)]
    assert len(names) == len(set(names))
    assert configured_fields("") == shipped_fields()


def test_file_of_an_admin_adds_fields(tmp_path: Path) -> None:
    """A new field is added, and words are added to one that is known."""
    file = tmp_path / "subjects.toml"
    file.write_text('[[fields]]\nname = "fishery"\nwords = ["trawler"]\n[[fields]]\nname = "Music"\nhints = ["lute"]\n')
    found = {each.name: each for each in configured_fields(str(file))}
    assert found["fishery"] == KnownField(name="fishery", words=("trawler",))
    assert found["Music"].hints[-1] == "lute"
    assert len(found["Music"].words) > 5
    assert configured_subjects(str(file)) == shipped_subjects()


def test_file_of_an_admin_adds_to_the_shipped_one(tmp_path: Path) -> None:
    """A new subject is added, and names are added to one that is known."""
    file = tmp_path / "subjects.toml"
    file.write_text(
        '[[subjects]]\nname = "Acme"\nproducts = ["Corvid"]\n[[subjects]]\nname = "openai"\npeople = ["Ana Torres"]\n'
    )
    found = {each.name: each for each in configured_subjects(str(file))}
    shipped = {each.name: each for each in shipped_subjects()}["OpenAI"]
    assert found["Acme"] == KnownSubject(name="Acme", products=("Corvid",))
    assert found["openai"].people == (*shipped.people, "Ana Torres")
    assert len(found) == len(shipped_subjects()) + 1


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (
            '[[subjects]]\nname = "Acme"\nproduct = ["Corvid"]\npeople = "Ana"\n',
            [
                'subjects[1].people: must be a list, such as ["one", "two"]: "Ana"',
                'subjects[1].product: unknown key; did you mean "products"?',
            ],
        ),
        (
            '[[fields]]\nname = "fishery"\nword = "net"\n',
            ['fields[1].word: unknown key; did you mean "words"?'],
        ),
        ("[[subjects]]\nproducts = []\n", ["subjects[1].name: is missing"]),
        ("subjects = 3\n", ["subjects: must be tables, each headed [[subjects]] with two brackets: 3"]),
        ("[[subjects]\n", ["line 1, column 11: not TOML: Expected ']]' at the end of an array declaration"]),
    ],
)
def test_wrong_file_names_its_places(text: str, problems: list[str], tmp_path: Path) -> None:
    """Every problem is named with its place in the file."""
    file = tmp_path / "subjects.toml"
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        configured_subjects(str(file))
    assert sorted(caught.value.problems) == [f"{file}: {problem}" for problem in problems]


def test_missing_file_is_named(tmp_path: Path) -> None:
    """A file that is not there is an error."""
    with pytest.raises(ConfigError, match=r"none\.toml: no such file"):
        configured_subjects(str(tmp_path / "none.toml"))
