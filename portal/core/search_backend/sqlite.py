from typing import Any

from django.db.models import Value
from django.utils.encoding import force_str
from modelsearch.backends.database.sqlite import sqlite as stock
from modelsearch.backends.database.sqlite.query import SearchQueryExpression
from modelsearch.query import Phrase, PlainText

from portal.core.search_backend.terms import Dialect
from portal.core.search_backend.tokens import index_text

FTS5 = Dialect(whole='"%s"', prefix='"%s"*', both=" AND ", either=" OR ")


class CutIndexer(stock.ObjectIndexer):
    """Writes an object's text into the index as tokens."""

    def prepare_value(self, value: Any) -> str:
        if isinstance(value, (list, dict)):
            return super().prepare_value(value)
        return index_text(force_str(value))


# The library has no hook for how text becomes an entry; it looks this name up whenever it indexes.
stock.ObjectIndexer = CutIndexer


class QueryCompiler(stock.SQLiteSearchQueryCompiler):
    """`fields` is not honoured: the index holds what an object says as a whole."""

    def __init__(self, queryset: Any, query: Any, fields: Any = None, **options: Any) -> None:
        super().__init__(queryset, query, **options)

    def build_search_query_content(self, query: Any, config: Any = None) -> Any:
        if isinstance(query, (PlainText, Phrase)):
            text = FTS5.condition(query.query_string, last_is_prefix=self.LAST_TERM_IS_PREFIX)
            return SearchQueryExpression(Value(text), config=config)
        return super().build_search_query_content(query, config=config)


class AutocompleteCompiler(QueryCompiler, stock.SQLiteAutocompleteQueryCompiler):
    pass


class SearchBackend(stock.SQLiteSearchBackend):
    query_compiler_class = QueryCompiler
    autocomplete_query_compiler_class = AutocompleteCompiler
