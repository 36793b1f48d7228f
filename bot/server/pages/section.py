"""The pages' routes: what is read, what is asked, and what an admin changes."""

from __future__ import annotations

from concurrent.futures import wait
from datetime import UTC
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import structlog
from aiohttp import web

from bot.server.access import CALLER
from bot.server.api.cursors import mark_cursor, mark_of
from bot.server.api.requests import PageQuery
from bot.server.application import Route
from bot.server.pages.feed_forms import FeedForms
from bot.server.pages.page_maker import PageMaker, is_admin, redirect
from bot.server.pages.page_room import asked_place, fitting, place_behind
from bot.server.pages.quality_view import REASONS, first_day, percent, quality_view
from bot.server.pages.question_form import QuestionForm
from bot.server.pages.question_groups import group_questions, unseen
from bot.server.pages.rendering import Renderer, counted
from bot.server.pages.sessions import Sessions
from bot.server.pages.story_view import news_days, story_view, teasers
from bot.server.pages.subscription_view import is_public, subscription_view
from bot.server.pages.visits import SESSION, Visits
from bot.server.problems import HttpProblem
from indexer.errors import BylineError
from indexer.model import Selection

if TYPE_CHECKING:
    from bot.server.access import Access, Caller
    from bot.server.newsroom import Newsroom
    from bot.server.pages.source import PageSource
    from bot.server.workers import ServerWorkers

_STORIES = 20  # on a page
_QUESTIONS = 500  # that found nothing, of which groups are made
_GROUPS = 40  # on a page
_WATCHES = 100  # on a page
_LONGEST_PATH = 2_000  # to which signing in leads
_LIST = PageQuery.model_validate({})
"""What the list of stories is restricted to: nothing."""

_FOREVER = "public, max-age=31536000, immutable"
_PROGRAMS = ("/v1", "/mcp", "/healthz", "/readyz", "/metrics", "/static")
"""What addresses begin with whose errors are told as JSON."""

_HEADINGS = {
    401: "Sign in first",
    403: "That may not be",
    404: "There is nothing here",
    429: "A little slower, please",
    503: "Not now",
}


class PageSection:
    """Serves the pages: a section."""

    def __init__(self, newsroom: Newsroom, source: PageSource, access: Access, workers: ServerWorkers) -> None:
        """Have `access` know whoever has signed in on a page."""
        self._newsroom = newsroom
        self._source = source
        self._access = access
        self._workers = workers
        self._sessions = Sessions()
        self._visits = Visits(self._sessions)
        self._maker = PageMaker(Renderer(newsroom.zone), self._visits)
        self._questions = QuestionForm(newsroom, workers.questions, self._maker)
        self._feeds = FeedForms(newsroom, source, workers.reads, workers.trials, self._maker)
        self._paths = frozenset(route.path for route in self.routes())
        access.identify.append(self.caller)

    def routes(self) -> tuple[Route, ...]:
        """Return the routes."""
        return (
            Route(method="GET", path="/", handler=self._news),
            Route(method="GET", path="/story/{id}", handler=self._story),
            Route(method="GET", path="/questions", handler=self._unanswered),
            Route(method="GET", path="/watches", handler=self._watches),
            Route(method="GET", path="/quality", handler=self._quality),
            Route(method="GET", path="/login", handler=self._login, scope=None),
            Route(method="POST", path="/login", handler=self._sign_in, scope=None),
            Route(method="POST", path="/logout", handler=self._sign_out, scope=None),
            Route(method="GET", path="/static/{name}", handler=self._static, scope=None),
            *self._questions.routes(),
            *self._feeds.routes(),
        )

    def warm_up(self, patience: float) -> None:
        """Make each page once in a thread, so that nobody has to wait for what only a first time takes.

        So many seconds are waited for it, while nobody asks yet; then it goes on beside whoever does.
        """
        wait({self._workers.reads.submit(self._make_each)}, patience)

    def _make_each(self) -> None:
        log = structlog.get_logger("byline.server")
        try:
            news = self._newest("")
            for day in news["days"][:1]:
                self._maker.rehearse("story", self._one_story(day.stories[0].id, 0))
            self._maker.rehearse("home", news)
            self._maker.rehearse("questions", self._groups(0, may_see=True))
            self._maker.rehearse("watches", self._subscriptions(0, may_see=True))
            self._maker.rehearse("quality", self._weeks())
            self._feeds.rehearse()
        except (BylineError, HttpProblem) as error:  # whoever asks will be told
            log.debug("the pages could not be made beforehand", reason=str(error))
        except Exception:  # a page that fails is told to whoever asks for it
            log.exception("the pages could not be made beforehand")

    def caller(self, request: web.Request) -> Caller | None:
        """Return who has signed in at a browser: on the pages only, whose forms cannot be forged."""
        resource = request.match_info.route.resource
        if resource is None or resource.canonical not in self._paths:
            return None
        return self._sessions.caller(request.cookies.get(SESSION, ""))

    def show_problem(self, request: web.Request, problem: HttpProblem) -> web.Response | None:
        """Return an error as a page, where a person reads it; None where a program does."""
        is_read = "text/html" in request.headers.get("Accept", "") and not request.path.startswith(_PROGRAMS)
        if not is_read or problem.status == 421:  # noqa: PLR2004  a name that leads here and is not this server's
            return None
        if problem.status == 401 and request.method in ("GET", "HEAD"):  # noqa: PLR2004  unauthorized
            return redirect(f"/login?to={quote(_own_path(request.path_qs), safe='')}")
        heading = _HEADINGS.get(problem.status, "That did not work")
        values = {"heading": heading, "text": f"{problem.detail[:1].upper()}{problem.detail[1:]}."}
        response = self._maker.page(request, "problem", values, problem.status)
        response.headers.update(problem.headers)
        return response

    async def _news(self, request: web.Request) -> web.Response:
        after = request.query.get("after", "")
        return self._maker.page(request, "home", await self._workers.reads.run(self._newest, after))

    def _newest(self, cursor: str) -> dict[str, Any]:
        after = mark_of(_LIST, cursor) if cursor else None
        page = self._newsroom.stories(Selection(), limit=_STORIES, after=after)
        openings = self._source.openings([story.lead.id for story in page.stories])
        told = teasers(page.stories, openings, self._newsroom.zone)
        if len(told) < len(page.stories):  # the others come on the next page
            page = self._newsroom.stories(Selection(), limit=len(told), after=after)
        return {
            **self._questions.empty(),
            "days": news_days(told),
            "is_earlier": bool(cursor),
            "older": mark_cursor(_LIST, page.after) if page.after else "",
        }

    async def _story(self, request: web.Request) -> web.Response:
        values = await self._workers.reads.run(self._one_story, request.match_info["id"], asked_place(request))
        return self._maker.page(request, "story", values)

    def _one_story(self, story_id: str, start: int) -> dict[str, Any]:
        found = self._newsroom.story(story_id)
        if found is None:
            raise HttpProblem(404, "no story has this address: its articles were removed, or there was none")
        return {"story": story_view(found.story, self._source.details(found.story), self._newsroom.zone, start)}

    async def _unanswered(self, request: web.Request) -> web.Response:
        may_see, start = is_admin(request.get(CALLER)), asked_place(request)
        values = await self._workers.reads.run(self._groups, start, may_see=may_see)
        return self._maker.page(request, "questions", values)

    def _groups(self, start: int, *, may_see: bool) -> dict[str, Any]:
        asked = self._source.statistics.unanswered(_QUESTIONS)
        private, unkept = unseen(asked)
        hidden = [f"{counted(private, 'private question')} found nothing, too."] if private else []
        hidden += [f"Of {counted(unkept, 'question')} the words are not kept."] if unkept else []
        groups = group_questions(asked) if may_see else []
        shown = fitting(groups[start : start + _GROUPS])
        return {
            "groups": shown,
            "start": start,
            "next": place_behind(start, len(shown), len(groups)),
            "reasons": REASONS,
            "total": len(asked),
            "may_see": may_see,
            "is_kept": self._source.keeps_questions(),
            "unseen": " ".join(hidden),
        }

    async def _watches(self, request: web.Request) -> web.Response:
        may_see, start = is_admin(request.get(CALLER)), asked_place(request)
        values = await self._workers.reads.run(self._subscriptions, start, may_see=may_see)
        return self._maker.page(request, "watches", values)

    def _subscriptions(self, start: int, *, may_see: bool) -> dict[str, Any]:
        found = self._source.subscriptions()
        open_ones = [(each, waiting) for each, waiting in found if may_see or is_public(each)]
        now, zone = self._newsroom.now(), self._newsroom.zone
        wanted = open_ones[start : start + _WATCHES]
        shown = fitting(subscription_view(each, waiting, now, zone) for each, waiting in wanted)
        return {
            "watches": shown,
            "start": start,
            "next": place_behind(start, len(shown), len(open_ones)),
            "hidden": len(found) - len(open_ones),
        }

    async def _quality(self, request: web.Request) -> web.Response:
        return self._maker.page(request, "quality", await self._workers.reads.run(self._weeks))

    def _weeks(self) -> dict[str, Any]:
        today = self._newsroom.now().astimezone(UTC).date()
        found = quality_view(self._source.statistics.weeks(first_day(today)), today)
        numbers = {
            "questions in twelve weeks": f"{found.asked:,}",
            "of them answered": percent(found.found, found.asked),
            "of the votes: helpful": percent(found.up, found.up + found.down),
        }
        return {"quality": found, "numbers": numbers}

    async def _login(self, request: web.Request) -> web.Response:
        return self._maker.page(request, "login", {"to": _own_path(request.query.get("to", "")), "problem": ""})

    async def _sign_in(self, request: web.Request) -> web.Response:
        fields = await self._visits.form(request, signs_in=True)
        to = _own_path(fields.get("to", ""))
        try:
            caller = await self._access.caller_of(fields.get("token", "").strip(), request.remote or "")
        except HttpProblem as refused:
            wrong = (
                "This token is not known here. The variable that tokens_env names in the config holds those that are."
            )
            return self._maker.page(request, "login", {"to": to, "problem": wrong}, refused.status)
        response = redirect(to)
        self._visits.sign_in(request, response, caller)
        return response

    async def _sign_out(self, request: web.Request) -> web.Response:
        await self._visits.form(request)
        response = redirect("/")
        self._visits.sign_out(request, response)
        return response

    async def _static(self, request: web.Request) -> web.Response:
        asset = self._maker.renderer.assets.get(request.match_info["name"])
        if asset is None:
            raise HttpProblem(404, "there is nothing at this address")
        is_current = request.query.get("v") == asset.version
        headers = {
            "Cache-Control": _FOREVER if is_current else "no-cache",
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",  # of a picture by itself
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        return web.Response(body=asset.body, content_type=asset.kind, charset="utf-8", headers=headers)


def _own_path(path: str) -> str:
    """Return a path of this server to go to, "/" for whatever leads elsewhere."""
    is_own = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if is_own and path.isascii() and len(path) <= _LONGEST_PATH else "/"
