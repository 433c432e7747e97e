"""The engine's copy of the documents: sent after the database has them, again until it has confirmed each version."""

import itertools
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial

from django.db.models import F, Q

from search.actions.index import written_of
from search.actions.rebuild import Progress
from search.backends.base import Away
from search.backends.elastic import MAPPING, SHAPE, ElasticBackend, alias, guarded, patient
from search.models import IndexState, SearchDocument

BATCH = 500


def send_unsent(*, now: datetime) -> int:
    """Send every version the engine has not confirmed; returns how many. Tombstones it has confirmed are forgotten.

    No transaction is open while it is sent. Where the engine is away nothing is lost: what is unsent stays so. Raises
    Away then, and the state says since when.
    """
    sent = 0
    try:
        ensure_index()
        while batch := list(SearchDocument.objects.filter(~Q(sent_version=F("version"))).order_by("version")[:BATCH]):
            _send(ElasticBackend(), batch)
            for document in batch:
                SearchDocument.objects.filter(pk=document.pk, version=document.version).update(
                    sent_version=document.version
                )
            sent += len(batch)
    except Away as error:
        IndexState.objects.filter(pk=1, engine_failed_at=None).update(engine_failed_at=now)
        IndexState.objects.filter(pk=1).update(engine_error=str(error)[:300])
        raise
    IndexState.objects.filter(pk=1, engine_failed_at__isnull=False).update(engine_failed_at=None, engine_error="")
    return sent


def _send(backend: ElasticBackend, documents: Iterable[SearchDocument]) -> None:
    living = [each for each in documents if not each.gone]
    gone = [(each.pk, each.version) for each in documents if each.gone]
    backend.write([written_of(each) for each in living])
    backend.remove_versions(gone)


def ensure_index() -> None:
    """See that an index of today's shape answers. Raises Away.

    There is none at first and where the engine lost its disk; one of another shape is left by another version of the
    portal, or by other hands. Either way a new one is filled first.
    """
    if _shape_that_answers() != SHAPE:
        rebuild_engine()


def _shape_that_answers() -> str:
    if not guarded(lambda: patient().indices.exists_alias(name=alias())):
        return ""
    found = guarded(lambda: patient().indices.get_mapping(index=alias()))
    shapes = {index["mappings"].get("_meta", {}).get("shape", "") for index in found.values()}
    return shapes.pop() if len(shapes) == 1 else ""


def _next_number() -> int:
    names = guarded(lambda: list(patient().indices.get(index=f"{alias()}_v*", expand_wildcards="all")))
    return max((int(name.removeprefix(f"{alias()}_v")) for name in names), default=0) + 1


def _make(number: int) -> str:
    name = f"{alias()}_v{number}"
    guarded(
        lambda: patient().indices.create(
            index=name, mappings=MAPPING, settings={"number_of_replicas": 0, "refresh_interval": "1s"}
        )
    )
    return name


def _point_at(name: str) -> list[str]:
    """One act: readers see the old index or the new one, never none. Returns those that answered before."""
    before = guarded(
        lambda: list(patient().indices.get_alias(name=alias())) if patient().indices.exists_alias(name=alias()) else []
    )
    acts = [{"remove": {"index": old, "alias": alias()}} for old in before if old != name]
    guarded(lambda: patient().indices.update_aliases(actions=[*acts, {"add": {"index": name, "alias": alias()}}]))
    IndexState.objects.filter(pk=1).update(engine_index=name)
    return [old for old in before if old != name]


def rebuild_engine(*, progress: Progress = lambda _done, _all: None) -> str:
    """Fill a new index from the database, add what changed meanwhile, compare, and swap; returns its name.

    The old one answers until then and is deleted after. Raises Away, and leaves the old one where the new does not
    hold what it should.
    """
    name = _make(_next_number())
    try:
        highest = _fill(ElasticBackend(name), progress)
    except Away:
        # Whoever tries again makes another; this one would only take room.
        with suppress(Away):
            guarded(lambda: patient().indices.delete(index=name))
        raise
    old = _point_at(name)
    SearchDocument.objects.filter(version__lte=highest).update(sent_version=F("version"))
    # Whatever was written to the old one between the last look and the swap.
    SearchDocument.objects.filter(version__gt=highest).update(sent_version=0)
    for index in old:
        guarded(partial(patient().indices.delete, index=index))
    return name


def _fill(backend: ElasticBackend, progress: Progress) -> int:
    """Send everything; returns the highest version that was sent first. Raises Away where not all of it is there."""
    highest = 0
    whole = SearchDocument.objects.filter(gone=False).count()
    done = 0
    for batch in _batches(0):
        _send(backend, batch)
        highest = max(highest, *(each.version for each in batch))
        done += len(batch)
        progress(done, whole)
    for batch in _batches(highest):
        _send(backend, batch)
    backend.refresh()
    held = backend.ids()
    wanted = set(SearchDocument.objects.filter(gone=False).values_list("pk", flat=True))
    if len(held ^ wanted) > max(10, len(wanted) // 1000):
        raise Away(
            f"{backend.index} holds {len(held)} documents where there are {len(wanted)}; what answered before stays"
        )
    return highest


def _batches(above: int) -> Iterator[list[SearchDocument]]:
    """All documents in order of versions, tombstones too; those above a version."""
    rows = SearchDocument.objects.filter(version__gt=above).order_by("version", "pk").iterator(chunk_size=BATCH)
    while batch := list(itertools.islice(rows, BATCH)):
        yield batch
