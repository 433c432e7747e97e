"""Nothing is shown whose facts nobody but its editor has checked, by whichever way it is published."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from wagtail.models import Page

from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from portal.lectures.actions import sign_off, take_back_sign_off
from portal.lectures.digest import digest_of
from portal.lectures.models import LecturePage, SeriesPage, SignOff
from portal.lectures.queries.checking import latest_text, waiting_checks
from portal.lectures.refusals import NotChecked
from tests.factories import AppointmentFactory, HouseholdFactory, ResidentFactory
from tests.lectures.lectures import check, make_checker, make_lecture, plant_series, write_lecture
from tests.rosters.clock import NOW

pytestmark = pytest.mark.django_db


def _shown(lecture) -> bool:
    return LecturePage.objects.get(pk=lecture.pk).live


def test_a_checked_text_is_published():
    assert _shown(make_lecture())


def test_publishing_a_revision_asks_for_the_check():
    lecture = write_lecture()
    with pytest.raises(NotChecked):
        lecture.latest_revision.publish()
    assert not _shown(lecture)


def test_saving_it_live_asks_for_the_check():
    lecture = write_lecture()
    lecture.live = True
    with pytest.raises(NotChecked):
        lecture.save()
    parent = SeriesPage.objects.get(pk=plant_series().pk)
    with pytest.raises(NotChecked):
        parent.add_child(instance=LecturePage(title="直接上线", intro="一句话", speaker_name="某人"))


def test_a_changed_text_takes_the_check_back():
    lecture = make_lecture()
    lecture.intro = "换了一句没人核过的话。"
    revision = lecture.save_revision()
    with pytest.raises(NotChecked):
        revision.publish()
    assert LecturePage.objects.get(pk=lecture.pk).intro == "地名里的老故事。"
    check(lecture)
    revision.publish()
    assert LecturePage.objects.get(pk=lecture.pk).intro == "换了一句没人核过的话。"


@pytest.mark.parametrize(
    "change",
    [
        {"title": "另一个题目"},
        {"speaker_name": "另一位"},
        {"speaker_about": "另一个身份"},
        {"body": [("paragraph", "<p>另一段。</p>")]},
        {"transcript": [("chapter", {"begins": "0:00", "heading": "开场", "text": "另一句。"})]},
    ],
)
def test_every_part_that_says_something_is_checked(change):
    lecture = make_lecture()
    for name, value in change.items():
        setattr(lecture, name, value)
    with pytest.raises(NotChecked):
        lecture.save_revision().publish()


def test_what_says_nothing_may_be_changed():
    lecture = make_lecture()
    lecture.recording_seconds = 75
    lecture.save_revision().publish()
    assert LecturePage.objects.get(pk=lecture.pk).recording_seconds == 75


def test_scheduled_publishing_asks_for_the_check():
    lecture = write_lecture()
    lecture.go_live_at = timezone.now() + timedelta(hours=1)
    revision = lecture.save_revision()
    with pytest.raises(NotChecked):
        revision.publish()
    # Whatever set the date: when it comes, the page stays a draft, and others are not held up.
    lecture.revisions.filter(pk=revision.pk).update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")
    assert not _shown(lecture)
    assert not lecture.revisions.filter(approved_go_live_at__isnull=False).exists()


def test_scheduled_publishing_shows_what_was_checked():
    lecture = write_lecture()
    lecture.go_live_at = timezone.now() + timedelta(hours=1)
    revision = lecture.save_revision()
    check(lecture)
    revision.publish()
    assert not _shown(lecture)
    content = revision.content | {"go_live_at": (timezone.now() - timedelta(minutes=1)).isoformat()}
    lecture.revisions.filter(pk=revision.pk).update(
        content=content, approved_go_live_at=timezone.now() - timedelta(minutes=1)
    )
    call_command("publish_scheduled")
    assert _shown(lecture)


def test_the_database_shows_nothing_unchecked():
    lecture = write_lecture()
    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.filter(pk=lecture.pk).update(live=True)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET live = %s WHERE id = %s", [True, lecture.pk])
    assert not _shown(lecture)


def test_the_database_shows_no_other_text_than_the_checked_one():
    lecture = make_lecture()
    with pytest.raises(IntegrityError), transaction.atomic():
        LecturePage.objects.filter(pk=lecture.pk).update(text_digest="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.filter(pk=lecture.pk).update(title="没人核过的题目")
    Page.objects.filter(pk=lecture.pk).update(live=False)
    LecturePage.objects.filter(pk=lecture.pk).update(text_digest="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.filter(pk=lecture.pk).update(live=True)


def test_the_database_keeps_the_check_of_what_is_shown():
    lecture = make_lecture()
    with pytest.raises(IntegrityError), transaction.atomic():
        SignOff.objects.filter(lecture=lecture).update(withdrawn_at=NOW, withdrawn_because="错了")


def test_the_database_lets_nobody_check_their_own():
    editor = make_checker()
    lecture = write_lecture(editor=editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignOff.objects.create(
            lecture=lecture, digest="0" * 64, title="x", reviewer=editor, editor=editor, note="书", at=NOW
        )


def test_whoever_had_a_hand_in_it_does_not_check_it():
    editor, second = make_checker(), make_checker()
    lecture = write_lecture(editor=editor)
    lecture.save_revision(user=second)
    for person in (editor, second):
        with pytest.raises(Forbidden):
            check(lecture, person)
    assert check(lecture).reviewer not in (editor, second)


def test_nobody_checks_for_their_household():
    home = HouseholdFactory()
    editor, spouse = (ResidentFactory(household=home, community=home.community).user for _ in range(2))
    AppointmentFactory(user=spouse, role="district_admin", community=None)
    lecture = write_lecture(editor=editor)
    with pytest.raises(Forbidden):
        check(lecture, spouse)


def test_a_check_says_against_what_and_of_which_text():
    lecture, checker = write_lecture(), make_checker()
    seen = digest_of(latest_text(lecture))
    with pytest.raises(Invalid) as refused:
        sign_off(code=lecture.code, seen=seen, note="  ", actor=checker, now=NOW)
    assert "note" in refused.value.fields
    with pytest.raises(WrongState):
        sign_off(code=lecture.code, seen="0" * 64, note="区志", actor=checker, now=NOW)
    first = check(lecture, checker)
    assert check(lecture, checker) == first


def test_a_lecture_about_a_community_is_checked_by_its_people():
    keeper = AppointmentFactory()
    lecture = write_lecture(community=keeper.community)
    with pytest.raises(Hidden):
        check(lecture, AppointmentFactory().user)
    check(lecture, keeper.user)
    district = write_lecture("全区的讲座", slug="district")
    with pytest.raises(Hidden):
        check(district, keeper.user)


def test_a_check_that_is_taken_back_takes_the_lecture_down():
    lecture = make_lecture()
    with pytest.raises(Invalid):
        take_back_sign_off(code=lecture.code, reason=" ", actor=make_checker(), now=NOW)
    take_back_sign_off(code=lecture.code, reason="年份写错了", actor=make_checker(), now=NOW)
    assert not _shown(lecture)
    with pytest.raises(NotChecked):
        lecture.latest_revision.publish()
    with pytest.raises(WrongState):
        take_back_sign_off(code=lecture.code, reason="年份写错了", actor=make_checker(), now=NOW)


def test_the_queue_holds_what_somebody_else_wrote():
    checker = make_checker()
    mine, other = write_lecture(editor=checker), write_lecture("绿洲回忆", slug="oasis")
    make_lecture("核过的", slug="checked")
    found = {each.lecture.pk: each.own for each in waiting_checks(checker)}
    assert found == {mine.pk: True, other.pk: False}
    check(other, checker)
    other.refresh_from_db()
    other.intro = "又改了。"
    other.save_revision()
    [again] = [each for each in waiting_checks(checker) if each.lecture.pk == other.pk]
    assert again.last is not None
    assert again.text.intro == "又改了。"


@pytest.mark.parametrize("number", [1, 3])
def test_the_queue_costs_the_same_however_long(django_assert_num_queries, number):
    checker = make_checker()
    for each in range(number):
        write_lecture(f"讲座{each}", slug=f"talk-{each}", editor=make_checker())
    with django_assert_num_queries(6):
        assert len(waiting_checks(checker)) == number
