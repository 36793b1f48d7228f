"""What the systems are given, as it lies in a folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.model import Question

if TYPE_CHECKING:
    from pathlib import Path

NEWSROOM, INVENTED, QUESTIONS = "newsroom.jsonl", "invented.jsonl", "questions.txt"
"""Articles whose questions have known answers; articles that are many; questions, one a line."""

_NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An article as all but Byline take it: a text with an address."""

    url: str
    title: str
    text: str

    @property
    def whole(self) -> str:
        """Title and text."""
        return f"{self.title}\n\n{self.text}"


def documents(file: Path) -> list[Document]:
    """Read the articles of a file."""
    records = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return [Document(url=each["url"], title=each["title"], text=each["text"]) for each in records]


def questions(folder: Path) -> list[Question]:
    """Read the questions that are asked for the time they take."""
    lines = (folder / QUESTIONS).read_text(encoding="utf-8").splitlines()
    return [Question(text=line, now=_NOW) for line in lines]
