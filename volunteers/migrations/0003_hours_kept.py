"""Records of service that no statement changes, and nobody in two places at one time.

A record in force is one that no other corrects. Whoever writes one has their row held on PostgreSQL, so that the look
for overlapping records sees what the transaction before it committed; SQLite has one writer. SQLite refuses changes
but not deletions: its only way to empty a table between tests is to delete rows.

A certificate stays as it was issued: it may be withdrawn once, and its content may go with the person.
"""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION volunteers_record_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a record of service is corrected by another one' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER record_kept BEFORE UPDATE OR DELETE ON volunteers_servicerecord
  FOR EACH ROW EXECUTE FUNCTION volunteers_record_kept();

CREATE FUNCTION volunteers_record_true() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.minutes * 60 <> extract(epoch FROM NEW.ended_at - NEW.started_at) THEN
    RAISE EXCEPTION 'minutes are the time between' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.corrects_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM volunteers_servicerecord r
     WHERE r.id = NEW.corrects_id AND r.user_id = NEW.user_id AND r.shift_id = NEW.shift_id
  ) THEN
    RAISE EXCEPTION 'a correction is of the same person and shift' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  PERFORM 1 FROM accounts_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
  IF EXISTS (
    SELECT 1 FROM volunteers_servicerecord r
     WHERE r.user_id = NEW.user_id AND r.id IS DISTINCT FROM NEW.corrects_id
       AND r.minutes > 0 AND r.started_at < NEW.ended_at AND NEW.started_at < r.ended_at
       AND NEW.minutes > 0 AND NOT EXISTS (SELECT 1 FROM volunteers_servicerecord c WHERE c.corrects_id = r.id)
  ) THEN
    RAISE EXCEPTION 'nobody serves in two places at once' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER record_true BEFORE INSERT ON volunteers_servicerecord
  FOR EACH ROW EXECUTE FUNCTION volunteers_record_true();

CREATE FUNCTION volunteers_certificate_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a certificate stays as it was issued' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER certificate_kept BEFORE UPDATE ON volunteers_certificate
  FOR EACH ROW WHEN (
    (OLD.serial, OLD.user_id, OLD.community_id, OLD.first_day, OLD.last_day, OLD.minutes, OLD.times, OLD.digest,
     OLD.issued_at) IS DISTINCT FROM
    (NEW.serial, NEW.user_id, NEW.community_id, NEW.first_day, NEW.last_day, NEW.minutes, NEW.times, NEW.digest,
     NEW.issued_at)
    OR (NEW.content <> OLD.content AND NEW.content <> '')
    OR (OLD.withdrawn_at IS NOT NULL AND OLD.withdrawn_at IS DISTINCT FROM NEW.withdrawn_at)
  ) EXECUTE FUNCTION volunteers_certificate_kept();
"""
POSTGRESQL_BACK = """
DROP TRIGGER certificate_kept ON volunteers_certificate;
DROP FUNCTION volunteers_certificate_kept();
DROP TRIGGER record_true ON volunteers_servicerecord;
DROP FUNCTION volunteers_record_true();
DROP TRIGGER record_kept ON volunteers_servicerecord;
DROP FUNCTION volunteers_record_kept();
"""

KEPT = ("serial", "user_id", "community_id", "first_day", "last_day", "minutes", "times", "digest", "issued_at")
CHANGED = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in KEPT)
SQLITE = [
    "CREATE TRIGGER record_kept BEFORE UPDATE ON volunteers_servicerecord "
    "BEGIN SELECT RAISE(ABORT, 'a record of service is corrected by another one'); END",
    """CREATE TRIGGER record_true BEFORE INSERT ON volunteers_servicerecord BEGIN
  SELECT RAISE(ABORT, 'minutes are the time between')
   WHERE NEW.minutes * 60 <> CAST(strftime('%s', NEW.ended_at) AS INTEGER) - CAST(strftime('%s', NEW.started_at) AS INTEGER);
  SELECT RAISE(ABORT, 'a correction is of the same person and shift')
   WHERE NEW.corrects_id IS NOT NULL AND NOT EXISTS (
     SELECT 1 FROM volunteers_servicerecord r
      WHERE r.id = NEW.corrects_id AND r.user_id = NEW.user_id AND r.shift_id = NEW.shift_id);
  SELECT RAISE(ABORT, 'nobody serves in two places at once') WHERE EXISTS (
    SELECT 1 FROM volunteers_servicerecord r
     WHERE r.user_id = NEW.user_id AND r.id IS NOT NEW.corrects_id
       AND r.minutes > 0 AND r.started_at < NEW.ended_at AND NEW.started_at < r.ended_at
       AND NEW.minutes > 0 AND NOT EXISTS (SELECT 1 FROM volunteers_servicerecord c WHERE c.corrects_id = r.id));
END""",
    "CREATE TRIGGER certificate_kept BEFORE UPDATE ON volunteers_certificate "
    f"WHEN {CHANGED} OR (NEW.content <> OLD.content AND NEW.content <> '') "
    "OR (OLD.withdrawn_at IS NOT NULL AND OLD.withdrawn_at IS NOT NEW.withdrawn_at) "
    "BEGIN SELECT RAISE(ABORT, 'a certificate stays as it was issued'); END",
]  # fmt: skip
SQLITE_BACK = [f"DROP TRIGGER {name}" for name in ("certificate_kept", "record_true", "record_kept")]


def forwards(apps, schema_editor):
    _run(schema_editor, POSTGRESQL, SQLITE)


def backwards(apps, schema_editor):
    _run(schema_editor, POSTGRESQL_BACK, SQLITE_BACK)


def _run(schema_editor, postgresql, sqlite):
    statements = [postgresql] if schema_editor.connection.vendor == "postgresql" else sqlite
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0002_hours"), ("accounts", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
