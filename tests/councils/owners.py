"""An estate with owners: a roll of units, a sounding prepared, opened, and over."""

from datetime import timedelta
from typing import Any

from councils.actions.owners import NewSounding, create_sounding, enter_paper, link_owner, open_sounding, put_roll
from councils.enums import BodyKind
from councils.models import OwnerHead, OwnerVote, Sounding
from councils.owners_enums import Matter
from councils.owners_sheet import read_units
from tests.councils.life import body_of, now, staff_of
from tests.factories import CommunityFactory, ResidentFactory

DAY = timedelta(days=1)
HEADING = "房号,建筑面积,产权人,代表,业主编号,交付情况\n"
SHEET = HEADING + (
    "1-101,80.50,张一,,,\n"
    "1-102,80.50,李二、李小二,李二,,\n"
    "1-201,99.00,王三,,W3,\n"
    "1-202,99.00,王三,,W3,\n"
    "1-301,120.25,,,,未售\n"
    "1-302,120.25,赵六,,,已售未交付\n"
)
"""Six units of 599.50 m², four heads: 张一, 李二 and 李小二, 王三 with two units, the developer with two."""


def prepared(community: Any = None, *, sheet: str = SHEET, matter: Matter = Matter.ORDINARY) -> Sounding:
    community = community or CommunityFactory()
    body = body_of(community, BodyKind.OWNERS, name="业主意向摸底")
    staff = staff_of(community)
    new = NewSounding(title="是否动用维修资金修电梯", text="两部电梯。", matter=matter, closes_at=now() + 10 * DAY)
    made = create_sounding(body_code=body.code, new=new, actor=staff, now=now())
    return put_roll(code=made.code, rows=read_units(sheet.encode()), actor=staff)


def opened(community: Any = None, **more: Any) -> Sounding:
    made = prepared(community, **more)
    return open_sounding(code=made.code, actor=staff_of(made.body.community), now=now())


def head_named(sounding: Sounding, name: str) -> OwnerHead:
    return sounding.heads.get(name__startswith=name)


def owner_of(sounding: Sounding, name: str, user: Any = None) -> Any:
    """The account linked to the head of this name."""
    community = sounding.body.community
    person = user or ResidentFactory(community=community).user
    head = head_named(sounding, name)
    link_owner(code=sounding.code, head_code=head.code, person=person, actor=staff_of(community))
    return person


def paper_entered(sounding: Sounding, head: OwnerHead) -> OwnerVote:
    """A paper for the question that waits for a second clerk."""
    clerk = staff_of(sounding.body.community)
    return enter_paper(code=sounding.code, head_code=head.code, choice="agree", actor=clerk, now=now())
