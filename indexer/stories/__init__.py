"""Same article, same story: which articles are on one event, and which of them copy one text (pure)."""

from indexer.stories.copies import Relation, relation
from indexer.stories.decision import EVENT, WINDOW, decide
from indexer.stories.likeness import FITTED_FOR
from indexer.stories.outlet_counts import Member, counted
from indexer.stories.sketch import Sketch, packed, page_keys, sketched, unpacked
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
    "page_keys",
    "relation",
    "sketched",
    "unpacked",
]
