"""Everybody's own data: each room says what it holds of a person, and what of it must stay after they leave."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.files import FieldFile

from portal.core.ports import Registry


@dataclass(frozen=True)
class PersonFile:
    """A file that somebody sent: what it is called in their archive, and the file itself, opened when it is packed."""

    name: str
    file: FieldFile


def _no_files(user: Any) -> Iterable[PersonFile]:
    return ()


def _no_rows(user: Any, now: datetime) -> Iterable[QuerySet]:
    return ()


@dataclass(frozen=True)
class PersonalData:
    """`export(user)` gives JSON-ready data; `erase(user, now)` removes it and returns what is kept and why.

    `holds` names the fields by which the room ties something to a person, as "app.Model.field": both functions answer
    for all of them. A test asks that no field that leads to a person is left out. `files(user)` names what they sent.
    `first(user, now)` are the rows that every action of the room locks before a person's row, each query in the order
    in which they are locked: who leaves takes them in the same order, so that nobody waits for each other.
    """

    export: Callable[[Any], dict[str, Any]]
    erase: Callable[[Any, datetime], list[str]]
    holds: tuple[str, ...] = ()
    files: Callable[[Any], Iterable[PersonFile]] = _no_files
    first: Callable[[Any, datetime], Iterable[QuerySet]] = _no_rows


personal_data: Registry[PersonalData] = Registry("personal data")
