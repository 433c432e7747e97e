"""A matter in the moderators' inbox: every word and picture that an approval publishes."""

from collections.abc import Iterable, Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string

from portal.cases.enums import Entry
from portal.cases.models import EntryPhoto, Matter
from portal.moderation.models import Submission
from portal.moderation.queries.media import media_opinions
from portal.moderation.views.cards import opinion_words


def prepare_inbox(submissions: Sequence[Submission]) -> None:
    """Fetch what the cards of all these matters show; two queries, and one a media screen, however many."""
    found = {each.submission_id: each for each in Matter.objects.whole().filter(submission__in=submissions)}
    _put_pictures(found.values())
    for submission in submissions:
        submission.shown_matter = found.get(submission.pk)  # type: ignore[attr-defined]


def show_in_inbox(submission: Submission, request: HttpRequest) -> str:
    """Safe HTML; no query after `prepare_inbox`."""
    if hasattr(submission, "shown_matter"):
        matter: Matter | None = submission.shown_matter  # type: ignore[attr-defined]
    else:
        matter = Matter.objects.whole().filter(submission=submission).first()
        _put_pictures([matter] if matter else [])
    return render_to_string("cases/in_inbox.html", {"matter": matter}, request=request) if matter else ""


def _put_pictures(matters: Iterable[Matter]) -> None:
    """Give each matter `pictures`, and each picture that was checked `checked`: what the check says, and its tone."""
    by_case = {each.case_id: each for each in matters}
    pictures: dict[int, list[EntryPhoto]] = {case: [] for case in by_case}
    if by_case:
        sent = EntryPhoto.objects.filter(entry__case__in=by_case, entry__kind=Entry.OPENED)
        for photo in sent.select_related("entry"):
            pictures[photo.entry.case_id].append(photo)
    keys = [key for case, each in by_case.items() if (key := each.submission_id) is not None and pictures[case]]
    opinions = media_opinions(keys) if keys else {}
    for case, matter in by_case.items():
        matter.pictures = pictures[case]  # type: ignore[attr-defined]
        for photo in pictures[case]:
            opinion = opinions.get((matter.submission_id or 0, photo.code))
            if opinion is not None:
                photo.checked = opinion_words(opinion)  # type: ignore[attr-defined]
