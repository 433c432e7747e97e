"""What was in a ballot box: counted by two tellers, each on their own, until both have the same.

Papers are entered as piles: the same choices on so many papers. Where everybody has one vote a pile is an option's
total. Totals alone are not taken where people have several votes: equal shares are counted ballot by ballot, and a
stranger could not count totals again under any rule.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.ballots.actions.signing_in import _in_state
from portal.ballots.enums import Channel, Secrecy, SheetState
from portal.ballots.models import BoxCount, Poll, SignInSheet
from portal.core import audit
from portal.core.errors import Forbidden, Invalid, OutsideWindow, WrongState

Pile = tuple[Sequence[str], int]


@transaction.atomic
def enter_box(*, sheet: SignInSheet, piles: Iterable[Pile], invalid: int, actor: User, now: datetime) -> SignInSheet:
    """One teller's count of a confirmed sheet's box, after the close; `piles` are (option codes, papers).

    A teller may count again until another has found the same: then the box stands, and `papers` says how many there
    were. Fewer papers than people is possible, as somebody may take theirs home; more is not.

    Raises WrongState (no confirmed paper sheet, a vote recorded by name, the box stands), OutsideWindow (before the
    close), Forbidden (two others are counting) or Invalid (options, numbers, more papers than people).
    """
    sheet = _in_state(sheet, SheetState.CONFIRMED)
    poll = sheet.poll
    if sheet.channel != Channel.PAPER or poll.secrecy != Secrecy.SECRET:
        raise WrongState(_("There is no ballot box to this sheet."))
    if now < poll.closes_at:
        raise OutsideWindow(_("Boxes are opened after the close."))
    if sheet.papers is not None:
        raise WrongState(_("This box has been counted by two people."))
    found = _checked(poll, sheet, piles, invalid)
    others = list(sheet.box_counts.exclude(by=actor))
    if len(others) > 1:
        raise Forbidden(_("Two others are counting this box."))
    BoxCount.objects.update_or_create(sheet=sheet, by=actor, defaults={"piles": found, "invalid": invalid})
    if any(same(found, invalid, other) for other in others):
        sheet.papers, sheet.invalid = sum(number for _codes, number in found) + invalid, invalid
        sheet.save(update_fields=["papers", "invalid"])
        audit.record("ballots.count_box", poll, actor, sheet=sheet.code, papers=sheet.papers, invalid=invalid)
    return sheet


@transaction.atomic
def recount_box(*, sheet: SignInSheet, actor: User, now: datetime) -> SignInSheet:
    """Open a box again: both tellers' counts go, and two people count it anew. Raises WrongState once counted."""
    sheet = _in_state(sheet, SheetState.CONFIRMED)
    sheet.box_counts.all().delete()
    sheet.papers = sheet.invalid = None
    sheet.save(update_fields=["papers", "invalid"])
    audit.record("ballots.recount_box", sheet.poll, actor, sheet=sheet.code)
    return sheet


def same(piles: Sequence[Sequence], invalid: int, other: BoxCount) -> bool:
    """Whether two tellers found the same papers, however they piled them."""
    return invalid == other.invalid and Counter(_papers(piles)) == Counter(_papers(other.piles))


def _papers(piles: Sequence[Sequence]) -> dict[tuple[str, ...], int]:
    return {tuple(codes): number for codes, number in piles}


def _checked(poll: Poll, sheet: SignInSheet, piles: Iterable[Pile], invalid: int) -> list[list]:
    """Piles with the same choices as one, in a fixed order."""
    known = set(poll.options.values_list("code", flat=True))
    found: Counter[tuple[str, ...]] = Counter()
    for codes, number in piles:
        chosen = tuple(sorted(set(codes)))
        if not chosen or len(chosen) > poll.slots or not known.issuperset(chosen):
            raise Invalid(piles=_("A paper has 1 to %d of the options on the ballot; others are invalid.") % poll.slots)
        if number < 1:
            raise Invalid(piles=_("A pile has at least one paper."))
        found[chosen] += number
    if invalid < 0:
        raise Invalid(invalid=_("This is not a number of papers."))
    papers = sum(found.values()) + invalid
    if papers > sheet.signed_in:
        words = {"papers": papers, "people": sheet.signed_in}
        raise Invalid(
            piles=_("%(papers)s papers, but only %(people)s people signed in. Count again, or look at the sheet.")
            % words
        )
    return [[list(codes), number] for codes, number in sorted(found.items())]
