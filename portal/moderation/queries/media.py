"""What the media screens say of pictures and sounds."""

from collections.abc import Collection

from portal.moderation.enums import SEVERITY, Verdict
from portal.moderation.models import Submission
from portal.moderation.ports import MediaOpinion, media_screens, moderated_kinds


def media_opinions(submission_ids: Collection[int]) -> dict[tuple[int, str], MediaOpinion]:
    """The worst opinion of each medium, by submission and key; one that is still awaited counts as worse than a pass.

    One query a screen. A medium that nobody was asked about is not in it.
    """
    worst: dict[tuple[int, str], MediaOpinion] = {}
    for screen in media_screens:
        for place, opinion in screen.opinions(submission_ids).items():
            if place not in worst or _weight(opinion) > _weight(worst[place]):
                worst[place] = opinion
    return worst


def _weight(opinion: MediaOpinion) -> float:
    return 0.5 if opinion.verdict is None else SEVERITY.index(opinion.verdict)


def media_pass(submission: Submission) -> bool:
    """Whether every picture and sound of it was checked and passed; so it is where there is none."""
    source = moderated_kinds.get(submission.kind).media
    media = source.of(submission) if source is not None else []
    if not media:
        return True
    opinions = media_opinions([submission.pk])
    unknown = MediaOpinion(None)
    return all(opinions.get((submission.pk, medium.key), unknown).verdict == Verdict.PASS for medium in media)
