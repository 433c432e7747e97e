"""Certifying a result: one person asks for it, another gives it, and a secret poll's voters become unknowable.

Certification is one transaction. Either all of it stands afterwards or nothing does: a process that dies half-way, or a
statement that fails, leaves the poll as it was, and it can be certified later.

The rows it leaves say nothing about order or time: participation is written in the order of the roll, choices and
counted ballots are written anew in an order drawn by the system's random source, all by one transaction. What the
database keeps of old rows in its files goes with `sweep_poll`, which the outbox calls afterwards (docs/privacy.md).
"""

import secrets
from collections import defaultdict
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.ballots import queries
from portal.ballots.actions import box_postgres, box_sqlite
from portal.ballots.enums import Decision, Secrecy
from portal.ballots.facts import facts_of, forget_keys
from portal.ballots.marks import forget
from portal.ballots.models import BoxCount, Certificate, Choice, CountedBallot, Participation, Poll
from portal.ballots.tally.digests import roll_digest
from portal.core import audit, outbox
from portal.core.errors import Forbidden, WrongState

SWEEP = "ballots.sweep"
BATCH = 2000
TABLES = (
    "ballots_poll",
    "ballots_choice",
    "ballots_countedballot",
    "ballots_exclusion",
    "ballots_signinline",
    "ballots_boxcount",
)
LOCK_TIMEOUT = "5s"


@transaction.atomic
def propose_certification(*, poll: Poll, actor: User, now: datetime) -> Certificate:
    """Ask that the result, as it stands now, be certified. Asking again renews it.

    Raises WrongState while something stands against it. The caller has asked its own rule whether `actor` may.
    """
    poll = _certifiable(poll, now)
    terms = {"result_digest": poll.result_digest, "proposed_by": actor, "proposed_at": now}
    certificate, _created = Certificate.objects.update_or_create(poll=poll, defaults=terms)
    audit.record("ballots.propose_certification", poll, actor, result_digest=poll.result_digest)
    return certificate


@transaction.atomic
def certify_poll(*, poll: Poll, actor: User, now: datetime) -> Certificate:
    """Give the certificate, mark who took part, and in a secret poll cut the last tie between people and choices.

    Certifying again changes nothing. Raises WrongState while something stands against it, where nobody has asked, or
    where the result or the roll is another one by now; Forbidden for the person who asked; KeyUnavailable.
    """
    poll = _certifiable(poll, now)
    certificate = Certificate.objects.select_for_update().filter(poll=poll).first()
    if certificate is not None and certificate.certified_at is not None:
        return certificate
    if certificate is None:
        raise WrongState(_("Nobody has asked for the certification yet."))
    if certificate.proposed_by_id == actor.pk:
        raise Forbidden(_("A second person has to certify the result."))
    if certificate.result_digest != poll.result_digest:
        raise WrongState(_("The result has changed since it was put forward. Put it forward again."))
    if roll_digest(queries.entry_lines(poll.roll)) != poll.roll.digest:
        raise WrongState(_("The roll is not the one that was frozen. Nothing was certified."))
    took_part = _mark_participation(poll)
    marks = queries.mark_names(poll)
    transaction.on_commit(lambda: forget(marks), robust=True)  # worth nothing without the key, should it fail
    if poll.secrecy == Secrecy.SECRET:
        _cut_ties(poll)
    poll.certified_at = now
    poll.save(update_fields=["certified_at", "sealed_key"])
    certificate.certified_by, certificate.certified_at = actor, now
    certificate.data = queries.certificate_data(poll, took_part)
    certificate.save(update_fields=["certified_by", "certified_at", "data"])
    audit.record("ballots.certify_poll", poll, actor, result_digest=poll.result_digest)
    if poll.secrecy == Secrecy.SECRET:
        outbox.add(SWEEP, key=poll.code)
        transaction.on_commit(forget_keys)
    return certificate


def sweep_poll(*, code: str, now: datetime) -> None:
    """Have the database write anew the files that held keys, so that no old version of a row is left in them.

    Outside any transaction; doing it twice is harmless. While PostgreSQL rewrites a table nobody else uses it, so the
    wait for it is short: where others hold it for longer, this fails and the outbox tries again.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
            try:
                for table in TABLES:
                    cursor.execute(f"VACUUM (FULL, ANALYZE) {table}")
            finally:
                cursor.execute("RESET lock_timeout")
        else:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    Certificate.objects.filter(poll__code=code, swept_at__isnull=True).update(swept_at=now)


def _certifiable(poll: Poll, now: datetime) -> Poll:
    """The poll, locked as for a count. One that is certified already is let through."""
    (box_postgres if connection.vendor == "postgresql" else box_sqlite).lock_for_count(poll.pk)
    poll = Poll.objects.select_for_update(of=("self",)).select_related("roll").get(pk=poll.pk)
    if poll.certified_at is None and (standing := queries.blockers(poll, now)):
        raise WrongState(" ".join(str(blocker.label) for blocker in standing))
    return poll


def _mark_participation(poll: Poll) -> int:
    """One statement for everybody who voted, whatever way, in the order of the roll. Returns how many there are."""
    facts = facts_of(poll)
    lines = set(poll.sign_in_lines.values_list("entry_id", flat=True))
    held = {bytes(key) for key in poll.choices.order_by().values_list("voter_key", flat=True).distinct()}
    entries = poll.roll.entries.order_by("number").values_list("pk", "user_id")
    voted = {pk for pk, user in entries if facts.voter_key(user) in held}
    marked = [Participation(poll=poll, entry_id=pk) for pk, _user in entries if pk in voted or pk in lines]
    Participation.objects.bulk_create(marked)
    if len(voted) != len(held):
        raise WrongState(_("There are choices that belong to nobody on the roll. Nothing was certified."))
    return len(marked)


def _cut_ties(poll: Poll) -> None:
    """Random keys instead of voters' ones, rows in random order, ballots named by no proposal, and no poll key."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")
    _forget_papers(poll)
    _rewrite_choices(poll)
    _rewrite_ballots(poll)
    poll.exclusions.exclude(state=Decision.WAITING).update(receipt="")
    poll.sealed_key = ""


def _forget_papers(poll: Poll) -> None:
    """Who went which way, and which box had which papers: among few, one tells the other. Figures and scans stay."""
    poll.sign_in_lines.all().delete()
    BoxCount.objects.filter(sheet__poll=poll).delete()


def _rewrite_choices(poll: Poll) -> None:
    ballots: dict[bytes, list[int]] = defaultdict(list)
    for key, option in poll.choices.order_by().values_list("voter_key", "option_id"):
        ballots[bytes(key)].append(option)
    shuffled = list(ballots.values())
    secrets.SystemRandom().shuffle(shuffled)
    poll.choices.all().delete()
    Choice.objects.bulk_create(
        [
            Choice(poll_id=poll.pk, option_id=option, voter_key=token, slot=slot)
            for token, options in ((secrets.token_bytes(32), options) for options in shuffled)
            for slot, option in enumerate(sorted(options), start=1)
        ],
        batch_size=BATCH,
    )


def _rewrite_ballots(poll: Poll) -> None:
    """In the order of receipts, which is random to everybody without the key."""
    rows = list(poll.counted_ballots.order_by("receipt").values("receipt", "options", "excluded", "channel"))
    poll.counted_ballots.all().delete()
    CountedBallot.objects.bulk_create([CountedBallot(poll=poll, **row) for row in rows], batch_size=BATCH)
