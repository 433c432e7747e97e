"""What an app's first page shows of contests."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from portal.core.home_feed import HomeCard
from proposals.models import Contest
from proposals.queries.contests import current_contests
from proposals.queries.doing import Act, doing
from proposals.views.shown import chip_of
from proposals.wording import what_next

READ = _("Read the proposals")
BUTTONS = {
    Act.VOTE: _("Go and vote"),
    Act.WRITE: _("Make a proposal"),
    Act.OBJECT: _("Read the result"),
    Act.RESULT: _("Read the result"),
}


def contest_cards(community: Any, now: datetime) -> list[HomeCard]:
    """The contests of the district as everybody may see them, what changes soonest first. Two queries."""
    here = community.subdistrict_id if community is not None else None
    return [_card(contest, here, now) for contest in current_contests(AnonymousUser(), now)]


def _card(contest: Contest, here: int | None, now: datetime) -> HomeCard:
    label, tone = chip_of(contest, now)
    todo = doing(contest, AnonymousUser(), now)
    return HomeCard(
        room="proposals",
        kind="contest",
        code=contest.code,
        title=contest.title,
        summary=contest.summary,
        next=what_next(contest, now),
        state_label=label,
        state_tone=tone,
        action=todo.act.value,
        action_label=str(BUTTONS.get(todo.act, READ)),
        url=contest.get_absolute_url(),
        here=contest.subdistrict_id == here,
        ends_at=None if todo.act is Act.WAIT else todo.until,
    )
