from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.utils.encoding import force_str
from modelsearch.backends.database.postgres import postgres as stock
from modelsearch.query import Phrase, PlainText

from portal.core.search_backend.terms import Dialect
from portal.core.search_backend.tokens import index_text

TSQUERY = Dialect(whole="'%s'", prefix="'%s':*", both=" & ", either=" | ")
CONFIG = "simple"


class CutIndexer(stock.ObjectIndexer):
    """Writes an object's text into the index as tokens."""

    def prepare_value(self, value: Any) -> str:
        if isinstance(value, (list, dict)):
            return super().prepare_value(value)
        return index_text(force_str(value))


# The library has no hook for how text becomes an entry; it looks this name up whenever it indexes.
stock.ObjectIndexer = CutIndexer


class QueryCompiler(stock.PostgresSearchQueryCompiler):
    """`fields` is not honoured: the index holds what an object says as a whole."""

    def __init__(self, queryset: Any, query: Any, fields: Any = None, **options: Any) -> None:
        super().__init__(queryset, query, **options)

    def build_tsquery_content(self, query: Any, config: Any = None, invert: bool = False) -> Any:
        if isinstance(query, (PlainText, Phrase)):
            text = TSQUERY.condition(query.query_string, last_is_prefix=self.LAST_TERM_IS_PREFIX)
            return SearchQuery(f"!({text})" if invert else text, search_type="raw", config=config)
        return super().build_tsquery_content(query, config=config, invert=invert)


class AutocompleteCompiler(QueryCompiler, stock.PostgresAutocompleteQueryCompiler):
    pass


class SearchBackend(stock.PostgresSearchBackend):
    """Without stemming: the tokens are cut already."""

    query_compiler_class = QueryCompiler
    autocomplete_query_compiler_class = AutocompleteCompiler

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__({**params, "SEARCH_CONFIG": CONFIG})
