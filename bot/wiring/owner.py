"""What the process that owns the data directory works with: an installation, by the settings that are in force."""

from __future__ import annotations

import os
import threading
from functools import partial
from typing import TYPE_CHECKING

from bot.wiring.destinations import destinations_of
from bot.wiring.repeated_work import planning
from bot.wiring.subscriptions import sending_loop, subscribing
from indexer.indexing.lease_keeper import LEADER

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from bot.adapters.chat.service import ChatDependencies
    from bot.adapters.terminal import Answers
    from bot.config.watcher import LiveSettings
    from bot.conversation.service import QuestionService
    from bot.operations.collecting_loop import CollectingLoop
    from bot.wiring.installation import Engines
    from bot.wiring.slack_requests import SlackRequests
    from bot.wiring.subscriptions import Subscribing


class Owner:
    """An opened installation with its settings, which follow the config file."""

    def __init__(self, opened: Engines, live: LiveSettings, slack: SlackRequests | None = None) -> None:
        self.opened = opened
        self.live = live
        self.slack = slack  # None: it sends no requests
        self._questions: QuestionService | None = None
        self._subscribing: Subscribing | None = None
        self._making = threading.Lock()

    def questions(self) -> QuestionService:
        """Return the service that answers, one for all platforms. Raises `ConfigError` if [model] lacks something."""
        with self._making:
            if self._questions is None:
                self._questions = self.opened.question_service(lambda: self.live.current)
            return self._questions

    def answers(self, platform: str) -> Answers:
        """Return functions that answer a platform's questions and keep nothing. Raises as `questions` does."""
        from bot.adapters.terminal import Answers

        ask, find = self.questions().ask, self.questions().find
        return Answers(ask=partial(ask, platform=platform), search=partial(find, platform=platform))

    def subscribing(self) -> Subscribing:
        """Return the use cases of watches and digests, one for all platforms. Raises as `questions` does."""
        questions = self.questions()
        with self._making:
            if self._subscribing is None:
                self._subscribing = subscribing(self.opened, questions)
            return self._subscribing

    def chat_dependencies(self, platform: str, notify: Callable[[str], None]) -> ChatDependencies:
        """Return what a platform's service works with; `notify` tells the operator. Raises as `questions` does."""
        from bot.adapters.chat.context import Operator
        from bot.adapters.chat.service import ChatDependencies

        opened = self.opened
        return ChatDependencies(
            service=self.questions(),
            zone=opened.settings.byline.timezone,
            feeds=lambda: opened.feed_status(self.live.current.indexer.feeds),
            correcting=opened.correcting(),
            operator=Operator(notify=notify, keep_state=opened.state(platform)),
            subscriptions=self.subscribing().chat,
            leads=opened.duty(LEADER).is_held,
            event_server=self.slack,
        )

    def sending(self) -> AbstractContextManager[None]:
        """Send what is planned for mail and Atom feeds in a thread, until the block ends.

        Raises `ConfigError` if the password for mail is not set.
        """
        destinations = destinations_of(self.opened.settings, os.environ, self.opened.clock, self.opened.journal)
        return sending_loop(self.subscribing(), destinations).in_background()

    def planning(self) -> AbstractContextManager[threading.Event]:
        """Plan what is due of watches and digests in a thread, without collecting, until the block ends."""
        return planning(self.opened, self.subscribing().planner)

    def collecting(self, *, plans: bool = False) -> CollectingLoop:
        """Return the use case that collects again and again, and `plans` what is due of watches and digests."""
        return self.opened.collecting_loop(self.live, self.subscribing().planner if plans else None)
