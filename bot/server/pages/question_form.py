"""The ask box: the same checked answers as everywhere, as a page, or with progress for a script; and votes on them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import structlog
from aiohttp import web

from bot.model import AnswerStage, Question
from bot.server.access import caller_name
from bot.server.application import Route
from bot.server.event_stream import CONTENT_TYPE, EventStream
from bot.server.pages.answer_view import answer_view
from bot.server.pages.page_maker import HEADERS
from bot.server.problems import HttpProblem, fault
from indexer.errors import BylineError

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from bot.server.newsroom import KeptAnswer, Newsroom
    from bot.server.pages.page_maker import PageMaker
    from bot.server.workers import Workers

LONGEST = 1_000
"""Characters of a question."""

_STAGES = {
    AnswerStage.SEARCHING: "Searching the collected articles\N{HORIZONTAL ELLIPSIS}",
    AnswerStage.CHECKING: "Checking what was found against its sources\N{HORIZONTAL ELLIPSIS}",
}
_VOTES = {"up": 1, "down": -1}


class QuestionForm:
    """Answers questions from the pages."""

    def __init__(self, newsroom: Newsroom, workers: Workers, maker: PageMaker) -> None:
        self._newsroom = newsroom
        self._workers = workers
        self._maker = maker
        self._log = structlog.get_logger("byline.server")

    def routes(self) -> tuple[Route, ...]:
        """Return the routes."""
        return (
            Route(method="POST", path="/ask", handler=self._ask),
            Route(method="POST", path="/vote", handler=self._vote),
        )

    def empty(self) -> dict[str, Any]:
        """Return what the template of the form wants where nothing was asked yet."""
        return {"question": "", "answer": None, "answer_id": "", "longest": LONGEST}

    async def _ask(self, request: web.Request) -> web.StreamResponse:
        fields = await self._maker.visits.form(request)
        text = fields.get("question", "").strip()
        if not text or len(text) > LONGEST:
            raise HttpProblem(400, f"write a question of at most {LONGEST:,} characters")
        if CONTENT_TYPE in request.headers.get("Accept", ""):
            return await self._stream(request, text)
        kept = await self._workers.run(self._answered, text, caller_name(request), _nobody)
        return self._maker.page(request, "home", self.empty() | {"question": text, **_shown(kept)})

    async def _vote(self, request: web.Request) -> web.Response:
        fields = await self._maker.visits.form(request)
        vote, answer_id = _VOTES.get(fields.get("vote", "")), fields.get("answer", "")[:200]
        if vote is None or not await self._workers.run(self._newsroom.rate, answer_id, caller_name(request), vote):
            raise HttpProblem(404, "there is no such answer to rate: answers are kept for seven days")
        values = {"heading": "Thank you", "text": "Your vote counts on the page Quality."}
        return self._maker.page(request, "problem", values)

    def _answered(self, text: str, caller: str, told: Callable[[AnswerStage], None]) -> KeptAnswer:
        """Return the answer. Raises `HttpProblem` if the caller has asked too much of late."""
        if wait := self._newsroom.may_ask(caller):
            raise HttpProblem(
                429,
                "that were many questions in a short time: try again in a minute",
                {"Retry-After": f"{math.ceil(wait)}"},
            )
        question = Question(text=text, now=self._newsroom.now(), zone=self._newsroom.zone)
        return self._newsroom.ask(question, caller, told)

    async def _stream(self, request: web.Request, text: str) -> web.StreamResponse:
        """Send how far the answer is, a JSON object a line, and then the answer as a whole."""
        stream = EventStream()

        def told(stage: AnswerStage) -> None:
            stream.put({"progress": _STAGES[stage]})

        work = self._workers.submit(self._answered, text, caller_name(request), told)
        response = web.StreamResponse(headers={**HEADERS, "Content-Type": CONTENT_TYPE})
        await stream.answer(request, response, work, lambda: self._ending(request, work))
        return response

    def _ending(self, request: web.Request, work: Future[KeptAnswer]) -> dict[str, str]:
        """Return the last line: the answer, or in words why there is none."""
        try:
            return {"html": self._maker.part(request, "answer", _shown(work.result()))}
        except (HttpProblem, BylineError) as error:
            return {"problem": error.detail if isinstance(error, HttpProblem) else str(error)}
        except Exception as error:  # noqa: BLE001  a bug costs one request only
            self._log.exception("a request failed", path=request.path)
            return {"problem": fault(error)}


def _shown(kept: KeptAnswer) -> dict[str, Any]:
    return {"answer": answer_view(kept.answer), "answer_id": kept.id if kept.answer.found else ""}


def _nobody(_stage: AnswerStage) -> None:
    """Tell nobody how far an answer is."""
