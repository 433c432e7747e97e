from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from portal.ballots.enums import Reason
from portal.ballots.models import Poll
from portal.discussions.queries import followers
from portal.notices.actions import notify
from proposals.models import Proposal
from proposals.news import FOLLOWED
from proposals.result_news import NOT_ON_BALLOT, RESULT, TOO_FEW_ENDORSEMENTS


@transaction.atomic
def tell_result(*, code: str, now: datetime) -> int:
    """Tell a proposal's authors and followers what the published result made of it; each hears it once,
    and once more where a recount changed it.

    Returns how many had not heard it before; 0 where there is nothing to tell (gone, or not published).
    """
    proposals = Proposal.objects.public().select_related("contest__poll", "thread", "option")
    proposal = proposals.filter(code=code, contest__result_published_at__lte=now).first()
    if proposal is None or proposal.contest.poll is None:
        return 0
    fields = result_fields(proposal, proposal.contest.poll)
    happening = {
        "subject": proposal.code,
        "event": _event(proposal),
        "url": proposal.get_absolute_url(),
        "now": now,
    }
    named = proposal.co_authors.filter(accepted_at__isnull=False)
    authors = [proposal.author_id, *named.values_list("user", flat=True)]
    told = notify(kind=RESULT, recipients=authors, fields=fields, **happening)
    if proposal.thread is not None:
        event = "selected" if fields["selected"] else "not_selected"
        others = followers(proposal.thread).exclude(pk__in=authors)
        told += notify(kind=FOLLOWED, recipients=others, fields={"title": proposal.title, "event": event}, **happening)
    return told


def _event(proposal: Proposal) -> str:
    """A recount that changes the outcome is news of its own."""
    version = proposal.contest.poll.result_versions.count() if proposal.contest.poll is not None else 1
    return f"result:{proposal.contest.code}" + (f":{version}" if version > 1 else "")


def result_fields(proposal: Proposal, poll: Poll) -> dict[str, Any]:
    """What the notice says, from the poll's stored result; the words are made in `result_news`."""
    fields: dict[str, Any] = {"title": proposal.title, "contest": proposal.contest.title, "selected": False, "votes": 0}
    option_code = proposal.option.code if proposal.option is not None else None
    rows = (poll.result or {}).get("options", [])
    row = next((row for row in rows if row["code"] == option_code), None)
    if row is None:
        needed, had = proposal.contest.endorsements_needed, proposal.endorsement_count
        reason = TOO_FEW_ENDORSEMENTS if had < needed else NOT_ON_BALLOT
        return fields | {"reason": reason, "needed": needed, "had": had}
    fields |= {"selected": row["selected"], "reason": row["reason"], "votes": row["votes"]}
    if row["reason"] == Reason.OVER_BUDGET:
        fields |= {"left": _yuan(row["left_before_cny"]), "cost": _yuan(row["cost_cny"])}
    return fields


def _yuan(amount: str) -> str:
    """48000.00 → 48,000."""
    return f"{Decimal(amount):,.2f}".removesuffix(".00")
