"""Work that is repeated while a platform is served: tidying, watches and digests, notes, alerts about feeds."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.adapters.chat.feed_alerts import FeedAlerts
from bot.adapters.messages.notices import format_feed_alert
from indexer.errors import BylineError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.adapters.chat.context import ChatContext
    from bot.adapters.chat.correction_notes import CorrectionNotes
    from bot.adapters.messages.message import Message
    from bot.conversation.service import QuestionService
    from bot.operations.health import FeedHealth, Status

    SendAlert = Callable[[Message], Awaitable[object]]
    Task = Callable[[], Awaitable[object]]

INTERVAL = 30.0
"""Seconds between two rounds."""


class PeriodicTasks:
    """Repeats the work. To be made before collecting begins: it alerts to changes from then on.

    It also alerts to changes since the last alert of an earlier run, whose state of the feeds the journal keeps. A
    crash just after an alert repeats it, which does less harm than silence.
    """

    def __init__(
        self,
        feeds: Callable[[], Status],
        service: QuestionService,
        platform: str,
        *,
        has_alerts: bool,
        leads: Callable[[], bool],
        pause: float,
    ) -> None:
        """Take the state of the feeds; `leads` tells whether this process alerts, `pause` is in seconds."""
        self._leads, self._led = leads, True
        self._feeds = feeds
        self._has_alerts = has_alerts
        self._pause = pause
        self._name = f"feeds told on {platform}"
        self._kept = service.notes.noted(self._name) if has_alerts else ""
        self._alerts = FeedAlerts(feeds().feeds if has_alerts else (), self._kept)

    async def run(
        self,
        context: ChatContext,
        send_alert: SendAlert,
        keep_state: Callable[[], None],
        notes: CorrectionNotes | None,
        news: Task | None = None,
    ) -> None:
        """Repeat until this is cancelled; `keep_state` stores each time that the adapter serves.

        `news` sends what is planned of watches and digests.
        """
        run_io = context.executors.run_io

        async def look_at_feeds() -> None:
            if not self._leads():
                self._led = False
                return
            feeds = (await run_io(self._feeds)).feeds
            if not self._led:  # another process alerted meanwhile
                self._kept, self._led = await run_io(context.service.notes.noted, self._name), True
                self._alerts = FeedAlerts(feeds, self._kept)
            await self._alert(context, send_alert, feeds)

        tasks: dict[str, Task] = {
            "tidying": lambda: run_io(context.service.tidy),
            "keeping the state": lambda: run_io(keep_state),
            **({"watches and digests": news} if news else {}),
            **({"notes on corrections": notes.post_due} if notes else {}),
            **({"alerts about feeds": look_at_feeds} if self._has_alerts else {}),
        }
        while True:
            for name, task in tasks.items():
                try:
                    await task()
                except Exception as error:  # a fault costs this task one round; the next one may do better
                    trace = not isinstance(error, BylineError)
                    context.log.warning("repeated work failed", work=name, reason=str(error), exc_info=trace)
            await asyncio.sleep(self._pause)

    async def _alert(self, context: ChatContext, send_alert: SendAlert, feeds: tuple[FeedHealth, ...]) -> None:
        """Send an alert if feeds have changed; after a failure the next round sends it."""
        if changed := self._alerts.changed(feeds):
            await send_alert(format_feed_alert(changed, context.zone, context.markup))
            context.log.info("told the admin channel", feeds=[feed.url for feed in changed])
        self._alerts.remember(feeds)
        if (text := self._alerts.text) != self._kept:
            await context.executors.run_io(context.service.notes.note, self._name, text)
            self._kept = text
