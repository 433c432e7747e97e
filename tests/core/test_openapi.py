"""openapi.json knows schemas and enums by their bare name: of two with the same one, only one would be told."""

from collections import defaultdict
from collections.abc import Iterator
from enum import Enum
from typing import Any, get_args

from ninja import Schema

import portal.config.api  # noqa: F401  (loads every room's schemas)

OURS = {"portal", "proposals", "councils", "volunteers", "wechat", "search"}


def schemas(base: type[Schema] = Schema) -> Iterator[type[Schema]]:
    for schema in base.__subclasses__():
        if schema.__module__.split(".")[0] in OURS:
            yield schema
        yield from schemas(schema)


def enums(annotation: Any) -> Iterator[type[Enum]]:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield annotation
    for inner in get_args(annotation):
        yield from enums(inner)


def test_every_schema_and_enum_of_the_api_has_a_name_of_its_own():
    found: dict[str, set[type]] = defaultdict(set)
    for schema in schemas():
        found[schema.__name__].add(schema)
        for field in schema.model_fields.values():
            for enum in enums(field.annotation):
                found[enum.__name__].add(enum)
    assert {"MeOut", "CommentState"} <= found.keys()
    assert {name: types for name, types in found.items() if len(types) > 1} == {}
