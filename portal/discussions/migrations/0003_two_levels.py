"""Two levels, no deeper, and a reply in the thread of what it answers: PostgreSQL itself holds it.

SQLite has `write_comment` alone, which is the only way a comment is written.
"""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION discussions_two_levels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM discussions_comment above
    WHERE above.id = NEW.parent_id AND (above.parent_id IS NOT NULL OR above.thread_id <> NEW.thread_id)
  ) THEN
    RAISE EXCEPTION 'a reply answers a comment of the upper level in its own thread'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'comment_two_levels';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER comment_two_levels BEFORE INSERT OR UPDATE OF parent_id, thread_id ON discussions_comment
FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION discussions_two_levels();
"""

BACK = """
DROP TRIGGER comment_two_levels ON discussions_comment;
DROP FUNCTION discussions_two_levels();
"""


def forwards(apps, schema_editor):
    _run(schema_editor, POSTGRESQL)


def backwards(apps, schema_editor):
    _run(schema_editor, BACK)


def _run(schema_editor, statements):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(statements, params=None)


class Migration(migrations.Migration):
    dependencies = [("discussions", "0002_comments")]
    operations = [migrations.RunPython(forwards, backwards)]
