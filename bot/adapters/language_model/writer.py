"""Edge: passages -> sentences by a language model, if one is configured.

Any server that speaks OpenAI's protocol (Ollama, vLLM, llama.cpp, OpenAI itself) or Anthropic's. What it writes is
neither believed nor shown here: see `bot.composition.acceptance`.
"""

from __future__ import annotations

import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from contextvars import copy_context
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.adapters.language_model import client
from bot.adapters.language_model.model_reply import drafts
from bot.adapters.language_model.prompt import messages
from indexer.errors import WritingFailed
from indexer.web import plaintext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.config.sections import ModelSettings
    from bot.model import Draft
    from indexer.model import PlacedPassage

_PATIENCE = timedelta(seconds=10)  # for the list of a server's models
_LISTED = 100  # models of a server that are looked at
_GRACE = 1.0  # seconds that a call is given to notice that its time is over


class ModelWriter:
    """Asks a model, once a question, in threads of its own. Safe to use from several threads."""

    def __init__(self, settings: ModelSettings, key: str, calls: int) -> None:
        """Take the key, "" for none, and how many calls may run at a time."""
        self._settings = settings
        self._key = key
        self._threads = ThreadPoolExecutor(calls, thread_name_prefix="model")
        self._forms = client.Forms(settings)
        self._halt = threading.Event()

    def write(self, question: str, passages: Sequence[PlacedPassage], limit: int) -> tuple[Draft, ...]:
        """Return the model's sentences, within the configured time, waiting for a thread included."""
        if self._halt.is_set():
            raise WritingFailed("it had to give way")
        seconds = self._settings.timeout.total_seconds()
        asked = messages(question, passages, limit, secrets.token_hex(8))
        deadline = time.monotonic() + seconds
        call = self._threads.submit(
            copy_context().run, client.ask, self._settings, self._key, asked, self._forms, deadline, self._halt
        )
        try:
            return drafts(call.result(timeout=seconds + _GRACE))
        except Late as error:
            call.cancel()
            raise WritingFailed(f"it took longer than {seconds:g} s") from error

    def give_way(self) -> None:
        """Break off the calls that run, and make no others."""
        self._halt.set()

    def close(self) -> None:
        """Give way, and give the threads back."""
        self.give_way()
        self._threads.shutdown(wait=True, cancel_futures=True)


def known_models(settings: ModelSettings, key: str) -> list[str]:
    """Return the names of a server's models, fit to be shown. Raises `WritingFailed`."""
    hurried = replace(settings, timeout=min(settings.timeout, _PATIENCE))
    client.load(
        settings.provider
    )  # before the clock starts: a busy machine takes longer for it than a server may for its list
    deadline = time.monotonic() + hurried.timeout.total_seconds()
    names = client.models(hurried, key, deadline, threading.Event())
    return [plaintext.to_line(name, plaintext.NAME_LIMIT) for name in names[:_LISTED]]
