"""The first page of the mini-program in one answer: what goes on, what is new, what waits for the reader."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from portal.accounts.tokens import issue_token
from portal.core.home_feed import HomePart, home_parts
from portal.discussions.enums import CommentState
from portal.moderation.enums import Decision
from portal.notices.models import Notice
from portal.notices.queries import unread_key
from proposals.actions.vote_for_proposal import vote_for_proposal
from proposals.enums import PhaseKind, ProposalState
from tests.factories import (
    CommentFactory,
    CommunityFactory,
    ContestFactory,
    ProposalFactory,
    ResidentFactory,
    SubdistrictFactory,
    make_poll,
)
from tests.factories.ballots import BEFORE
from tests.proposals.contest_life import make_manager
from tests.proposals.resident_life import (
    contest_in,
    decided,
    draft_in,
    handed_in,
    neighbour_in,
    publish_the_result,
    signed_in,
    voting,
)

pytestmark = pytest.mark.django_db
HOME = "/api/v1/home"
TODAY = timezone.localdate()
FOR_ANYBODY, SIGNED_IN, BY_TOKEN = 7, 15, 14


def told(client, **asked):
    answer = client.get(HOME, asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


def with_picture(number=0):
    image = get_image_model().objects.create(title=f"车棚{number}", file=get_test_image_file(size=(640, 480)))
    return {"body": [("picture", {"image": image, "alt": "车棚", "caption": ""})]}


def open_vote(reader):
    now = timezone.now()
    hours = {"opens_at": now - timedelta(hours=1), "closes_at": now + timedelta(hours=1)}
    return ContestFactory(poll=make_poll([reader], now=BEFORE, **hours))


def test_anybody_sees_the_whole_district(tree, client):
    contest = contest_in(PhaseKind.CALL, title="第三届幸福提案大赛", summary="一起定。")
    ContestFactory(announced_at=None)
    article = tree.article()
    page = told(client)
    assert (page["community"], page["person"], page["next_steps"]) == (None, None, [])
    [card] = page["cards"]
    assert card | {"ends_at": "", "next": ""} == {
        "room": "proposals",
        "kind": "contest",
        "code": contest.code,
        "title": "第三届幸福提案大赛",
        "summary": "一起定。",
        "next": "",
        "state_label": "正在征集",
        "state_tone": "live",
        "action": "write",
        "action_label": "我要提案",
        "url": contest.get_absolute_url(),
        "here": False,
        "picture": "",
        "ends_at": "",
    }
    assert card["ends_at"].startswith(contest.phase(PhaseKind.CALL).closes_at.isoformat()[:16])
    assert page["news"] == [
        {
            "code": article.translation_key.hex,
            "slug": article.slug,
            "title": article.title,
            "intro": article.intro,
            "url": article.url,
            "date": TODAY.isoformat(),
            "picture": "",
        }
    ]


def test_a_managers_answer_shows_no_contest_that_is_being_prepared(tree):
    from_inside = ContestFactory(announced_at=None)
    assert told(signed_in(make_manager(from_inside.subdistrict)))["cards"] == []


def test_the_communitys_own_contest_comes_first(client):
    sooner, own = contest_in(PhaseKind.CALL), contest_in(PhaseKind.VOTE)
    own.phases.update(closes_at=timezone.now() + timedelta(days=9), opens_at=timezone.now() - timedelta(days=1))
    assert [card["code"] for card in told(client)["cards"]] == [sooner.code, own.code]
    place = own.subdistrict.communities.first()
    page = told(client, community=place.slug)
    assert page["community"] == {"slug": place.slug, "name": place.title, "phone": place.phone}
    assert [(card["code"], card["here"]) for card in page["cards"]] == [(own.code, True), (sooner.code, False)]


def test_a_contest_says_what_to_do_now(client):
    voted, _proposals, _people = voting()
    counted = publish_the_result(voting()[0])
    cards = {card["code"]: card for card in told(client)["cards"]}
    assert (cards[voted.code]["action"], cards[voted.code]["action_label"]) == ("vote", "去投票")
    assert (cards[counted.code]["action"], cards[counted.code]["action_label"]) == ("result", "看结果")


def test_a_resident_sees_their_own_community_unless_they_ask_for_another(client):
    resident = ResidentFactory(alias="三号楼小梅")
    Notice.objects.create(
        recipient=resident.user, kind="x", subject="x", event="y", url="", created_at=timezone.now(), fields={}
    )
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {issue_token(resident.user).text}"}
    page = client.get(HOME, **bearer).json()
    assert page["community"]["slug"] == resident.community.slug
    assert page["person"] == {"alias": "三号楼小梅", "unread": 1}
    other = CommunityFactory()
    assert client.get(HOME, {"community": other.slug}, **bearer).json()["community"]["slug"] == other.slug
    assert client.get(HOME, {"community": "nowhere"}).status_code == 404


def test_news_are_the_communitys_its_sub_districts_and_the_districts(tree, client):
    street = tree.subdistrict()
    here = tree.community(CommunityFactory(subdistrict=street.subdistrict), under=street)
    next_door = tree.community(CommunityFactory(subdistrict=street.subdistrict), under=street)
    for title, page in (
        ("社区", here),
        ("街道", street),
        ("全区", None),
        ("隔壁", next_door),
        ("远处", tree.community()),
    ):
        tree.article(title, under=page)
    tree.article("没写完的", under=here, live=False)
    page = told(client, community=here.community.slug)
    assert {article["title"] for article in page["news"]} == {"社区", "街道", "全区"}
    assert len(told(client)["news"]) == 5


# Wagtail leaves the temporary file of a rendition to the garbage collector.
@pytest.mark.filterwarnings("ignore:Exception ignored in. .function SpooledTemporaryFile")
def test_news_carry_their_first_picture(tree, client):
    tree.article(**with_picture())
    [article] = told(client)["news"]
    assert article["picture"].startswith("/media/images/")
    assert "fill-600x450" in article["picture"]


def test_open_votes_what_came_back_and_drafts_wait_for_the_reader():
    contest, proposals, [voter, _other] = voting()
    [step] = told(signed_in(voter))["next_steps"]
    assert (step["title"], step["target"]) == (contest.title, {"kind": "vote", "code": contest.code})
    for proposal in proposals[:2]:
        vote_for_proposal(code=proposal.code, actor=voter, now=timezone.now())
    assert told(signed_in(voter))["next_steps"] == []
    call = contest_in(PhaseKind.CALL)
    author = neighbour_in(call)
    draft = draft_in(call, author=author)
    returned = decided(handed_in(call, author=author), Decision.RETURN)
    handed_in(call, author=author)
    steps = told(signed_in(author))["next_steps"]
    assert [step["target"] for step in steps] == [
        {"kind": "proposal", "code": returned.code},
        {"kind": "draft", "code": draft.code},
    ]
    call.phases.all().delete()
    assert told(signed_in(author))["next_steps"] == []


def test_a_comment_that_came_back_waits_too():
    comment = CommentFactory(state=CommentState.RETURNED)
    CommentFactory(author=comment.author, thread=comment.thread)
    [step] = told(signed_in(comment.author))["next_steps"]
    assert step["target"] == {"kind": "submission", "code": comment.submission.code}


def test_a_later_room_adds_its_part_without_touching_the_others(client, monkeypatch):
    contest = contest_in(PhaseKind.CALL)
    known = dict(home_parts._items)
    monkeypatch.setattr(home_parts, "_items", known)
    card = home_parts.get("proposals").cards(None, timezone.now())[0]
    lecture = type(card)(**{**card.__dict__, "room": "later", "code": "abc"})
    home_parts.register("later", HomePart(cards=lambda community, now: [lecture]))
    assert [card["code"] for card in told(client)["cards"]] == ["abc", contest.code]


def test_an_unchanged_page_travels_once(tree, client):
    first = client.get(HOME)
    assert first["Cache-Control"] == "private, no-cache"
    assert client.get(HOME, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304


@pytest.mark.filterwarnings("ignore:Exception ignored in. .function SpooledTemporaryFile")
@pytest.mark.parametrize("rows", [1, 3])
def test_home_costs_the_same_however_much_goes_on(tree, client, rows, django_assert_num_queries):
    street = SubdistrictFactory()
    reader = ResidentFactory(community=CommunityFactory(subdistrict=street)).user
    page = tree.community(reader.resident.community)
    for number in range(rows):
        tree.article(f"新闻{number}", under=page, **with_picture(number))
        contest = contest_in(PhaseKind.CALL)
        draft_in(contest, author=reader)
        ProposalFactory(contest=contest, author=reader, state=ProposalState.RETURNED)
        open_vote(reader)
        CommentFactory(author=reader, state=CommentState.RETURNED)
    asked, somebody = {"community": reader.resident.community.slug}, signed_in(reader)
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {issue_token(reader).text}"}
    for _visit in range(2):
        client.get(HOME, asked)
    with django_assert_num_queries(FOR_ANYBODY):
        assert len(told(client, **asked)["cards"]) == 2 * rows
    cache.delete(unread_key(reader.pk))
    with django_assert_num_queries(SIGNED_IN):
        assert len(told(somebody, **asked)["next_steps"]) == 4 * rows
    cache.delete(unread_key(reader.pk))
    with django_assert_num_queries(BY_TOKEN):
        assert len(client.get(HOME, asked, **bearer).json()["next_steps"]) == 4 * rows
