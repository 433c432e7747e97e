"""Steps of a topic are only added: the way of a topic reads the same tomorrow.

SQLite refuses changes but not deletions: its only way to empty a table between tests is to delete rows. The one change
that is let through takes a person who left out of the line.
"""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION councils_step_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a step of a topic stays as it was' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER step_kept BEFORE UPDATE ON councils_topicstep
  FOR EACH ROW WHEN ((OLD.topic_id, OLD.state, OLD.text, OLD.at) IS DISTINCT FROM (NEW.topic_id, NEW.state, NEW.text, NEW.at))
  EXECUTE FUNCTION councils_step_kept();
CREATE TRIGGER step_stays BEFORE DELETE ON councils_topicstep
  FOR EACH ROW EXECUTE FUNCTION councils_step_kept();
"""
POSTGRESQL_BACK = """
DROP TRIGGER step_stays ON councils_topicstep;
DROP TRIGGER step_kept ON councils_topicstep;
DROP FUNCTION councils_step_kept();
"""
SQLITE = """
CREATE TRIGGER councils_step_kept BEFORE UPDATE OF topic_id, state, text, at ON councils_topicstep
BEGIN SELECT RAISE(ABORT, 'a step of a topic stays as it was'); END;
"""
SQLITE_BACK = "DROP TRIGGER councils_step_kept;"


def write(apps, schema_editor) -> None:
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE, params=None)


def take_back(apps, schema_editor) -> None:
    schema_editor.execute(POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK, params=None)


class Migration(migrations.Migration):
    dependencies = [("councils", "0004_topics")]
    operations = [migrations.RunPython(write, take_back)]
