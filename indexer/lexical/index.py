"""Edge: BM25 with Tantivy over publisher, title, date and body of passages.

Derived data. The place in the outbox up to which it is complete is a document of its own, so that one commit
holds both or neither.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING

import tantivy

from indexer.errors import IndexDamaged, IndexMismatch, StoreError
from indexer.language.calendar import MONTHS
from indexer.lexical.integrity import find_fault
from indexer.model import Scored
from indexer.web.source_filter import language_key, selected_keys, source_key, source_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from indexer.model import PlacedPassage, Selection

# Set by hand: BM25 counts little in the relevance of a passage, so these rather decide which are candidates.
_BOOSTS = {"body": 1.0, "title": 1.25, "publisher": 1.0, "date": 0.5}
_NAMING_BOOSTS = {"body": 1.0, "title": 3.0, "publisher": 1.0}  # a title names what its article is about
_NAMED = 5.0  # what a passage of a named publisher gains: about as much as one rare word
_MAX_TERMS = 32
_MAX_QUERY_CHARS = 4_000
_HEAP = 30_000_000  # bytes; Tantivy takes no less than 15 million
_RULES = 3
"""Raise it whenever documents change: an index made by other rules is rebuilt at the next start."""

_CURSOR_FIELD = f"cursor{_RULES}"
_CURSOR = "\0cursor"  # no passage has such an id
_ANALYZER = "byline_en"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BY_NONE: Mapping[str, Sequence[str]] = MappingProxyType({})
_NOT_DAMAGE = re.compile(r"no space|read-only|permission denied|too many open files|LockBusy", re.IGNORECASE)

# Words that a question is made of and that say nothing of what it is about. Not "us", "may" and "will": a country,
# a month and a name.
_STOP_WORDS = (
    "a about am an and any are as at be been being but by can could d did do does doing for from had has have he her"
    " hers him his how i if in into is it its ll m me my of on or our ours re s she should so some such t than that"
    " the their theirs them then there these they this those to too ve was we were what when where which who whom"
    " whose why with would you your yours"
)


class TantivyIndex:
    """The lexical index in a directory, which is made if it is not there.

    One process writes, any number read; a reader sees each commit at its next search. Errors: `IndexDamaged` if
    the files cannot be read, `IndexMismatch` if another version of the program wrote them, `StoreError` for disk,
    permissions and a second writer.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._reloading = Lock()
        self._stamp: tuple[int, int] | None = None
        self._schema = _schema()
        self._analyzer = _analyzer()
        self._query_analyzer = _analyzer(_STOP_WORDS.split())
        with self._translated():
            path.mkdir(parents=True, exist_ok=True)
            if wrong := find_fault(path):
                raise _damaged(path, wrong)
            self._index = tantivy.Index(self._schema, str(path))
            self._index.config_reader("manual")  # `_searcher` looks itself; no watching thread
            self._index.register_tokenizer(_ANALYZER, self._analyzer)
        self._searcher()

    @property
    def cursor(self) -> int | None:
        with self._translated():
            searcher = self._searcher()
            hits = searcher.search(self._term("id", _CURSOR), 1).hits
            return int(searcher.doc(hits[0][1])[_CURSOR_FIELD][0]) if hits else None

    def apply(
        self,
        puts: Sequence[PlacedPassage],
        drops: Sequence[str],
        cursor: int,
        feeds: Mapping[str, Sequence[str]] = _BY_NONE,
    ) -> None:
        with self._writing() as writer:
            for passage_id in (*drops, _CURSOR):
                writer.delete_documents_by_term("id", passage_id)
            for placed in puts:
                writer.delete_documents_by_term("id", placed.passage.id)
                writer.add_document(_document(placed, feeds.get(placed.article.id, ())))
            mark = tantivy.Document()
            mark.add_text("id", _CURSOR)
            mark.add_integer(_CURSOR_FIELD, cursor)
            writer.add_document(mark)

    def search(
        self, text: str, limit: int, *, publishers: Sequence[str] = (), selection: Selection | None = None
    ) -> list[Scored]:
        with self._translated():
            searcher = self._searcher()
            terms = self._terms(searcher, text)
            if not terms or limit < 1:
                return []
            return _scored(searcher, searcher.search(self._query(terms, publishers, selection), limit, count=False))

    def naming(
        self, names: Sequence[str], limit: int, *, selection: Selection | None = None, newest_first: bool = False
    ) -> list[Scored]:
        with self._translated():
            searcher = self._searcher()
            worded = [
                words for name in names if (words := self._analyzer.analyze(name[:_MAX_QUERY_CHARS])[:_MAX_TERMS])
            ]
            if not worded or limit < 1:
                return []
            query = self._naming_query(worded, selection)
            if newest_first:
                return _scored(searcher, searcher.search(query, limit, count=False, order_by_field="when"))
            return _scored(searcher, searcher.search(query, limit, count=False))

    def count(self) -> int:
        with self._translated():
            return self._searcher().num_docs - (self.cursor is not None)

    def clear(self) -> None:
        with self._writing() as writer:
            writer.delete_all_documents()

    def close(self) -> None:
        del self._index

    def _terms(self, searcher: tantivy.Searcher, text: str) -> list[str]:
        """Return the distinct terms of a text, the rarest if there are too many, without those that stand nowhere."""
        text = text[:_MAX_QUERY_CHARS]
        words = self._query_analyzer.analyze(text) or self._analyzer.analyze(text)
        documents = {word: sum(searcher.doc_freq(field, word) for field in _BOOSTS) for word in dict.fromkeys(words)}
        return sorted(filter(documents.get, documents), key=lambda word: documents[word])[:_MAX_TERMS]

    def _query(self, terms: list[str], publishers: Sequence[str], selection: Selection | None) -> tantivy.Query:
        should, must = tantivy.Occur.Should, tantivy.Occur.Must
        words = tantivy.Query.boolean_query(
            [
                (should, tantivy.Query.boost_query(self._term(field, term, "freq"), boost))
                for field, boost in _BOOSTS.items()
                for term in terms
            ]
        )
        clauses = [(must, words)]
        if publishers:
            named = self._any("source", [source_key(name) for name in publishers])
            clauses.append((should, tantivy.Query.const_score_query(named, _NAMED)))
        return tantivy.Query.boolean_query([*clauses, *self._filters(selection)])

    def _naming_query(self, names: Sequence[Sequence[str]], selection: Selection | None) -> tantivy.Query:
        """Return what finds the documents in one field of which all words of a name stand."""
        should, must = tantivy.Occur.Should, tantivy.Occur.Must
        either = [
            (
                should,
                tantivy.Query.boost_query(
                    tantivy.Query.boolean_query([(must, self._term(field, word, "freq")) for word in words]), boost
                ),
            )
            for words in names[:_MAX_TERMS]
            for field, boost in _NAMING_BOOSTS.items()
        ]
        return tantivy.Query.boolean_query([(must, tantivy.Query.boolean_query(either)), *self._filters(selection)])

    def _filters(self, selection: Selection | None) -> list[tuple[tantivy.Occur, tantivy.Query]]:
        """Return what `indexer.web.source_filter.admits` says, as clauses that add nothing to a score."""
        if selection is None:
            return []
        filters = []
        if selection.since:
            filters.append(self._within(first=_micros(selection.since)))
        if selection.until:
            filters.append(self._within(last=_micros(selection.until) - 1))
        if selection.sources:
            filters.append(self._any("source", sorted(selected_keys(selection))))
        if selection.kinds:
            filters.append(self._any("kind", selection.kinds))
        if selection.language:
            filters.append(self._any("language", [selection.language]))
        filters.extend(self._any("feed", urls) for urls in selection.feeds)
        return [(tantivy.Occur.Must, tantivy.Query.const_score_query(each, 0.0)) for each in filters]

    def _within(self, first: int | None = None, last: int | None = None) -> tantivy.Query:
        kind = tantivy.FieldType.Integer
        return tantivy.Query.range_query(self._schema, "when", kind, lower_bound=first, upper_bound=last)

    def _any(self, field: str, values: Sequence[str]) -> tantivy.Query:
        return tantivy.Query.term_set_query(self._schema, field, [str(value) for value in values])

    def _term(self, field: str, value: str, index_option: str = "basic") -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, value, index_option)

    def _searcher(self) -> tantivy.Searcher:
        """Return a view of the last commit of any process."""
        meta = (self._path / "meta.json").stat()
        stamp = (meta.st_ino, meta.st_mtime_ns)
        with self._reloading:
            if stamp != self._stamp:
                self._index.reload()
                self._stamp = stamp
            return self._index.searcher()

    @contextmanager
    def _writing(self) -> Iterator[tantivy.IndexWriter]:
        """Yield a writer, commit what was written, and release the writers' lock; nothing is kept on an error."""
        with self._translated():
            writer = self._index.writer(_HEAP, 1)
            try:
                yield writer
                writer.commit()
            except BaseException:  # nothing half written is committed
                writer.rollback()
                raise
            finally:
                writer.wait_merging_threads()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Translate Tantivy's errors."""
        try:
            yield
        except (ValueError, OSError, RuntimeError) as error:  # ValueError is what Tantivy raises for nearly all
            raise self._translate(error) from error
        except BaseException as error:  # pyo3's panic is no Exception: the engine met files it had not reckoned with
            if type(error).__name__ != "PanicException":
                raise
            raise self._translate(error) from error

    def _translate(self, error: BaseException) -> StoreError:
        if isinstance(error, OSError) or _NOT_DAMAGE.search(str(error)):
            return StoreError(f"the lexical index in {self._path} cannot be used: {error}. Check disk and permissions")
        if "schema does not match" in str(error):
            return IndexMismatch(f"the lexical index in {self._path} was made by other rules: run `byline reindex`")
        return _damaged(self._path, error)


def _scored(searcher: tantivy.Searcher, found: tantivy.SearchResult) -> list[Scored]:
    """Return the passages of a search with their scores, in the order that is the same on every machine."""
    hits = [Scored(id=str(searcher.doc(address)["id"][0]), score=float(score)) for score, address in found.hits]
    return sorted(hits, key=lambda hit: (-hit.score, hit.id))


def _damaged(path: Path, why: object) -> IndexDamaged:
    return IndexDamaged(f"the lexical index in {path} cannot be read: {why}")


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in _BOOSTS:
        builder.add_text_field(field, tokenizer_name=_ANALYZER, index_option="freq")
    for field in ("source", "kind", "language", "feed"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("when", indexed=True, fast=True)  # microseconds since 1970
    builder.add_integer_field(_CURSOR_FIELD, stored=True)
    return builder.build()


def _analyzer(stop_words: list[str] | None = None) -> tantivy.TextAnalyzer:
    """Letters and digits, lower case, without accents, stemmed."""
    builder = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(64))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
    )
    if stop_words:
        builder = builder.filter(tantivy.Filter.custom_stopword(stop_words))
    return builder.filter(tantivy.Filter.stemmer("english")).build()


def _document(placed: PlacedPassage, feeds: Sequence[str]) -> tantivy.Document:
    article = placed.article
    document = tantivy.Document()
    document.add_text("id", placed.passage.id)
    document.add_text("body", placed.passage.text)
    document.add_text("title", article.title)
    document.add_text("publisher", article.publisher)
    document.add_text("date", _date_words(article.when))
    document.add_text("kind", article.kind)
    document.add_text("language", language_key(article))
    for url in feeds:
        document.add_text("feed", url)
    document.add_integer("when", _micros(article.when))
    for key in source_keys(article):
        document.add_text("source", key)
    return document


def _date_words(when: datetime) -> str:
    """Return the words by which people name a day."""
    month = MONTHS[when.month - 1]
    return f"{when:%Y-%m-%d} {when.day} {month} {month[:3]}"


def _micros(when: datetime) -> int:
    return (when - _EPOCH) // timedelta(microseconds=1)
