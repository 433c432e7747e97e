"""What followers of a proposal hear. Its author hears from moderation and from the contest, not from here."""

from collections.abc import Collection
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.discussions.queries import followers
from portal.notices.actions import notify
from portal.notices.enums import Importance
from portal.notices.ports import Fields, NoticeKind
from proposals.models import Proposal
from proposals.rules import READABLE

FOLLOWED = "proposals.followed"


def tell_followers(proposal: Proposal, *, event: str, now: datetime, but: Collection[int] = ()) -> None:
    """Tell everybody who follows `proposal` that `event` happened (a key of the wording below).

    Its author and those in `but` are left out: they hear it in another way.
    """
    if proposal.thread is None:
        return
    notify(
        kind=FOLLOWED,
        recipients=followers(proposal.thread).exclude(pk__in={proposal.author_id, *but}),
        subject=proposal.code,
        event=f"{event}:{now.isoformat()}",
        fields={"title": proposal.title, "event": event},
        url=_where_to_read(proposal),
        now=now,
    )


def _where_to_read(proposal: Proposal) -> str:
    """The proposal itself while everybody can read it, else its contest: no news leads to an empty page."""
    if proposal.state in READABLE:
        return proposal.get_absolute_url()
    return reverse("proposals:contest", args=[proposal.contest.code])


def _title(fields: Fields) -> str:
    return _("“%(title)s”: there is news") % {"title": fields["title"]}


def _body(fields: Fields) -> str:
    match fields["event"]:
        case "withdrawn":
            return _("Its author has withdrawn it.")
        case "hidden":
            return _("It has been taken down for now. Whoever voted for it may use that vote again.")
        case "returned":
            return _("It went back to its author for changes and will be seen again afterwards.")
        case "merged":
            return _("It was merged into another proposal and stays readable. Its page leads to the joint one.")
        case "divided":
            return _("It was divided into two and stays readable. Its page leads to both.")
        case "split":
            return _("It stands by itself again.")
        case "selected":
            return _("It was chosen in the vote and will be carried out.")
        case "not_selected":
            return _("It was not chosen this time. The result page says why.")
        case _:
            return _("It can be read again.")


followed_kind = NoticeKind(
    key=FOLLOWED,
    label=gettext_lazy("News of proposals I follow"),
    importance=Importance.ORDINARY,
    title=_title,
    body=_body,
)
