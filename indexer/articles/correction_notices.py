"""What a publisher says of a correction of its own article. It is no part of the text: it repeats what was wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from indexer.web import plaintext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.articles.blocks import Paragraph

LIMIT = 600
"""Characters of all notes that are kept."""

_LONGEST = 1_200
"""Characters of a paragraph that can be a note; longer ones are the article's own."""

_TEXT = r"(?:article|story|report|post|piece|column|version|headline|blog\spost|page|item|newsletter|review|analysis)"
_THIS = rf"(?:this|the|our)\s(?:\w+\s){{0,2}}{_TEXT}"
_NOTE = re.compile(
    rf"""\W*(?:
      (?:corrections?|corrected|clarifications?|clarified|retraction|erratum|errata)
        (?:\s(?:appended|and\sclarifications?|notice|note))?\s?(?:\([^)]{{0,60}}\)|,\s[^:]{{0,40}})?\s?[:—\u2013]\s
    | (?:corrects|refiles\sto\scorrect|corrected\sto)\b
    | (?:(?:editor['\u2019]?s?|editorial|publisher['\u2019]?s)\snotes?|update|updated|note)\b[^:]{{0,60}}?[:—\u2013.]\s
        .{{0,200}}?\b(?:an?\s(?:earlier|previous)\sversion|{_THIS}\s(?:has\sbeen|was)\s(?:corrected|amended|updated\sto\s
        (?:correct|clarify|reflect))|(?:we|has\sbeen|was)\scorrected|mis(?:stated|identified|spelled|attributed))\b
    | an?\s(?:earlier|previous|prior)\s(?:version|edition)\sof\s(?:this\s|our\s|the\s(?:\w+\s){{0,2}}{_TEXT}\b)
    | {_THIS}\s(?:(?:has\sbeen|was)\s(?:corrected|amended|clarified|edited|revised
        |updated\sto\s(?:correct|clarify|reflect|remove))|(?:originally|initially|previously|incorrectly)\s(?:said|stated|reported|identified|misstated|gave|named)
        |misstated|misidentified)\b
    | (?:we|the\s\w+)\s(?:have|has)\s(?:corrected|amended)\s(?:this|the)\s
    )""",
    re.IGNORECASE | re.VERBOSE,
)


def split_notices(paragraphs: Sequence[Paragraph]) -> tuple[tuple[Paragraph, ...], str]:
    """Return the paragraphs of the article itself, and the notes on its correction as one line ("": none).

    Where nothing but notes is left they are the article: a publisher's page of corrections.
    """
    notes = [paragraph for paragraph in paragraphs if _is_notice(paragraph.text)]
    rest = tuple(paragraph for paragraph in paragraphs if not _is_notice(paragraph.text))
    if not notes or not rest:
        return tuple(paragraphs), ""
    return rest, plaintext.to_line(" ".join(note.text for note in notes), LIMIT)


def _is_notice(text: str) -> bool:
    return len(text) <= _LONGEST and bool(_NOTE.match(text[:_LONGEST]))
