"""The motion behind a confirmed count stays; on SQLite, which empties tables by deleting, it is not changed at least."""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION councils_motion_vote_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM councils_adoption a WHERE a.id = OLD.adoption_id AND a.confirmed_at IS NOT NULL) THEN
    RAISE EXCEPTION 'a confirmed count keeps its motion' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER motion_vote_kept BEFORE UPDATE OR DELETE ON councils_motionvote
  FOR EACH ROW EXECUTE FUNCTION councils_motion_vote_kept();
"""
POSTGRESQL_BACK = """
DROP TRIGGER motion_vote_kept ON councils_motionvote;
DROP FUNCTION councils_motion_vote_kept();
"""
SQLITE = """CREATE TRIGGER motion_vote_kept BEFORE UPDATE ON councils_motionvote
       WHEN EXISTS (SELECT 1 FROM councils_adoption a WHERE a.id = OLD.adoption_id AND a.confirmed_at IS NOT NULL)
       BEGIN SELECT RAISE(ABORT, 'a confirmed count keeps its motion'); END;"""
SQLITE_BACK = "DROP TRIGGER motion_vote_kept;"


def forwards(apps, schema_editor):
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE, params=None)


def backwards(apps, schema_editor):
    schema_editor.execute(
        POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK, params=None
    )


class Migration(migrations.Migration):
    dependencies = [("councils", "0012_motion_votes")]

    operations = [migrations.RunPython(forwards, backwards)]
