"""What proposals put into the registries of the floors below."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.cases.ports import CaseKind, case_kinds
from portal.core import outbox
from portal.core.access import secret_routes
from portal.core.disclosure import disclosures
from portal.core.home_feed import HomePart, home_parts
from portal.core.measures import measures
from portal.core.my_items import my_items
from portal.core.open_data import data_sets
from portal.core.personal_data import PersonalData, personal_data
from portal.core.posters import poster_sources
from portal.core.search_source import search_sources
from portal.core.shortcodes import short_codes
from portal.core.site_search import title_lookups
from portal.core.staff_tasks import staff_tasks
from portal.core.targets import page_targets
from portal.moderation.enums import Decision
from portal.moderation.models import Submission
from portal.moderation.ports import MediaSource, ModeratedKind, moderated_kinds
from portal.notices.ports import notice_kinds
from proposals import tasks
from proposals.actions.erase_person import erase_person
from proposals.actions.promises import COUNT, FINISH_DIVISION, TELL_RESULT, TELL_STAGE
from proposals.actions.run_project import KIND as DELIVERY_CASE
from proposals.actions.show_proposal import settle_proposal
from proposals.actions.submit_proposal import KIND
from proposals.delivery_news import delivery_kind, delivery_url, look_back_kind, remind_to_look_back
from proposals.disclosure import ACCEPTED, ANNOUNCED, CERTIFIED, PUBLISHED
from proposals.evaluation_news import asked_kind, commented_kind
from proposals.home import contest_cards
from proposals.measures import PROPOSED
from proposals.merger_news import carry_kind, merged_kind
from proposals.news import followed_kind
from proposals.open_data import CONTESTS as CONTEST_DATA
from proposals.open_data import PROPOSALS as PROPOSAL_DATA
from proposals.open_data import RESULTS as RESULT_DATA
from proposals.posters import CONTESTS, PROPOSALS
from proposals.queries.media import media_of, read_medium
from proposals.queries.mine import my_next_steps, my_proposal_items
from proposals.queries.personal import files_of, proposals_of
from proposals.queries.reading import address_of_code
from proposals.queries.staff import contest_tasks
from proposals.queries.titles import proposals_by_title
from proposals.result_news import result_kind
from proposals.search_source import CONTESTS as CONTESTS_FOUND
from proposals.search_source import PROPOSALS as PROPOSALS_FOUND
from proposals.stage_news import stage_kind
from proposals.views.moderated import prepare_inbox, show_in_inbox

# Three working days, a weekend among them.
PROMISED = timedelta(days=5)


def _settle(submission: Submission, decision: Decision, actor: Any, now: datetime) -> None:
    settle_proposal(submission=submission, decision=decision, actor=actor, now=now)


def _erase(user: Any, now: datetime) -> list[str]:
    return erase_person(user=user, now=now)


for _route in ("proposals:vote", "proposals:tap"):
    secret_routes.register(_route, "secret votes: rows lie in the order in which they were written")
moderated_kinds.register(
    KIND,
    ModeratedKind(
        key=KIND,
        label=_("happiness proposal"),
        always_read_by_person=True,
        promised=PROMISED,
        on_decision=_settle,
        show=show_in_inbox,
        prepare=prepare_inbox,
        media=MediaSource(of=media_of, read=read_medium),
    ),
)
notice_kinds.register(followed_kind.key, followed_kind)
notice_kinds.register(merged_kind.key, merged_kind)
notice_kinds.register(carry_kind.key, carry_kind)
my_items.register("proposals", my_proposal_items)
home_parts.register("proposals", HomePart(cards=contest_cards, steps=my_next_steps))
personal_data.register(
    "proposals",
    PersonalData(
        export=proposals_of,
        erase=_erase,
        holds=(
            "proposals.Proposal.author",
            "proposals.Endorsement.user",
            "proposals.RollCorrection.resident",
            "proposals.Inspector.user",
            "proposals.Reviewer.user",
            "proposals.SupportAsk.user",
            "proposals.CoAuthor.user",
        ),
        files=files_of,
    ),
)
short_codes.register("proposals", address_of_code)
poster_sources.register("contests", CONTESTS)
poster_sources.register("proposals", PROPOSALS)
notice_kinds.register(result_kind.key, result_kind)
notice_kinds.register(asked_kind.key, asked_kind)
notice_kinds.register(commented_kind.key, commented_kind)
notice_kinds.register(stage_kind.key, stage_kind)
notice_kinds.register(delivery_kind.key, delivery_kind)
notice_kinds.register(look_back_kind.key, look_back_kind)
case_kinds.register(
    DELIVERY_CASE,
    CaseKind(
        key=DELIVERY_CASE,
        label=_("a winning proposal"),
        url=lambda case: delivery_url(case.project),
        look_again=remind_to_look_back,
        desk=lambda case: delivery_url(case.project),
    ),
)
outbox.handlers.register(COUNT, tasks.count)
outbox.handlers.register(TELL_RESULT, tasks.tell_result)
outbox.handlers.register(TELL_STAGE, tasks.tell_stage)
outbox.handlers.register(FINISH_DIVISION, tasks.finish_division)
staff_tasks.register("proposals", contest_tasks)
title_lookups.register("proposals", proposals_by_title)
for _page, _kind, _parameter in (
    ("contest", "contest", "contest"),
    ("new", "new", "contest"),
    ("vote", "vote", "contest"),
    ("result", "result", "contest"),
    ("object", "result", "contest"),
    ("delivery", "delivery", "code"),
    ("proposal", "proposal", "code"),
    ("state", "proposal", "code"),
    ("resume", "draft", "code"),
    ("carry", "proposal", "code"),
    ("co_author", "proposal", "code"),
    ("divide", "proposal", "code"),
):
    page_targets.register(f"proposals:{_page}", (_kind, _parameter))
search_sources.register("contests", CONTESTS_FOUND)
search_sources.register("proposals", PROPOSALS_FOUND)
for _name, _displayed in {
    "contest": ANNOUNCED,
    "result": PUBLISHED,
    "certificate": CERTIFIED,
    "delivery": ACCEPTED,
}.items():
    disclosures.register(_name, _displayed)
measures.register("proposed", PROPOSED)
data_sets.register("contests", CONTEST_DATA)
data_sets.register("results", RESULT_DATA)
data_sets.register("proposals", PROPOSAL_DATA)
