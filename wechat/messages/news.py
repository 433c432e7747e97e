"""What is known of each kind of news: an outcome in at most five Chinese characters, an example, when to ask for it."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from councils.conventions_enums import WordingOutcome
from councils.conventions_news import ANSWERED, CONVENTION, WORDING
from councils.conventions_news import EVENTS as CONVENTION_EVENTS
from councils.enums import TopicState
from councils.meetings_news import MEETING
from councils.news import TOPIC_NEWS
from councils.resolutions_news import RESOLUTION_LOOK_BACK
from portal.ballots.news import OBJECTION_ANSWERED
from portal.cases.enums import Entry
from portal.cases.news import HANDED, HANDED_BY, SUPERVISED, TOLD
from portal.cases.news import NEWS as CASE_NEWS
from portal.discussions.actions.announce import ANSWER, NEWS, REPLY
from portal.lectures.news import GUARDIAN, HOW, REPLAY
from portal.moderation.enums import Decision
from portal.notices.archive_news import READY
from portal.notices.models import Notice
from portal.notices.ports import Fields
from portal.rosters.news import CALL, CHANGE, CHANGE_EVENTS, MINIMUM, REMINDER, SEAT, SEAT_EVENTS, SWAP, SWAP_EVENTS
from proposals.delivery_news import DELIVERY, LOOK_BACK
from proposals.delivery_news import EVENTS as DELIVERY_EVENTS
from proposals.enums import PhaseKind
from proposals.evaluation_news import ASKED, COMMENTED
from proposals.merger_news import CARRY, MERGED
from proposals.merger_news import EVENTS as MERGER_EVENTS
from proposals.news import FOLLOWED
from proposals.result_news import RESULT
from proposals.stage_news import STAGE
from proposals.stage_news import TOLD as STAGES
from volunteers.hours_news import CERTIFICATE, HOURS, HOURS_EVENTS
from volunteers.news import APPLICATION as SERVICE
from volunteers.news import LEADER
from wechat.messages.enums import Moment

DECIDED, PASSED, FORWARDED = "moderation.decided", "moderation.passed", "moderation.forwarded"
APPEAL = "moderation.appeal_answered"
Words = str | Promise

ASKED_AFTER: dict[Moment, tuple[str, ...]] = {
    Moment.PROPOSAL: (DECIDED, RESULT, APPEAL, FORWARDED),
    Moment.VOTE: (FOLLOWED, NEWS, ANSWER),
    Moment.COMMENT: (REPLY, ANSWER, DECIDED, NEWS),
    Moment.BOOKING: (SEAT, REMINDER, CHANGE, SWAP),
}
"""The news that somebody will want, the most wanted first."""

_DECISIONS: dict[str, Words] = {
    Decision.APPROVE: pgettext_lazy("how it came out", "approved"),
    Decision.RETURN: pgettext_lazy("how it came out", "sent back"),
    Decision.HIDE: pgettext_lazy("how it came out", "taken down"),
    Decision.RESTORE: pgettext_lazy("how it came out", "restored"),
}
_FOLLOWED: dict[str, Words] = {
    "withdrawn": pgettext_lazy("how it came out", "withdrawn"),
    "hidden": pgettext_lazy("how it came out", "taken down"),
    "returned": pgettext_lazy("how it came out", "sent back"),
    "merged": pgettext_lazy("how it came out", "merged"),
    "split": pgettext_lazy("how it came out", "by itself"),
    "selected": pgettext_lazy("how it came out", "chosen"),
    "not_selected": pgettext_lazy("how it came out", "not chosen"),
}
_CASES: dict[str, Words] = {
    Entry.ACCEPTED: pgettext_lazy("how it came out", "taken on"),
    Entry.EXTENDED: pgettext_lazy("how it came out", "more time"),
    Entry.ANSWERED: pgettext_lazy("how it came out", "answered"),
    Entry.REOPENED: pgettext_lazy("how it came out", "reopened"),
    Entry.HANDED_OFF: pgettext_lazy("how it came out", "passed on"),
}
_DELIVERY: dict[str, Words] = {
    "begun": pgettext_lazy("how it came out", "begun"),
    "milestone": pgettext_lazy("how it came out", "progress"),
    "changed": pgettext_lazy("how it came out", "changed"),
    "not_accepted": pgettext_lazy("how it came out", "not accepted"),
    "accepted": pgettext_lazy("how it came out", "accepted"),
    "looked_back": pgettext_lazy("how it came out", "looked back"),
}
_STAGES: dict[str, Words] = {
    PhaseKind.CALL: pgettext_lazy("how it came out", "proposals wanted"),
    PhaseKind.VOTE: pgettext_lazy("how it came out", "vote open"),
    PhaseKind.OBJECTION: pgettext_lazy("how it came out", "result out"),
}
_SEATS: dict[str, Words] = {
    "promoted": pgettext_lazy("how it came out", "you have a place"),
    "offered": pgettext_lazy("how it came out", "a place is offered"),
    "lapsed": pgettext_lazy("how it came out", "the offer ran out"),
    "entered": pgettext_lazy("how it came out", "on the list"),
    "cancelled": pgettext_lazy("how it came out", "cancelled"),
    "passed_over": pgettext_lazy("how it came out", "passed over"),
    "called_off": pgettext_lazy("how it came out", "called off"),
    "moved": pgettext_lazy("how it came out", "moved"),
    "asked": pgettext_lazy("how it came out", "a place for you"),
    "accepted": pgettext_lazy("how it came out", "handed on"),
    "declined": pgettext_lazy("how it came out", "not taken"),
}
_HOURS: dict[str, Words] = {
    "confirmed": pgettext_lazy("how it came out", "hours confirmed"),
    "corrected": pgettext_lazy("how it came out", "hours corrected"),
    "answered": pgettext_lazy("how it came out", "hours answered"),
}
_MERGERS: dict[str, Words] = {
    "merged": pgettext_lazy("how it came out", "merged"),
    "joined": pgettext_lazy("how it came out", "one joined"),
    "split": pgettext_lazy("how it came out", "by itself"),
    "left": pgettext_lazy("how it came out", "one left"),
    "co_author": pgettext_lazy("how it came out", "co-author"),
}
_SERVICE: dict[str, Words] = {
    "named": pgettext_lazy("how it came out", "you lead"),
    "gone": pgettext_lazy("how it came out", "no leader"),
    "accepted": pgettext_lazy("how it came out", "welcome"),
    "declined": pgettext_lazy("how it came out", "declined"),
    "ended": pgettext_lazy("how it came out", "ended"),
}
_CONVENTIONS: dict[str, Words] = {
    "consultation": pgettext_lazy("how it came out", "have your say"),
    "changed": pgettext_lazy("how it came out", "reworded"),
    "called": pgettext_lazy("how it came out", "meeting called"),
    "published": pgettext_lazy("how it came out", "made public"),
    "review": pgettext_lazy("how it came out", "due for review"),
}
_MEETINGS: dict[str, Words] = {
    "called": pgettext_lazy("how it came out", "meeting called"),
    "cancelled": pgettext_lazy("how it came out", "called off"),
    "published": pgettext_lazy("how it came out", "minutes out"),
}
_WORDINGS: dict[str, Words] = {
    WordingOutcome.ACCEPTED: pgettext_lazy("how it came out", "taken over"),
    WordingOutcome.MERGED: pgettext_lazy("how it came out", "worked in"),
    WordingOutcome.DECLINED: pgettext_lazy("how it came out", "not taken over"),
}
_OTHERWISE: Words = pgettext_lazy("how it came out", "there is news")
_OUTCOMES: dict[str, Callable[[Fields], Words]] = {
    TOPIC_NEWS: lambda fields: _OTHERWISE,
    CONVENTION: lambda fields: _CONVENTIONS.get(fields.get("event", ""), _OTHERWISE),
    MEETING: lambda fields: _MEETINGS.get(fields.get("event", ""), _OTHERWISE),
    WORDING: lambda fields: _WORDINGS.get(fields.get("outcome", ""), _OTHERWISE),
    DECIDED: lambda fields: _DECISIONS.get(fields.get("decision", ""), _OTHERWISE),
    PASSED: lambda fields: _DECISIONS[Decision.APPROVE],
    FORWARDED: lambda fields: pgettext_lazy("how it came out", "passed on"),
    APPEAL: lambda fields: pgettext_lazy("how it came out", "appeal answered"),
    OBJECTION_ANSWERED: lambda fields: (
        pgettext_lazy("how it came out", "objection upheld")
        if fields.get("upheld")
        else pgettext_lazy("how it came out", "objection not upheld")
    ),
    CASE_NEWS: lambda fields: _CASES.get(fields.get("entry", ""), _OTHERWISE),
    SUPERVISED: lambda fields: pgettext_lazy("how it came out", "deadline"),
    HANDED: lambda fields: pgettext_lazy("how it came out", "yours to handle"),
    **dict.fromkeys((SEAT, CHANGE, SWAP), lambda fields: _SEATS.get(fields.get("event", ""), _OTHERWISE)),
    **dict.fromkeys((LEADER, SERVICE), lambda fields: _SERVICE.get(fields.get("event", ""), _OTHERWISE)),
    HOURS: lambda fields: _HOURS.get(fields.get("event", ""), _OTHERWISE),
    CERTIFICATE: lambda fields: pgettext_lazy("how it came out", "withdrawn"),
    REMINDER: lambda fields: pgettext_lazy("how it came out", "coming up"),
    MINIMUM: lambda fields: pgettext_lazy("how it came out", "too few people"),
    HOW: lambda fields: pgettext_lazy("how it came out", "how was it?"),
    REPLAY: lambda fields: pgettext_lazy("how it came out", "listen again"),
    GUARDIAN: lambda fields: pgettext_lazy("how it came out", "your consent?"),
    DELIVERY: lambda fields: _DELIVERY.get(fields.get("event", ""), _OTHERWISE),
    MERGED: lambda fields: _MERGERS.get(fields.get("event", ""), _OTHERWISE),
    CARRY: lambda fields: pgettext_lazy("how it came out", "your support?"),
    **dict.fromkeys((LOOK_BACK, RESOLUTION_LOOK_BACK), lambda fields: pgettext_lazy("how it came out", "look back")),
    STAGE: lambda fields: _STAGES.get(fields.get("stage", ""), _OTHERWISE),
    ASKED: lambda fields: pgettext_lazy("how it came out", "to score"),
    COMMENTED: lambda fields: pgettext_lazy("how it came out", "reviewers wrote"),
    READY: lambda fields: pgettext_lazy("how it came out", "ready"),
    FOLLOWED: lambda fields: _FOLLOWED.get(fields.get("event", ""), _OTHERWISE),
    RESULT: lambda fields: (
        pgettext_lazy("how it came out", "chosen")
        if fields.get("selected")
        else pgettext_lazy("how it came out", "not chosen")
    ),
    REPLY: lambda fields: pgettext_lazy("how it came out", "a reply"),
    ANSWER: lambda fields: pgettext_lazy("how it came out", "officially answered"),
    NEWS: lambda fields: pgettext_lazy("how it came out", "new comments"),
}

SHORT, LONG = "旧车棚变乐龄客厅", "给一号楼到九号楼的单元门口加装无障碍坡道和扶手🙂"
_TALK = {"when": "2026-11-28 10:00", "until": "2026-11-26 18:00", "place": "梅欣社区一楼活动室"}
_CONVENTION = {"place": "梅欣社区", "number": 3, "text": "遛犬牵绳。", "body": "梅欣社区居民会议", "day": "2026-12-12"}
_REASON = "请写清楚费用从哪里来，再交一次。"
_EXAMPLES: dict[str, list[Fields]] = {
    DECIDED: [{"decision": decision.value, "reason": _REASON} for decision in Decision],
    PASSED: [{"decision": Decision.APPROVE.value, "reason": ""}],
    FORWARDED: [{"community": "梅欣社区", "reason": _REASON}],
    APPEAL: [{"answer": _REASON}],
    OBJECTION_ANSWERED: [{"upheld": upheld, "answer": _REASON} for upheld in (True, False)],
    CASE_NEWS: [{"entry": entry.value, "text": _REASON} for entry in TOLD],
    SUPERVISED: [{"step": "act", "share": share, "due": "2026-12-03 00:00"} for share in (80, 100)],
    HANDED: [{"entry": entry.value, "due": "2026-12-03"} for entry in HANDED_BY],
    SEAT: [{"event": event, "why": _REASON, **_TALK} for event in SEAT_EVENTS],
    CALL: [{"name": "赵奶奶", **_TALK}],
    CHANGE: [{"event": event, "reason": _REASON, **_TALK} for event in CHANGE_EVENTS],
    SWAP: [{"event": event, "name": "三号楼小梅", **_TALK} for event in SWAP_EVENTS],
    REMINDER: [_TALK],
    LEADER: [{"event": event, **_TALK} for event in ("named", "gone")],
    TOPIC_NEWS: [{"state": state.value, "text": _REASON} for state in (TopicState.SCREENED, TopicState.DECLINED)],
    CONVENTION: [{"event": event, **_CONVENTION} for event in CONVENTION_EVENTS],
    MEETING: [{"event": event, "reason": _REASON, **_TALK} for event in _MEETINGS],
    WORDING: [{"outcome": outcome.value, "answer": _REASON, "place": "梅欣社区"} for outcome in ANSWERED],
    SERVICE: [{"event": event, "reason": _REASON} for event in ("accepted", "declined", "ended")],
    HOURS: [{"event": event, "minutes": 90, "reason": "", **_TALK} for event in HOURS_EVENTS],
    CERTIFICATE: [{"serial": "2345678923abcd", "reason": _REASON}],
    MINIMUM: [{"taken": 6, "minimum": 10}],
    HOW: [{}],
    REPLAY: [{}],
    GUARDIAN: [{"name": "三号楼小梅", "when": "2026-11-28 10:00"}],
    DELIVERY: [{"event": event, "text": _REASON} for event in DELIVERY_EVENTS],
    LOOK_BACK: [{}],
    RESOLUTION_LOOK_BACK: [{}],
    STAGE: [{"stage": stage.value, "words": "", "until": "2026-12-03T20:00:00+08:00"} for stage in STAGES],
    ASKED: [{"contest": "2026 年幸福提案大赛", "count": 12}],
    COMMENTED: [{}],
    MERGED: [
        {"event": event, "other": "车棚改活动室", "reason": _REASON, "offered": event == "merged"}
        for event in MERGER_EVENTS
    ],
    CARRY: [{}],
    READY: [{"until": "2026-12-03"}],
    FOLLOWED: [{"event": event} for event in (*_FOLLOWED, "published")],
    RESULT: [
        {"selected": True, "contest": "2026 年幸福提案大赛", "votes": 128},
        {"selected": False, "reason": "no_votes", "contest": "2026 年幸福提案大赛"},
    ],
    REPLY: [{"name": "三号楼小梅", "words": "我也愿意来搭把手。"}],
    ANSWER: [{"community": "梅欣社区", "words": "本周五上门丈量，欢迎到场。"}],
    NEWS: [{"count": 12}],
}


def outcome(notice: Notice) -> str:
    """How it came out, in at most five Chinese characters where the language is Chinese."""
    words = _OUTCOMES.get(notice.kind)
    return str(words(notice.fields) if words else _OTHERWISE)


def examples_of(kind: str) -> list[dict[str, Any]]:
    """Fields of notices of the kind, every outcome with a short title and a long one; empty where none is known."""
    return [{"title": title} | example for example in _EXAMPLES.get(kind, []) for title in (SHORT, LONG)]
