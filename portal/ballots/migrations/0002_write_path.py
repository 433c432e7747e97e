"""The ballot box: the only way a choice is written on PostgreSQL, and rolls that the database itself keeps frozen.

Each function answers outcome × 100 + slots used, the outcome being its place in this list:
0 accepted, 1 already, 2 no_slot, 3 not_open, 4 closed, 5 not_on_roll, 6 no_option, 7 not_chosen.

Locks, always in this order: the poll's (shared by voters, exclusive for the count), then the voter's. A count therefore
waits for votes being written and sees them; a vote that waited for a count finds `counted_at` set, because under
READ COMMITTED each statement of a volatile function sees what was committed before it began.
"""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION ballots_lock_poll(p_poll bigint) RETURNS void LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock(7020093600000000000 + p_poll)
$$;

CREATE FUNCTION ballots_lock_voter(p_poll bigint, p_user bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(7020093600000000000 + p_poll);
  PERFORM pg_advisory_xact_lock(hashint8extended(p_user, p_poll));
END $$;

CREATE FUNCTION ballots_refusal(p_poll bigint, p_user bigint, p_at timestamptz) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN NOT EXISTS (SELECT 1 FROM ballots_rollentry e WHERE e.roll_id = p.roll_id AND e.user_id = p_user) THEN 5
    WHEN p_at < p.opens_at THEN 3
    WHEN p_at >= p.closes_at OR p.counted_at IS NOT NULL THEN 4
    ELSE 0 END
  FROM ballots_poll p WHERE p.id = p_poll
$$;

CREATE FUNCTION ballots_cast(p_poll bigint, p_option text, p_user bigint, p_key bytea, p_at timestamptz)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  v_taken integer[];
  v_slot integer;
  v_used integer;
  v_refusal integer;
  v_option bigint;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(7020093600000000000 + p_poll);
  PERFORM pg_advisory_xact_lock(hashint8extended(p_user, p_poll));
  v_taken := ARRAY(SELECT c.slot FROM ballots_choice c WHERE c.poll_id = p_poll AND c.voter_key = p_key);
  v_used := cardinality(v_taken);
  INSERT INTO ballots_choice (poll_id, option_id, voter_key, slot)
  SELECT p.id, o.id, p_key, s.n
    FROM ballots_poll p
    JOIN ballots_polloption o ON o.poll_id = p.id AND o.code = p_option AND o.withdrawn_at IS NULL
    JOIN ballots_rollentry e ON e.roll_id = p.roll_id AND e.user_id = p_user
    CROSS JOIN LATERAL (
      SELECT g.n FROM generate_series(1, p.slots) g(n) WHERE g.n <> ALL (v_taken) ORDER BY g.n LIMIT 1
    ) s
   WHERE p.id = p_poll AND p_at >= p.opens_at AND p_at < p.closes_at AND p.counted_at IS NULL
  ON CONFLICT DO NOTHING
  RETURNING slot INTO v_slot;
  IF v_slot IS NOT NULL THEN
    RETURN v_used + 1;
  END IF;
  v_refusal := ballots_refusal(p_poll, p_user, p_at);
  IF v_refusal <> 0 THEN
    RETURN v_refusal * 100 + v_used;
  END IF;
  SELECT o.id INTO v_option FROM ballots_polloption o
   WHERE o.poll_id = p_poll AND o.code = p_option AND o.withdrawn_at IS NULL;
  IF v_option IS NULL THEN
    RETURN 600 + v_used;
  END IF;
  IF EXISTS (SELECT 1 FROM ballots_choice c
              WHERE c.poll_id = p_poll AND c.voter_key = p_key AND c.option_id = v_option) THEN
    RETURN 100 + v_used;
  END IF;
  RETURN 200 + v_used;
END $$;

CREATE FUNCTION ballots_withdraw(p_poll bigint, p_option text, p_user bigint, p_key bytea, p_at timestamptz)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  v_refusal integer;
  v_removed integer;
BEGIN
  PERFORM ballots_lock_voter(p_poll, p_user);
  v_refusal := ballots_refusal(p_poll, p_user, p_at);
  IF v_refusal = 0 THEN
    DELETE FROM ballots_choice c USING ballots_polloption o
     WHERE o.poll_id = p_poll AND o.code = p_option AND c.poll_id = p_poll AND c.option_id = o.id AND c.voter_key = p_key;
    GET DIAGNOSTICS v_removed = ROW_COUNT;
    v_refusal := CASE WHEN v_removed > 0 THEN 0 ELSE 7 END;
  END IF;
  RETURN v_refusal * 100
       + (SELECT count(*) FROM ballots_choice c WHERE c.poll_id = p_poll AND c.voter_key = p_key)::integer;
END $$;

CREATE FUNCTION ballots_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a frozen roll is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER rollentry_frozen BEFORE UPDATE OR DELETE ON ballots_rollentry
  FOR EACH ROW EXECUTE FUNCTION ballots_frozen();
CREATE TRIGGER rollversion_frozen BEFORE UPDATE OR DELETE ON ballots_rollversion
  FOR EACH ROW EXECUTE FUNCTION ballots_frozen();
"""

POSTGRESQL_BACK = """
DROP TRIGGER rollversion_frozen ON ballots_rollversion;
DROP TRIGGER rollentry_frozen ON ballots_rollentry;
DROP FUNCTION ballots_frozen();
DROP FUNCTION ballots_withdraw(bigint, text, bigint, bytea, timestamptz);
DROP FUNCTION ballots_cast(bigint, text, bigint, bytea, timestamptz);
DROP FUNCTION ballots_refusal(bigint, bigint, timestamptz);
DROP FUNCTION ballots_lock_voter(bigint, bigint);
DROP FUNCTION ballots_lock_poll(bigint);
"""

SQLITE = [
    f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON ballots_{table} "
    "BEGIN SELECT RAISE(ABORT, 'a frozen roll is never changed'); END"
    for table in ("rollentry", "rollversion")
]
SQLITE_BACK = ["DROP TRIGGER rollversion_frozen", "DROP TRIGGER rollentry_frozen"]


def forwards(apps, schema_editor):
    _run(schema_editor, POSTGRESQL, SQLITE)


def backwards(apps, schema_editor):
    _run(schema_editor, POSTGRESQL_BACK, SQLITE_BACK)


def _run(schema_editor, postgresql, sqlite):
    statements = [postgresql] if schema_editor.connection.vendor == "postgresql" else sqlite
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("ballots", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
