"""Districts as earlier versions left them come up to now and keep what people did."""

import os
from collections import Counter
from pathlib import Path

import pytest

from tests.config.old_district import RECORDS, OldDistrict, Table, run, settle_in
from tests.config.places import empty_database

pytestmark = pytest.mark.django_db(transaction=True)
# What must come out letter by letter; of all other tables every row must still be there.
UNCHANGED = {
    "accounts_user": ("username", "phone", "is_active"),
    "accounts_resident": ("user_id", "alias", "household_id"),
    "accounts_consent": ("user_id", "kind"),
    "accounts_appointment": ("user_id", "role", "starts_on"),
    "ballots_choice": ("poll_id", "option_id", "slot", "voter_key"),
    "ballots_countedballot": ("poll_id", "receipt"),
    "ballots_rollentry": ("user_id",),
    "communities_community": ("slug", "name", "phone"),
    "discussions_comment": ("thread_id",),
    "proposals_proposal": ("code", "title", "author_id"),
    "proposals_endorsement": ("proposal_id", "user_id"),
    "wagtailcore_page": ("path", "title", "slug", "url_path"),
    "wagtailcore_modellogentry": ("action", "timestamp"),
}
VISIT = """
import django; django.setup()
from django.test import Client
from portal.communities.models import Community
from proposals.models import Contest, Proposal
paths = ["/", "/proposals/", f"/polls/{Contest.objects.exclude(poll=None).first().poll.code}/"]
print([(path, Client().get(path).status_code) for path in paths])
"""


def kept(table: Table) -> tuple[str, ...]:
    return tuple(column for column in UNCHANGED.get(table.name, ()) if column in table.columns)


def test_there_is_a_record_of_an_earlier_district():
    assert RECORDS
    tables = {table.name: table for table in OldDistrict.read(RECORDS[0]).tables}
    assert UNCHANGED.keys() <= tables.keys()
    assert all(tables[name].rows for name in UNCHANGED)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_district_of_back_then_comes_up_to_now_with_all_it_had(record: Path, tmp_path: Path):
    district = OldDistrict.read(record)
    with empty_database(tmp_path, f"linli_upgraded_{os.getpid()}") as (url, now):
        settle_in(district, url, now)
        with now.cursor() as cursor:
            before = {table.name: _rows(cursor, table) for table in district.tables}
        assert {name: rows.total() for name, rows in before.items() if name != "django_migrations"} == {
            table.name: len(table.rows) for table in district.tables if table.name != "django_migrations"
        }
        now.close()
        run(["manage.py", "migrate", "-v0"], url)
        run(["manage.py", "migrate", "--check"], url)
        with now.cursor() as cursor:
            there = set(now.introspection.table_names(cursor))
            assert before.keys() <= there
            for table in district.tables:
                lost = before[table.name] - _rows(cursor, table)
                assert not lost, (table.name, list(lost)[:3])
        assert run(["-c", VISIT], url).count("200") == 3


def _rows(cursor, table: Table) -> Counter[tuple]:
    """What is kept of each row: its key and the columns above."""
    key = "id" if "id" in table.columns else table.columns[0]
    columns = ", ".join(f'"{column}"' for column in (key, *kept(table)))
    cursor.execute(f'SELECT {columns} FROM "{table.name}"')
    return Counter(cursor.fetchall())
