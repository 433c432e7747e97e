from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proposals.actions.endorse_proposal import recounted
from proposals.actions.name_writers import name_writers
from proposals.actions.withdraw_proposal import withdraw_proposal
from proposals.actions.write_draft import discard_draft
from proposals.enums import CorrectionState, ProposalState
from proposals.models import (
    CoAuthor,
    Endorsement,
    Inspector,
    Proposal,
    ProposalVoice,
    Reviewer,
    RollCorrection,
    SupportAsk,
)
from proposals.photo_files import delete_after_commit

UNREAD = (ProposalState.IN_REVIEW, ProposalState.RETURNED)


@transaction.atomic
def erase_person(*, user: Any, now: datetime) -> list[str]:
    """Take `user` out of the room as they leave; returns what is kept and why, in words.

    Drafts go with their photos, what nobody has published yet is withdrawn, endorsements are taken back, they are no
    longer named as co-author, and every recording is deleted: a voice says who somebody is. What was handed in stays on
    file under no name, because others have read, seconded or voted on it (PIPL Art 47).
    Doing it again changes nothing.
    """
    mine = Proposal.objects.filter(author=user).order_by("pk")
    for code in mine.filter(state=ProposalState.DRAFT).values_list("code", flat=True):
        discard_draft(code=code, actor=user, now=now)
    unread = mine.filter(state__in=UNREAD).exclude(option__poll__closes_at__lte=now)
    for code in unread.values_list("code", flat=True):
        withdraw_proposal(code=code, actor=user, now=now)
    voices = ProposalVoice.objects.filter(proposal__author=user)
    delete_after_commit(voices)
    voices.delete()
    seconded = list(Endorsement.objects.filter(user=user).values_list("proposal__code", flat=True))
    Endorsement.objects.filter(user=user).delete()
    for code in sorted(seconded):
        recounted(Proposal.objects.locked(code))
    SupportAsk.objects.filter(user=user).delete()
    named = list(Proposal.objects.filter(co_authors__user=user).select_related("submission").order_by("pk"))
    CoAuthor.objects.filter(user=user).delete()
    for proposal in named:
        name_writers(proposal)
    of_mine = RollCorrection.objects.filter(resident__user=user)
    of_mine.filter(state=CorrectionState.WAITING).delete()
    told = []
    if of_mine.exists():
        told.append(_("The line that added you to a frozen roll, with its reason: without it the roll proves nothing."))
    if Inspector.objects.filter(user=user).exists():
        told.append(
            _("What you said as one who accepts work for the residents, without your name: money was paid on it.")
        )
    sat = Reviewer.objects.filter(user=user)
    sat.filter(panel__closed_at=None).exclude(reviews__scored_at__isnull=False).delete()
    if sat.exists():
        told.append(_("The points you gave on a panel, without your name: a result stands on them."))
    kept = mine.count()
    if not kept:
        return told
    return [
        *told,
        ngettext(
            "%d proposal stays on file without your name: others have read, seconded or voted on it.",
            "%d proposals stay on file without your name: others have read, seconded or voted on them.",
            kept,
        )
        % kept,
    ]
