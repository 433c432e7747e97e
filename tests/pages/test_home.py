from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from django.utils import timezone
from wagtail.models import Site

from portal.ballots.actions import cast, count_poll, publish_result
from portal.pages.models import HomePage
from portal.pages.queries.live import happenings, newest_results
from proposals.enums import PhaseKind
from proposals.queries.contests import current_contests, turns_at
from tests.factories import ContestFactory, PhaseFactory, ProposalFactory, make_poll, voters
from tests.factories.ballots import AFTER, CLOSES, DURING
from tests.volunteers.patrols import make_shift

NOW = timezone.now()
ANYBODY = AnonymousUser()
TODAY = timezone.localdate(NOW)


def contest(kind=PhaseKind.CALL, opens=-1, closes=2, **words):
    made = ContestFactory(**words)
    PhaseFactory(contest=made, kind=kind, opens_at=NOW + timedelta(days=opens), closes_at=NOW + timedelta(days=closes))
    return made


def note(first_day, last_day=None, **words):
    return {
        "first_day": first_day,
        "last_day": last_day,
        "time": "19:00",
        "text": "翠竹园巡防",
        "path": "",
        "mark": "",
    } | words


def with_sections(tree, **fields):
    for name, value in fields.items():
        setattr(tree.home, name, value)
    tree.home.save()


def test_home_says_what_is_live_and_what_to_do(tree, client):
    voting = contest(PhaseKind.VOTE, title="梅山街道第三届幸福提案大赛")
    with_sections(
        tree,
        headline="从一句“我觉得”开始",
        lead="说出你家楼下最想改变的一件事。",
        calls=[("call", {"label": "我要提案", "path": "/proposals/"})],
    )
    page = client.get("/").content.decode()
    assert "从一句“我觉得”开始" in page
    assert '<a class="button primary" href="/proposals/">我要提案</a>' in page
    assert f'<a href="/proposals/{voting.code}/">梅山街道第三届幸福提案大赛</a>' in page


def test_home_without_anything_on_says_so(tree, client):
    with_sections(tree, body=[], calls=[], lead="")
    answer = client.get("/")
    assert answer.status_code == 200
    assert answer.context["happenings"] == []
    assert '<a class="button primary"' not in answer.content.decode()


def test_sections_show_contests_proposals_results_text_and_links(tree, client):
    proposal = ProposalFactory(contest=contest(), title="旧车棚变“乐龄客厅”")
    with_sections(
        tree,
        body=[
            ("contests", {"heading": "各街道正在进行的"}),
            ("proposals", {"heading": "邻居们的新提案", "order": "newest", "number": "3"}),
            ("results", {"heading": "选出来的"}),
            ("text", {"heading": "怎么参加", "text": "<p>谁都可以看。</p>"}),
            ("links", {"heading": "您可能在找", "links": [{"label": "我的社区", "text": "", "path": "/communities/"}]}),
        ],
    )
    page = client.get("/").content.decode()
    for words in ("各街道正在进行的", proposal.title, proposal.get_absolute_url(), "谁都可以看。", "我的社区"):
        assert words in page
    assert "选出来的" not in page


def test_results_section_lists_what_was_chosen(tree, client):
    poll = make_poll(voters(3), 2, turnout_public=True)
    made = ContestFactory(poll=poll, title="第二届幸福提案大赛", result_published_at=AFTER)
    assert newest_results(AFTER) == []
    count_and_publish(poll)
    with_sections(tree, body=[("results", {"heading": "选出来的"})])
    page = client.get("/").content.decode()
    assert "提案1" in page
    assert f"/proposals/{made.code}/result/" in page
    assert [chosen.taking_part for chosen in newest_results(AFTER)] == [1]


def count_and_publish(poll):
    cast(poll_code=poll.code, option_code="o1", voter=poll.roll.entries.first().user, now=DURING)
    count_poll(poll=poll, actor=None, now=CLOSES)
    publish_result(poll=poll, actor=None, now=AFTER)


def test_note_of_the_day_shows_on_its_days_only(tree):
    day = timedelta(days=1)
    tree.home.notes = [
        ("note", note(TODAY, text="今天")),
        ("note", note(TODAY - day, text="昨天")),
        ("note", note(TODAY - day, TODAY + day, text="三天")),
        ("note", note(TODAY + day, text="明天")),
    ]
    assert [shown["text"] for shown in tree.home.notes_on(TODAY)] == ["今天", "三天"]


def test_notes_of_the_day_stand_in_the_card(tree, client):
    with_sections(
        tree,
        notes=[("note", note(TODAY, path="/communities/", mark="可代办")), ("note", note(TODAY, text="只是说一声"))],
    )
    page = client.get("/").content.decode()
    assert '<time>19:00</time><a href="/communities/">翠竹园巡防</a>' in page
    assert "可代办" in page
    assert "<span>只是说一声</span>" in page


@pytest.mark.parametrize("path", ["javascript:alert(1)", "https://elsewhere.example/", "//elsewhere.example", "a b"])
def test_buttons_lead_nowhere_but_to_this_site(tree, path):
    block = tree.home.calls.stream_block.child_blocks["call"]
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"label": "去", "path": path}))


def test_contests_come_by_what_changes_soonest_and_those_over_last(db):
    over = contest(PhaseKind.DELIVERY, opens=-9, closes=-2)
    later, sooner = contest(closes=5), contest(closes=1)
    before = contest(opens=3, closes=9)
    assert current_contests(ANYBODY, NOW) == [sooner, before, later, over]
    assert turns_at(before, NOW) == NOW + timedelta(days=3)
    assert turns_at(over, NOW) is None


def test_happenings_begin_with_what_residents_can_do(db):
    screening = contest(PhaseKind.SCREENING, closes=1)
    voting = contest(PhaseKind.VOTE, closes=4)
    soon, far = contest(opens=6, closes=9), contest(opens=8, closes=9)
    contest(PhaseKind.DELIVERY, opens=-9, closes=-2)
    shown = [one.contest for one in happenings(current_contests(ANYBODY, NOW), NOW)]
    assert shown == [voting, screening, soon]
    assert far not in shown


def test_happenings_leave_out_what_is_not_announced(db):
    hidden = contest(announced_at=None)
    assert happenings([hidden], NOW) == []


@pytest.mark.parametrize("number", [1, 3])
def test_home_costs_the_same_however_much_is_on(tree, client, number, django_assert_num_queries):
    for _ in range(number):
        ProposalFactory(contest=contest())
    with_sections(
        tree,
        body=[
            ("contests", {"heading": "各街道正在进行的"}),
            ("proposals", {"heading": "邻居们的新提案", "order": "supported", "number": "6"}),
            ("results", {"heading": "选出来的"}),
        ],
    )
    client.get("/")
    with django_assert_num_queries(HOME_QUERIES):
        client.get("/")


HOME_QUERIES = 9


def test_home_tells_search_engines_and_chats_what_it_is(tree, client):
    with_sections(tree, search_description="提案、投票和议事的地方")
    page = client.get("/").content.decode()
    assert '<link rel="canonical" href="http://testserver/">' in page
    assert '<meta name="description" content="提案、投票和议事的地方">' in page
    assert '<meta property="og:type" content="website">' in page


def test_sections_can_be_shown_without_a_visitor(tree):
    """Wagtail's preview renders blocks without a request."""
    block = tree.home.body.stream_block.child_blocks["contests"]
    context = block.get_context(
        block.to_python({"heading": "x"}), parent_context={"request": RequestFactory().get("/")}
    )
    assert context["contests"] == []


def test_new_installation_begins_with_a_home_page(db, client):
    home = HomePage.objects.get()
    assert Site.objects.get(is_default_site=True).root_page_id == home.pk
    assert home.get_parent().numchild == 1
    assert client.get("/").status_code == 200
    begin = import_module("portal.pages.migrations.0002_home").put_home_page_up
    begin(apps, None)
    assert HomePage.objects.get() == home


def test_home_leads_to_the_patrols_of_the_week(tree, client):
    now = timezone.now()
    shift = make_shift(starts_at=now + timedelta(days=1), ends_at=now + timedelta(days=1, hours=1), now=now)
    shown = client.get("/").content.decode()
    assert f"/volunteers/shifts/{shift.code}/" in shown
    assert "这周可以参加的" in shown
