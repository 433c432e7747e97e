"""What contests and proposals say on posters, cards and in chat groups."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from portal.core import clock
from portal.core.errors import WrongState
from portal.core.posters import Contact, Poster, PosterDate, PosterSource
from portal.core.templatetags.linli import wan, when
from proposals.dates import until
from proposals.enums import Feature, PhaseKind
from proposals.models import Contest, Phase, Proposal
from proposals.phases import OPENS
from proposals.wording import in_a_row, what_next

FOR_RESIDENTS = (Feature.SUBMIT, Feature.VOTE, Feature.OBJECT)
LEAD = 90


def contest_poster(contest: Contest, now: datetime) -> Poster:
    """The contest as neighbours hear of it. No query for one loaded with its phases; contacts are left out."""
    news = what_next(contest, now)
    return Poster(
        code=contest.code,
        title=contest.title,
        path=contest.get_absolute_url(),
        lead=contest.summary,
        place=contest.subdistrict.name,
        news=news,
        words=in_a_row(_said(contest, now), news),
        figure=(_("Together we decide on"), wan(contest.budget_cny)),
        dates=_dates(contest, now),
    )


def _said(contest: Contest, now: datetime) -> str:
    """The contest's words for the stage that is open, or what it is about."""
    phase = contest.phase_at(now)
    return (phase is not None and contest.notices.get(phase.kind)) or contest.summary


def proposal_poster(proposal: Proposal, now: datetime) -> Poster:
    """The proposal as neighbours hear of it. No query for one loaded with its places, photos and phases."""
    place = proposal.community.title if proposal.community else ""
    news = what_next(proposal.contest, now)
    idea = " ".join(proposal.idea.split())
    facts = _("%(place)s, about %(cost)s.") % {"place": place, "cost": wan(proposal.cost_cny)}
    community = proposal.community
    return Poster(
        code=proposal.code,
        title=proposal.title,
        path=proposal.get_absolute_url(),
        lead=idea if len(idea) <= LEAD else f"{idea[: LEAD - 1]}…",
        place=place,
        news=news,
        words=in_a_row(facts, news, idea),
        figure=(_("It will cost about"), wan(proposal.cost_cny)),
        dates=_dates(proposal.contest, now),
        contacts=(Contact(community.title, community.phone),) if community else (),
        picture=lambda: _first_photo(proposal),
    )


def find_contest(code: str, viewer: Any) -> Poster | None:
    """The poster of an announced contest; raises WrongState for whoever prepares one that is not announced yet."""
    contest = Contest.objects.visible_to(viewer).with_phases().filter(code=code).first()
    if contest is None:
        return None
    if contest.announced_at is None:
        raise WrongState(_("Announce the contest first: the address on the poster leads nowhere yet."))
    communities = contest.subdistrict.communities.all()
    contacts = tuple(Contact(community.title, community.phone) for community in communities)
    return replace(contest_poster(contest, clock.now()), contacts=contacts)


def find_proposal(code: str, viewer: Any) -> Poster | None:
    """The poster of a proposal that everybody may read."""
    found = Proposal.objects.public().with_places().prefetch_related("contest__phases", "photos").filter(code=code)
    proposal = found.first()
    return proposal_poster(proposal, clock.now()) if proposal is not None else None


CONTESTS = PosterSource(kind="contest", find=find_contest)
PROPOSALS = PosterSource(kind="proposal", find=find_proposal)


def _dates(contest: Contest, now: datetime) -> tuple[PosterDate, ...]:
    """The stages in which residents have something to do, without those that are over; all of them once all are."""
    stages = [phase for phase in contest.phases_in_order() if OPENS[PhaseKind(phase.kind)].intersection(FOR_RESIDENTS)]
    return tuple(_line(phase) for phase in [phase for phase in stages if phase.closes_at > now] or stages)


def _line(phase: Phase) -> PosterDate:
    long_before = phase.opens_at - timedelta(days=30)
    return PosterDate(phase.get_kind_display(), when(phase.opens_at), until(phase.closes_at, long_before))


def _first_photo(proposal: Proposal) -> bytes | None:
    """The first photo that everybody may see; None where there is none, or where its file is gone."""
    photo = next((photo for photo in proposal.photos.all() if photo.approved_at is not None), None)
    if photo is None:
        return None
    try:
        with photo.image.open() as file:
            return bytes(file.read())
    except FileNotFoundError:
        return None
