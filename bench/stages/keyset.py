"""Fills one contest with proposals, inside Django: called through `bench.servers.inside`."""

from datetime import timedelta

from django.db import connection

from portal.core import clock
from portal.core.paging import keyset
from proposals.enums import PhaseKind
from proposals.queries.lists import NEWEST, Wanted, public_proposals
from tests.factories import CategoryFactory, CommunityFactory, ContestFactory, PhaseFactory, SubdistrictFactory

COMMUNITIES, CATEGORIES = 20, 8
PEOPLE = """
WITH people AS (
  INSERT INTO accounts_user (username, password, is_superuser, first_name, last_name, email, is_staff, is_active,
                             date_joined, code, phone, phone_verified_at, elder_mode, auth_epoch)
  SELECT 'bench' || n, '!', false, '', '', '', false, true, now(), 'bench' || n, '+86139' || n, now(), false, 0
    FROM generate_series(1, %(people)s) n
  RETURNING id
)
INSERT INTO accounts_resident (user_id, community_id, alias, real_name, verified_at, verified_how)
SELECT id, (%(communities)s::bigint[])[1 + id %% %(of)s], '邻居' || id, '', now(), 'staff' FROM people
"""
PROPOSALS = """
INSERT INTO proposals_proposal (code, title, problem, idea, place, cost_cny, state, created_at, submitted_at,
                                published_at, endorsement_count, community_opinion, author_id, category_id,
                                community_id, contest_id)
SELECT 'p' || n, '旧车棚变乐龄客厅' || n, '三号楼北侧的自行车棚空了六年，老人只能在垃圾房旁边聊天。',
       '拆掉围栏，留下遮阳的顶，摆上能坐十二个人的桌椅，靠墙装一个饮水机，轮椅要能转得过来。第' || n || '件。',
       '三号楼北侧', 1000 + n %% 90000, 'published', at, at, at, n %% 997 * 7919 %% 1000, '', r.user_id,
       (%(categories)s::bigint[])[1 + n %% %(kinds)s], r.community_id, %(contest)s
  FROM (SELECT n, timestamptz '2026-01-01' + n * interval '7 seconds' AS at FROM generate_series(1, %(rows)s) n) made
  JOIN (SELECT user_id, community_id, row_number() OVER (ORDER BY user_id) AS place FROM accounts_resident) r
    ON r.place = 1 + n %% %(people)s
"""


def set_up(rows: int, people: int) -> dict[str, str]:
    """One contest in its call with `rows` published proposals by `people`.

    Answers its code, and a cursor after which half of them follow.
    """
    now = clock.now()
    subdistrict = SubdistrictFactory()
    contest = ContestFactory(subdistrict=subdistrict)
    PhaseFactory(contest=contest, kind=PhaseKind.CALL, opens_at=now - timedelta(days=1), closes_at=now + timedelta(9))
    communities = [CommunityFactory(subdistrict=subdistrict).pk for _ in range(COMMUNITIES)]
    categories = [CategoryFactory().pk for _ in range(CATEGORIES)]
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, {"people": people, "communities": communities, "of": COMMUNITIES})
        numbers = {"rows": rows, "people": people, "contest": contest.pk, "kinds": CATEGORIES, "categories": categories}
        cursor.execute(PROPOSALS, numbers)
        cursor.execute("VACUUM ANALYZE")
    return {"contest": contest.code, "cursor": _middle(contest, rows)}


def _middle(contest, rows: int) -> str:
    found = public_proposals(Wanted(contest=contest), clock.now())
    middle = found.get(code=f"p{rows // 2}")
    return keyset(found.filter(published_at__lte=middle.published_at), order=NEWEST, limit=1).next_cursor or ""
