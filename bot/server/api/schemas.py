"""What `/v1` answers, for its description: the command line's contract as types.

The objects themselves are made by `bot.adapters.jsonl` and `bot.operations.health`; the tests hold both together.
"""

from typing import Any, NotRequired

from typing_extensions import TypedDict

# Without `from __future__ import annotations`: pydantic reads the types at run time; before Python 3.12 it takes those
# of typing_extensions only.


class ProblemJson(TypedDict):
    """What went wrong: RFC 9457."""

    type: str
    title: str
    status: int
    detail: str


class StoryJson(TypedDict):
    """The story that an article belongs to; `origins` are independent, copies of one text have one."""

    id: str
    articles: int
    origins: int


class OriginJson(TypedDict):
    """Where an article says its news comes from."""

    name: NotRequired[str]
    url: str | None


class IssueJson(TypedDict):
    """The newsletter's issue that an article is an item of."""

    title: str
    place: int


class DiscussionJson(TypedDict):
    """A post that links to an article."""

    name: str
    url: str


class BriefJson(TypedDict):
    """An article in short."""

    title: str
    url: str
    publisher: str
    published: str | None
    kind: str


class ArticleJson(BriefJson):
    """An article."""

    updated: str | None
    quality: str
    origin: OriginJson | None
    story: StoryJson | None
    issue: NotRequired[IssueJson]
    gone: NotRequired[str]
    correction: NotRequired[str]


class SourceJson(ArticleJson):
    """An article that an answer cites, with the words that it is cited for."""

    n: int
    passage: str
    discussions: NotRequired[list[DiscussionJson]]


class StatementJson(TypedDict):
    """A sentence of an answer, with the numbers of its sources."""

    text: str
    kind: str
    citations: list[int]
    story: str | None
    date: str | None


class SpanJson(TypedDict):
    """The words that answer, and the index of their statement."""

    text: str
    statement: int


class RefusalJson(TypedDict):
    """Why nothing is answered."""

    reason: str
    detail: str


class ClarificationJson(TypedDict):
    """What is asked back."""

    missing: str
    choices: list[str]


class AnswerJson(TypedDict):
    """An answer, or why there is none."""

    id: Any
    answer_id: str
    question: str
    form: str
    found: bool
    confidence: float
    refusal: RefusalJson | None
    composer: str
    as_of: str
    newest: str | None
    elapsed_ms: float
    answer: SpanJson | None
    statements: list[StatementJson]
    sources: list[SourceJson]
    nearest: list[ArticleJson]
    nearest_quote: NotRequired[str]
    disagreements: NotRequired[list[list[int]]]
    missing: NotRequired[list[str]]
    untold: NotRequired[int]
    clarification: NotRequired[ClarificationJson]


class ResultJson(BriefJson):
    """An article that was found."""

    quality: str
    score: float
    snippet: str
    story: StoryJson | None
    origin: OriginJson | None
    issue: NotRequired[IssueJson]
    gone: NotRequired[str]
    correction: NotRequired[str]


class ResultsJson(TypedDict):
    """A page of articles that were found."""

    id: None
    query: str
    total: int
    elapsed_ms: float
    results: list[ResultJson]
    next: str | None


class StoryBriefJson(BriefJson):
    """A story by its newest article."""

    story: StoryJson
    began: str


class StoriesJson(TypedDict):
    """A page of stories."""

    stories: list[StoryBriefJson]
    next: str | None


class ReportJson(ArticleJson):
    """An article of a story; `versions` counts the texts that it has had."""

    id: str
    versions: int


class StoryFileJson(TypedDict):
    """A story with its articles, the oldest first."""

    story: StoryJson
    began: str
    articles: list[ReportJson]


class ListedJson(ArticleJson):
    """An article with its id."""

    id: str


class ArticlesJson(TypedDict):
    """A page of articles."""

    articles: list[ListedJson]
    next: str | None


class FeedJson(TypedDict):
    """The health of a feed."""

    url: str
    name: str
    state: str
    error: str | None
    failures: int
    problems: list[str]
    notices: list[str]
    moved_to: str | None
    newest: str | None
    last_success: str | None
    next_poll: str | None
    articles: int
    headlines: int
    headline_share: float | None
    filtered: int


class FeedsJson(TypedDict):
    """The health of all feeds."""

    feeds: list[FeedJson]


class StatusJson(FeedsJson):
    """The health of the installation: what `byline status --json` prints."""

    index: dict[str, Any]
    adapters: dict[str, Any]
    feedback: dict[str, int]
    refusals: NotRequired[dict[str, int]]
    model: dict[str, Any] | None
    subscriptions: NotRequired[dict[str, int]]
    machines: NotRequired[dict[str, Any]]
