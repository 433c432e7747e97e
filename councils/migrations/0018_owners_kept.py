"""The roll of a sounding that opened stays as it is; on SQLite, which empties tables by deleting, nothing is deleted by
the application at least.
"""

from django.db import migrations

SAYS = "the roll of a sounding that opened is frozen"
POSTGRESQL = f"""
CREATE FUNCTION councils_owner_roll_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE of_sounding bigint;
BEGIN
  IF TG_OP = 'INSERT' THEN of_sounding := NEW.sounding_id; ELSE of_sounding := OLD.sounding_id; END IF;
  IF EXISTS (SELECT 1 FROM councils_sounding s WHERE s.id = of_sounding AND s.opened_at IS NOT NULL) THEN
    RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER owner_unit_kept BEFORE INSERT OR UPDATE OR DELETE ON councils_ownerunit
  FOR EACH ROW EXECUTE FUNCTION councils_owner_roll_kept();
CREATE TRIGGER owner_head_kept BEFORE INSERT OR UPDATE OF key, name, sounding_id OR DELETE ON councils_ownerhead
  FOR EACH ROW EXECUTE FUNCTION councils_owner_roll_kept();
"""
POSTGRESQL_BACK = """
DROP TRIGGER owner_unit_kept ON councils_ownerunit;
DROP TRIGGER owner_head_kept ON councils_ownerhead;
DROP FUNCTION councils_owner_roll_kept();
"""
OPENED = "WHEN EXISTS (SELECT 1 FROM councils_sounding s WHERE s.id = {row}.sounding_id AND s.opened_at IS NOT NULL)"
TRIGGERS = {
    "owner_unit_added": ("INSERT ON councils_ownerunit", "NEW"),
    "owner_unit_kept": ("UPDATE ON councils_ownerunit", "OLD"),
    "owner_head_added": ("INSERT ON councils_ownerhead", "NEW"),
    "owner_head_kept": ("UPDATE OF key, name, sounding_id ON councils_ownerhead", "OLD"),
}


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL, params=None)
        return
    for name, (when, row) in TRIGGERS.items():
        told = OPENED.format(row=row)
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {when} {told} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END;", params=None
        )


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_BACK, params=None)
        return
    for name in TRIGGERS:
        schema_editor.execute(f"DROP TRIGGER {name};", params=None)


class Migration(migrations.Migration):
    dependencies = [("councils", "0017_owners")]

    operations = [migrations.RunPython(forwards, backwards)]
