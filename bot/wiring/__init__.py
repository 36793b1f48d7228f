"""The one composition root: settings -> objects, opened and closed in order.

Heavy engines are imported where they are built, so that a command pays for what it uses.
"""

from bot.wiring.indexes import held_by_indexes
from bot.wiring.installation import MIN_CONFIDENCE, Engines, SystemClock, engines, reindex
from bot.wiring.model import model_findings, model_health
from bot.wiring.parts import embedder_of, fetcher, journal_of, open_catalogue
from bot.wiring.slack import slack_findings, slack_tokens

__all__ = [
    "MIN_CONFIDENCE",
    "Engines",
    "SystemClock",
    "embedder_of",
    "engines",
    "fetcher",
    "held_by_indexes",
    "journal_of",
    "model_findings",
    "model_health",
    "open_catalogue",
    "reindex",
    "slack_findings",
    "slack_tokens",
]
