"""One call of a language model, bounded in time and size, and broken off when it has to give way."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

from bot.adapters.language_model.model_reply import MOST_REPLY
from bot.adapters.language_model.prompt import FORMAT, OLD_FORMAT
from indexer.errors import WritingFailed

if TYPE_CHECKING:
    import threading
    from collections.abc import AsyncIterator

    from any_llm import AnyLLM
    from any_llm.types.completion import ChatCompletionChunk, ChunkChoice

    from bot.config.sections import ModelSettings

MOST_BYTES = 2_000_000
"""Bytes of one answer of a server, whatever they are."""

_MOST_TOKENS = 2_000  # of a reply; a model that thinks first needs most of them for that
_SLACK = 5.0  # seconds that the library waits longer than we do for a server that is silent: ours is the word
_LOOK = 0.02  # seconds between two looks at whether a call has to end
_OWN = {"openai": "https://api.openai.com/v1", "anthropic": "https://api.anthropic.com"}
_NO_SUCH_FORM = (400, 415, 422, 500, 501)  # what servers answer to a form that they do not know
_ENDS = {
    "content_filter": "it refused to answer",
    "refusal": "it refused to answer",
    "length": "its reply was cut off",
}
_NO_KEY = "none"  # for a server that demands no key; with an empty one the environment's would be taken


class _Counted(Protocol):
    """An answer of the HTTP client."""

    num_bytes_downloaded: int


@dataclass(slots=True, kw_only=True)
class Heard:
    """The answers of a server so far, whose bytes the HTTP client counts."""

    answers: list[_Counted] = field(default_factory=list)

    async def keep(self, answer: _Counted) -> None:
        """Remember an answer that begins."""
        self.answers.append(answer)

    @property
    def too_much(self) -> bool:
        """Whether it is more than any answer takes."""
        return sum(answer.num_bytes_downloaded for answer in self.answers) > MOST_BYTES


class Forms:
    """Which form of asking for JSON a server takes: learnt once, from the first call that it refuses."""

    def __init__(self, settings: ModelSettings) -> None:
        foreign = settings.provider == "openai" and settings.base_url
        self._left = [FORMAT, OLD_FORMAT] if foreign else [FORMAT]

    @property
    def best(self) -> dict[str, Any]:
        """Return the form to ask for."""
        return self._left[0]

    def refused(self, form: dict[str, Any], error: BaseException) -> bool:
        """Tell whether another form is worth a try in place of one that a call failed with."""
        return _status(error) in _NO_SUCH_FORM and form is FORMAT and OLD_FORMAT in self._left

    def took(self, form: dict[str, Any]) -> None:
        """Keep to a form that was answered."""
        self._left = [form]


def ask(
    settings: ModelSettings,
    key: str,
    messages: list[dict[str, Any]],
    forms: Forms,
    deadline: float,
    halt: threading.Event,
) -> str:
    """Return a model's reply before the deadline, by the monotonic clock. Raises `WritingFailed`."""
    return str(asyncio.run(_bounded(settings, key, _Reply(settings, messages, forms), deadline, halt)))


def models(settings: ModelSettings, key: str, deadline: float, halt: threading.Event) -> list[str]:
    """Return the names of the models that a server knows. Raises `WritingFailed`."""
    found: list[str] = asyncio.run(_bounded(settings, key, _Listing(), deadline, halt))
    return found


class _Reply:
    """Asks for a reply, piece by piece, so that one without an end is noticed."""

    def __init__(self, settings: ModelSettings, messages: list[dict[str, Any]], forms: Forms) -> None:
        self._settings = settings
        self._messages = messages
        self._forms = forms

    async def __call__(self, client: AnyLLM) -> str:
        form = self._forms.best
        try:
            stream = await self._begun(client, form)
        except Exception as error:  # each library has errors of its own for a format that a server does not take
            if not self._forms.refused(form, error):
                raise
            form = OLD_FORMAT
            stream = await self._begun(client, form)
        reply = await _read(stream)
        self._forms.took(form)
        return reply

    async def _begun(self, client: AnyLLM, form: dict[str, Any]) -> AsyncIterator[ChatCompletionChunk]:
        stream = await client.acompletion(
            self._settings.name, [*self._messages], response_format=form, max_tokens=_MOST_TOKENS, stream=True
        )
        return cast("AsyncIterator[ChatCompletionChunk]", stream)


async def _read(stream: AsyncIterator[ChatCompletionChunk]) -> str:
    """Return the whole of a reply. Raises `WritingFailed` for one that is none."""
    written = ""
    async for choice in _choices(stream):
        written += choice.delta.content or ""
        if why := _ENDS.get(choice.finish_reason or ""):
            raise WritingFailed(why)
        if getattr(choice.delta, "refusal", None):
            raise WritingFailed(_ENDS["refusal"])
        if len(written) > MOST_REPLY:
            raise WritingFailed("it did not stop writing")
    if not written.strip():
        raise WritingFailed("its reply is empty")
    return written


async def _choices(stream: AsyncIterator[ChatCompletionChunk]) -> AsyncIterator[ChunkChoice]:
    async for chunk in stream:
        for choice in chunk.choices[:1]:
            yield choice


class _Listing:
    """Asks which models there are."""

    async def __call__(self, client: AnyLLM) -> list[str]:
        return [model.id for model in await client.alist_models()]


async def _bounded(settings: ModelSettings, key: str, call: Any, deadline: float, halt: threading.Event) -> Any:
    """Make a call, and break it off at the deadline, on too many bytes, or when it has to give way."""
    heard = Heard()
    task = asyncio.ensure_future(_translated(settings, key, call, heard))
    why = ""
    while not why and not task.done():
        await asyncio.wait({task}, timeout=_LOOK)
        if halt.is_set():
            why = "it had to give way"
        elif time.monotonic() >= deadline:
            why = f"it took longer than {settings.timeout.total_seconds():g} s"
        elif heard.too_much:
            why = "its server sent too much"
    if not task.done():
        task.cancel()
        with suppress(asyncio.CancelledError, WritingFailed):
            await task
        raise WritingFailed(why)
    return task.result()


class Client(NamedTuple):
    """What speaks to the servers of one provider."""

    servers: Any  # any_llm's `AnyLLM`
    http: Any  # the HTTP client of the provider's own library


def load(provider: str) -> Client:
    """Return what speaks to a provider's servers; to load it takes seconds, once. Raises `WritingFailed`."""
    try:
        from any_llm import AnyLLM

        AnyLLM.get_provider_class(provider)
        if provider == "openai":
            from openai import DefaultAsyncHttpxClient as Http
        else:
            from anthropic import DefaultAsyncHttpxClient as Http  # type: ignore[assignment]
    except ImportError as error:
        raise WritingFailed("its client is not installed: pip install 'byline[model]'") from error
    return Client(AnyLLM, Http)


async def _translated(settings: ModelSettings, key: str, call: Any, heard: Heard) -> Any:
    """Make a call with a client of its own. A server's words on an error are not passed on: they may hold the key."""
    library = load(settings.provider)
    http = library.http(event_hooks={"response": [heard.keep]}, follow_redirects=False)
    try:
        async with http:
            client = library.servers.create(
                settings.provider,
                api_key=key or _NO_KEY,
                api_base=settings.base_url or _OWN[settings.provider],  # or else the environment would decide
                unified_exceptions=True,
                max_retries=0,
                http_client=http,
                timeout=settings.timeout.total_seconds() + _SLACK,
            )
            return await call(client)
    except WritingFailed:
        raise
    except Exception as error:  # noqa: BLE001  two client libraries let through errors of a third: then it is quoted
        raise WritingFailed(_reason(error)) from None


def _reason(error: BaseException) -> str:
    """Return in words what went wrong, without a word of the server's."""
    status = _status(error)
    if status >= HTTPStatus.MULTIPLE_CHOICES:
        phrase = HTTPStatus(status).phrase if status in {each.value for each in HTTPStatus} else ""
        return f"its server answered HTTP {status} {phrase}".rstrip()
    cause = getattr(error, "original_exception", None) or error
    return f"its server could not be used ({type(cause).__name__})"


def _status(error: BaseException) -> int:
    """Return the HTTP status that an error of either library tells of, 0 for none."""
    for each in (error, getattr(error, "original_exception", None)):
        status = getattr(each, "status_code", None)
        if isinstance(status, int):
            return status
    return 0
