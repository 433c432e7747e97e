"""Votes on paper, by proxy and with help, as a contest's managers run them. The guarantees are the engine's."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.ballots import actions
from portal.ballots.actions import CastAnswer
from portal.ballots.actions.box_counts import Pile
from portal.ballots.enums import Channel
from portal.ballots.models import Poll, SignInLine, SignInSheet
from portal.core.errors import Hidden, Invalid
from proposals.models import Contest


@transaction.atomic
def open_contest_sheet(
    *, code: str, channel: Channel, place: str, held_on: date, actor: Any, now: datetime
) -> SignInSheet:
    """Begin a sign-in sheet. Raises Hidden, or what `portal.ballots.actions.open_sheet` raises."""
    return actions.open_sheet(
        poll=_poll(code, actor), channel=channel, place=place, held_on=held_on, actor=actor, now=now
    )


@transaction.atomic
def sign_in_voter(
    *,
    code: str,
    sheet: str,
    person: str,
    actor: Any,
    now: datetime,
    paper_in_box: bool = False,
    proxy: str = "",
    authorisation: UploadedFile | None = None,
    options: Sequence[str] | None = None,
) -> SignInLine:
    """Put the person with the code `person` on a sheet; `proxy` is the number on the roll of who votes for them.

    Raises Hidden, Invalid (nobody with this number), or what `portal.ballots.actions.sign_in` raises.
    """
    found = contest_sheet(code, sheet, actor)
    return actions.sign_in(
        sheet=found,
        voter=_on_roll(found.poll, person),
        actor=actor,
        now=now,
        paper_in_box=paper_in_box,
        proxy=_numbered(found.poll, proxy) if proxy.strip() else None,
        authorisation=authorisation,
        options=options,
    )


@transaction.atomic
def help_to_vote(*, code: str, person: str, option_codes: Sequence[str], actor: Any, now: datetime) -> CastAnswer:
    """Give the ballot of the person with the code `person` at the counter.

    Raises Hidden, or what `portal.ballots.actions.vote_with_help` raises.
    """
    poll = _poll(code, actor)
    return actions.vote_with_help(
        poll=poll, option_codes=option_codes, voter=_on_roll(poll, person), actor=actor, now=now
    )


@transaction.atomic
def enter_contest_box(
    *, code: str, sheet: str, piles: Iterable[Pile], invalid: int, actor: Any, now: datetime
) -> SignInSheet:
    """One teller's count of a box. Raises Hidden, or what `portal.ballots.actions.enter_box` raises."""
    return actions.enter_box(
        sheet=contest_sheet(code, sheet, actor), piles=piles, invalid=invalid, actor=actor, now=now
    )


def contest_sheet(code: str, sheet: str, actor: Any) -> SignInSheet:
    """A sheet of a contest that `actor` manages, with its poll. Raises Hidden."""
    found = SignInSheet.objects.select_related("poll").filter(poll=_poll(code, actor), code=sheet).first()
    if found is None:
        raise Hidden
    return found


def _poll(code: str, actor: Any) -> Poll:
    contest = Contest.objects.managed_by(actor).select_related("poll").filter(code=code, is_history=False).first()
    if contest is None or contest.poll is None:
        raise Hidden
    return contest.poll


def _on_roll(poll: Poll, person: str) -> User:
    found = User.objects.filter(code=person, roll_entries__roll=poll.roll_id).first()
    if found is None:
        raise Hidden
    return found


def _numbered(poll: Poll, number: str) -> User:
    text = number.strip()
    found = poll.roll.entries.select_related("user").filter(number=int(text)).first() if text.isdecimal() else None
    if found is None:
        raise Invalid(proxy=_("Nobody on the roll has the number %s.") % text)
    return found.user
