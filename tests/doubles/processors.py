"""Processors on which each way of computing a model is the first choice, so that all are tried on every machine."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from indexer.embedding.processors import KINDS, this_processor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from indexer.embedding.processors import Processor, Recipe

HIDING: Mapping[Recipe, str] = MappingProxyType({"signed": "", "unsigned": "vnni bf16", "float32": "int8"})
"""What is hidden of a processor with VNNI for each recipe to come first."""


def processor_for(recipe: Recipe) -> Processor:
    """Return this processor without what would choose otherwise, or one of its kind."""
    found = this_processor(HIDING[recipe])
    return found if found.recipes[0] == recipe else KINDS[recipe]
