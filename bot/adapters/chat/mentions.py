"""Mentions and direct messages: each is stored before it is acknowledged, and then answered, or told why not."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot.adapters.chat.parsing import AskCommand, parse_mention
from bot.model.chat import Asked, Verdict
from bot.operations.log_reference import reference_of, referred

if TYPE_CHECKING:
    from bot.adapters.chat.commands import ChatCommands
    from bot.adapters.chat.context import ChatContext, IncomingMessage
    from bot.adapters.chat.posting import ChatPosting
    from bot.adapters.chat.question_flow import QuestionFlow
    from bot.model.chat import Place


class MentionHandler:
    """Handles messages to the bot."""

    def __init__(
        self, context: ChatContext, questions: QuestionFlow, commands: ChatCommands, posting: ChatPosting
    ) -> None:
        self._context = context
        self._service, self._executors = context.service, context.executors
        self._questions = questions
        self._commands = commands
        self._posting = posting

    async def handle(
        self, message: IncomingMessage, *, is_allowed: bool, zone: str = "", is_repeated: bool = True
    ) -> None:
        """Store a question and start answering it, or tell why there is no answer; `zone` is the asker's, if known.

        Raises `StoreError` if it cannot be stored; at once, if the platform delivers it again then (`is_repeated`).
        """
        with referred(reference_of(message.asked_id)):
            command = parse_mention(message.text)
            if is_allowed and isinstance(command, AskCommand):
                await self._ask(message, command.text, zone, is_repeated=is_repeated)
            elif message.is_addressed and await self._executors.run_io(self._service.first_time, message.asked_id):
                self._decline(message, is_allowed=is_allowed)

    def apologise(self, message: IncomingMessage) -> None:
        """Start telling a member that their message could not be handled."""
        with referred(reference_of(message.asked_id)):
            self._executors.start(self._posting.reply(message, self._commands.apology()))

    async def _ask(self, message: IncomingMessage, text: str, zone: str, *, is_repeated: bool) -> None:
        store = self._executors.run_io if is_repeated else self._executors.run_store
        asked, verdict = await store(self._accept, message, text, zone)
        self._questions.start(verdict, asked, partial(self._posting.reply, message))

    def _accept(self, message: IncomingMessage, text: str, zone: str) -> tuple[Asked, Verdict]:
        """Store the question in the conversation that it belongs to, unless it was meant for others."""
        asked = Asked(
            id=message.asked_id,
            place=self._conversation(message),
            user=message.user,
            text=text,
            zone=zone,
            received=self._service.now(),
            private=message.is_direct,
        )
        if not message.is_addressed and not self._service.is_taking_part(asked.place):
            return asked, Verdict.DUPLICATE
        return asked, self._service.accept(asked)

    def _conversation(self, message: IncomingMessage) -> Place:
        """Return the place of the answer that a message replies to, else its own."""
        earlier = self._service.kept_answers.get(message.replies_to) if message.replies_to else None
        if earlier and earlier.asked.place.channel == message.place.channel and earlier.asked.place.thread:
            return earlier.asked.place
        return message.place

    def _decline(self, message: IncomingMessage, *, is_allowed: bool) -> None:
        said = "helped" if is_allowed else "not set up there"
        self._context.log.info(said, user=message.user, channel=message.place.channel)
        if is_allowed:
            self._executors.start(self._posting.reply(message, self._commands.help()))
        else:
            self._executors.start(self._posting.decline(message, self._context.channel_not_allowed()))
