"""Questions with what is known of their answers, and the articles that they are asked about.

A set is the sample newsroom with the questions in `tests/data`, the invented news of `training/news` with those that
the reader was not trained on, the articles of `bench/fitting/changes` on what has changed since, or a folder of files
such as `../shared/data` has: `facts.jsonl` and `queries.jsonl` (questions that ask for several facts of news), or
`NAME.passages.jsonl.gz` and `NAME.questions.jsonl.gz` (questions on passages; of these a part is taken).
"""

from __future__ import annotations

import gzip
import json
import re
import tempfile
from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.quality import cases_of, sample_newsroom
from bench.timing import CHECKOUT
from bot.config.loader import load
from bot.language.words import terms
from bot.model import Question
from bot.wiring.opening import engines
from indexer.passages import sentences
from indexer.web import urls

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.wiring.installation import Engines
    from indexer.ports import Clock

_NOW = datetime(2024, 1, 15, 12, tzinfo=UTC)  # when questions are asked: after the news that they are on
_PUBLISHED = datetime(2024, 1, 1, 12, tzinfo=UTC)  # of what has no date
_GOLDEN = ("golden.jsonl", "golden_holdout.jsonl")
_NEWS = CHECKOUT / "training" / "news"
_CHANGES = CHECKOUT / "bench" / "fitting" / "changes"
_LATER = timedelta(days=2)  # after its article a question on the invented news is asked
_READING = ("squad2-pairs", "guardian")  # some questions without an answer, and some on news
_TITLES = 30  # articles that are taken of each
_PARAGRAPHS = 10  # of each article
_WORD = re.compile(r"[\w-]+")
_QUESTIONS = 12  # on each article, with an answer and without one


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledQuestion:
    """A question with what is known of its answer."""

    question: Question
    group: str  # what it is on: questions on one thing are fitted on or judged by, never both
    answers: tuple[str, ...]  # any of them, as it may stand in a sentence; empty if that is not known
    urls: tuple[str, ...]  # articles that answer; one that begins with "/" fits every host
    is_answerable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSet:
    """Questions, and the articles that they are asked about."""

    name: str
    questions: tuple[LabelledQuestion, ...]
    articles: tuple[dict[str, Any], ...] = ()  # as `byline import` takes them; empty: the sample newsroom

    @contextmanager
    def collected(self, clock: Clock | None = None) -> Iterator[Engines]:
        """Yield an installation that has the articles and nothing else; by the real clock or one."""
        if not self.articles:
            with sample_newsroom(clock) as opened:
                yield opened
            return
        with tempfile.TemporaryDirectory(prefix="byline-fitting-") as folder:
            config, archive = Path(folder) / "config.toml", Path(folder) / "articles.jsonl"
            config.write_text(f"[byline]\ndata_dir = {json.dumps(str(Path(folder) / 'data'))}\n", encoding="utf-8")
            archive.write_text("\n".join(map(json.dumps, self.articles)), encoding="utf-8")
            with engines(load(config), purpose="bench", progress=_silent, clock=clock) as opened:
                opened.importer().run([archive], _silent)
                yield opened


def question_sets(folders: Sequence[Path]) -> list[QuestionSet]:
    """Return the sets that are here, and those of the folders. Raises `FileNotFoundError` for another folder."""
    return [newsroom(), news(), *map(read_folder, folders)]


def newsroom() -> QuestionSet:
    """Return the questions on the sample newsroom; those on the same first article are on one thing."""
    cases = [case for file in _GOLDEN for case in cases_of(CHECKOUT / "tests" / "data" / file)]
    found = (
        LabelledQuestion(
            question=case.question,
            group=min(case.urls, default=case.question.text),
            answers=case.answers,
            urls=case.urls,
            is_answerable=case.is_answerable,
        )
        for case in cases
    )
    return QuestionSet(name="newsroom", questions=tuple(found))


def news() -> QuestionSet:
    """Return the questions on those of the invented articles that the reader was not trained on, among all of them."""
    from training.sets import is_held_out

    published = {row["url"]: row for row in _lines(_NEWS / "articles.jsonl.gz")}
    questions = []
    for asked in _lines(_NEWS / "questions.jsonl.gz"):
        url = (asked["urls"] or [asked["near_url"]])[0]
        if is_held_out(url):
            now = datetime.fromisoformat(published[url]["published"]) + _LATER
            question = Question(text=asked["question"], now=now)
            answers, urls = tuple(asked["answers"]), tuple(asked["urls"])
            questions.append(
                LabelledQuestion(question=question, group=url, answers=answers, urls=urls, is_answerable=bool(answers))
            )
    return QuestionSet(name="news", questions=tuple(questions), articles=tuple(published.values()))


def changes() -> QuestionSet:
    """Return questions on what has changed; an answer is a sentence that says what holds, or what held before."""
    articles: list[dict[str, Any]] = []
    questions: list[LabelledQuestion] = []
    for number, case in enumerate(_lines(_CHANGES / "cases.jsonl.gz")):
        telling = [article for article in case["articles"] if article["slot"]]
        articles += ({key: value for key, value in each.items() if key != "slot"} for each in case["articles"])
        questions += (
            LabelledQuestion(
                question=Question(text=asked, now=datetime.fromisoformat(case["now"])),
                group=f"change {number}",
                answers=tuple(article["slot"] for article in telling),
                urls=tuple(article["url"] for article in telling),
                is_answerable=True,
            )
            for asked in case["questions"]
        )
    return QuestionSet(name="changes", questions=tuple(questions), articles=tuple(articles))


def earlier_values() -> frozenset[tuple[str, str]]:
    """Return questions of `news`, each with a sentence that gives another value for what it asks, of another time."""
    return frozenset((each["question"], each["slot"]) for each in _lines(_CHANGES / "news.jsonl.gz"))


def read_folder(folder: Path) -> QuestionSet:
    """Return the questions of a folder. Raises `FileNotFoundError` for another one."""
    return _facts(folder) if (folder / "facts.jsonl").is_file() else _passages(folder)


def _facts(folder: Path) -> QuestionSet:
    """Return questions that ask for several facts; each fact is an article."""
    facts = {fact["id"]: fact for fact in _lines(folder / "facts.jsonl")}
    addresses = {key: _address(fact) for key, fact in facts.items()}
    articles = (
        {
            "url": addresses[key],
            "title": fact["title"],
            "text": fact["fact"],
            "publisher": fact["source"],
            "published": fact["published_at"],
            "authors": [fact["author"]] if fact["author"] else [],
        }
        for key, fact in facts.items()
    )
    questions = (
        LabelledQuestion(
            question=Question(text=asked["query"], now=_NOW),
            group=min(asked["evidence"], default=str(asked["id"])),
            answers=(),
            urls=tuple(addresses[key] for key in asked["evidence"]),
            is_answerable=bool(asked["evidence"]),
        )
        for asked in _lines(folder / "queries.jsonl")
    )
    return QuestionSet(name="facts", questions=tuple(questions), articles=tuple(articles))


def _address(fact: dict[str, Any]) -> str:
    """Return an address of a fact's own on the site of its publisher, whose name would not be believed elsewhere."""
    return urls.clean(f"{fact['url']}{'&' if '?' in fact['url'] else '?'}fact={fact['id']}")


def _passages(folder: Path) -> QuestionSet:
    """Return questions on passages; those of one title are an article."""
    articles: list[dict[str, Any]] = []
    questions: list[LabelledQuestion] = []
    for name in _READING:
        passages = list(_lines(folder / f"{name}.passages.jsonl.gz"))
        asked = defaultdict(list)
        for each in _lines(folder / f"{name}.questions.jsonl.gz"):
            if each.get("level", "Adv") == "Adv":  # the others are the same news in simpler words
                asked[passages[each["passage"]]["title"]].append(each)
        for number, title in enumerate(_spread(list(asked), _TITLES)):
            url = f"https://{name}.example/{number}"
            used = list(dict.fromkeys(each["passage"] for each in asked[title]))[:_PARAGRAPHS]
            text = "\n\n".join(passages[place]["text"] for place in used)
            articles.append(
                {
                    "url": url,
                    "title": title.replace("_", " "),
                    "text": text,
                    "publisher": name,
                    "published": _PUBLISHED.isoformat(),
                }
            )
            on_it = [each for each in asked[title] if each["passage"] in used]
            for answerable in (True, False):
                kind = [each for each in on_it if each["answerable"] is answerable]
                questions += (
                    LabelledQuestion(
                        question=Question(text=_recased(each["question"], text), now=_NOW),
                        group=url,
                        answers=tuple(each["answers"]),
                        urls=(url,) if answerable else (),
                        is_answerable=answerable,
                    )
                    for each in _spread(kind, _QUESTIONS)
                )
    return QuestionSet(name="passages", questions=tuple(questions), articles=tuple(articles))


def _spread(given: Sequence[Any], number: int) -> list[Any]:
    """Return at most `number` of what is given, from all over it."""
    return list(given[:: max(1, len(given) // number)])[:number]


def _recased(question: str, text: str) -> str:
    """Return a question, which has no capitals, with those that its words have in the text."""
    inside: Counter[str] = Counter()
    first: set[str] = set()
    for start, end in sentences(text):
        beginning, *others = _WORD.findall(text[start:end]) or [""]
        inside.update(others)
        first |= {beginning} if terms(beginning) else set()
    forms = {word.casefold(): word for word in first}
    forms |= {word.casefold(): word for word, _ in reversed(inside.most_common())}  # the commonest form is the last
    cased = _WORD.sub(lambda found: forms.get(found.group(), found.group()), question)
    return cased[:1].upper() + cased[1:]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    data = path.read_bytes()
    text = gzip.decompress(data) if path.suffix == ".gz" else data
    yield from map(json.loads, filter(None, text.decode().split("\n")))


def _silent(_what: str, _done: int, _total: int) -> None:
    """Show nothing."""
