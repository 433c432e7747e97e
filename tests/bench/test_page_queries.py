"""Every page that `make bench` looks at, with one row and with three, as a visitor and signed in."""

import logging
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import override_settings

from bench.pages import EXPORT
from bench.stages.counting import OWN_CACHE
from bench.stages.pages import count_queries

# 我的 asks every room for what is somebody's own: two or three queries a room, however much there is.
MORE = {"me, signed in": 19, "API my items, signed in": 17}


@pytest.fixture
def loud_again() -> Iterator[None]:
    """Without the limits that the other case has used up: on SQLite its people have the same numbers."""
    with override_settings(CACHES=OWN_CACHE):
        cache.clear()
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.usefixtures("db", "loud_again")
def test_every_page_takes_twelve_queries_at_most_and_ones_own_a_few_more(rows):
    found = count_queries(rows)
    assert len(found) > 60
    assert {page: queries for page, queries in found.items() if queries > MORE.get(page, 12) and page != EXPORT} == {}
