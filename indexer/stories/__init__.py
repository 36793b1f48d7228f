"""Same article, same story: which articles are on one event, and which of them copy one text (pure)."""

from indexer.stories.copying import Relation, relation
from indexer.stories.deciding import EVENT, WINDOW, Decision, decide
from indexer.stories.sketching import LEAD, Sketch, packed, sampled, shingles, sketched, unpacked
from indexer.stories.window import Placed, Window

__all__ = [
    "EVENT",
    "LEAD",
    "WINDOW",
    "Decision",
    "Placed",
    "Relation",
    "Sketch",
    "Window",
    "decide",
    "packed",
    "relation",
    "sampled",
    "shingles",
    "sketched",
    "unpacked",
]
