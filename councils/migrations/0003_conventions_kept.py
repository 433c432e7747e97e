"""Steps of a convention are only added to; a confirmed count stays; articles stay once the text is past writing.

SQLite refuses changes but not deletions: its only way to empty a table between tests is to delete rows.
"""

from django.db import migrations

WRITABLE = "'gathering', 'drafted', 'deliberated'"
POSTGRESQL = f"""
CREATE FUNCTION councils_convention_step_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'steps of a convention are only added to' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER convention_step_kept BEFORE UPDATE OR DELETE ON councils_conventionstep
  FOR EACH ROW EXECUTE FUNCTION councils_convention_step_kept();

CREATE FUNCTION councils_count_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a confirmed count stays as it is' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER adoption_kept BEFORE UPDATE OR DELETE ON councils_adoption
  FOR EACH ROW WHEN (OLD.confirmed_at IS NOT NULL) EXECUTE FUNCTION councils_count_kept();
CREATE TRIGGER adoption_line_kept BEFORE UPDATE ON councils_adoptionline
  FOR EACH ROW EXECUTE FUNCTION councils_count_kept();

CREATE FUNCTION councils_line_of_confirmed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE touched bigint;
BEGIN
  IF TG_OP = 'DELETE' THEN touched := OLD.adoption_id; ELSE touched := NEW.adoption_id; END IF;
  IF EXISTS (SELECT 1 FROM councils_adoption a WHERE a.id = touched AND a.confirmed_at IS NOT NULL) THEN
    RAISE EXCEPTION 'a confirmed count stays as it is' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER adoption_line_whole BEFORE INSERT OR DELETE ON councils_adoptionline
  FOR EACH ROW EXECUTE FUNCTION councils_line_of_confirmed();

CREATE FUNCTION councils_article_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE touched bigint;
BEGIN
  IF TG_OP = 'DELETE' THEN touched := OLD.version_id; ELSE touched := NEW.version_id; END IF;
  IF EXISTS (
    SELECT 1 FROM councils_conventionversion v WHERE v.id = touched AND v.state NOT IN ({WRITABLE})
  ) THEN
    RAISE EXCEPTION 'this text is no longer written' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER article_kept BEFORE INSERT OR UPDATE OR DELETE ON councils_article
  FOR EACH ROW EXECUTE FUNCTION councils_article_kept();
"""
POSTGRESQL_BACK = """
DROP TRIGGER article_kept ON councils_article;
DROP FUNCTION councils_article_kept();
DROP TRIGGER adoption_line_whole ON councils_adoptionline;
DROP FUNCTION councils_line_of_confirmed();
DROP TRIGGER adoption_line_kept ON councils_adoptionline;
DROP TRIGGER adoption_kept ON councils_adoption;
DROP FUNCTION councils_count_kept();
DROP TRIGGER convention_step_kept ON councils_conventionstep;
DROP FUNCTION councils_convention_step_kept();
"""
PAST_WRITING = f"""EXISTS (SELECT 1 FROM councils_conventionversion v
         WHERE v.id = NEW.version_id AND v.state NOT IN ({WRITABLE}))
       BEGIN SELECT RAISE(ABORT, 'this text is no longer written'); END;"""
SQLITE = [
    """CREATE TRIGGER convention_step_kept BEFORE UPDATE ON councils_conventionstep
       BEGIN SELECT RAISE(ABORT, 'steps of a convention are only added to'); END;""",
    """CREATE TRIGGER adoption_kept BEFORE UPDATE ON councils_adoption WHEN OLD.confirmed_at IS NOT NULL
       BEGIN SELECT RAISE(ABORT, 'a confirmed count stays as it is'); END;""",
    """CREATE TRIGGER adoption_line_kept BEFORE UPDATE ON councils_adoptionline
       BEGIN SELECT RAISE(ABORT, 'a confirmed count stays as it is'); END;""",
    """CREATE TRIGGER adoption_line_whole BEFORE INSERT ON councils_adoptionline
       WHEN EXISTS (SELECT 1 FROM councils_adoption a WHERE a.id = NEW.adoption_id AND a.confirmed_at IS NOT NULL)
       BEGIN SELECT RAISE(ABORT, 'a confirmed count stays as it is'); END;""",
    f"CREATE TRIGGER article_kept BEFORE UPDATE ON councils_article WHEN {PAST_WRITING}",
    f"CREATE TRIGGER article_kept_new BEFORE INSERT ON councils_article WHEN {PAST_WRITING}",
]
SQLITE_BACK = [
    "DROP TRIGGER IF EXISTS article_kept_new;",
    "DROP TRIGGER IF EXISTS article_kept;",
    "DROP TRIGGER adoption_line_whole;",
    "DROP TRIGGER adoption_line_kept;",
    "DROP TRIGGER adoption_kept;",
    "DROP TRIGGER convention_step_kept;",
]


def forwards(apps, schema_editor):
    for statement in [POSTGRESQL] if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def backwards(apps, schema_editor):
    for statement in [POSTGRESQL_BACK] if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("councils", "0002_conventions")]

    operations = [migrations.RunPython(forwards, backwards)]
