"""What became of last year's winners: certified results, one project finished and accepted, one under way."""

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from portal.config.demo.cast import Cast, there
from portal.config.demo.scenes import picture
from proposals.actions.certify_contest import certify_contest, look_at_contest, put_result_forward
from proposals.actions.inspect_project import inspect_project
from proposals.actions.run_project import (
    begin_project,
    change_project,
    finish_milestone,
    look_back,
    name_inspector,
    pay_part,
    sign_agreement,
)
from proposals.enums import ChangeOf, InspectorFrom
from proposals.models import Contest, Project, Proposal
from proposals.queries.delivery import winners

DAY, WEEK = timedelta(days=1), timedelta(days=7)
PARTNER = "邻里公益服务中心（演示）"


def certified(contest: Contest, cast: Cast) -> datetime:
    """Put forward by one, certified by the other a day after the time for objections; returns when."""
    over = there(Contest.objects.select_related("poll").get(pk=contest.pk).poll).objections_until
    manager, admin = cast.manager_of(contest.subdistrict.slug), cast.personas["admin"]
    at = there(over) + DAY + timedelta(hours=10)
    look_at_contest(code=contest.code, actor=manager, now=at)
    put_result_forward(code=contest.code, actor=manager, now=at)
    certify_contest(code=contest.code, actor=admin, now=at + DAY)
    return at + DAY


def carried_out(contest: Contest, cast: Cast) -> None:
    """The first winner is finished and accepted, the second has its first milestone, the others wait."""
    at = certified(contest, cast) + WEEK
    first, second = winners(Contest.objects.select_related("poll").get(pk=contest.pk), at)[:2]
    _finished(first, cast, at)
    _under_way(second, cast, cast.now - 3 * WEEK)


def _begun(proposal: Proposal, cast: Cast, at: datetime, days: tuple[int, int, int]) -> None:
    today = timezone.localdate(at)
    titles = ("设计和备料", "施工", "完工清场")
    steps = [(title, today + timedelta(days=day)) for title, day in zip(titles, days, strict=True)]
    actor = cast.manager_of(proposal.contest.subdistrict.slug)
    begin_project(code=proposal.code, milestones=steps, actor=actor, now=at)
    sign_agreement(
        code=proposal.code,
        partner=PARTNER,
        agreed_on=today,
        upload=picture("safety", "协议"),
        actor=actor,
        now=at,
    )
    pay_part(code=proposal.code, number=1, paid_on=today, reference="演示凭证-1", actor=actor, now=at)


def _finished(proposal: Proposal, cast: Cast, at: datetime) -> None:
    _begun(proposal, cast, at, (14, 45, 60))
    actor = cast.manager_of(proposal.contest.subdistrict.slug)
    common: dict[str, Any] = {"code": proposal.code, "actor": actor}
    slug = there(proposal.category).slug
    finish_milestone(position=1, text="图纸请住户看过，材料进场。", now=at + 2 * WEEK, **common)
    change_project(
        what=ChangeOf.CONTENT,
        after="扶手改用防滑材质",
        reason="几位老人试过，说光面的冬天太凉太滑。",
        now=at + 3 * WEEK,
        **common,
    )
    photos = [(picture(slug, proposal.title), "施工现场")]
    finish_milestone(position=2, text="主体完成，夜里不施工。", photos=photos, now=at + 6 * WEEK, **common)
    finish_milestone(position=3, text="垃圾清走，开始使用。", now=at + 8 * WEEK, **common)
    paid = timezone.localdate(at + 8 * WEEK)
    pay_part(number=2, paid_on=paid, reference="演示凭证-2", now=at + 8 * WEEK, **common)
    author = proposal.author_id
    people = [user for user in cast.residents_of(proposal.contest.subdistrict.slug) if user.pk != author][:2]
    for person, of in zip(people, InspectorFrom, strict=True):
        name_inspector(person=person, comes_from=of, now=at + 8 * WEEK, **common)
    for person, words in zip(people, ("试了一圈，好走，扶手也稳。", "账目和发票都看过，对得上。"), strict=True):
        inspect_project(code=proposal.code, accepted=True, words=words, actor=person, now=at + 9 * WEEK)
    paid = timezone.localdate(at + 10 * WEEK)
    pay_part(number=3, paid_on=paid, reference="演示凭证-3", now=at + 10 * WEEK, **common)
    due = there(Project.objects.get(proposal=proposal).look_back_on)
    lesson = "天天有人走。螺丝松过一次，以后每季度紧一遍。"
    look_back(still_used=True, lesson=lesson, now=timezone.make_aware(datetime.combine(due, time(10))), **common)


def _under_way(proposal: Proposal, cast: Cast, at: datetime) -> None:
    _begun(proposal, cast, at, (14, 40, 55))
    actor = cast.manager_of(proposal.contest.subdistrict.slug)
    finish_milestone(
        code=proposal.code, position=1, text="已和楼上楼下说好位置，材料到了。", actor=actor, now=at + 2 * WEEK
    )
