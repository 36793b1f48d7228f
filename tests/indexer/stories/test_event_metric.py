"""The map after which a cosine knows events."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from indexer.stories import event_cosines

if TYPE_CHECKING:
    from indexer.embedding import AutoEmbedder

OUTAGE = (
    "The company's chat service was down for five hours on Thursday, and its programming interface answered errors."
)
OTHER_OUTAGE = "Users could not reach the chatbot for most of the afternoon; an engineer blamed a faulty update."
ROUND = "The company raised two billion dollars for its chat service at a valuation of forty billion, investors said."


def test_reports_on_one_event_are_nearer_than_those_on_one_subject(float32_embedder: AutoEmbedder) -> None:
    """What lies between the cosines of one event and of one subject grows."""
    outage, other, subject = float32_embedder.embed([OUTAGE, OTHER_OUTAGE, ROUND])
    mapped = event_cosines(outage, {"event": other, "subject": subject})
    assert mapped["event"] - mapped["subject"] > float(outage @ other) - float(outage @ subject)


def test_a_text_is_like_itself() -> None:
    """The cosine of a vector with itself is one, of whatever length it is; what has none is like nothing."""
    vector = np.linspace(-1, 1, 384, dtype=np.float32)
    found = event_cosines(vector, {"same": vector, "longer": 2 * vector, "none": 0 * vector})
    assert np.allclose([found["same"], found["longer"], found["none"]], [1, 1, 0], atol=1e-6)
    assert event_cosines(vector, {}) == {}
