"""The words' own tables, which no model knows: FTS5 on SQLite, tsvectors on PostgreSQL."""

from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE search_fts USING fts5("
    "title, body, sounds, scopes, tokenize = 'unicode61 remove_diacritics 0', prefix = '1')",
    "CREATE TABLE search_terms (id integer PRIMARY KEY, source text NOT NULL, community_id integer, "
    "ends_at real, at real NOT NULL)",
    "CREATE INDEX search_terms_at ON search_terms (at DESC, id DESC)",
)
SQLITE_DROP = ("SQLITE_DROP TABLE search_fts", "SQLITE_DROP TABLE search_terms")
POSTGRES = (
    "CREATE TABLE search_terms (id bigint PRIMARY KEY, source text NOT NULL, community_id bigint, "
    "ends_at timestamptz, at timestamptz NOT NULL, scopes text[] NOT NULL, title tsvector NOT NULL, "
    "whole tsvector NOT NULL)",
    "CREATE INDEX search_terms_whole ON search_terms USING gin (whole)",
    "CREATE INDEX search_terms_at ON search_terms (at DESC, id DESC)",
)
POSTGRES_DROP = ("DROP TABLE search_terms",)


def create(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for statement in SQLITE_DROP if schema_editor.connection.vendor == "sqlite" else POSTGRES_DROP:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
