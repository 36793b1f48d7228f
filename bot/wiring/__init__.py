"""The one composition root: settings -> objects, opened and closed in order.

Heavy engines are imported where they are built, so that a command pays for what it uses.
"""

from bot.wiring.answer_reader import reader_of
from bot.wiring.backups import back_up, restore
from bot.wiring.components import (
    adapters_of,
    catalogue_file,
    embedder_of,
    fetcher,
    journal_of,
    mail_reader,
    open_catalogue,
    parsers_gaps,
    sandbox,
    subscriptions_of,
)
from bot.wiring.destinations import atom_feeds, atom_folder, destination_findings, destinations_of, unserved_platforms
from bot.wiring.discord_shards import served_platforms
from bot.wiring.http_server import (
    configured_server,
    newsroom_of,
    page_source_of,
    served_pages,
    served_sections,
    server_access,
    server_findings,
    server_workers,
)
from bot.wiring.index_rebuild import reindex, reindex_within
from bot.wiring.indexes import held_by_indexes
from bot.wiring.installation import Engines, SystemClock
from bot.wiring.language_model import model_findings, model_health
from bot.wiring.metrics_endpoint import metrics_endpoint
from bot.wiring.moves import move, moved_settings, require_movable
from bot.wiring.opening import engines
from bot.wiring.platforms import configured_platforms, platform_findings, platform_tokens, token_variables
from bot.wiring.repeated_work import following, planning
from bot.wiring.sharing import require_role
from bot.wiring.slack_requests import SlackRequests, slack_requests
from bot.wiring.subscriptions import Subscribing, sending_loop, story_relevance, subscribing

__all__ = [
    "Engines",
    "SlackRequests",
    "Subscribing",
    "SystemClock",
    "adapters_of",
    "atom_feeds",
    "atom_folder",
    "back_up",
    "catalogue_file",
    "configured_platforms",
    "configured_server",
    "destination_findings",
    "destinations_of",
    "embedder_of",
    "engines",
    "fetcher",
    "following",
    "held_by_indexes",
    "journal_of",
    "mail_reader",
    "metrics_endpoint",
    "model_findings",
    "model_health",
    "move",
    "moved_settings",
    "newsroom_of",
    "open_catalogue",
    "page_source_of",
    "parsers_gaps",
    "planning",
    "platform_findings",
    "platform_tokens",
    "reader_of",
    "reindex",
    "reindex_within",
    "require_movable",
    "require_role",
    "restore",
    "sandbox",
    "sending_loop",
    "served_pages",
    "served_platforms",
    "served_sections",
    "server_access",
    "server_findings",
    "server_workers",
    "slack_requests",
    "story_relevance",
    "subscribing",
    "subscriptions_of",
    "token_variables",
    "unserved_platforms",
]
