"""What cases hold of one person."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.cases.enums import Entry
from portal.cases.models import Case, CaseRating, EntryPhoto, Matter
from portal.core.personal_data import PersonFile


def cases_of(user: Any) -> dict[str, Any]:
    """Matters that they raised, with how they came out and what they said of it."""
    raised = Case.objects.filter(opened_by=user).select_related("matter").order_by("opened_at", "pk")
    rated = CaseRating.objects.filter(by=user).select_related("case").order_by("at", "pk")
    return {
        "raised": [
            {
                "title": case.title,
                "kind": case.kind,
                "opened_at": case.opened_at.isoformat(),
                "state": case.state,
                "answer": case.answer,
            }
            | _brought(case)
            for case in raised
        ],
        "ratings": [
            {
                "title": each.case.title,
                "score": each.score,
                "solved": each.solved,
                "words": each.words,
                "at": each.at.isoformat(),
            }
            for each in rated
        ],
    }


def pictures_of(user: Any) -> list[PersonFile]:
    """The pictures that they sent with matters. One query."""
    sent = EntryPhoto.objects.filter(entry__case__opened_by=user, entry__kind=Entry.OPENED).select_related(
        "entry__case"
    )
    return [PersonFile(f"cases/{each.entry.case.code}-{each.code}.jpg", each.image) for each in sent]


def _brought(case: Case) -> dict[str, Any]:
    matter = getattr(case, "matter", None)
    return {} if matter is None else {"place": matter.place, "words": matter.words, "public": matter.public}


def forget_in_cases(user: Any, now: datetime) -> list[str]:
    """Their words about answers go, and those of matters that nobody but the office reads, with their pictures; that a
    matter was raised and how it came out stays, without their name."""
    unseen = Matter.objects.filter(case__opened_by=user, shown_at__isnull=True)
    for photo in EntryPhoto.objects.filter(entry__case__matter__in=unseen, entry__kind=Entry.OPENED):
        transaction.on_commit(partial(photo.image.storage.delete, photo.image.name))
        photo.delete()
    unseen.update(words="", place="")
    CaseRating.objects.filter(by=user).exclude(words="").update(words="")
    if Case.objects.filter(opened_by=user).exists():
        return [_("Matters that you raised, without your name for others: how they came out has to be shown.")]
    return []
