"""No lecture is shown unchecked, and no line of the guardians' ledger is changed.

A page of a lecture may be live only while a sign-off stands for the fingerprint of its text. It takes two rows to say
so: Wagtail's page holds `live` and the title, the lecture its fingerprint, which the model writes first. Whatever
shows a page, an update of many rows too, passes one of these triggers. Fingerprints are taken by the model
(`portal.lectures.digest`): who writes texts past it in SQL has to be trusted with the database.
"""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION lectures_shown_checked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM lectures_lecturepage l WHERE l.page_ptr_id = NEW.id) AND NOT EXISTS (
    SELECT 1 FROM lectures_lecturepage l
      JOIN lectures_signoff s ON s.lecture_id = l.page_ptr_id AND s.digest = l.text_digest
     WHERE l.page_ptr_id = NEW.id AND s.withdrawn_at IS NULL AND s.title = NEW.title
  ) THEN
    RAISE EXCEPTION 'a lecture that nobody checked' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER lecture_shown_checked BEFORE UPDATE OF live, title ON wagtailcore_page
  FOR EACH ROW WHEN (NEW.live AND (NOT OLD.live OR NEW.title <> OLD.title)) EXECUTE FUNCTION lectures_shown_checked();

CREATE FUNCTION lectures_text_checked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM wagtailcore_page p WHERE p.id = NEW.page_ptr_id AND p.live) AND NOT EXISTS (
    SELECT 1 FROM lectures_signoff s
     WHERE s.lecture_id = NEW.page_ptr_id AND s.digest = NEW.text_digest AND s.withdrawn_at IS NULL
  ) THEN
    RAISE EXCEPTION 'a lecture that nobody checked' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER lecture_text_checked BEFORE INSERT OR UPDATE ON lectures_lecturepage
  FOR EACH ROW EXECUTE FUNCTION lectures_text_checked();

CREATE FUNCTION lectures_sign_off_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM lectures_lecturepage l JOIN wagtailcore_page p ON p.id = l.page_ptr_id
     WHERE l.page_ptr_id = OLD.lecture_id AND l.text_digest = OLD.digest AND p.live
  ) THEN
    RAISE EXCEPTION 'its lecture is shown' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sign_off_stays BEFORE UPDATE OF withdrawn_at, digest, lecture_id ON lectures_signoff
  FOR EACH ROW EXECUTE FUNCTION lectures_sign_off_stays();

CREATE FUNCTION lectures_keep_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger of consents is only added to' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER lecture_consent_kept BEFORE UPDATE OR DELETE ON lectures_guardianconsent
  FOR EACH ROW EXECUTE FUNCTION lectures_keep_consent();
"""

POSTGRESQL_BACK = """
DROP TRIGGER lecture_consent_kept ON lectures_guardianconsent;
DROP FUNCTION lectures_keep_consent();
DROP TRIGGER sign_off_stays ON lectures_signoff;
DROP FUNCTION lectures_sign_off_stays();
DROP TRIGGER lecture_text_checked ON lectures_lecturepage;
DROP FUNCTION lectures_text_checked();
DROP TRIGGER lecture_shown_checked ON wagtailcore_page;
DROP FUNCTION lectures_shown_checked();
"""

TEXT = """
  NOT EXISTS (SELECT 1 FROM lectures_signoff s
     WHERE s.lecture_id = NEW.page_ptr_id AND s.digest = NEW.text_digest AND s.withdrawn_at IS NULL)
"""
SQLITE = [
    """CREATE TRIGGER lecture_shown_checked BEFORE UPDATE OF live, title ON wagtailcore_page
       WHEN NEW.live AND (NOT OLD.live OR NEW.title <> OLD.title)
        AND EXISTS (SELECT 1 FROM lectures_lecturepage l WHERE l.page_ptr_id = NEW.id)
        AND NOT EXISTS (
          SELECT 1 FROM lectures_lecturepage l
            JOIN lectures_signoff s ON s.lecture_id = l.page_ptr_id AND s.digest = l.text_digest
           WHERE l.page_ptr_id = NEW.id AND s.withdrawn_at IS NULL AND s.title = NEW.title)
       BEGIN SELECT RAISE(ABORT, 'a lecture that nobody checked'); END;""",
    f"""CREATE TRIGGER lecture_text_checked BEFORE UPDATE ON lectures_lecturepage
       WHEN EXISTS (SELECT 1 FROM wagtailcore_page p WHERE p.id = NEW.page_ptr_id AND p.live) AND {TEXT}
       BEGIN SELECT RAISE(ABORT, 'a lecture that nobody checked'); END;""",
    f"""CREATE TRIGGER lecture_text_checked_new BEFORE INSERT ON lectures_lecturepage
       WHEN EXISTS (SELECT 1 FROM wagtailcore_page p WHERE p.id = NEW.page_ptr_id AND p.live) AND {TEXT}
       BEGIN SELECT RAISE(ABORT, 'a lecture that nobody checked'); END;""",
    """CREATE TRIGGER sign_off_stays BEFORE UPDATE OF withdrawn_at, digest, lecture_id ON lectures_signoff
       WHEN EXISTS (SELECT 1 FROM lectures_lecturepage l JOIN wagtailcore_page p ON p.id = l.page_ptr_id
         WHERE l.page_ptr_id = OLD.lecture_id AND l.text_digest = OLD.digest AND p.live)
       BEGIN SELECT RAISE(ABORT, 'its lecture is shown'); END;""",
    """CREATE TRIGGER lecture_consent_kept BEFORE UPDATE ON lectures_guardianconsent
       BEGIN SELECT RAISE(ABORT, 'the ledger of consents is only added to'); END;""",
]
SQLITE_BACK = [
    "DROP TRIGGER lecture_consent_kept;",
    "DROP TRIGGER sign_off_stays;",
    "DROP TRIGGER lecture_text_checked_new;",
    "DROP TRIGGER lecture_text_checked;",
    "DROP TRIGGER lecture_shown_checked;",
]


def forwards(apps, schema_editor):
    for statement in [POSTGRESQL] if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def backwards(apps, schema_editor):
    for statement in [POSTGRESQL_BACK] if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("lectures", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
