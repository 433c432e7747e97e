"""One of each thing, all of one community, and ten people who look at it from ten places."""

import hashlib
import io
import json
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from councils.actions.meetings import add_item, call_meeting, plan_meeting, start_meeting
from councils.actions.opinions import open_with_statement, write_statement
from councils.actions.resolutions import open_resolution
from councils.conventions_enums import ConventionState, Head
from councils.enums import MotionState
from councils.models import Convention, ConventionVersion, Motion, Wording
from portal.accounts.enums import Role
from portal.accounts.models import Avatar, DataArchive, Resident
from portal.ballots.actions import (
    NewOption,
    add_scan,
    certify_poll,
    count_poll,
    create_poll,
    freeze_roll,
    look_at_ballots,
    open_sheet,
    propose_certification,
    publish_result,
)
from portal.ballots.enums import AwardRule, Channel, PollMethod, RollBasis, Secrecy
from portal.ballots.models import Exclusion, Objection, Poll
from portal.cases.models import CalendarDay, EntryPhoto
from portal.communities.models import Grid, Venue
from portal.core.models import OutboxItem
from portal.lectures.actions import open_session
from portal.lectures.enums import Need
from portal.moderation.enums import Decision
from portal.moderation.models import CannedReply, Submission
from portal.notices.models import Notice
from portal.rosters.actions import ask_swap, book, calendar_address
from portal.rosters.models import Booking, Roster
from proposals.enums import PanelKind, PhaseKind, ProposalState
from proposals.models import AuthorInvitation, Panel, Photo, ProposalVoice, Review, Reviewer, Suggestion, Version
from proposals.models.running import RollCorrection
from search.models import SynonymGroup
from tests.ballots.papers import scan
from tests.cases.matters import answered, brought, decided
from tests.councils.evenings import make_body
from tests.councils.life import body_of, queued, raised, seated
from tests.councils.owners import head_named, opened, owner_of, paper_entered, prepared
from tests.factories import (
    AppointmentFactory,
    CategoryFactory,
    CommentFactory,
    CommunityFactory,
    ContestFactory,
    HouseholdFactory,
    PhaseFactory,
    ProposalFactory,
    ResidentFactory,
    SubdistrictFactory,
    ThreadFactory,
    UserFactory,
)
from tests.factories.sounds import mp3
from tests.lectures.lectures import CHAPTERS, make_lecture, make_venue, plan, write_lecture
from tests.rosters.kinds import SECRET, make_roster
from tests.volunteers.patrols import make_checkpoint, make_post, make_route, make_series, make_shift
from volunteers.actions.hazards import report_hazard
from volunteers.models import Application, Certificate, HazardPhoto, HoursDispute, ServiceRecord, Shift
from wechat.models import KeywordReply, ScanSignIn, SubscribeTemplate

PERSONAS = (
    "nobody",
    "stranger",
    "neighbour",
    "author",
    "moderator",
    "next moderator",
    "far moderator",
    "manager",
    "far manager",
    "admin",
)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Stage:
    """`people` by persona; everything else by the name the tables use."""

    people: dict[str, Any] = field(default_factory=dict)
    things: SimpleNamespace = field(default_factory=SimpleNamespace)


def set_stage() -> Stage:
    """A community with its contest, proposals in every state, votes before, during and after, and who lives there."""
    stage, now = Stage(), timezone.now()
    things = stage.things
    street, far_street = SubdistrictFactory(), SubdistrictFactory()
    here, next_door = CommunityFactory(subdistrict=street), CommunityFactory(subdistrict=street)
    far = CommunityFactory(subdistrict=far_street)
    home = HouseholdFactory(community=here)
    author = ResidentFactory(community=here, household=home)
    stage.people = {
        "nobody": AnonymousUser(),
        "stranger": UserFactory(phone=None, phone_verified_at=None),
        "neighbour": ResidentFactory(community=here).user,
        "author": author.user,
        "moderator": AppointmentFactory(community=here).user,
        "next moderator": AppointmentFactory(community=next_door).user,
        "far moderator": AppointmentFactory(community=far).user,
        "manager": _manager(street),
        "far manager": _manager(far_street),
        "admin": AppointmentFactory(role=Role.DISTRICT_ADMIN, community=None).user,
    }
    things.community, things.subdistrict, things.household, things.resident = here, street, home, author
    things.synonyms = SynonymGroup.objects.create(words="单车房、旧车棚")
    things.calendar_day = CalendarDay.objects.create(date=timezone.localdate(), is_workday=False, name="中秋节")
    things.grid = Grid.objects.create(community=here, name="第一网格")
    things.venue = Venue.objects.create(community=here, kind="grid_station", name="网格站")
    things.category = CategoryFactory()
    _contests(stage, now)
    _proposals(stage, now)
    _scoring(stage, now)
    _smaller_things(stage, now)
    _rosters(stage, now)
    _lectures(stage, now)
    _shifts(stage, now)
    _conventions(stage, now)
    _councils(stage, now)
    _meetings(stage, now)
    _matters(stage, now)
    return stage


def _manager(street) -> Any:
    return AppointmentFactory(role=Role.SUBDISTRICT_MANAGER, community=None, subdistrict=street).user


def _contests(stage: Stage, now) -> None:
    things = stage.things
    things.contest = ContestFactory(subdistrict=things.subdistrict)
    for kind in (PhaseKind.CALL, PhaseKind.VOTE):
        PhaseFactory(contest=things.contest, kind=kind)
    things.planned = ContestFactory(subdistrict=things.subdistrict, announced_at=None)
    PhaseFactory(contest=things.planned)
    roll = freeze_roll(
        title="名册",
        basis=RollBasis.RESIDENTS,
        residents=Resident.objects.filter(community=things.community),
        actor=None,
        now=now - 9 * HOUR,
    )
    things.poll = _poll(roll, things, now - HOUR, now + HOUR, public_from=now - HOUR)
    things.quiet_poll = _poll(roll, things, now - HOUR, now + HOUR, public_from=None)
    things.over_poll = _poll(roll, things, now - 3 * HOUR, now - 2 * HOUR, public_from=now - 3 * HOUR)
    things.counted_poll = _poll(roll, things, now - 3 * HOUR, now - 2 * HOUR, public_from=now - 3 * HOUR)
    for poll in (things.over_poll, things.counted_poll):
        count_poll(poll=poll, actor=None, now=now - HOUR)
    publish_result(poll=things.counted_poll, actor=None, now=now - HOUR)
    things.contest.poll = things.poll
    things.contest.save()
    things.over_contest = ContestFactory(subdistrict=things.subdistrict, poll=things.over_poll)
    things.counted_contest = ContestFactory(
        subdistrict=things.subdistrict, poll=things.counted_poll, result_published_at=now - HOUR
    )
    for contest in (things.over_contest, things.counted_contest):
        PhaseFactory(contest=contest, kind=PhaseKind.VOTE, opens_at=now - 3 * HOUR, closes_at=now - 2 * HOUR)
    things.sheet = open_sheet(
        poll=things.poll,
        channel=Channel.PAPER,
        place="活动室",
        held_on=timezone.localdate(now),
        actor=stage.people["admin"],
        now=now,
    )
    things.sheet_scan = add_scan(sheet=things.sheet, upload=scan(), actor=stage.people["admin"])
    _after_the_count(stage, now)
    things.correction = RollCorrection.objects.create(
        contest=things.contest,
        resident=ResidentFactory(community=things.community),
        reason="漏登",
        proposed_by=stage.people["admin"],
        proposed_at=now,
    )


def _after_the_count(stage: Stage, now) -> None:
    """A certified vote, and what waits for staff in one that is counted."""
    things = stage.things
    old = now - 30 * DAY
    residents = Resident.objects.filter(community=things.community)
    roll = freeze_roll(title="旧名册", basis=RollBasis.RESIDENTS, residents=residents, actor=None, now=old - DAY)
    things.certified_poll = poll = _poll(roll, things, old, old + DAY, public_from=old)
    count_poll(poll=poll, actor=None, now=old + DAY)
    publish_result(poll=poll, actor=None, now=old + DAY)
    look_at_ballots(poll=poll, now=now)
    propose_certification(poll=poll, actor=stage.people["manager"], now=now)
    certify_poll(poll=poll, actor=stage.people["admin"], now=now)
    things.objection = Objection.objects.create(
        poll=things.over_poll, by=stage.people["neighbour"], text="名单不对", filed_at=now
    )
    things.exclusion = Exclusion.objects.create(
        poll=things.over_poll, act="exclude", receipt="nothing", kind="other", reason="查实", proposed_at=now
    )


def _poll(roll, things, opens_at, closes_at, public_from) -> Poll:
    poll = create_poll(
        title="幸福提案投票",
        method=PollMethod.APPROVAL,
        slots=2,
        award_rule=AwardRule.VOTES,
        budget_cny=None,
        roll=roll,
        opens_at=opens_at,
        closes_at=closes_at,
        secrecy=Secrecy.RECORDED,
        options=[NewOption("旧车棚", code="o1"), NewOption("路灯", code="o2")],
        subdistrict=things.subdistrict,
        actor=None,
        now=opens_at - HOUR,
    )
    Poll.objects.filter(pk=poll.pk).update(public_from=public_from)
    return Poll.objects.get(pk=poll.pk)


def _proposals(stage: Stage, now) -> None:
    things, author = stage.things, stage.people["author"]

    def proposal(state, **more) -> Any:
        submission = None
        if state != ProposalState.DRAFT:
            submission = _submission(stage, "proposal", {"in_review": "queued"}.get(state.value, state.value), now)
        return ProposalFactory(
            contest=things.contest,
            community=things.community,
            category=things.category,
            author=author,
            state=state,
            submission=submission,
            **more,
        )

    thread = ThreadFactory(community=things.community)
    things.published = proposal(ProposalState.PUBLISHED, thread=thread, option=things.poll.options.get(code="o1"))
    things.in_review = proposal(
        ProposalState.IN_REVIEW, thread=ThreadFactory(community=things.community, is_public=False)
    )
    things.draft = proposal(ProposalState.DRAFT)
    things.hidden = proposal(ProposalState.HIDDEN)
    things.planned_one = ProposalFactory(contest=things.planned, community=things.community, author=author)
    for each in (things.published, things.in_review):
        Version.objects.create(proposal=each, number=1, title=each.title, at=now, published_at=each.published_at)
    Suggestion.objects.create(proposal=things.draft, field="title", text="旧车棚", by=stage.people["moderator"], at=now)
    things.author_secret = "mmmmmmmmmmmmmmmmmmmm"
    AuthorInvitation.objects.create(
        proposal=ProposalFactory(contest=things.contest, community=things.community),
        digest=hashlib.sha256(things.author_secret.encode()).hexdigest(),
        made_at=now,
        expires_at=now + DAY,
    )
    things.photo = _photo(things.draft, approved_at=None)
    things.published.co_authors.create(user=stage.people["neighbour"], offered_at=now)
    things.public_photo = _photo(things.published, approved_at=now)
    things.voice, things.public_voice = _voice(things.draft, now), _voice(things.published, now)
    things.comment = CommentFactory(thread=thread, author=author)
    things.pending = CommentFactory(thread=thread, author=author, state="pending")
    things.quiet_comment = CommentFactory(thread=things.in_review.thread, author=author)


def _scoring(stage: Stage, now) -> None:
    """A neighbour scores as an expert; the jury is done, and everybody can read what it gave."""
    contest, manager = stage.things.contest, stage.people["manager"]
    for kind, person in ((PanelKind.EXPERTS, stage.people["neighbour"]), (PanelKind.JURY, UserFactory())):
        panel = Panel.objects.create(contest=contest, kind=kind, opened_at=now - HOUR)
        reviewer = Reviewer.objects.create(panel=panel, contest=contest, user=person, label=kind[0].upper())
        Review.objects.create(reviewer=reviewer, proposal=stage.things.published)
    Panel.objects.filter(contest=contest, kind=PanelKind.JURY).update(closed_at=now, closed_by=manager)


def _photo(proposal, approved_at) -> Photo:
    raw = io.BytesIO()
    Image.new("RGB", (8, 6), "red").save(raw, "JPEG")
    photo = Photo(proposal=proposal, approved_at=approved_at, alt="车棚")
    for name in ("image", "small"):
        if any(part.name == name for part in Photo._meta.concrete_fields):
            getattr(photo, name).save("photo.jpg", ContentFile(raw.getvalue(), "photo.jpg"), save=False)
    photo.save()
    return photo


def _voice(proposal, now) -> ProposalVoice:
    voice = ProposalVoice(proposal=proposal, seconds=3, created_at=now)
    voice.file.save("voice.mp3", ContentFile(mp3()))
    return voice


def _submission(stage: Stage, kind: str, state: str, now) -> Submission:
    things = stage.things
    return Submission.objects.create(
        kind=kind,
        community=things.community,
        inbox=things.community,
        author=stage.people["author"],
        title="旧车棚变乐龄客厅",
        text="拆掉围栏。",
        url="/",
        state=state,
        submitted_at=now,
        waiting_since=now,
        due_at=now + HOUR,
        decided_at=now if state in ("hidden", "returned", "published") else None,
        reason="有人身攻击" if state in ("hidden", "returned") else "",
    )


def _conventions(stage: Stage, now) -> None:
    """A text in force, a version that was given up, which only its writers see, and a draft."""
    things = stage.things
    convention = Convention.objects.create(community=things.community, created_at=now)
    made = {"convention": convention, "created_at": now, "created_by": stage.people["moderator"]}
    things.convention = ConventionVersion.objects.create(
        number=1, state=ConventionState.IN_FORCE, in_force_from=timezone.localdate(now), **made
    )
    things.convention_begun = ConventionVersion.objects.create(number=2, **made)
    things.convention_begun.articles.create(number=1, head=Head.ORDER, text="乱停车罚款。")
    ConventionVersion.objects.filter(pk=things.convention_begun.pk).update(state=ConventionState.DROPPED)
    _opinions(stage, now)


def _opinions(stage: Stage, now) -> None:
    """A draft under consultation, with a statement that is asked about and one that waits to be read."""
    things = stage.things
    things.convention_draft = ConventionVersion.objects.create(
        convention=things.convention.convention,
        number=3,
        state=ConventionState.DRAFTED,
        created_at=now,
        created_by=stage.people["moderator"],
    )
    said = {"version_code": things.convention_draft.code, "now": now}
    things.statement = open_with_statement(text="狗要牵绳", actor=stage.people["moderator"], **said)
    things.waiting_statement = write_statement(text="九点后不跳舞", actor=stage.people["author"], **said)
    _wordings(stage, now)


def _wordings(stage: Stage, now) -> None:
    """The author's suggestions on three articles of the draft; a fourth has none."""
    things = stage.things
    states = {"wording": "shown", "waiting_wording": "queued", "returned_wording": "returned", "": ""}
    for number, (name, state) in enumerate(states.items(), start=1):
        thread = ThreadFactory(community=things.community)
        article = {"number": number, "head": Head.ORDER, "text": f"乱停车罚款{number}元。", "thread": thread}
        things.convention_draft.articles.create(**article)
        if name:
            wording = Wording.objects.create(
                version=things.convention_draft, thread=thread, base=article["text"], text="停车进位。",
                reason="不罚款", author=stage.people["author"], state=state, suggested_at=now,
                submission=_submission(stage, "convention_wording", "published" if state == "shown" else state, now),
            )  # fmt: skip
            setattr(things, name, wording)


def _rosters(stage: Stage, now) -> None:
    """Something with seats, begun half an hour ago and open; one behind the scenes; a place that was handed on."""
    things, author = stage.things, stage.people["author"]
    talk = {
        "community": things.community,
        "starts_at": now - HOUR / 2,
        "ends_at": now + HOUR,
        "opens_at": now - 9 * DAY,
        "closes_at": now + HOUR,
        "cancel_until": now - HOUR / 2,
    }
    things.roster = make_roster(5, **talk)
    things.secret_roster = make_roster(5, **talk | {"place": SECRET})
    coming = {"starts_at": now + DAY, "ends_at": now + 2 * DAY, "closes_at": now + DAY, "cancel_until": now + DAY}
    things.coming_roster = make_roster(5, **talk | coming)
    Booking.objects.create(
        roster=things.roster,
        guest_name="赵奶奶",
        pool=things.roster.pools.first(),
        state="booked",
        made_at=now,
        moved_at=now,
    )
    things.line = things.roster.bookings.get()
    book(code=things.coming_roster.code, actor=author, now=now)
    things.swap = ask_swap(code=things.coming_roster.code, to=stage.people["neighbour"], actor=author, now=now)
    things.over_roster = make_roster(
        5, **talk | {"starts_at": now - DAY, "ends_at": now - HOUR, "closes_at": now - HOUR, "cancel_until": now - DAY}
    )
    things.calendar = calendar_address(actor=author, now=now)


def _lectures(stage: Stage, now) -> None:
    """A children's session to come and one that is over where the author was; one of a lecture that is a draft."""
    things, manager = stage.things, stage.people["manager"]
    things.lecture = make_lecture(community=things.community, transcript=CHAPTERS)
    things.lecture_draft = write_lecture("没核过的", slug="draft", community=things.community)
    venue = make_venue(things.community)
    dates = {
        "starts_at": now + 3 * DAY,
        "ends_at": now + 3 * DAY + HOUR,
        "opens_at": now - DAY,
        "closes_at": now + 3 * DAY,
        "cancel_until": now + 3 * DAY,
    }

    def session(lecture, **more) -> Any:
        return open_session(lecture=lecture, plan=plan(venue, **dates | more), actor=manager, now=now)

    things.children_session = session(things.lecture, for_children=True)
    things.lecture_session = session(things.lecture, special={Need.WHEELCHAIR: 1})
    things.draft_session = session(things.lecture_draft)
    book(code=things.lecture_session.code, actor=stage.people["author"], now=now)
    things.past_session = session(things.lecture)
    Roster.objects.filter(pk=things.past_session.roster_id).update(
        starts_at=now - 3 * DAY, ends_at=now - 2 * DAY, closes_at=now - 2 * DAY, cancel_until=now - 3 * DAY,
        opens_at=now - 9 * DAY,
    )  # fmt: skip
    Booking.objects.create(
        roster=things.past_session.roster, user=stage.people["author"], pool=things.past_session.roster.pools.first(),
        state="attended", came_at=now - 2 * DAY, came_by="list", made_at=now, moved_at=now,
    )  # fmt: skip


def _shifts(stage: Stage, now) -> None:
    """A shift under way that the neighbour leads and the author is on, and one tomorrow that nobody leads."""
    things = stage.things
    neighbour, author = stage.people["neighbour"], stage.people["author"]
    things.post = make_post(things.community)
    things.application = Application.objects.create(
        post=things.post, user=author, risks_version=1, risks_accepted_at=now, asked_at=now
    )
    route = make_route(things.community)
    things.checkpoint = make_checkpoint(route)
    things.series = make_series(route, ended_at=now)
    begins = now - 2 * HOUR
    things.shift = make_shift(route, starts_at=begins, ends_at=begins + 5 * HOUR, now=begins - DAY)
    for person in (neighbour, author):
        book(code=things.shift.code, actor=person, now=begins - DAY)
    Shift.objects.filter(pk=things.shift.pk).update(leader=neighbour, started_at=begins, started_by=neighbour)
    things.hazard = report_hazard(
        shift_code=things.shift.code, kind="light", place="东门", text="路灯不亮", actor=author, now=now
    )
    things.hazard_photo = HazardPhoto(hazard=things.hazard)
    things.hazard_photo.image.save("photo.jpg", ContentFile(b"a picture"))
    _hours(stage, now)
    things.coming_shift = make_shift(route, starts_at=now + 3 * DAY, ends_at=now + 3 * DAY + HOUR, now=now)


def _councils(stage: Stage, now) -> None:
    """The author's topics, one in sight and one waiting to be read, and a body with a seat."""
    things, author = stage.things, stage.people["author"]
    things.topic, things.waiting_topic = raised(author), queued(author)
    things.body = body_of(things.community)
    things.seat = seated(things.body)
    things.sounding, things.planned_sounding = opened(things.community), prepared(CommunityFactory())
    owner_of(things.sounding, "张一", author)
    things.head = head_named(things.sounding, "王三")
    things.owner_paper = paper_entered(things.sounding, things.head)


def _hours(stage: Stage, now) -> None:
    """A shift that is over: the neighbour led it, the author has hours, a certificate of them, and a dispute."""
    things, author = stage.things, stage.people["author"]
    begins = now.replace(second=0, microsecond=0) - 9 * DAY
    route = make_route(things.community)
    shift = things.over_shift = make_shift(route, starts_at=begins, ends_at=begins + HOUR, now=begins - DAY)
    for person in (stage.people["neighbour"], author):
        book(code=shift.code, actor=person, now=begins - DAY)
    shift.roster.bookings.update(state="attended", came_at=begins, came_by="list")
    Shift.objects.filter(pk=shift.pk).update(
        leader=stage.people["neighbour"],
        started_at=begins,
        started_by=stage.people["neighbour"],
        ended_at=begins + HOUR,
        ended_by=stage.people["neighbour"],
    )
    things.service_record = ServiceRecord.objects.create(
        shift=shift, user=author, started_at=begins, ended_at=begins + HOUR, minutes=60, project="环线",
        organiser="社区", confirmed_at=now, confirmed_by=stage.people["neighbour"],
    )  # fmt: skip
    things.hours_dispute = HoursDispute.objects.create(shift=shift, user=author, text="少了半小时", filed_at=now)
    day = timezone.localdate(begins)
    content = {"name": "王小明", "number": "", "number_kind": "", "lines": [], "issuer": "社区", "minutes": 60,
               "first_day": day.isoformat(), "last_day": day.isoformat(), "issued_on": day.isoformat()}  # fmt: skip
    things.certificate = Certificate.objects.create(
        user=author, community=things.community, first_day=day, last_day=day, minutes=60, times=1,
        content=json.dumps(content), digest="0" * 64, agreed_at=now, issued_at=now,
    )  # fmt: skip


def _meetings(stage: Stage, now) -> None:
    """A meeting that is being prepared, and a public one in session, of a body of whose roll the neighbour is."""
    body, people = make_body(community=stage.things.community, members=1, notice_days=0)
    body.seats.create(user=stage.people["neighbour"], name="席位", since=now.date() - 30 * DAY)
    chair, begins = {"actor": people[0]}, now - HOUR
    plans = [
        plan_meeting(
            body=body,
            title="议事会",
            starts_at=begins,
            ends_at=now + HOUR,
            place="议事室",
            now=begins - 3 * DAY,
            **chair,
        )
        for _each in range(2)
    ]
    stage.things.planned_meeting, stage.things.meeting = plans
    chair["code"] = plans[1].code
    add_item(title="车棚", now=begins - 3 * DAY, **chair)
    call_meeting(now=begins - 3 * DAY, **chair)
    start_meeting(now=now, **chair)
    motion = Motion.objects.create(
        meeting=plans[1], item=plans[1].items.get(), who="物业", what="修车棚", state=MotionState.ADOPTED, raised_at=now
    )
    stage.things.resolution = open_resolution(motion=motion, actor=people[0], now=now)


def _matters(stage: Stage, now) -> None:
    """What the author brought: one that waits to be read, one that came back, one in sight and answered."""
    things, author = stage.things, stage.people["author"]
    things.matter = brought(author, now, uploads=[scan()])
    things.matter_photo = EntryPhoto.objects.get(entry__case=things.matter.case)
    things.returned_matter = decided(brought(author, now), now, Decision.RETURN)
    things.answered_matter = answered(decided(brought(author, now), now), now)


def _smaller_things(stage: Stage, now) -> None:
    things = stage.things
    things.notice = Notice.objects.create(
        recipient=stage.people["author"], kind="moderation.decided", subject="x", event="y", url="/", created_at=now,
        fields={"title": "旧车棚", "decision": "approve", "reason": "", "kind": "proposal"},
    )  # fmt: skip
    things.avatar = Avatar(user=stage.people["author"], created_at=now)
    things.avatar.picture.save("avatar.jpg", ContentFile(b"a picture"))
    things.archive = DataArchive(user=stage.people["author"], asked_at=now, ready_at=now, expires_at=now + 7 * DAY)
    things.archive.file.save("data.zip", ContentFile(b"PK"))
    things.outbox_item = OutboxItem.objects.create(topic="t", key="k", state="failed", due_at=now)
    things.reply = CannedReply.objects.create(
        subdistrict=things.subdistrict, decision="return", title="费用", text="请写清费用。"
    )
    things.message_template = SubscribeTemplate.objects.create(
        template_id="t" * 43, title="审核结果通知", kinds=["moderation.decided"], fields=[["thing1", "{about}"]],
        page="pages/notices/index", changed_at=now,
    )  # fmt: skip
    things.automatic_answer = KeywordReply.objects.create(words="你好", answer="您好！")
    things.appointment = AppointmentFactory(community=things.community)
    things.scan = ScanSignIn.objects.create(browser="Chrome", asked_at=now, expires_at=now + HOUR, picture=b"")
