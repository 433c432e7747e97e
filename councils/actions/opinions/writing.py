"""A resident says something short about a draft; somebody reads it before neighbours are asked about it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from councils.actions.opinions.holding import asked_version, held_version, promise_map, require_open
from councils.models import ConventionVersion, Statement
from councils.models.opinions import STATEMENT_AT_MOST
from councils.opinions_enums import Origin, StatementState
from councils.rules import require_care
from portal.accounts.rules import require_verified_phone
from portal.core import audit
from portal.core.errors import Hidden, Invalid, WrongState
from portal.core.text import plain
from portal.moderation.actions import submit_for_moderation
from portal.moderation.enums import Decision
from portal.moderation.models import Submission

KIND = "statement"


@transaction.atomic
def write_statement(*, version_code: str, text: str, actor: Any, now: datetime, code: str = "") -> Statement:
    """Hand a statement in, or with `code` one's own again that came back.

    Raises SignInNeeded, VerificationNeeded, Hidden, Forbidden, WrongState, ConsentNeeded, Invalid (text).
    """
    require_verified_phone(actor)
    version = asked_version(version_code, actor)
    words = _sound(version, text)
    previous = _returned(version, code, actor) if code else None
    submission = submit_for_moderation(
        kind=KIND,
        community=version.convention.community,
        author=actor,
        title=words,
        text=words,
        url=Statement(version=version).get_absolute_url(),
        previous=previous.submission if previous else None,
        now=now,
    )
    if previous is not None:
        previous.text, previous.state, previous.written_at = words, StatementState.WAITING, now
        previous.save(update_fields=["text", "state", "written_at"])
        return previous
    return Statement.objects.create(
        version=version, origin=Origin.RESIDENT, text=words, author=actor, submission=submission, written_at=now
    )


@transaction.atomic
def open_with_statement(*, version_code: str, text: str, actor: Any, now: datetime) -> Statement:
    """Staff put up a statement to begin with; it is asked about at once.

    Raises SignInNeeded, Hidden, WrongState, Invalid (text).
    """
    version = held_version(version_code, actor)
    require_care(actor, version.convention.community_id)
    require_open(version)
    made = Statement.objects.create(
        version=version,
        origin=Origin.STAFF,
        state=StatementState.SHOWN,
        text=_sound(version, text),
        author=actor,
        written_at=now,
        shown_at=now,
    )
    audit.record("councils.open_with_statement", version, actor)
    return made


@transaction.atomic
def take_statement_down(*, code: str, actor: Any, now: datetime) -> Statement:
    """Staff take a statement of the community itself down again; a resident's is decided on in the inbox.

    Raises SignInNeeded, Hidden, WrongState.
    """
    statement = Statement.objects.locked(code)
    require_care(actor, statement.version.convention.community_id)
    if statement.origin != Origin.STAFF:
        raise WrongState(_("What a resident said is decided on in the inbox."))
    if statement.state != StatementState.HIDDEN:
        _set(statement, StatementState.HIDDEN, now)
        audit.record("councils.take_statement_down", statement.version, actor)
    return statement


STATES = {
    Decision.APPROVE: StatementState.SHOWN,
    Decision.RESTORE: StatementState.SHOWN,
    Decision.RETURN: StatementState.RETURNED,
    Decision.HIDE: StatementState.HIDDEN,
}


def settle_statement(*, submission: Submission, decision: Decision, actor: Any, now: datetime) -> Statement:
    """Do what moderation decided, inside the deciding transaction. The same again changes nothing."""
    statement = Statement.objects.locked(submission.statement.code)
    if statement.state != STATES[decision]:
        _set(statement, STATES[decision], now)
    return statement


def _set(statement: Statement, state: StatementState, now: datetime) -> None:
    statement.state = state
    statement.shown_at = statement.shown_at or (now if state == StatementState.SHOWN else None)
    statement.save(update_fields=["state", "shown_at"])
    if statement.reactions.exists():
        promise_map(statement.version, now)


def _sound(version: ConventionVersion, text: str) -> str:
    words = " ".join(plain(text).split())
    if not words:
        raise Invalid(text=_("Please say something first."))
    if len(words) > STATEMENT_AT_MOST:
        raise Invalid(text=_("At most %d characters, please: one thought a statement.") % STATEMENT_AT_MOST)
    if version.statements.shown().filter(text=words).exists():
        raise Invalid(text=_("Somebody has said exactly this already."))
    return words


def _returned(version: ConventionVersion, code: str, actor: Any) -> Statement:
    statement = Statement.objects.locked(code)
    if statement.author_id != actor.pk or statement.version_id != version.pk:
        raise Hidden
    if statement.state != StatementState.RETURNED:
        raise WrongState(_("It has been handed in and cannot be changed now."))
    return statement
