"""Bodies: the rules of their template, copied; seats for a term; owners never mixed with residents."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone, translation

from councils.actions.bodies import create_body, dissolve_body, end_seat
from councils.enums import BodyBasis, BodyKind, SeatRole, Side
from councils.models import Body
from councils.procedure import TEMPLATES
from councils.rules import convenes, require_convenes
from councils.wording import missing_sides, rule_in_words, share_in_words
from portal.ballots.tally.decision import Share
from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from tests.councils.life import body_of, neighbour, now, seated, staff_of
from tests.factories import CommunityFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", BodyKind)
def test_body_keeps_the_rule_of_its_template_exactly(kind):
    body = body_of(CommunityFactory(), kind)
    template = TEMPLATES[kind]
    assert body.decision_rule == template.rule
    kept = (body.basis, body.rests_on, body.binding, body.notice_days, body.proxies_at_most)
    assert kept == (
        template.basis,
        template.rests_on,
        template.binding,
        template.notice_days,
        template.proxies_at_most,
    )


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        (BodyKind.OWNERS, {"basis": BodyBasis.RESIDENTS}),
        (BodyKind.RESIDENTS, {"basis": BodyBasis.OWNERS}),
        (BodyKind.OWNERS, {"binding": True}),
    ],
)
def test_owners_are_never_mixed_with_residents_and_never_bind(kind, changes):
    body = body_of(CommunityFactory(), kind)
    with pytest.raises(IntegrityError), transaction.atomic():
        Body.objects.filter(pk=body.pk).update(**changes)


def test_body_is_set_up_by_staff_of_its_community_under_one_name():
    community = CommunityFactory()
    with pytest.raises(Hidden):
        body_of(community, actor=staff_of(CommunityFactory()))
    body_of(community)
    with pytest.raises(Invalid):
        body_of(community)
    with pytest.raises(Invalid):
        create_body(community=community, kind=BodyKind.ONLINE, name=" ", about="", actor=staff_of(community), now=now())


def test_dissolved_body_seats_nobody_and_frees_its_name():
    body = body_of(CommunityFactory())
    for _again in range(2):
        dissolve_body(code=body.code, actor=staff_of(body.community), now=now())
    with pytest.raises(WrongState):
        seated(body)
    assert body_of(body.community).pk != body.pk


def test_seat_is_held_once_a_person_and_by_a_convener_with_an_account():
    body = body_of(CommunityFactory())
    member = neighbour(body.community)
    seat = seated(body, member)
    for wrong in ({"user": member}, {"role": SeatRole.CONVENER}, {"name": ""}):
        with pytest.raises(Invalid):
            seated(body, **wrong)
    with pytest.raises(Invalid):
        seated(body, until=timezone.localdate() - timedelta(days=1))
    end_seat(code=seat.code, actor=staff_of(body.community), now=now())
    assert seated(body, member).pk != seat.pk


def test_convener_is_who_holds_such_a_seat_today_or_staff():
    body, today = body_of(CommunityFactory()), timezone.localdate()
    convener, member = neighbour(body.community), neighbour(body.community)
    seat = seated(body, convener, role=SeatRole.CONVENER, since=today, until=today)
    seated(body, member)
    assert convenes(convener, body, today)
    assert not convenes(convener, body, today + timedelta(days=1))
    assert not convenes(member, body, today)
    assert convenes(staff_of(body.community), body, today)
    with pytest.raises(Forbidden):
        require_convenes(member, body, today)
    end_seat(code=seat.code, actor=staff_of(body.community), now=now())
    assert not convenes(convener, body, today)


def test_body_of_six_seats_says_who_is_missing():
    body = body_of(CommunityFactory())
    seats = [seated(body, name=side.label, side=side) for side in TEMPLATES[BodyKind.SIX_SEATS].sides[:4]]
    assert missing_sides(body, seats) == [str(Side.PROPERTY.label), str(Side.UNIT.label)]


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (Share(Fraction(1, 2), True, "roll"), "超过 1/2"),
        (Share(Fraction(2, 3), False, "roll"), "2/3 以上"),
    ],
)
def test_fractions_are_said_exactly(share, words):
    with translation.override("zh-hans"):
        assert share_in_words(share) == words


def test_page_of_a_body_says_its_rules_and_who_sits_there():
    body = body_of(CommunityFactory())
    seated(body, neighbour(body.community), role=SeatRole.CONVENER, name="王书记")
    page = Client().get(body.get_absolute_url()).content.decode()
    for words in ("王书记", "召集人", "2/3 以上", *(words for _what, words in rule_in_words(body) if words)):
        assert str(words).replace("'", "&#x27;") in page
    told = Client().get(f"/api/v1/bodies/{body.code}").json()
    assert [seat["name"] for seat in told["seats"]] == ["王书记"]
