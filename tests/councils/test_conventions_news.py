"""What the community hears of its convention: each once, promised with the step."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from councils.actions.conventions import accept_wording, write_articles
from councils.actions.conventions.telling import REVIEW, TELL, remind_of_review
from councils.conventions_enums import ConventionEvent as Event
from councils.conventions_enums import Head
from councils.models import ArticleRevision
from councils.tasks import review, tell
from portal.core.models import OutboxItem
from portal.discussions.actions import follow_thread
from portal.notices.models import Notice
from portal.notices.ports import notice_kinds
from tests.councils.conventions import NOW, TEXTS, begun, brought_to, make_place, put_in_force, step
from tests.councils.test_wordings import shown
from tests.factories import ResidentFactory, UserFactory

pytestmark = pytest.mark.django_db


def told(event):
    return Notice.objects.filter(kind="councils.convention", fields__event=event)


def promised(topic):
    return OutboxItem.objects.filter(topic=topic).order_by("id")


def keep_promises():
    for item in promised(TELL):
        tell(item)


def test_community_hears_of_consultation_call_and_publication_once():
    place = make_place()
    resident = ResidentFactory(community=place.community).user
    ResidentFactory(community=place.community, verified_at=None)
    ResidentFactory(community=make_place().community)
    put_in_force(place)
    keep_promises()
    keep_promises()
    for event in ("consultation", "called", "published"):
        assert [notice.recipient for notice in told(event)] == [resident], event
    called = told("called").get()
    assert called.created_at == NOW
    kind = notice_kinds.get(called.kind)
    assert str(place.body.name) in kind.body(called.fields)
    assert str(place.community) in kind.title(called.fields)


def test_draft_sent_back_is_told_as_another_consultation():
    place = make_place()
    ResidentFactory(community=place.community)
    step(place, brought_to(place, Event.STUDY), Event.SEND_BACK)
    keep_promises()
    assert told("consultation").count() == 2


def test_step_that_fails_promises_nothing():
    place = make_place()
    version = brought_to(place, Event.DRAFT)
    before = promised(TELL).count()
    shown(place, version)
    with pytest.raises(Exception, match=r".+"):
        step(place, version, Event.STUDY)
    assert promised(TELL).count() == before


def test_who_spoke_on_an_article_hears_that_it_was_reworded():
    place = make_place()
    version = step(place, begun(place), Event.DRAFT)
    speaker, other = UserFactory(), UserFactory()
    follow_thread(thread=version.articles.get(number=1).thread, user=speaker)
    follow_thread(thread=version.articles.get(number=2).thread, user=other)
    texts = TEXTS | {Head.CONDUCT: ["楼道不堆放杂物。", "遛犬牵绳。"]}
    for _time in range(2):
        write_articles(code=version.code, texts=texts, actor=place.staff, now=NOW)
    notice = told("changed").get()
    assert (notice.recipient, notice.fields["text"]) == (speaker, "楼道不堆放杂物。")
    assert ArticleRevision.objects.get().thread.title == "楼道不堆放杂物。"


def test_who_suggested_hears_of_the_answer_and_not_of_the_rewording_too():
    place = make_place()
    version = step(place, begun(place), Event.DRAFT)
    wording = shown(place, version)
    accept_wording(code=wording.code, seen=0, actor=place.staff, now=NOW)
    assert not told("changed").exists()
    assert Notice.objects.filter(kind="councils.wording", recipient=wording.author).count() == 1


def test_staff_are_reminded_of_the_review_every_year_until_it_is_replaced():
    place = make_place()
    first = put_in_force(place)
    item = promised(REVIEW).get()
    local = timezone.localtime(item.due_at)
    assert (local.date(), local.hour) == (first.in_force_from.replace(year=first.in_force_from.year + 1), 9)
    assert review(item) is None
    review(item)
    assert [notice.recipient for notice in told("review")] == [place.staff]
    second = promised(REVIEW).last()
    assert promised(REVIEW).count() == 2
    assert second.due_at.year == item.due_at.year + 1
    put_in_force(place, TEXTS | {Head.CONDUCT: ["楼道不堆放杂物。"]})
    assert remind_of_review(code=first.code, year=2, now=second.due_at) == 0


def test_review_of_a_leap_day_falls_on_the_day_before():
    place = make_place()
    version = put_in_force(place)
    version.in_force_from = datetime(2024, 2, 29, tzinfo=timezone.get_current_timezone()).date()
    version.save()
    OutboxItem.objects.all().delete()
    remind_of_review(code=version.code, year=0, now=NOW + timedelta(days=1))
    assert timezone.localdate(promised(REVIEW).get().due_at).isoformat() == "2025-02-28"
