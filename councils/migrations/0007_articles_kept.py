"""The triggers of articles again on SQLite, which made the table anew for their discussions and dropped them.

PostgreSQL kept its own.
"""

from django.db import migrations

PAST_WRITING = """EXISTS (SELECT 1 FROM councils_conventionversion v
         WHERE v.id = NEW.version_id AND v.state NOT IN ('gathering', 'drafted', 'deliberated'))
       BEGIN SELECT RAISE(ABORT, 'this text is no longer written'); END;"""
SQLITE = [
    f"CREATE TRIGGER article_kept BEFORE UPDATE ON councils_article WHEN {PAST_WRITING}",
    f"CREATE TRIGGER article_kept_new BEFORE INSERT ON councils_article WHEN {PAST_WRITING}",
]
SQLITE_BACK = ["DROP TRIGGER article_kept_new;", "DROP TRIGGER article_kept;"]


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE:
            schema_editor.execute(statement, params=None)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE_BACK:
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("councils", "0006_pledges")]

    operations = [migrations.RunPython(forwards, backwards)]
