from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ballots.models.poll import MAX_SLOTS
from portal.ballots.tally.composite import FULL
from portal.core import audit
from portal.core.errors import Invalid, WrongState
from portal.core.text import plain
from proposals.actions.create_contest import TITLE_AT_MOST
from proposals.contest_template import ContestSettings
from proposals.models import Contest
from proposals.stage_news import TOLD, WORDS_AT_MOST

SUMMARY_AT_MOST, GUIDE_AT_MOST = 200, 5000
BUDGET_AT_MOST = Decimal("999999999.99")
ENDORSEMENTS_AT_MOST = 100_000
WEIGHTS = ("expert_weight", "jury_weight", "online_weight")
RULES = ("budget_cny", "cost_cap_cny", "votes_per_person", "endorsements_needed", "award_rule", *WEIGHTS)


def locked_settings(contest: Contest) -> dict[str, str]:
    """The settings that may no longer change, each with the reason; texts never are among them."""
    locked = {}
    if contest.announced_at is not None:
        locked = dict.fromkeys(RULES, _("Announced: residents write, second and vote counting on it."))
    if contest.poll_id is not None:
        locked["title"] = _("It stands on the ballot since the roll was frozen.")
    return locked


@transaction.atomic
def edit_contest(*, code: str, title: str, settings: ContestSettings, actor: Any, now: datetime) -> Contest:
    """Change what may still be changed; settings that stay as they are may be passed along.

    Raises Hidden, Invalid (fields say what does not fit), or WrongState whose fields say what is locked and why.
    """
    contest = Contest.objects.managed_by(actor).locked(code)
    wanted = {"title": " ".join(plain(title).split()), **asdict(settings)}
    wanted |= {"summary": plain(settings.summary), "guide": plain(settings.guide)}
    said = {kind: " ".join(plain(words).split()) for kind, words in settings.notices.items()}
    wanted["notices"] = {kind: words for kind, words in said.items() if words}
    changes = {name: value for name, value in wanted.items() if value != getattr(contest, name)}
    if refused := {name: why for name, why in locked_settings(contest).items() if name in changes}:
        raise WrongState(_("Some settings can no longer be changed. Nothing was saved."), **refused)
    judged = changes.keys() | ({f"notice_{kind}" for kind in TOLD} if "notices" in changes else set())
    if problems := {name: why for name, why in _problems(wanted).items() if name in judged}:
        raise Invalid(**problems)
    for name, value in changes.items():
        setattr(contest, name, value)
    if changes:
        contest.save(update_fields=list(changes))
        audit.record("proposals.edit_contest", contest, actor, at=now.isoformat(), changed=sorted(changes))
    return contest


def _problems(wanted: dict[str, Any]) -> dict[str, str]:
    cap = wanted["cost_cap_cny"]
    checks = {
        "title": (
            0 < len(wanted["title"]) <= TITLE_AT_MOST,
            _("Give it a title of at most %d characters."),
            TITLE_AT_MOST,
        ),
        "summary": (len(wanted["summary"]) <= SUMMARY_AT_MOST, _("At most %d characters, please."), SUMMARY_AT_MOST),
        "guide": (len(wanted["guide"]) <= GUIDE_AT_MOST, _("At most %d characters, please."), GUIDE_AT_MOST),
        "budget_cny": (0 < wanted["budget_cny"] <= BUDGET_AT_MOST, _("An amount in yuan above zero, please."), None),
        "cost_cap_cny": (
            cap is None or 0 < cap <= wanted["budget_cny"],
            _("Above zero and within the budget, or empty."),
            None,
        ),
        "votes_per_person": (1 <= wanted["votes_per_person"] <= MAX_SLOTS, _("From 1 to %d, please."), MAX_SLOTS),
        "endorsements_needed": (
            0 <= wanted["endorsements_needed"] <= ENDORSEMENTS_AT_MOST,
            _("From 0 to %d, please."),
            ENDORSEMENTS_AT_MOST,
        ),
    }
    checks |= {
        f"notice_{kind}": (
            len(wanted["notices"].get(kind, "")) <= WORDS_AT_MOST,
            _("At most %d characters, please."),
            WORDS_AT_MOST,
        )
        for kind in TOLD
    }
    together = sum(wanted[name] for name in WEIGHTS) == FULL
    checks |= {name: (together and wanted[name] >= 0, _("Together the weights must be %d."), FULL) for name in WEIGHTS}
    return {name: why if number is None else why % number for name, (fits, why, number) in checks.items() if not fits}
