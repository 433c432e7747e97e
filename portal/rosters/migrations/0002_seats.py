"""Seats that no statement can give away twice, and people who sit in one place at a time.

`taken` of a pool is always the sum over the bookings that name it: each change of a booking has its pools counted
again under the pool's row lock, and nobody can write another number. CHECK(taken <= seats) then refuses the statement
that would be one too many, whoever sends it. On PostgreSQL the sum is taken after the row lock was given (a BEFORE
trigger of the pool), so that it sees what the transaction before it committed.

A booking that begins to hold seats must name a pool of its own roster, and its person may hold no seats of another
roster at that time unless one of the two allows it. PostgreSQL holds the person's row for that; SQLite has one writer.
"""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION rosters_count_pool() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.taken := (SELECT coalesce(sum(b.size), 0) FROM rosters_booking b WHERE b.pool_id = NEW.id);
  RETURN NEW;
END $$;
CREATE TRIGGER pool_counted BEFORE INSERT OR UPDATE ON rosters_seatpool
  FOR EACH ROW EXECUTE FUNCTION rosters_count_pool();

CREATE FUNCTION rosters_count_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.pool_id IS NOT NULL THEN
    UPDATE rosters_seatpool SET taken = 0 WHERE id = OLD.pool_id;
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.pool_id IS NOT NULL AND (TG_OP = 'INSERT' OR NEW.pool_id IS DISTINCT FROM OLD.pool_id) THEN
    UPDATE rosters_seatpool SET taken = 0 WHERE id = NEW.pool_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER booking_counted AFTER INSERT OR DELETE OR UPDATE OF pool_id, size ON rosters_booking
  FOR EACH ROW EXECUTE FUNCTION rosters_count_booking();

CREATE FUNCTION rosters_sit_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM rosters_seatpool p WHERE p.id = NEW.pool_id AND p.roster_id = NEW.roster_id) THEN
    RAISE EXCEPTION 'seats of another roster' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  PERFORM 1 FROM accounts_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
  IF EXISTS (
    SELECT 1 FROM rosters_booking b
      JOIN rosters_roster r ON r.id = b.roster_id
      JOIN rosters_roster mine ON mine.id = NEW.roster_id
     WHERE b.user_id = NEW.user_id AND b.pool_id IS NOT NULL AND b.roster_id <> NEW.roster_id
       AND r.starts_at < mine.ends_at AND mine.starts_at < r.ends_at
       AND NOT r.overlap_allowed AND NOT mine.overlap_allowed
  ) THEN
    RAISE EXCEPTION 'two places at once' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER booking_sits_once_new BEFORE INSERT ON rosters_booking
  FOR EACH ROW WHEN (NEW.pool_id IS NOT NULL) EXECUTE FUNCTION rosters_sit_once();
CREATE TRIGGER booking_sits_once BEFORE UPDATE OF pool_id, roster_id, user_id ON rosters_booking
  FOR EACH ROW WHEN (NEW.pool_id IS NOT NULL AND (OLD.pool_id IS DISTINCT FROM NEW.pool_id
    OR OLD.roster_id <> NEW.roster_id OR OLD.user_id IS DISTINCT FROM NEW.user_id))
  EXECUTE FUNCTION rosters_sit_once();
"""

POSTGRESQL_BACK = """
DROP TRIGGER booking_sits_once ON rosters_booking;
DROP TRIGGER booking_sits_once_new ON rosters_booking;
DROP FUNCTION rosters_sit_once();
DROP TRIGGER booking_counted ON rosters_booking;
DROP FUNCTION rosters_count_booking();
DROP TRIGGER pool_counted ON rosters_seatpool;
DROP FUNCTION rosters_count_pool();
"""

SUM = "(SELECT coalesce(sum(b.size), 0) FROM rosters_booking b WHERE b.pool_id = {pool})"


def _counted(pool):
    return f"UPDATE rosters_seatpool SET taken = {SUM.format(pool=pool)} WHERE id = {pool};"


ELSEWHERE = (
    "NOT EXISTS (SELECT 1 FROM rosters_seatpool p WHERE p.id = NEW.pool_id AND p.roster_id = NEW.roster_id)"
)
TWICE = """EXISTS (SELECT 1 FROM rosters_booking b
      JOIN rosters_roster r ON r.id = b.roster_id
      JOIN rosters_roster mine ON mine.id = NEW.roster_id
     WHERE b.user_id = NEW.user_id AND b.pool_id IS NOT NULL AND b.roster_id <> NEW.roster_id
       AND r.starts_at < mine.ends_at AND mine.starts_at < r.ends_at
       AND NOT r.overlap_allowed AND NOT mine.overlap_allowed)"""
SITTING = f"""BEGIN
  SELECT RAISE(ABORT, 'seats of another roster') WHERE {ELSEWHERE};
  SELECT RAISE(ABORT, 'two places at once') WHERE {TWICE};
END"""
SQLITE = [
    f"CREATE TRIGGER booking_counted_new AFTER INSERT ON rosters_booking WHEN NEW.pool_id IS NOT NULL "
    f"BEGIN {_counted('NEW.pool_id')} END",
    f"CREATE TRIGGER booking_counted_gone AFTER DELETE ON rosters_booking WHEN OLD.pool_id IS NOT NULL "
    f"BEGIN {_counted('OLD.pool_id')} END",
    f"CREATE TRIGGER booking_counted AFTER UPDATE OF pool_id, size ON rosters_booking "
    f"BEGIN {_counted('OLD.pool_id')} {_counted('NEW.pool_id')} END",
    f"CREATE TRIGGER pool_counted AFTER UPDATE OF taken ON rosters_seatpool "
    f"WHEN NEW.taken <> {SUM.format(pool='NEW.id')} BEGIN SELECT RAISE(ABORT, 'seats are counted, not written'); END",
    f"CREATE TRIGGER booking_sits_once_new BEFORE INSERT ON rosters_booking WHEN NEW.pool_id IS NOT NULL {SITTING}",
    "CREATE TRIGGER booking_sits_once BEFORE UPDATE OF pool_id, roster_id, user_id ON rosters_booking "
    "WHEN NEW.pool_id IS NOT NULL AND (OLD.pool_id IS NOT NEW.pool_id OR OLD.roster_id <> NEW.roster_id "
    f"OR OLD.user_id IS NOT NEW.user_id) {SITTING}",
]
SQLITE_BACK = [
    f"DROP TRIGGER {name}"
    for name in (
        "booking_sits_once", "booking_sits_once_new", "pool_counted",
        "booking_counted", "booking_counted_gone", "booking_counted_new",
    )
]


def forwards(apps, schema_editor):
    _run(schema_editor, POSTGRESQL, SQLITE)


def backwards(apps, schema_editor):
    _run(schema_editor, POSTGRESQL_BACK, SQLITE_BACK)


def _run(schema_editor, postgresql, sqlite):
    statements = [postgresql] if schema_editor.connection.vendor == "postgresql" else sqlite
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("rosters", "0001_initial"), ("accounts", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
