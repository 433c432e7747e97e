"""The ballot box also asks whether the voter's token still holds, in the statement that votes.

A token carries the person's `auth_epoch`; raising it signs out everywhere. `p_epoch` is NULL for a voter whose session
was asked already. To the outcomes of migration 0002 comes 8 signed_out, which goes before all others.
"""

from django.db import migrations

FORWARDS = """
DROP FUNCTION ballots_cast(bigint, text, bigint, bytea, timestamptz);
DROP FUNCTION ballots_withdraw(bigint, text, bigint, bytea, timestamptz);
DROP FUNCTION ballots_refusal(bigint, bigint, timestamptz);

CREATE FUNCTION ballots_refusal(p_poll bigint, p_user bigint, p_at timestamptz, p_epoch integer)
RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN p_epoch IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM accounts_user u WHERE u.id = p_user AND u.is_active AND u.auth_epoch = p_epoch) THEN 8
    WHEN NOT EXISTS (SELECT 1 FROM ballots_rollentry e WHERE e.roll_id = p.roll_id AND e.user_id = p_user) THEN 5
    WHEN p_at < p.opens_at THEN 3
    WHEN p_at >= p.closes_at OR p.counted_at IS NOT NULL THEN 4
    ELSE 0 END
  FROM ballots_poll p WHERE p.id = p_poll
$$;

CREATE FUNCTION ballots_cast(
  p_poll bigint, p_option text, p_user bigint, p_key bytea, p_at timestamptz, p_epoch integer)
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
     AND (p_epoch IS NULL OR EXISTS (
       SELECT 1 FROM accounts_user u WHERE u.id = p_user AND u.is_active AND u.auth_epoch = p_epoch))
  ON CONFLICT DO NOTHING
  RETURNING slot INTO v_slot;
  IF v_slot IS NOT NULL THEN
    RETURN v_used + 1;
  END IF;
  v_refusal := ballots_refusal(p_poll, p_user, p_at, p_epoch);
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

CREATE FUNCTION ballots_withdraw(
  p_poll bigint, p_option text, p_user bigint, p_key bytea, p_at timestamptz, p_epoch integer)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  v_refusal integer;
  v_removed integer;
BEGIN
  PERFORM ballots_lock_voter(p_poll, p_user);
  v_refusal := ballots_refusal(p_poll, p_user, p_at, p_epoch);
  IF v_refusal = 0 THEN
    DELETE FROM ballots_choice c USING ballots_polloption o
     WHERE o.poll_id = p_poll AND o.code = p_option AND c.poll_id = p_poll AND c.option_id = o.id AND c.voter_key = p_key;
    GET DIAGNOSTICS v_removed = ROW_COUNT;
    v_refusal := CASE WHEN v_removed > 0 THEN 0 ELSE 7 END;
  END IF;
  RETURN v_refusal * 100
       + (SELECT count(*) FROM ballots_choice c WHERE c.poll_id = p_poll AND c.voter_key = p_key)::integer;
END $$;
"""


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FORWARDS, params=None)


class Migration(migrations.Migration):
    dependencies = [("ballots", "0003_public_from"), ("accounts", "0001_initial")]
    operations = [migrations.RunPython(forwards)]
