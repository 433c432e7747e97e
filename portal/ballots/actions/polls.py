"""Setting a poll up, showing it, moving its window before it opens, taking an option out and back in."""

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction
from django.utils.translation import gettext as _

from portal.ballots.actions import box_postgres, box_sqlite
from portal.ballots.enums import AwardRule, Outcome, PollMethod, Secrecy
from portal.ballots.keys import new_sealed_key
from portal.ballots.models import Poll, PollOption, Roll
from portal.ballots.models.poll import BUDGET_RULES, MAX_SLOTS
from portal.ballots.rules import is_public, secret_fits
from portal.ballots.tally.composite import FULL, SIDES
from portal.ballots.tally.decision import ABSTAIN, NO, YES, DecisionRule
from portal.communities.models import Community, Subdistrict
from portal.core import audit
from portal.core.codes import random_code
from portal.core.errors import Hidden, Invalid, OutsideWindow, WrongState
from portal.core.text import plain

_CODE = re.compile(r"[A-Za-z0-9._-]{1,40}")


@dataclass(frozen=True)
class NewOption:
    """One thing to choose. `code` is what addresses and ballot files name it by: the proposal's own code, say.

    A code is 1 to 40 letters, digits, dots, dashes and underscores.
    """

    title: str
    cost_cny: Decimal = Decimal(0)
    submitted_at: datetime | None = None
    code: str = field(default_factory=random_code)


@transaction.atomic
def create_poll(
    *,
    title: str,
    method: PollMethod,
    slots: int,
    award_rule: AwardRule,
    budget_cny: Decimal | None,
    roll: Roll,
    opens_at: datetime,
    closes_at: datetime,
    secrecy: Secrecy,
    options: list[NewOption],
    actor,
    now: datetime,
    rule: DecisionRule | None = None,
    present: int | None = None,
    winners: int | None = None,
    weights: dict[str, int] | None = None,
    turnout_public: bool = False,
    receipts: bool = True,
    results_public_at: datetime | None = None,
    public_from: datetime | None = None,
    subdistrict: Subdistrict | None = None,
    community: Community | None = None,
) -> Poll:
    """A poll with its options, its sealed key and the seed of the lot, all fixed before it opens.

    `present` is how many of the roll attend, where `rule` asks for it and only there.
    For yes/no/abstain pass `rule` and no options: they are made here, with the codes yes, no, abstain. The composite
    rule takes `weights` of experts, jury and online; score sheets follow before the count (`file_sheets`).
    `subdistrict` or `community` says whose managers may watch the turnout. From `public_from` on everybody may see the
    poll; left out, its managers alone, until `make_poll_public`. Importing an old poll: pass a `now` before its opening
    and cast its ballots with a `now` inside its window.
    Raises Invalid where the parts do not fit: a window that has begun or ends before it opens, a roll frozen after the
    opening, secrecy on a roll under 20, no options, two options of one code, a missing budget or rule.
    """
    _require_fitting_window(opens_at, closes_at, now)
    if roll.frozen_at > opens_at:
        raise Invalid(_("The roll must be frozen before the vote opens."))
    if secrecy == Secrecy.SECRET and not secret_fits(roll.size):
        raise Invalid(_("A secret vote needs at least 20 people on the roll."), secrecy=_("too few people"))
    if method == PollMethod.YES_NO:
        options = [
            NewOption(_("for"), code=YES),
            NewOption(_("against"), code=NO),
            NewOption(_("abstain"), code=ABSTAIN),
        ]
    _require_fitting_parts(method, slots, award_rule, budget_cny, rule, winners, options)
    _require_fitting_weights(award_rule, weights)
    if (rule is not None and rule.asks_present) != (present is not None) or not 0 <= (present or 0) <= roll.size:
        raise Invalid(
            _("The rule asks how many are present, and at most the whole roll is."), present=_("does not fit")
        )
    poll = Poll.objects.create(
        title=_line(title),
        roll=roll,
        subdistrict=subdistrict,
        community=community,
        method=method,
        slots=slots,
        secrecy=secrecy,
        award_rule=award_rule,
        budget_cny=budget_cny,
        winners=winners,
        rule=rule.as_json() if rule else None,
        present=present,
        weights=weights,
        opens_at=opens_at,
        closes_at=closes_at,
        public_from=public_from,
        turnout_public=turnout_public,
        receipts=receipts,
        lot_seed=secrets.token_hex(16),
        sealed_key=new_sealed_key(),
        results_public_at=results_public_at,
    )
    PollOption.objects.bulk_create(
        [
            PollOption(
                poll=poll,
                code=option.code,
                title=_line(option.title),
                cost_cny=option.cost_cny,
                submitted_at=option.submitted_at,
                position=position,
            )
            for position, option in enumerate(options, start=1)
        ]
    )
    audit.record("ballots.create_poll", poll, actor, roll=roll.code, lot_seed=poll.lot_seed, options=len(options))
    return poll


@transaction.atomic
def make_poll_public(*, poll: Poll, actor, now: datetime, public_from: datetime | None = None) -> Poll:
    """Let everybody see the poll from `public_from` on (now where not given). Once public it stays so, unchanged."""
    poll = Poll.objects.select_for_update().get(pk=poll.pk)
    if is_public(poll, now):
        return poll
    poll.public_from = public_from or now
    poll.save(update_fields=["public_from"])
    audit.record("ballots.make_poll_public", poll, actor, public_from=poll.public_from.isoformat())
    return poll


@transaction.atomic
def reschedule_poll(*, poll: Poll, opens_at: datetime, closes_at: datetime, actor, now: datetime) -> Poll:
    """Move the window. Before opening both ends may move; while open only the close, and only to later.

    Raises OutsideWindow once it has closed, Invalid for a window that does not fit.
    """
    poll = Poll.objects.select_for_update().select_related("roll").get(pk=poll.pk)
    if now >= poll.closes_at:
        raise OutsideWindow(_("This vote has closed."))
    if now >= poll.opens_at:
        if opens_at != poll.opens_at or closes_at < poll.closes_at:
            raise Invalid(_("A vote that is open can only be made longer."))
    else:
        _require_fitting_window(opens_at, closes_at, now)
        if poll.roll.frozen_at > opens_at:
            raise Invalid(_("The roll must be frozen before the vote opens."))
    poll.opens_at, poll.closes_at = opens_at, closes_at
    poll.save(update_fields=["opens_at", "closes_at"])
    audit.record("ballots.reschedule_poll", poll, actor, opens_at=opens_at.isoformat(), closes_at=closes_at.isoformat())
    return poll


@transaction.atomic
def close_poll(*, poll: Poll, actor, now: datetime) -> Poll:
    """End an open vote at `now`, as the chair of a meeting does. What was cast before stays; nothing is cast after.

    It takes the lock of the count, so that a vote being written is in before, or comes too late; never half. Repeating
    it changes nothing. Raises OutsideWindow before the opening. Only votes with a rule (`decision`) can be ended so:
    WrongState for others, whose closing time was promised.
    """
    (box_postgres if connection.vendor == "postgresql" else box_sqlite).lock_for_count(poll.pk)
    poll = Poll.objects.select_for_update(of=("self",)).get(pk=poll.pk)
    if poll.award_rule != AwardRule.DECISION:
        raise WrongState(_("The time at which this vote closes was promised."))
    if now <= poll.opens_at:
        raise OutsideWindow(str(Outcome.NOT_OPEN.label))
    if now < poll.closes_at:
        poll.closes_at = now
        poll.save(update_fields=["closes_at"])
        audit.record("ballots.close_poll", poll, actor, closes_at=now.isoformat())
    return poll


@transaction.atomic
def withdraw_option(*, poll: Poll, option_code: str, actor, now: datetime) -> PollOption:
    """Take an option out: no new votes, left out of the count; its voters may take their votes back. Idempotent.

    Raises Hidden for an unknown option, OutsideWindow after the count.
    """
    option = _uncounted_option(poll, option_code)
    if option.withdrawn_at is None:
        option.withdrawn_at = now
        option.save(update_fields=["withdrawn_at"])
        audit.record("ballots.withdraw_option", option, actor, poll=poll.code)
    return option


@transaction.atomic
def restore_option(*, poll: Poll, option_code: str, actor, now: datetime) -> PollOption:
    """Put a withdrawn option back with the votes it still has. Idempotent; raises as `withdraw_option`."""
    option = _uncounted_option(poll, option_code)
    if option.withdrawn_at is not None:
        option.withdrawn_at = None
        option.save(update_fields=["withdrawn_at"])
        audit.record("ballots.restore_option", option, actor, poll=poll.code)
    return option


def _uncounted_option(poll: Poll, code: str) -> PollOption:
    poll = Poll.objects.select_for_update().get(pk=poll.pk)
    if poll.counted_at is not None:
        raise OutsideWindow(_("This vote has been counted."))
    option = poll.options.select_for_update().filter(code=code).first()
    if option is None:
        raise Hidden
    return option


def _require_fitting_window(opens_at: datetime, closes_at: datetime, now: datetime) -> None:
    if opens_at >= closes_at:
        raise Invalid(_("The vote must close after it opens."), closes_at=_("too early"))
    if now > opens_at:
        raise Invalid(_("The vote must be set up before it opens."), opens_at=_("already past"))


def _require_fitting_parts(
    method: PollMethod,
    slots: int,
    award_rule: AwardRule,
    budget_cny: Decimal | None,
    rule: DecisionRule | None,
    winners: int | None,
    options: list[NewOption],
) -> None:
    if not 1 <= slots <= MAX_SLOTS or (method == PollMethod.YES_NO and slots != 1):
        raise Invalid(_("This number of votes a person is not possible."), slots=_("out of range"))
    decides = award_rule == AwardRule.DECISION
    if decides != (method == PollMethod.YES_NO) or decides != (rule is not None):
        raise Invalid(_("The rule does not fit the way of voting."), award_rule=_("does not fit"))
    if award_rule in BUDGET_RULES and (budget_cny is None or budget_cny <= 0):
        raise Invalid(_("This rule needs a budget."), budget_cny=_("missing"))
    if award_rule == AwardRule.BUDGET_EQUAL_SHARES and winners is not None:
        raise Invalid(_("With equal shares the budget decides how many win."), winners=_("does not fit"))
    if winners is not None and winners < 1:
        raise Invalid(_("There must be at least one place to win."), winners=_("out of range"))
    if not options or not all(plain(option.title) for option in options):
        raise Invalid(_("There is nothing to vote on."), options=_("missing"))
    if len({option.code for option in options}) < len(options):
        raise Invalid(_("Two options have the same code."), options=_("repeated"))
    if not all(_CODE.fullmatch(option.code) for option in options):
        raise Invalid(_("A code may hold letters, digits, dots, dashes and underscores."), options=_("cannot be read"))


def _require_fitting_weights(award_rule: AwardRule, weights: dict[str, int] | None) -> None:
    if (award_rule == AwardRule.COMPOSITE) != (weights is not None):
        raise Invalid(_("The rule does not fit the way of voting."), award_rule=_("does not fit"))
    if weights is not None and not (
        set(weights) == set(SIDES) and min(weights.values()) >= 0 and sum(weights.values()) == FULL
    ):
        raise Invalid(_("The weights of experts, jury and votes must be 100 together."), weights=_("out of range"))


def _line(text: str) -> str:
    return " ".join(plain(text).split())
