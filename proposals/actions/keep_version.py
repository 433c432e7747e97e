from datetime import datetime

from django.db.models import Max

from proposals.models import Proposal, Version


def keep_version(proposal: Proposal, now: datetime) -> Version:
    """Write down what is handed in, as the next version. Runs inside the handing-in, which holds the proposal."""
    last = proposal.versions.aggregate(last=Max("number"))["last"] or 0
    costs = [
        [line.label, "" if line.amount_cny is None else str(line.amount_cny)] for line in proposal.cost_lines.all()
    ]
    return Version.objects.create(
        proposal=proposal,
        number=last + 1,
        title=proposal.title,
        problem=proposal.problem,
        idea=proposal.idea,
        place=proposal.place,
        community=proposal.community.name if proposal.community else "",
        category=proposal.category.name if proposal.category else "",
        costs=costs,
        at=now,
    )


def take_versions_back(proposal: Proposal) -> None:
    """Whatever was taken out of sight is read by nobody else in its history either. Runs inside the decision."""
    proposal.versions.exclude(published_at=None).update(published_at=None)


def publish_version(proposal: Proposal, now: datetime) -> None:
    """What was handed in last is what everybody reads from now on. Runs inside the decision."""
    last = proposal.versions.order_by("-number").first()
    if last is not None and last.published_at is None:
        last.published_at = now
        last.save(update_fields=["published_at"])
