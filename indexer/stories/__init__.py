"""Same article, same story: which articles are on one event, and which of them copy one text (pure)."""

from indexer.stories.copies import Relation, relation
from indexer.stories.decision import EVENT, WINDOW, decide
from indexer.stories.event_metric import event_cosines
from indexer.stories.likeness import Cosines
from indexer.stories.sketch import Sketch, packed, page_keys, sketched, unpacked
from indexer.stories.title_vectors import packed_vector
from indexer.stories.weights import FITTED_FOR
from indexer.stories.window import Placed, Window

__all__ = [
    "EVENT",
    "FITTED_FOR",
    "WINDOW",
    "Cosines",
    "Placed",
    "Relation",
    "Sketch",
    "Window",
    "decide",
    "event_cosines",
    "packed",
    "packed_vector",
    "page_keys",
    "relation",
    "sketched",
    "unpacked",
]
