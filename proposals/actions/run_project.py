"""Carrying a winner out. Every action locks the project's row; whoever acts manages the contest."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import Resident, User
from portal.accounts.queries import share_household
from portal.cases.actions import (
    accept_case,
    add_picture,
    begin_case,
    close_case,
    extend_case,
    forward_case,
    note_progress,
    open_case,
)
from portal.core import audit
from portal.core.clock import end_of
from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from portal.core.pictures import store_picture
from portal.core.templatetags.linli import cny
from portal.core.text import plain
from proposals.delivery_news import tell_delivery
from proposals.enums import ChangeOf, InspectorFrom, PaidFor
from proposals.models import Contest, Inspector, Milestone, Payment, Project, ProjectChange, Proposal
from proposals.models.delivery import PARTNER_AT_MOST, REASON_AT_MOST, WORDS_AT_MOST
from proposals.money import PARTS, split

KIND = "proposals.delivery"
MILESTONES_AT_MOST = 12


@transaction.atomic
def begin_project(
    *, code: str, milestones: Sequence[tuple[str, date]], actor: Any, now: datetime, handler: User | None = None
) -> Project:
    """Make a project of a winner: its case is taken on, and everything is due until the last milestone is.

    Raises Hidden (not one's contest), WrongState (result not certified, not chosen, begun already) or Invalid
    (milestones: none, too many, out of order, in the past).
    """
    proposal = _managed_proposal(code, actor)
    poll = proposal.contest.poll
    if poll is None or poll.certified_at is None:
        raise WrongState(_("The result has to be certified first."))
    option, community = proposal.option, proposal.community
    rows = (poll.result or {})["options"] if option is not None and community is not None else []
    row = next((row for row in rows if option is not None and row["code"] == option.code), None)
    if row is None or not row["selected"] or community is None:
        raise WrongState(_("This proposal was not chosen."))
    if Project.objects.filter(proposal=proposal).exists():
        raise WrongState(_("This has been begun already."))
    steps = _steps(milestones, timezone.localdate(now))
    cost = Decimal(row["cost_cny"])
    if cost <= 0:
        raise WrongState(_("It costs nothing, so there is no money to follow."))
    who = handler or actor
    due = end_of(steps[-1][1])
    case = open_case(kind=KIND, community=community, title=proposal.title, opened_by=None, now=now)
    project = Project.objects.create(proposal=proposal, case=case, awarded_cny=cost, cost_cny=cost)
    accept_case(code=case.code, actor=actor, now=now)
    forward_case(code=case.code, handler=who, actor=actor, now=now, due=due)
    project.case = begin_case(code=case.code, actor=actor, now=now)
    Milestone.objects.bulk_create(
        [Milestone(project=project, position=n, title=t, due_on=d) for n, (t, d) in enumerate(steps, start=1)]
    )
    Payment.objects.bulk_create(
        [
            Payment(project=project, number=number, paid_for=reason, amount_cny=amount)
            for number, ((reason, _percent), amount) in enumerate(zip(PARTS, split(cost), strict=True), start=1)
        ]
    )
    audit.record("proposals.begin_project", proposal, actor)
    tell_delivery(project, event="begun", text="", now=now)
    return project


@transaction.atomic
def sign_agreement(
    *, code: str, partner: str, agreed_on: date, upload: UploadedFile, actor: Any, now: datetime
) -> Project:
    """Keep who carries it out and the signed agreement. Raises Hidden, WrongState (signed already) or Invalid."""
    project = managed_project(code, actor)
    if project.agreed_on is not None:
        raise WrongState(_("The agreement is signed already."))
    partner = plain(partner)[:PARTNER_AT_MOST]
    if not partner:
        raise Invalid(partner=_("Write who carries it out."))
    if agreed_on > timezone.localdate(now):
        raise Invalid(agreed_on=_("This day is still to come."))
    project.partner, project.agreed_on = partner, agreed_on
    project.agreement.save("agreement.jpg", store_picture(upload), save=False)
    project.save()
    note_progress(code=project.case.code, text=_("Agreement signed with %s.") % partner, actor=actor, now=now)
    audit.record("proposals.sign_agreement", project.proposal, actor, partner=partner)
    return project


@transaction.atomic
def pay_part(*, code: str, number: int, paid_on: date, reference: str, actor: Any, now: datetime) -> Payment:
    """Record that a part was paid, with its voucher. Raises Hidden, WrongState (its condition) or Invalid."""
    project = managed_project(code, actor)
    payment = project.payments.filter(number=number).first()
    if payment is None:
        raise Hidden
    if payment.paid_on is not None:
        raise WrongState(_("This part is paid already."))
    if project.payments.filter(number__lt=number, paid_on=None).exists():
        raise WrongState(_("The part before it has not been paid yet."))
    stands = {
        PaidFor.AGREEMENT: project.agreed_on is not None,
        PaidFor.MILESTONES: not project.milestones.filter(done_at=None).exists(),
        PaidFor.ACCEPTANCE: project.accepted_at is not None,
    }
    if not stands[PaidFor(payment.paid_for)]:
        raise WrongState(_("Not yet: it is paid once %s.") % payment.get_paid_for_display())
    reference = plain(reference)[:60]
    if not reference:
        raise Invalid(reference=_("Write the number of the voucher."))
    if paid_on > timezone.localdate(now):
        raise Invalid(paid_on=_("This day is still to come."))
    payment.paid_on, payment.reference = paid_on, reference
    payment.save(update_fields=["paid_on", "reference"])
    text = _("Part %(number)d paid: %(amount)s.") % {"number": number, "amount": cny(payment.amount_cny)}
    note_progress(code=project.case.code, text=text, actor=actor, now=now)
    audit.record("proposals.pay_part", project.proposal, actor, number=number, reference=reference)
    return payment


@transaction.atomic
def finish_milestone(
    *,
    code: str,
    position: int,
    text: str,
    actor: Any,
    now: datetime,
    photos: Sequence[tuple[UploadedFile, str]] = (),
) -> Milestone:
    """Report the milestone at `position` as done, with words and pictures; they are reported in their order.

    Raises Hidden, Forbidden, WrongState (also where it is reported already: a second tap does nothing) or Invalid.
    """
    project = managed_project(code, actor)
    coming = project.milestones.filter(done_at=None).first()
    if coming is None:
        raise WrongState(_("All milestones are done."))
    if coming.position != position:
        raise WrongState(_("This milestone has been reported, or is not the next one."))
    if project.agreed_on is None:
        raise WrongState(_("The agreement comes first."))
    words = plain(text)
    if not words:
        raise Invalid(text=_("Write what was done."))
    line = note_progress(code=project.case.code, text=f"{coming.title} · {words}", actor=actor, now=now)
    for upload, alt in photos:
        add_picture(entry=line, upload=upload, alt=alt)
    coming.done_at = now
    coming.save(update_fields=["done_at"])
    tell_delivery(project, event="milestone", text=f"{coming.title} · {words}"[:200], now=now, part=coming.position)
    return coming


@transaction.atomic
def change_project(
    *, code: str, what: ChangeOf, after: str | Decimal | date, reason: str, actor: Any, now: datetime
) -> ProjectChange:
    """Make something different from what was chosen, and publish why.

    `after` is the new cost (a Decimal), the new day of the end, or words. Raises Hidden, WrongState (accepted already)
    or Invalid (no reason, nothing changes, more than was awarded, less than was paid, an earlier day).
    """
    project = managed_project(code, actor)
    reason = plain(reason)[:REASON_AT_MOST]
    if project.accepted_at is not None:
        raise WrongState(_("It has been accepted: nothing is changed any more."))
    if not reason:
        raise Invalid(reason=_("Write why: everybody reads it."))
    apply = {ChangeOf.COST: _change_cost, ChangeOf.TIME: _change_time, ChangeOf.CONTENT: _change_content}[what]
    before, new = apply(project, after, reason, actor, now)
    change = ProjectChange.objects.create(
        project=project, what=what, before=before[:200], after=new[:200], reason=reason, by=actor, at=now
    )
    text = f"{what.label} · {before} → {new} · {reason}"
    if what != ChangeOf.TIME:  # more time writes a line of its own
        note_progress(code=project.case.code, text=text, actor=actor, now=now)
    audit.record("proposals.change_project", project.proposal, actor, what=what.value)
    tell_delivery(project, event="changed", text=text[:200], now=now)
    return change


@transaction.atomic
def name_inspector(*, code: str, person: User, comes_from: InspectorFrom, actor: Any, now: datetime) -> Inspector:
    """Name who accepts the work for the residents: a confirmed resident of the sub-district.

    Not its author, its handler or `actor`, nor anybody of their households. Raises Hidden, WrongState, Forbidden or
    Invalid.
    """
    project = managed_project(code, actor)
    if project.accepted_at is not None:
        raise WrongState(_("It has been accepted already."))
    if share_household(person, actor) or concerned(project, person):
        raise Forbidden(_("Author and handler, and their households, do not accept their own work."))
    home = project.proposal.contest.subdistrict_id
    residents = Resident.objects.filter(user=person, verified_at__isnull=False, community__subdistrict=home)
    if not residents.exists():
        raise Invalid(person=_("Only a confirmed resident of the sub-district accepts it."))
    if project.inspectors.filter(user=person).exists():
        raise Invalid(person=_("This person is named already."))
    return Inspector.objects.create(project=project, user=person, comes_from=comes_from)


@transaction.atomic
def drop_inspector(*, code: str, person_code: str, actor: Any, now: datetime) -> None:
    """Take back who was to accept it and has not looked, so that another can be named. Raises Hidden, WrongState."""
    project = managed_project(code, actor)
    found = project.inspectors.filter(user__code=person_code).first()
    if found is None:
        raise Hidden
    if found.accepted is not None:
        raise WrongState(_("They have looked already: what they said stays."))
    audit.record("proposals.drop_inspector", project.proposal, actor, inspector=found.pk)
    found.delete()


@transaction.atomic
def look_back(*, code: str, still_used: bool, lesson: str, actor: Any, now: datetime) -> Project:
    """Six months on: is it in use, what was learned; ends the case. Raises Hidden, WrongState or Invalid."""
    project = managed_project(code, actor)
    if project.look_back_on is None or timezone.localdate(now) < project.look_back_on:
        raise WrongState(_("The look back comes six months after the acceptance."))
    if project.payments.filter(paid_on=None).exists():
        raise WrongState(_("The last part of the money comes first."))
    if project.looked_back_at is not None:
        raise WrongState(_("This has been looked back on."))
    lesson = plain(lesson)[:WORDS_AT_MOST]
    if not lesson:
        raise Invalid(lesson=_("Write what was learned."))
    project.looked_back_at, project.still_used, project.lesson = now, still_used, lesson
    project.save(update_fields=["looked_back_at", "still_used", "lesson"])
    close_case(code=project.case.code, actor=actor, now=now, text=lesson)
    tell_delivery(project, event="looked_back", text=lesson[:200], now=now)
    return project


def concerned(project: Project, person: User) -> bool:
    """Whether `person` is its author or its handler, or lives with one of them."""
    handler: Any = project.case.handler
    people: list[User] = [project.proposal.author, *([handler] if handler is not None else [])]
    return any(share_household(person, each) for each in people)


def managed_project(code: str, actor: Any) -> Project:
    """The project of the proposal with this code, locked.

    Raises Hidden where `actor` does not manage its contest, Forbidden for its author and their household.
    """
    found = (
        Project.objects.select_for_update(of=("self",))
        .select_related("proposal__contest", "proposal__thread", "proposal__author", "case__handler")
        .filter(proposal__code=code, proposal__contest__in=Contest.objects.managed_by(actor))
        .first()
    )
    if found is None:
        raise Hidden
    _require_stranger(found.proposal, actor)
    return found


def _require_stranger(proposal: Proposal, actor: Any) -> None:
    if share_household(actor, proposal.author):
        raise Forbidden(_("You or your household proposed it: another manager has to see to it."))


def _managed_proposal(code: str, actor: Any) -> Proposal:
    found = (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("contest__poll", "community", "thread", "option", "author")
        .filter(code=code, option__isnull=False, contest__in=Contest.objects.managed_by(actor))
        .first()
    )
    if found is None:
        raise Hidden
    _require_stranger(found, actor)
    return found


def _steps(milestones: Sequence[tuple[str, date]], today: date) -> list[tuple[str, date]]:
    steps = [(plain(title)[:80], day) for title, day in milestones if plain(title)]
    days = [day for _title, day in steps]
    if not 1 <= len(steps) <= MILESTONES_AT_MOST:
        raise Invalid(milestones=_("Between 1 and %d milestones, please.") % MILESTONES_AT_MOST)
    if days != sorted(days) or days[0] < today:
        raise Invalid(milestones=_("The days have to follow each other, beginning today at the earliest."))
    return steps


def _change_cost(project: Project, after: Any, reason: str, actor: Any, now: datetime) -> tuple[str, str]:
    paid = list(project.payments.filter(paid_on__isnull=False).values_list("amount_cny", flat=True))
    total = project.payments.aggregate(all=Sum("amount_cny"))["all"]
    if not isinstance(after, Decimal) or not 0 < after <= project.awarded_cny:
        raise Invalid(after=_("At most %s: more needs a decision of its own.") % cny(project.awarded_cny))
    if after < sum(paid, Decimal(0)):
        raise Invalid(after=_("More than that has been paid already."))
    if after == total:
        raise Invalid(after=_("This changes nothing."))
    project.cost_cny = after
    project.save(update_fields=["cost_cny"])
    for payment, amount in zip(project.payments.order_by("number"), split(after, paid), strict=True):
        if payment.paid_on is None:
            payment.amount_cny = amount
            payment.save(update_fields=["amount_cny"])
    return cny(total), cny(after)


def _change_time(project: Project, after: Any, reason: str, actor: Any, now: datetime) -> tuple[str, str]:
    case = project.case
    if not isinstance(after, date) or case.act_due is None:
        raise Invalid(after=_("Choose a day."))
    extension = extend_case(code=case.code, due=end_of(after), reason=reason, actor=actor, now=now)
    last = timezone.localdate(extension.was_due) - timedelta(days=1)
    return last.isoformat(), after.isoformat()


def _change_content(project: Project, after: Any, reason: str, actor: Any, now: datetime) -> tuple[str, str]:
    new = plain(str(after))[:200]
    if not new:
        raise Invalid(after=_("Write what it will be instead."))
    latest = project.changes.filter(what=ChangeOf.CONTENT).last()
    before = latest.after if latest is not None else project.proposal.title
    if new == before:
        raise Invalid(after=_("This changes nothing."))
    return before, new
