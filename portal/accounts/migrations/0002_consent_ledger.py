"""The consent ledger: lines are only added, and the database itself keeps them as they are.

SQLite refuses changes but not deletions: its only way to empty a table between tests is to delete rows.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

POSTGRESQL = """
CREATE FUNCTION accounts_consent_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a line of the consent ledger is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER consent_kept BEFORE UPDATE OR DELETE ON accounts_consent
  FOR EACH ROW EXECUTE FUNCTION accounts_consent_kept();
"""
POSTGRESQL_BACK = "DROP TRIGGER consent_kept ON accounts_consent; DROP FUNCTION accounts_consent_kept();"
SQLITE = (
    "CREATE TRIGGER consent_kept BEFORE UPDATE ON accounts_consent "
    "BEGIN SELECT RAISE(ABORT, 'a line of the consent ledger is never changed'); END"
)
SQLITE_BACK = "DROP TRIGGER consent_kept"


def forwards(apps, schema_editor):
    _run(schema_editor, POSTGRESQL, SQLITE)


def backwards(apps, schema_editor):
    _run(schema_editor, POSTGRESQL_BACK, SQLITE_BACK)


def _run(schema_editor, postgresql, sqlite):
    schema_editor.execute(postgresql if schema_editor.connection.vendor == "postgresql" else sqlite, params=None)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.AlterField(
            model_name="consent",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="consents",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(forwards, backwards),
    ]
