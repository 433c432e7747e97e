"""What reviewers and authors hear of scoring."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.notices.actions import notify
from portal.notices.enums import Importance
from portal.notices.ports import Fields, NoticeKind
from proposals.models import Panel, Review, Reviewer

ASKED, COMMENTED = "proposals.review_asked", "proposals.review_comments"


def ask_reviewers(panel: Panel, reviewers: Sequence[Reviewer], now: datetime, *, again: bool = False) -> None:
    """Ask them to score; `again` reminds them, once a day at most."""
    day = timezone.localdate(now).isoformat()
    for reviewer in reviewers:
        waiting = reviewer.reviews.still_to_do().count()
        if not waiting:
            continue
        notify(
            kind=ASKED,
            recipients=[reviewer.user_id],
            subject=panel.contest.code,
            event=f"again:{day}" if again else f"asked:{now.isoformat()}",
            fields={"contest": panel.contest.title, "count": waiting},
            url=reverse("proposals:desk"),
            now=now,
        )


def tell_comments(panel: Panel, now: datetime) -> None:
    """Tell authors that reviewers have written to them."""
    found = Review.objects.filter(reviewer__panel=panel).exclude(comment="")
    seen = set()
    for review in found.select_related("proposal__contest"):
        proposal = review.proposal
        if proposal.pk in seen:
            continue
        seen.add(proposal.pk)
        notify(
            kind=COMMENTED,
            recipients=[proposal.author_id],
            subject=proposal.code,
            event=f"{panel.kind}:{now.isoformat()}",
            fields={"title": proposal.title},
            url=reverse("proposals:state", args=[proposal.contest.code, proposal.code]),
            now=now,
        )


def _asked(fields: Fields) -> str:
    return _("%(count)d proposals wait for your scores") % {"count": int(fields["count"])}


asked_kind = NoticeKind(
    key=ASKED,
    label=gettext_lazy("Proposals that I am to score"),
    importance=Importance.IMPORTANT,
    title=_asked,
    body=lambda fields: (
        _("You are on a panel of “%(contest)s”. Your scores stay hidden until the panel is closed.") % fields
    ),
)
commented_kind = NoticeKind(
    key=COMMENTED,
    label=gettext_lazy("Comments of reviewers on my proposals"),
    importance=Importance.ORDINARY,
    title=lambda fields: _("Reviewers have written to you about “%(title)s”") % fields,
    body=lambda fields: _("What they noticed and suggest stands on your proposal's page."),
)
