"""Same article, same story: which articles are on one event, and which of them copy one text (pure)."""

from indexer.stories.copying import Relation, relation
from indexer.stories.counting import Member, counted
from indexer.stories.deciding import EVENT, WINDOW, decide
from indexer.stories.likeness import FITTED_FOR
from indexer.stories.sketching import Sketch, packed, sketched, unpacked
from indexer.stories.window import Placed, Window

__all__ = [
    "EVENT",
    "FITTED_FOR",
    "WINDOW",
    "Member",
    "Placed",
    "Relation",
    "Sketch",
    "Window",
    "counted",
    "decide",
    "packed",
    "relation",
    "sketched",
    "unpacked",
]
