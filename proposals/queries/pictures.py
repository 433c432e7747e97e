"""The small picture that stands for a proposal in lists."""

from collections.abc import Iterable

from django.urls import reverse

from proposals.models import Photo, Proposal


def first_pictures(proposals: Iterable[Proposal]) -> dict[int, str]:
    """The address of each proposal's first public photo, by primary key; one query."""
    shown = Photo.objects.filter(proposal__in=proposals, approved_at__isnull=False).order_by("-position", "-pk")
    return {photo.proposal_id: small_address(photo) for photo in shown}


def first_loaded(proposal: Proposal) -> str:
    """The same of one proposal whose photos are loaded; "" where none is public."""
    shown = [photo for photo in proposal.photos.all() if photo.approved_at is not None]
    return small_address(shown[0]) if shown else ""


def small_address(photo: Photo) -> str:
    return reverse("proposals:small_photo", args=[photo.code])
