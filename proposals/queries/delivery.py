"""How a project stands: what it waits for, what was paid, and what everybody sees of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from portal.ballots.rules import result_is_public
from portal.cases.enums import Entry
from portal.cases.models import TimelineEntry
from portal.cases.queries.timeline import public_timeline
from proposals.enums import NextStep
from proposals.models import Contest, Inspector, Milestone, Payment, Project, ProjectChange, Proposal

BEFORE_WORK = (Entry.OPENED, Entry.ACCEPTED, Entry.FORWARDED)
ACCEPTING = 2
"""So many people at least accept the work for the residents."""


@dataclass(frozen=True)
class Delivery:
    """A project with all its parts, loaded once. Six queries."""

    project: Project
    milestones: tuple[Milestone, ...]
    payments: tuple[Payment, ...]
    changes: tuple[ProjectChange, ...]
    inspectors: tuple[Inspector, ...]
    timeline: tuple[TimelineEntry, ...]

    @property
    def paid(self) -> Decimal:
        return sum((each.amount_cny for each in self.payments if each.paid_on), Decimal(0))

    @property
    def coming_milestone(self) -> Milestone | None:
        return next((each for each in self.milestones if each.done_at is None), None)

    @property
    def next_payment(self) -> Payment | None:
        return next((each for each in self.payments if each.paid_on is None), None)

    @property
    def next_step(self) -> NextStep:
        """What it waits for, in the order of its life."""
        project, unpaid = self.project, [each.paid_on is None for each in self.payments]
        waits = (
            (project.agreed_on is None, NextStep.AGREEMENT),
            (unpaid[0], NextStep.FIRST_PAYMENT),
            (self.coming_milestone is not None, NextStep.MILESTONE),
            (unpaid[1], NextStep.SECOND_PAYMENT),
            (project.accepted_at is None and len(self.inspectors) < ACCEPTING, NextStep.INSPECTORS),
            (project.accepted_at is None, NextStep.INSPECTION),
            (unpaid[2], NextStep.LAST_PAYMENT),
            (project.looked_back_at is None, NextStep.LOOK_BACK),
        )
        return next((step for waiting, step in waits if waiting), NextStep.DONE)

    def may_look_back(self, today: date) -> bool:
        due = self.project.look_back_on
        return due is not None and due <= today and self.project.looked_back_at is None


def delivery_of(proposal: Proposal) -> Delivery | None:
    """None where nobody has begun. Six queries, one without a project."""
    project = Project.objects.select_related("case__handler", "proposal__contest", "proposal__thread")
    found = project.filter(proposal=proposal).first()
    if found is None:
        return None
    return Delivery(
        project=found,
        milestones=tuple(found.milestones.all()),
        payments=tuple(found.payments.all()),
        changes=tuple(found.changes.all()),
        inspectors=tuple(found.inspectors.select_related("user__resident")),
        timeline=tuple(public_timeline(found.case).exclude(kind__in=BEFORE_WORK)),
    )


def deliveries_of(proposals: Sequence[Proposal]) -> dict[int, Delivery]:
    """By proposal id, without their timelines: for lists. Five queries, however many there are."""
    parts = ("milestones", "payments", "changes", "inspectors")
    found = Project.objects.filter(proposal__in=proposals).select_related("case__handler").prefetch_related(*parts)
    return {
        each.proposal_id: Delivery(
            project=each,
            milestones=tuple(each.milestones.all()),
            payments=tuple(each.payments.all()),
            changes=tuple(each.changes.all()),
            inspectors=tuple(each.inspectors.all()),
            timeline=(),
        )
        for each in found
    }


def winners(contest: Contest, now: datetime) -> QuerySet[Proposal]:
    """What the public result chose, with its project where there is one; none before that."""
    poll = contest.poll
    found = contest.proposals.select_related("project__case", "community", "option").order_by("option__position", "pk")
    if poll is None or not result_is_public(poll, now):
        return found.none()
    return found.filter(option__code__in=(poll.result or {}).get("selected", []))


def inspector_of(delivery: Delivery, user: Any) -> Inspector | None:
    """The viewer's own part in accepting it."""
    return next((each for each in delivery.inspectors if each.user_id == user.pk), None)
