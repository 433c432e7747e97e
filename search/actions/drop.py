"""The index taken away; nothing in the rooms is touched."""

from django.db import transaction

from search.actions.index import held_state
from search.backends import engine_configured, of_database
from search.backends.elastic import ElasticBackend
from search.models import IndexState, SearchDocument


def drop() -> None:
    """Raises Away where the engine does not answer; the database's index is empty then already."""
    with transaction.atomic(durable=True):
        held_state()
        of_database().empty()
        SearchDocument.objects.all().delete()
        IndexState.objects.filter(pk=1).update(built_at=None, engine_index="")
    if engine_configured():
        ElasticBackend().empty()
