"""Lectures and sessions as the API tells them."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from portal.communities.models import Community
from portal.core.prose.plain import plain_blocks
from portal.lectures.models import LecturePage, SeriesPage
from portal.lectures.queries.feedback import summary_of
from portal.lectures.queries.listing import LectureCard, SessionLine, documents_of, lecture_cards, session_lines
from portal.lectures.queries.replay import replay_of

PAST_AT_MOST = 10


def session_told(line: SessionLine, now: datetime) -> dict[str, Any]:
    """What SessionOut needs. No query."""
    session, roster = line.session, line.session.roster
    return {
        "code": roster.code,
        "url": reverse("lectures:session", args=[roster.code]),
        "starts_at": roster.starts_at,
        "ends_at": roster.ends_at,
        "opens_at": roster.opens_at,
        "closes_at": roster.closes_at,
        "window": roster.window.state(now),
        "venue": session.venue.name if session.venue else roster.place,
        "address": session.venue.address if session.venue else "",
        "map_url": session.venue.map_url if session.venue else "",
        "community": community_told(roster.community),
        "called_off_because": roster.called_off_because,
        "for_children": session.for_children,
        "seats": line.seats,
    }


def card_told(card: LectureCard, request: HttpRequest, now: datetime) -> dict[str, Any]:
    lecture = card.lecture
    return {
        "code": lecture.code,
        "slug": lecture.slug,
        "title": lecture.title,
        "intro": lecture.summary,
        "url": card.url,
        "series": series_told(card.series, request) if card.series else None,
        "community": community_told(lecture.community),
        "speaker": lecture.speaker_name,
        "portrait": card.portrait,
        "next": session_told(card.next, now) if card.next else None,
        "has_replay": card.has_replay,
        "replay_seconds": lecture.recording_seconds,
    }


def lecture_told(lecture: LecturePage, request: HttpRequest, now: datetime) -> dict[str, Any]:
    """The whole lecture, in a number of queries that does not grow with it."""
    [card] = lecture_cards([lecture], request, now)
    replay = replay_of(lecture)
    gone = lecture.sessions.filter(roster__starts_at__lte=now).with_places().order_by("-roster__starts_at", "-id")
    return card_told(card, request, now) | {
        "speaker_about": lecture.speaker_about,
        "body": plain_blocks(lecture.body),
        "handouts": [{"title": each.title, "url": each.url, "bytes": each.file_size} for each in documents_of(lecture)],
        "sessions": [session_told(line, now) for line in card.sessions],
        "past": [session_told(line, now) for line in session_lines(gone[:PAST_AT_MOST])],
        "replay": replay,
        "feedback": summary_of(lecture.sessions.all()),
    }


def series_told(series: SeriesPage, request: HttpRequest) -> dict[str, str]:
    return {
        "slug": series.slug,
        "title": series.title,
        "intro": series.summary,
        "url": series.get_url(request) or "",
    }


def community_told(community: Community | None) -> dict[str, str] | None:
    if community is None:
        return None
    return {"slug": community.slug, "name": community.title, "phone": community.phone}
