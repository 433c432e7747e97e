from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import ngettext

from portal.moderation.enums import SubmissionState
from portal.moderation.models import Appeal, Round, Submission


@transaction.atomic
def erase_words(*, user: Any, now: datetime) -> list[str]:
    """Remove the words of somebody who leaves from what they handed in; returns what is kept and why.

    That something was handed in, what was decided and why stays, without the words: the log of decisions is kept for at
    least six months (等保 2.0). Of what was taken down the words stay as well: the Cybersecurity Law wants a record of
    unlawful content kept. The things themselves are the rooms' to withdraw. Doing it again changes nothing.
    """
    mine = Submission.objects.filter(author=user)
    erased = mine.exclude(state=SubmissionState.HIDDEN)
    kept = list(erased.select_for_update().order_by("pk").values_list("pk", flat=True))
    erased.filter(pk__in=kept).update(title="", text="")
    Round.objects.filter(submission__in=kept).update(title="", text="")
    Appeal.objects.filter(submission__in=kept).update(text="")
    hidden = mine.filter(state=SubmissionState.HIDDEN).count()
    said = []
    if kept:
        said.append(
            ngettext(
                "%d decision on what you wrote stays in the log, without your words.",
                "%d decisions on what you wrote stay in the log, without your words.",
                len(kept),
            )
            % len(kept)
        )
    if hidden:
        said.append(
            ngettext(
                "%d text that was taken down stays on file: the law wants a record of it.",
                "%d texts that were taken down stay on file: the law wants a record of them.",
                hidden,
            )
            % hidden
        )
    return said
