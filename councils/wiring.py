"""What councils put into the registries of the floors below; each subject adds its own lines."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from councils import tasks
from councils.actions.conventions.suggesting import WORDING_KIND, settle_wording
from councils.actions.conventions.telling import REVIEW, TELL
from councils.actions.opinions import DRAW, settle_statement
from councils.actions.opinions import KIND as STATEMENT
from councils.actions.resolutions import KIND as RESOLUTION_CASE
from councils.actions.topics.writing import KIND, settle_topic
from councils.conventions_desk import convention_tasks
from councils.conventions_news import convention_kind, wording_kind
from councils.conventions_personal import forget_part_in_conventions, part_in_conventions
from councils.conventions_posters import POSTERS, address_of_convention
from councils.disclosure import CONVENTIONS, MINUTES
from councils.meetings_news import meeting_kind
from councils.meetings_personal import forget_at_meetings, part_at_meetings
from councils.news import topic_kind
from councils.opinions_personal import erase_opinions, opinions_told
from councils.owners_personal import forget_in_soundings, part_in_soundings
from councils.personal import forget_in_councils, part_in_councils
from councils.posters import TOPICS
from councils.queries.addresses import address_of_code
from councils.queries.meetings import may_follow
from councils.queries.topics import my_topics, topic_tasks
from councils.queries.wordings import my_wordings
from councils.resolutions_news import remind_to_look_back, resolution_look_back_kind
from councils.search_source import ARTICLES, BODIES, MEETINGS, seats_as_scopes
from councils.search_source import TOPICS as TOPICS_FOUND
from councils.views.moderated import prepare_inbox, prepare_statements, show_in_inbox, show_statement
from councils.views.wordings import show_wording_in_inbox
from portal.cases.ports import CaseKind, case_kinds
from portal.core import outbox
from portal.core.access import secret_routes
from portal.core.disclosure import disclosures
from portal.core.live import live_topics
from portal.core.my_items import my_items
from portal.core.personal_data import PersonalData, personal_data
from portal.core.posters import poster_sources
from portal.core.search_source import search_scopes, search_sources
from portal.core.shortcodes import short_codes
from portal.core.staff_tasks import staff_tasks
from portal.core.targets import page_targets
from portal.discussions.rules import in_good_standing
from portal.moderation.enums import Decision, Scene
from portal.moderation.models import Submission
from portal.moderation.ports import ModeratedKind, moderated_kinds
from portal.notices.ports import notice_kinds

PROMISED = timedelta(days=1)


def _settle(submission: Submission, decision: Decision, actor: Any, now: datetime) -> None:
    settle_topic(submission=submission, decision=decision, actor=actor, now=now)


moderated_kinds.register(
    KIND,
    ModeratedKind(
        key=KIND,
        label=_("topic"),
        always_read_by_person=True,
        promised=PROMISED,
        on_decision=_settle,
        show=show_in_inbox,
        prepare=prepare_inbox,
    ),
)
notice_kinds.register(topic_kind.key, topic_kind)
for _news in (convention_kind, wording_kind):
    notice_kinds.register(_news.key, _news)


def _settle_wording(submission: Submission, decision: Decision, actor: Any, now: datetime) -> None:
    settle_wording(submission=submission, decision=decision, now=now)


def _trusts(submission: Submission, now: datetime) -> bool:
    return in_good_standing(submission.author, now)


moderated_kinds.register(
    WORDING_KIND,
    ModeratedKind(
        key=WORDING_KIND,
        label=_("suggested wording"),
        always_read_by_person=False,
        promised=PROMISED,
        on_decision=_settle_wording,
        show=show_wording_in_inbox,
        trusts=_trusts,
        scene=Scene.COMMENT,
    ),
)
my_items.register("conventions", my_wordings)
outbox.handlers.register(TELL, tasks.tell)
outbox.handlers.register(REVIEW, tasks.review)
page_targets.register("councils:wording", ("wording", "code"))
my_items.register("councils", my_topics)
staff_tasks.register("councils", topic_tasks)
short_codes.register("councils", address_of_code)
page_targets.register("councils:topic", ("topic", "code"))
page_targets.register("councils:body", ("body", "code"))
poster_sources.register("conventions", POSTERS)
poster_sources.register("topics", TOPICS)
short_codes.register("conventions", address_of_convention)
staff_tasks.register("conventions", convention_tasks)
page_targets.register("councils:convention_version", ("convention_version", "code"))
personal_data.register(
    "conventions",
    PersonalData(
        export=part_in_conventions,
        erase=forget_part_in_conventions,
        holds=(
            "councils.Pledge.user",
            "councils.Pledge.household",
            "councils.Wording.author",
            "councils.WordingSupport.user",
        ),
    ),
)
personal_data.register(
    "councils",
    PersonalData(
        export=part_in_councils,
        erase=forget_in_councils,
        holds=("councils.Seat.user", "councils.Topic.author", "councils.Motion.mover", "councils.TopicSecond.user"),
    ),
)
notice_kinds.register(meeting_kind.key, meeting_kind)
notice_kinds.register(resolution_look_back_kind.key, resolution_look_back_kind)
case_kinds.register(
    RESOLUTION_CASE,
    CaseKind(
        key=RESOLUTION_CASE,
        label=_("a resolution of a council"),
        url=lambda case: case.resolution.get_absolute_url(),
        look_again=remind_to_look_back,
        desk=lambda case: case.resolution.get_absolute_url(),
    ),
)
live_topics.register("meeting", may_follow)
page_targets.register("councils:meeting", ("meeting", "code"))
personal_data.register(
    "meetings",
    PersonalData(
        export=part_at_meetings,
        erase=forget_at_meetings,
        holds=(
            "councils.Attendance.user",
            "councils.Turn.user",
            "councils.Second.user",
            "councils.Proxy.principal",
            "councils.Proxy.holder",
        ),
    ),
)


def _settle_statement(submission: Submission, decision: Decision, actor: Any, now: datetime) -> None:
    settle_statement(submission=submission, decision=decision, actor=actor, now=now)


moderated_kinds.register(
    STATEMENT,
    ModeratedKind(
        key=STATEMENT,
        label=_("statement"),
        always_read_by_person=True,
        promised=PROMISED,
        on_decision=_settle_statement,
        show=show_statement,
        prepare=prepare_statements,
    ),
)
outbox.handlers.register(DRAW, tasks.draw_map)
for _page in ("opinions", "opinions_map"):
    page_targets.register(f"councils:{_page}", (_page, "code"))
for _route in ("api:put_reaction", "councils:opinions_answer"):
    secret_routes.register(_route, "reactions are nobody's business but the neighbour's")
personal_data.register(
    "opinions",
    PersonalData(
        export=opinions_told, erase=erase_opinions, holds=("councils.Statement.author", "councils.Reaction.user")
    ),
)
page_targets.register("councils:sounding", ("sounding", "code"))
personal_data.register(
    "soundings", PersonalData(export=part_in_soundings, erase=forget_in_soundings, holds=("councils.OwnerHead.user",))
)
for _name, _source in {
    "topics": TOPICS_FOUND,
    "meetings": MEETINGS,
    "convention_articles": ARTICLES,
    "bodies": BODIES,
}.items():
    search_sources.register(_name, _source)
search_scopes.register("councils", seats_as_scopes)
disclosures.register("minutes", MINUTES)
disclosures.register("convention", CONVENTIONS)
