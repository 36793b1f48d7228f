"""What is done now and then beside answering: forgetting, telling threads of corrections and admins of the feeds."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from bot.adapters.chat.feed_alerts import FeedWatch
from bot.adapters.messages.notices import trouble_told
from indexer.errors import BylineError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.adapters.chat.context import Common
    from bot.adapters.chat.correction_notes import Corrections
    from bot.adapters.messages.message import Told
    from bot.conversation.service import QuestionService
    from bot.operations.health import FeedHealth, Status

_TURN = 30.0  # seconds between two looks at what is to be forgotten, and at the feeds


class Turns:
    """Takes turns. To be made before collecting begins: the admin channel is told of what changes from then on.

    Of what changed since an earlier run told it last, too: `desk` keeps how the feeds were. A crash just after it was
    told has it told again, which does less harm than silence.
    """

    def __init__(self, feeds: Callable[[], Status], desk: QuestionService, platform: str, *, watching: bool) -> None:
        """Take `feeds`, which tells how they are; without `watching` nobody is told."""
        self._feeds = feeds
        self._watching = watching
        self._name = f"feeds told on {platform}"
        self._kept = desk.noted(self._name) if watching else ""
        self._watch = FeedWatch(feeds().feeds if watching else (), self._kept)

    async def take(
        self,
        common: Common,
        tell: Callable[[Told], Awaitable[object]],
        still: Callable[[], None] = lambda: None,
        corrections: Corrections | None = None,
    ) -> None:
        """Take turns until this is cancelled; `still` says each time that the adapter is there.

        Without `corrections` no thread is told of any.
        """
        log = structlog.get_logger(f"byline.{common.platform}")
        while True:
            try:
                await common.work.quick(common.desk.tidy)
                await common.work.quick(still)
                if corrections:
                    await corrections.take_turn()
                if self._watching:
                    await self._tell(common, tell, (await common.work.quick(self._feeds)).feeds)
            except Exception as error:  # a fault of ours costs one turn; the next one may do better
                trace = not isinstance(error, BylineError)
                log.warning("a look at feeds and corrections failed", reason=str(error), exc_info=trace)
            await asyncio.sleep(_TURN)

    async def _tell(
        self, common: Common, tell: Callable[[Told], Awaitable[object]], feeds: tuple[FeedHealth, ...]
    ) -> None:
        """Tell the admin channel what has changed; what could not be told is told at the next look."""
        if changed := self._watch.changed(feeds):
            await tell(trouble_told(changed, common.zone, common.markup))
            log = structlog.get_logger(f"byline.{common.platform}")
            log.info("told the admin channel", feeds=[feed.url for feed in changed])
        self._watch.told(feeds)
        if (text := self._watch.text) != self._kept:
            await common.work.quick(common.desk.note, self._name, text)
            self._kept = text
