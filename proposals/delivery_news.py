"""What author and followers hear while a winner is carried out, and managers when it is time to look back."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from portal.cases.actions.clocks import responsible
from portal.cases.models import Case
from portal.discussions.queries import followers
from portal.notices.actions import notify
from portal.notices.enums import Importance
from portal.notices.ports import Fields, NoticeKind
from proposals.models import Project

DELIVERY, LOOK_BACK = "proposals.delivery", "proposals.look_back"
EVENTS = ("begun", "milestone", "changed", "not_accepted", "accepted", "looked_back")


def delivery_url(project: Project) -> str:
    """Where everybody reads how it goes."""
    return reverse("proposals:delivery", args=[project.proposal.contest.code, project.proposal.code])


def tell_delivery(project: Project, *, event: str, text: str, now: datetime, part: int = 0) -> None:
    """Tell author and followers that `event` (one of EVENTS) happened; `part` tells several at one moment apart."""
    proposal = project.proposal
    people = {proposal.author_id}
    if proposal.thread is not None:
        people.update(followers(proposal.thread).values_list("pk", flat=True))
    notify(
        kind=DELIVERY,
        recipients=people,
        subject=proposal.code,
        event=f"{event}:{part}:{now.isoformat()}",
        fields={"title": proposal.title, "event": event, "text": text},
        url=delivery_url(project),
        now=now,
    )


def remind_to_look_back(case: Case, now: datetime) -> None:
    """Tell the managers that six months have passed; nothing where somebody has looked back already."""
    project = Project.objects.select_related("proposal__contest").filter(case=case, looked_back_at=None).first()
    if project is None or project.look_back_on is None:
        return
    contest = project.proposal.contest
    notify(
        kind=LOOK_BACK,
        recipients=responsible(case),
        subject=project.proposal.code,
        event=project.look_back_on.isoformat(),
        fields={"title": project.proposal.title},
        url=reverse("contest_project", args=[contest.code, project.proposal.code]),
        now=now,
    )


def _title(fields: Fields) -> str:
    match fields["event"]:
        case "begun":
            text = _("“%(title)s” is being carried out")
        case "milestone":
            text = _("“%(title)s” has come a step further")
        case "changed":
            text = _("“%(title)s”: something changes")
        case "not_accepted":
            text = _("“%(title)s” has not been accepted yet")
        case "accepted":
            text = _("“%(title)s” is finished and accepted")
        case _other:
            text = _("“%(title)s”, six months on")
    return text % fields


def _body(fields: Fields) -> str:
    return str(fields["text"]) or pgettext("news of delivery", "Pictures and figures are on its page.")


delivery_kind = NoticeKind(
    key=DELIVERY,
    label=gettext_lazy("How proposals that I wrote or follow are carried out"),
    importance=Importance.ORDINARY,
    title=_title,
    body=_body,
)
look_back_kind = NoticeKind(
    key=LOOK_BACK,
    label=gettext_lazy("Time to look back on a project"),
    importance=Importance.IMPORTANT,
    title=lambda fields: _("Look back on “%(title)s”") % fields,
    body=lambda fields: _("Six months have passed since it was accepted. Is it still in use, and what was learned?"),
    channels=(),
)
