"""Published minutes stay as they were; on SQLite, which empties tables by deleting, they are not changed at least."""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION councils_minutes_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.published_at IS NOT NULL THEN
    RAISE EXCEPTION 'published minutes stay' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER minutes_kept BEFORE UPDATE OR DELETE ON councils_minutes
  FOR EACH ROW EXECUTE FUNCTION councils_minutes_kept();
"""
POSTGRESQL_BACK = """
DROP TRIGGER minutes_kept ON councils_minutes;
DROP FUNCTION councils_minutes_kept();
"""
SQLITE = """CREATE TRIGGER minutes_kept BEFORE UPDATE ON councils_minutes WHEN OLD.published_at IS NOT NULL
       BEGIN SELECT RAISE(ABORT, 'published minutes stay'); END;"""
SQLITE_BACK = "DROP TRIGGER minutes_kept;"


def forwards(apps, schema_editor):
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE, params=None)


def backwards(apps, schema_editor):
    schema_editor.execute(
        POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK, params=None
    )


class Migration(migrations.Migration):
    dependencies = [("councils", "0019_topic_attachments")]

    operations = [migrations.RunPython(forwards, backwards)]
