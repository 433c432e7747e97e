"""A proposal in the moderators' inbox: all that will be published, as it stands."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string

from portal.moderation.enums import MediaType
from portal.moderation.models import Submission
from portal.moderation.queries.media import media_opinions
from portal.moderation.views.cards import opinion_words
from proposals.models import Proposal
from proposals.queries.reading import voice_of


def prepare_inbox(submissions: Sequence[Submission]) -> None:
    """Fetch what the cards of all these proposals show; three queries, and one a media screen, however many."""
    found = {proposal.submission_id: proposal for proposal in _whole().filter(submission__in=submissions)}
    _put_opinions(found.values())
    for submission in submissions:
        submission.shown_proposal = found.get(submission.pk)  # type: ignore[attr-defined]


def show_in_inbox(submission: Submission, request: HttpRequest) -> str:
    """Safe HTML with every word, picture and sound that an approval publishes; no query after `prepare_inbox`."""
    if hasattr(submission, "shown_proposal"):
        proposal: Proposal | None = submission.shown_proposal  # type: ignore[attr-defined]
    else:
        proposal = _whole().filter(submission=submission).first()
        _put_opinions([proposal] if proposal else [])
    if proposal is None:
        return ""
    return render_to_string("proposals/in_inbox.html", {"proposal": proposal}, request=request)


def _whole() -> QuerySet[Proposal]:
    return Proposal.objects.with_places().select_related("voice").prefetch_related("cost_lines", "photos")


def _put_opinions(proposals: Iterable[Proposal]) -> None:
    """Give each photo and recording that was checked `checked`: what the check says, and its tone."""
    shown = [(each.submission_id, list(each.photos.all()), voice_of(each)) for each in proposals]
    handed_in = [key for key, photos, voice in shown if key is not None and (photos or voice is not None)]
    opinions = media_opinions(handed_in) if handed_in else {}
    for key, photos, voice in shown:
        if key is None:
            continue
        for photo in photos:
            if (opinion := opinions.get((key, photo.code))) is not None:
                photo.checked = opinion_words(opinion)  # type: ignore[attr-defined]
        if voice is not None and (opinion := opinions.get((key, voice.code))) is not None:
            voice.checked = opinion_words(opinion, MediaType.SOUND)  # type: ignore[attr-defined]
