"""Pictures and sounds: wanted by moderation, asked for by a worker, answered by push or not at all."""

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from portal.core import outbox
from portal.moderation.enums import MediaType, Verdict
from portal.moderation.models import Submission
from portal.moderation.ports import MediaOpinion, Medium, moderated_kinds
from wechat.checks.addresses import media_address
from wechat.checks.labels import FINE, label_words
from wechat.checks.presence import present_identity
from wechat.checks.words import ABOUT_THE_PERSON, SCENES
from wechat.gateway.errors import NotConfigured, Refused
from wechat.gateway.registration import registration
from wechat.gateway.screening import check_media
from wechat.models import MediaCheck

log = logging.getLogger(__name__)
TOPIC = "wechat.media_check"
PATIENCE = timedelta(minutes=30)
"""How long WeChat may take, as it promises; then a person decides without it."""
_TYPES: dict[str, Any] = {MediaType.SOUND: 1, MediaType.PICTURE: 2}
_UNKNOWN = ["", Verdict.UNAVAILABLE]


class NotYet(Exception):
    """An answer came before the number it belongs to was written; the outbox tries again."""


class WeChatMediaScreen:
    """The media screen `wechat`: a row for each medium, with a verdict at once or within half an hour."""

    def ask(self, submission: Submission, media: Sequence[Medium], now: datetime) -> None:
        """See MediaScreen. Of a mini-program that is not configured nothing is asked, so that nothing is known."""
        if registration("mp").can_call:
            want_checks(submission=submission, media=media, now=now)

    def opinions(self, submission_ids: Collection[int]) -> dict[tuple[int, str], MediaOpinion]:
        checks = MediaCheck.objects.filter(submission__in=submission_ids)
        return {
            (check.submission_id, check.key): MediaOpinion(
                Verdict(check.verdict) if check.verdict else None, label_words(check.label)
            )
            for check in checks
        }


@transaction.atomic
def want_checks(*, submission: Submission, media: Sequence[Medium], now: datetime) -> None:
    """Promise a check of each of `media` that has no answer yet; one that could not be made is tried once more."""
    wanted = [
        MediaCheck(submission=submission, key=medium.key, media_type=medium.type, created_at=now) for medium in media
    ]
    MediaCheck.objects.bulk_create(wanted, ignore_conflicts=True)
    keys = [medium.key for medium in media]
    mine = MediaCheck.objects.filter(submission=submission, key__in=keys)
    mine.filter(verdict=Verdict.UNAVAILABLE).update(
        verdict="", answered_at=None, asked_at=None, trace_id="", created_at=now
    )
    waiting = mine.filter(verdict="", asked_at=None).values_list("pk", flat=True)
    outbox.add_many(TOPIC, keys=[str(pk) for pk in waiting])


def ask_wechat(*, check_id: int, now: datetime) -> None:
    """Give WeChat the medium's address, if it is still wanted. Outside any transaction.

    Raises Unavailable where WeChat should be asked again later. Again after an answer changes nothing.
    """
    unasked = MediaCheck.objects.select_related("submission__author").filter(verdict="", asked_at=None)
    check = unasked.filter(pk=check_id).first()
    if check is None:
        return
    submission = check.submission
    identity = present_identity(submission.author, now)
    if identity is None:
        _settle(check_id, Verdict.REVIEW, "", now)
        return
    try:
        trace_id = check_media(
            openid=identity.openid,
            media_url=media_address(submission.kind, check.key),
            media_type=_TYPES[check.media_type],
            scene=SCENES[moderated_kinds.get(submission.kind).scene],
        )
    except NotConfigured:
        _settle(check_id, Verdict.UNAVAILABLE, "", now)
    except Refused as refusal:
        about_person = refusal.call == "media_check_async" and refusal.code in ABOUT_THE_PERSON
        _settle(check_id, Verdict.REVIEW if about_person else Verdict.UNAVAILABLE, "", now)
    else:
        MediaCheck.objects.filter(pk=check_id, trace_id="").update(asked_at=now, trace_id=trace_id)


def _settle(check_id: int, verdict: Verdict, label: str, now: datetime) -> None:
    MediaCheck.objects.filter(pk=check_id, verdict="").update(verdict=verdict, label=label, answered_at=now)


def take_verdict(*, message: Mapping[str, Any], now: datetime) -> None:
    """Write down what the event wxa_media_check says; the first answer stands, however late it comes.

    Raises NotYet while the number of some check that was just made may still be unwritten.
    """
    trace_id = message.get("trace_id")
    if not isinstance(trace_id, str) or not trace_id:
        log.warning("an opinion on a medium came without a trace_id")
        return
    verdict, label = opinion_in(message)
    asked = MediaCheck.objects.filter(trace_id=trace_id)
    if asked.filter(verdict__in=_UNKNOWN).update(verdict=verdict, label=label, answered_at=now) or asked.exists():
        return
    if MediaCheck.objects.filter(verdict="", trace_id="", created_at__gt=now - PATIENCE).exists():
        raise NotYet("no check has this number yet")
    log.warning("an opinion came on a medium that nobody asked about")


def opinion_in(message: Mapping[str, Any]) -> tuple[Verdict, str]:
    """Verdict and label of the event, in the shape of version 2 (result) or 1 (isrisky), as text or as numbers.

    UNAVAILABLE where WeChat could not judge, or says something that is not documented.
    """
    trouble = str(message.get("errcode") or message.get("status_code") or 0)
    result = message.get("result")
    if trouble != "0":
        return Verdict.UNAVAILABLE, ""
    if isinstance(result, dict):
        suggest, label = result.get("suggest"), str(result.get("label") or "")
        if suggest in ("pass", "review", "risky"):
            return Verdict(suggest), label if label.isdecimal() and label != str(FINE) and len(label) < 12 else ""
    elif "isrisky" in message:
        return {"0": (Verdict.PASS, ""), "1": (Verdict.RISKY, "")}.get(
            str(message["isrisky"]), (Verdict.UNAVAILABLE, "")
        )
    return Verdict.UNAVAILABLE, ""


def give_up_waiting(*, now: datetime) -> int:
    """Mark as UNAVAILABLE what WeChat has not answered within PATIENCE of being asked, or could not be asked."""
    since = Coalesce(F("asked_at"), F("created_at"))
    late = MediaCheck.objects.filter(Q(verdict="")).annotate(since=since).filter(since__lte=now - PATIENCE)
    return late.update(verdict=Verdict.UNAVAILABLE, answered_at=now)
