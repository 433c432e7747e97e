"""What ballots hold of one person."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from portal.ballots.models import Participation, RollEntry, SignInLine
from portal.ballots.queries import filed_objections


def ballots_data_of(user: Any) -> dict[str, Any]:
    """Rolls, certified votes in which they took part, sign-in sheets, objections.

    Choices are left out: no row here tells them, but in a vote recorded by name, where a line of a sheet does.
    """
    entries = RollEntry.objects.filter(user=user).select_related("roll").order_by("pk")
    took_part = Participation.objects.filter(entry__user=user).select_related("poll").order_by("poll__closes_at")
    signed = SignInLine.objects.filter(entry__user=user).select_related("poll", "sheet", "proxy")
    acted = SignInLine.objects.filter(proxy__user=user).select_related("poll")
    return {
        "rolls": [{"title": each.roll.title, "frozen_at": each.roll.frozen_at.isoformat()} for each in entries],
        "took_part_in": [each.poll.title for each in took_part],
        "signed_in": [
            {
                "poll": each.poll.title,
                "channel": each.sheet.channel,
                "place": each.sheet.place,
                "day": each.sheet.held_on.isoformat(),
                "by_proxy": each.proxy is not None,
                "options": each.options,
            }
            for each in signed.order_by("sheet__held_on", "poll_id")
        ],
        "voted_for_another_in": [each.poll.title for each in acted.order_by("poll_id")],
        "objections": [
            {
                "poll": each.poll.title,
                "text": each.text,
                "filed_at": each.filed_at.isoformat(),
                "upheld": each.upheld,
                "answer": each.answer,
            }
            for each in filed_objections(user)
        ],
    }


def keep_ballots_data(user: Any, now: datetime) -> list[str]:
    """Nothing is removed: a frozen roll and its count would not be provable any more."""
    kept = []
    if RollEntry.objects.filter(user=user).exists():
        kept.append(_("Entries on frozen rolls: without them no vote could be counted again."))
    if filed_objections(user):
        kept.append(_("Objections to results, without your name for others: the certificate counts them."))
    return kept
