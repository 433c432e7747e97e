"""Revisions of articles are only added to."""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION councils_revision_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'revisions of articles are only added to' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER revision_kept BEFORE UPDATE OR DELETE ON councils_articlerevision
  FOR EACH ROW EXECUTE FUNCTION councils_revision_kept();
"""
POSTGRESQL_BACK = """
DROP TRIGGER revision_kept ON councils_articlerevision;
DROP FUNCTION councils_revision_kept();
"""
SQLITE = """CREATE TRIGGER revision_kept BEFORE UPDATE ON councils_articlerevision
       BEGIN SELECT RAISE(ABORT, 'revisions of articles are only added to'); END;"""
SQLITE_BACK = "DROP TRIGGER revision_kept;"


def forwards(apps, schema_editor):
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE, params=None)


def backwards(apps, schema_editor):
    schema_editor.execute(
        POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK, params=None
    )


class Migration(migrations.Migration):
    dependencies = [("councils", "0010_wordings")]

    operations = [migrations.RunPython(forwards, backwards)]
