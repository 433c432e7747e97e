"""Who votes on paper, by proxy or with help: sign-in sheets, entered by one person and confirmed by another.

A person's first way of voting closes the others. Signing somebody in takes the lock that voting takes, so that of two
ways taken at the same moment one is refused: an online ballot stands against the sheet, a line against the tap.

A line names a person and no choice (but in a vote recorded by name), and no row tells when it was written.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.accounts.queries import share_household
from portal.ballots.actions import box_postgres, box_sqlite
from portal.ballots.enums import Channel, Secrecy, SheetState
from portal.ballots.facts import facts_of
from portal.ballots.models import Poll, RollEntry, SheetScan, SignInLine, SignInSheet
from portal.ballots.models.papers import PLACE_AT_MOST, WHY_AT_MOST
from portal.ballots.refusals import OtherChannel
from portal.core import audit
from portal.core.errors import Forbidden, Hidden, Invalid, OutsideWindow, WrongState
from portal.core.pictures import store_picture
from portal.core.text import plain

SCANS_AT_MOST = 20


@transaction.atomic
def open_sheet(*, poll: Poll, channel: Channel, place: str, held_on: date, actor: User, now: datetime) -> SignInSheet:
    """Begin a sheet for one place and day, within the days of the vote. The caller has asked whether `actor` may.

    Raises Invalid (no place, a day outside the vote, or a channel that has no sheets), WrongState once counted.
    """
    poll = _uncounted(poll.pk)
    place = plain(place)[:PLACE_AT_MOST]
    if not place:
        raise Invalid(place=_("Write where people signed in."))
    if channel not in (Channel.PAPER, Channel.COUNTER):
        raise Invalid(channel=_("There are no sheets for this way of voting."))
    if not timezone.localdate(poll.opens_at) <= held_on <= timezone.localdate(poll.closes_at):
        raise Invalid(held_on=_("This day is outside the vote."))
    sheet = SignInSheet.objects.create(poll=poll, channel=channel, place=place, held_on=held_on, opened_by=actor)
    audit.record("ballots.open_sheet", poll, actor, sheet=sheet.code, channel=channel)
    return sheet


@transaction.atomic
def sign_in(
    *,
    sheet: SignInSheet,
    voter: User,
    actor: User,
    now: datetime,
    paper_in_box: bool = False,
    proxy: User | None = None,
    authorisation: UploadedFile | None = None,
    options: Sequence[str] | None = None,
) -> SignInLine:
    """Put `voter` on an open sheet; from then on they cannot vote another way.

    Somebody who voted online is refused, unless their paper is in the box already (`paper_in_box`): it came first, so
    the count leaves the online ballot out and says so. On a counter's sheet it is the other way round: only who holds a
    ballot is put on it. `proxy` voted in the voter's place by a written `authorisation`. `options` are the ballot, in a
    vote recorded by name and nowhere else.

    Raises WrongState (the sheet is closed, or the vote counted), OutsideWindow (not open yet), OtherChannel (which says
    the way), Invalid (not on the roll, no ballot, proxy, authorisation, options) or Forbidden (oneself, or somebody of
    one's household: another person has to enter them).
    """
    poll = sheet.poll
    key = facts_of(poll).voter_key(voter.pk)
    chosen = (box_postgres if connection.vendor == "postgresql" else box_sqlite).lock_and_read(poll.pk, voter.pk, key)
    sheet = _open(sheet)
    if now < sheet.poll.opens_at:
        raise OutsideWindow(_("Voting has not started yet."))
    _require_stranger(actor, voter)
    entry = _entry(sheet.poll, voter, "voter")
    if (line := sheet.poll.sign_in_lines.select_related("sheet").filter(entry=entry).first()) is not None:
        raise OtherChannel(_told(line))
    on_paper = sheet.channel == Channel.PAPER
    if on_paper and chosen and not paper_in_box:
        raise OtherChannel(
            _("This person has voted online already. Hand out no paper; if it is in the box, say so on this page.")
        )
    if not on_paper and not chosen:
        raise Invalid(voter=_("This person holds no ballot: nobody has helped them to vote, or it was taken back."))
    line = SignInLine(
        poll=sheet.poll, sheet=sheet, entry=entry, options=_ballot(sheet.poll, options) if on_paper else None
    )
    if proxy is not None:
        _authorise(line, proxy, voter, authorisation)
    line.save(force_insert=True)
    return line


@transaction.atomic
def take_off(*, sheet: SignInSheet, voter_code: str, actor: User) -> None:
    """Take a line off an open sheet; the person may vote any way again. Raises Hidden or WrongState."""
    sheet = _open(sheet)
    line = sheet.lines.filter(entry__user__code=voter_code).first()
    if line is None:
        raise Hidden
    _drop([line])


@transaction.atomic
def add_scan(*, sheet: SignInSheet, upload: UploadedFile, actor: User) -> SheetScan:
    """Keep a picture of the signed sheet. Raises WrongState once it is closed, Invalid (no picture, or too many)."""
    sheet = _open(sheet)
    if sheet.scans.count() >= SCANS_AT_MOST:
        raise Invalid(photo=_("A sheet takes %d pictures at most.") % SCANS_AT_MOST)
    return _kept(sheet, upload)


@transaction.atomic
def remove_scan(*, sheet: SignInSheet, scan_code: str, actor: User) -> None:
    """Take a picture of the sheet off again. Raises Hidden (also for an authorisation) or WrongState once closed."""
    sheet = _open(sheet)
    scan = sheet.scans.filter(code=scan_code, authorises=None).first()
    if scan is None:
        raise Hidden
    _delete_after_commit([scan])


@transaction.atomic
def close_sheet(*, sheet: SignInSheet, actor: User, now: datetime) -> SignInSheet:
    """Say that everybody who signed is on it; a second person looks next. Raises WrongState or Invalid."""
    sheet = _open(sheet)
    if not sheet.lines.exists():
        raise Invalid(lines=_("Nobody is on this sheet."))
    if not sheet.scans.filter(authorises=None).exists():
        raise Invalid(photo=_("A picture of the signed sheet is missing. Nothing was lost: add it and close again."))
    sheet.state, sheet.closed_by = SheetState.CLOSED, actor
    sheet.save(update_fields=["state", "closed_by"])
    audit.record("ballots.close_sheet", sheet.poll, actor, sheet=sheet.code)
    return sheet


@transaction.atomic
def confirm_sheet(*, sheet: SignInSheet, actor: User, now: datetime) -> SignInSheet:
    """Confirm, as a second person, that the sheet is what was signed. Raises WrongState or Forbidden (one's own)."""
    sheet = _in_state(sheet, SheetState.CLOSED)
    if sheet.closed_by_id == actor.pk:
        raise Forbidden(_("A second person has to confirm the sheet."))
    _require_not_on_it(sheet, actor)
    sheet.state, sheet.confirmed_by = SheetState.CONFIRMED, actor
    sheet.signed_in, sheet.proxies = sheet.lines.count(), sheet.lines.filter(proxy__isnull=False).count()
    sheet.save(update_fields=["state", "confirmed_by", "signed_in", "proxies"])
    audit.record("ballots.confirm_sheet", sheet.poll, actor, sheet=sheet.code, signed_in=sheet.signed_in)
    return sheet


@transaction.atomic
def reopen_sheet(*, sheet: SignInSheet, actor: User, now: datetime) -> SignInSheet:
    """Send a sheet back to be corrected; what was counted in its box goes. Raises WrongState, also once counted."""
    sheet = _in_state(sheet, SheetState.CLOSED, SheetState.CONFIRMED)
    sheet.box_counts.all().delete()
    sheet.state, sheet.closed_by, sheet.confirmed_by = SheetState.OPEN, None, None
    sheet.papers = sheet.invalid = None
    sheet.signed_in = sheet.proxies = 0
    sheet.save()
    audit.record("ballots.reopen_sheet", sheet.poll, actor, sheet=sheet.code)
    return sheet


@transaction.atomic
def drop_sheet(*, sheet: SignInSheet, reason: str, actor: User, now: datetime) -> SignInSheet:
    """Give a sheet up: nobody is held by it any more. Raises WrongState once confirmed, Invalid without a reason."""
    sheet = _in_state(sheet, SheetState.OPEN, SheetState.CLOSED)
    reason = plain(reason)[:WHY_AT_MOST]
    if not reason:
        raise Invalid(reason=_("Please say why: it goes on record."))
    _drop(list(sheet.lines.all()))
    sheet.state, sheet.why = SheetState.DROPPED, reason
    sheet.save(update_fields=["state", "why"])
    audit.record("ballots.drop_sheet", sheet.poll, actor, sheet=sheet.code, reason=reason)
    return sheet


def _uncounted(pk: int) -> Poll:
    """The poll, held against a count. Not against votes: they refer to its key, which stays free."""
    poll = Poll.objects.select_for_update(no_key=True).get(pk=pk)
    if poll.counted_at is not None:
        raise WrongState(_("This vote has been counted."))
    return poll


def _in_state(sheet: SignInSheet, *states: SheetState) -> SignInSheet:
    poll = _uncounted(sheet.poll_id)
    sheet = SignInSheet.objects.select_for_update(no_key=True).get(pk=sheet.pk)
    if sheet.state not in states:
        raise WrongState(_("This sheet is at another point by now: %s.") % sheet.get_state_display())
    sheet.poll = poll
    return sheet


def _open(sheet: SignInSheet) -> SignInSheet:
    return _in_state(sheet, SheetState.OPEN)


def _entry(poll: Poll, person: User, field: str) -> RollEntry:
    entry = RollEntry.objects.filter(roll=poll.roll_id, user=person).first()
    if entry is None:
        raise Invalid(**{field: _("This person is not on the roll.")})
    return entry


def _told(line: SignInLine) -> str:
    """Which way somebody went, and where it is written."""
    words = {"place": line.sheet.place, "day": line.sheet.held_on.isoformat(), "code": line.sheet.code}
    if line.sheet.channel == Channel.COUNTER:
        return _("This person is on the counter's sheet %(code)s (%(place)s, %(day)s) already.") % words
    if line.proxy_id is not None:
        return _("Somebody voted for this person by proxy: sheet %(code)s (%(place)s, %(day)s).") % words
    return _("This person is on sheet %(code)s for paper (%(place)s, %(day)s) already.") % words


def _authorise(line: SignInLine, proxy: User, voter: User, authorisation: UploadedFile | None) -> None:
    if line.sheet.channel != Channel.PAPER:
        raise Invalid(proxy=_("Somebody else's vote is given on paper."))
    entry = _entry(line.poll, proxy, "proxy")
    if entry.pk == line.entry_id:
        raise Invalid(proxy=_("Nobody is their own proxy."))
    if line.poll.sign_in_lines.filter(proxy=entry).exists():
        raise Invalid(proxy=_("This person has voted for somebody else already; one is as many as is allowed."))
    if authorisation is None:
        raise Invalid(authorisation=_("A picture of the written authorisation is missing."))
    line.proxy = entry
    line.authorisation = _kept(line.sheet, authorisation)


def _ballot(poll: Poll, options: Sequence[str] | None) -> list[str] | None:
    if poll.secrecy == Secrecy.SECRET:
        if options:
            raise Invalid(options=_("This vote is secret: nobody's paper is entered with their name."))
        return None
    chosen = sorted(set(options or ()))
    if len(chosen) > poll.slots or poll.options.filter(code__in=chosen).count() != len(chosen):
        raise Invalid(options=_("Choose at most %d of the options on the ballot.") % poll.slots)
    return chosen


def _require_stranger(actor: User, voter: User) -> None:
    if share_household(actor, voter):
        raise Forbidden(_("You or your household: somebody else has to enter this."))


def _require_not_on_it(sheet: SignInSheet, actor: User) -> None:
    if sheet.lines.filter(entry__user=actor).exists():
        raise Forbidden(_("You are on this sheet yourself: somebody else has to confirm it."))


def _kept(sheet: SignInSheet, upload: UploadedFile) -> SheetScan:
    scan = SheetScan(sheet=sheet)
    scan.image.save("scan.jpg", store_picture(upload), save=True)
    return scan


def _drop(lines: Sequence[SignInLine]) -> None:
    papers = [line.authorisation for line in lines if line.authorisation is not None]
    for line in lines:
        line.delete()
    _delete_after_commit(papers)


def _delete_after_commit(scans: Sequence[SheetScan]) -> None:
    for scan in scans:
        transaction.on_commit(partial(scan.image.storage.delete, scan.image.name))
        scan.delete()
