"""What tests of matters begin from: one handed in, let be read, answered."""

from datetime import datetime
from typing import Any

from portal.accounts.queries import communities_of
from portal.cases.actions import accept_case, answer_case, begin_case, forward_case
from portal.cases.actions.matters import hand_in_matter
from portal.cases.enums import MatterKind
from portal.cases.models import Matter
from portal.moderation.actions import decide_submission
from portal.moderation.enums import Decision
from tests.factories import AppointmentFactory

WORDS = {"title": "三号楼路灯不亮", "place": "三号楼前", "words": "晚上看不见台阶，修一修。"}


def staff_of(community: Any) -> Any:
    return AppointmentFactory(community=community).user


def brought(author: Any, now: datetime, **more: Any) -> Matter:
    usual = {"kind": MatterKind.SUGGESTION, "public": True, "actor": author, "now": now}
    return hand_in_matter(**WORDS | usual | more)


def decided(matter: Matter, now: datetime, decision: Decision = Decision.APPROVE, by: Any = None) -> Matter:
    assert matter.submission is not None
    actor = by or staff_of(matter.case.community)
    decide_submission(code=matter.submission.code, decision=decision, reason="有姓名", actor=actor, now=now)
    return fresh(matter)


def acting(matter: Matter, now: datetime, by: Any = None) -> Matter:
    staff = by or staff_of(matter.case.community)
    assert communities_of(staff).filter(pk=matter.case.community_id).exists()
    accept_case(code=matter.case.code, actor=staff, now=now)
    forward_case(code=matter.case.code, handler=staff, actor=staff, now=now)
    begin_case(code=matter.case.code, actor=staff, now=now)
    return fresh(matter)


def answered(matter: Matter, now: datetime, by: Any = None) -> Matter:
    acting(matter, now, by)
    answer_case(code=matter.case.code, text="已换新灯，当晚亮了。", actor=by, now=now)
    return fresh(matter)


def fresh(matter: Matter) -> Matter:
    return Matter.objects.whole().get(pk=matter.pk)
