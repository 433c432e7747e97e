"""What residents bring: in the office at once, public once moderation lets it be, answered, rated, opened again."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.actions import erase_person, export_person
from portal.accounts.enums import ConsentKind
from portal.accounts.errors import ConsentNeeded
from portal.cases.actions import rate_case
from portal.cases.actions.matters import (
    add_matter_picture,
    hand_in_matter,
    keep_matter_private,
    reopen_own_matter,
    rewrite_matter,
)
from portal.cases.enums import CaseState, Entry, MatterKind, Solved
from portal.cases.models import Case, EntryPhoto, Matter
from portal.cases.queries.loop import loop_of
from portal.cases.queries.matters import matter_to_read, my_matters, photo_to_see, whole_matter
from portal.cases.queries.media import media_of, read_medium
from portal.cases.queries.rates import Rate
from portal.cases.queries.timeline import public_timeline
from portal.cases.queries.working_days import reopen_until
from portal.cases.rules import can_read_matter
from portal.core.errors import Hidden, Invalid, OutsideWindow, VerificationNeeded, WrongState
from portal.moderation.enums import Decision
from portal.notices.models import Notice
from tests.ballots.papers import refused, scan
from tests.cases.clock import NOW
from tests.cases.matters import WORDS, acting, answered, brought, decided, fresh, staff_of
from tests.factories import CommunityFactory, ResidentFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_a_matter_is_in_the_office_at_once_and_with_nobody_else(person):
    matter = brought(person, NOW)
    assert (matter.case.state, matter.case.kind) == (CaseState.RECEIVED, "suggestion")
    assert matter.case.accept_due is not None
    assert matter.submission is not None
    assert matter_to_read(matter.case.code, person) == matter
    assert matter_to_read(matter.case.code, staff_of(matter.case.community)) == matter
    for stranger in (ResidentFactory(community=matter.case.community).user, staff_of(CommunityFactory())):
        with pytest.raises(Hidden):
            matter_to_read(matter.case.code, stranger)


def test_neighbours_read_it_once_moderation_lets_them_and_never_who_brought_it(person, client):
    matter = decided(brought(person, NOW, uploads=[scan()]), NOW)
    answer = client.get(matter.get_absolute_url())
    assert answer.status_code == 200
    page = answer.content.decode()
    assert WORDS["words"] in page
    assert person.resident.alias not in page
    assert client.get(f"/cases/photos/{EntryPhoto.objects.get().code}.jpg").status_code == 200


def test_what_is_returned_stays_with_the_office_and_goes_round_again(person):
    matter = decided(brought(person, NOW), NOW, Decision.RETURN)
    assert matter.shown_at is None
    assert matter.case.state == CaseState.RECEIVED
    assert whole_matter(matter, person, NOW).can_rewrite
    rewrite_matter(code=matter.case.code, actor=person, now=NOW, **WORDS | {"title": "路灯不亮"})
    again = decided(fresh(matter), NOW)
    assert (again.case.title, again.shown_at) == ("路灯不亮", NOW)
    with refused(WrongState, "cannot be changed"):
        rewrite_matter(code=matter.case.code, actor=person, now=NOW, **WORDS)


def test_what_is_hidden_is_out_of_sight_and_still_worked_on(person):
    shown = decided(brought(person, NOW), NOW)
    hidden = decided(shown, NOW, Decision.HIDE)
    assert hidden.shown_at is None
    assert acting(hidden, NOW).case.state == CaseState.ACTING


def test_what_is_for_the_office_alone_never_reaches_moderation(person):
    matter = brought(person, NOW, public=False)
    assert matter.submission is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Matter.objects.filter(pk=matter.pk).update(shown_at=NOW)


def test_its_author_takes_it_out_of_sight(person):
    matter = decided(brought(person, NOW), NOW)
    for _again in range(2):
        keep_matter_private(code=matter.case.code, actor=person, now=NOW)
    kept = fresh(matter)
    assert (kept.public, kept.shown_at) == (False, None)
    with pytest.raises(Hidden):
        keep_matter_private(code=matter.case.code, actor=UserFactory(), now=NOW)


def test_only_residents_bring_something_and_say_what(person):
    with pytest.raises(VerificationNeeded):
        brought(UserFactory(), NOW)
    for missing in WORDS:
        with pytest.raises(Invalid) as found:
            brought(person, NOW, **{missing: " "})
        assert set(found.value.fields) == {missing}
    with refused(Invalid, "one of the list"):
        hand_in_matter(kind="rumour", public=True, actor=person, now=NOW, **WORDS)
    with refused(Invalid, "At most 3"):
        brought(person, NOW, uploads=[scan()] * 4)
    assert not Case.objects.exists()


def test_who_takes_publication_back_can_still_write_to_the_office(person):
    person.consents.create(kind=ConsentKind.PUBLICATION, given=False, version="1", at=NOW)
    with pytest.raises(ConsentNeeded):
        brought(person, NOW)
    assert brought(person, NOW, public=False).pk


def test_pictures_follow_until_somebody_has_read_it(person):
    matter = brought(person, NOW)
    for _picture in range(3):
        add_matter_picture(code=matter.case.code, upload=scan(), actor=person, now=NOW)
    with refused(Invalid, "At most 3"):
        add_matter_picture(code=matter.case.code, upload=scan(), actor=person, now=NOW)
    media = media_of(matter.submission)
    assert len(media) == 3
    assert read_medium(media[0].key).content_type == "image/jpeg"
    assert read_medium("nothing") is None
    decided(matter, NOW)
    EntryPhoto.objects.first().delete()
    with refused(WrongState, "read already"):
        add_matter_picture(code=matter.case.code, upload=scan(), actor=person, now=NOW)


def test_pictures_are_as_public_as_what_they_belong_to(person):
    matter = brought(person, NOW, uploads=[scan()])
    code = EntryPhoto.objects.get().code
    assert photo_to_see(code, person) == (EntryPhoto.objects.get(), False)
    with pytest.raises(Hidden):
        photo_to_see(code, UserFactory())
    with pytest.raises(Hidden):
        photo_to_see("nothing", person)
    decided(matter, NOW)
    assert photo_to_see(code, UserFactory())[1] is True
    EntryPhoto.objects.get().entry.__class__.objects.filter(kind=Entry.OPENED).update(public=False)
    with pytest.raises(Hidden):
        photo_to_see(code, person)
    assert photo_to_see(code, staff_of(matter.case.community))[1] is False


def test_an_answer_is_rated_and_may_be_opened_again_for_ten_working_days(person):
    matter = answered(brought(person, NOW), NOW)
    whole = whole_matter(matter, person, NOW)
    assert (whole.can_rate, whole.can_reopen, whole.rating) == (True, True, None)
    rate_case(code=matter.case.code, score=2, solved=Solved.NO, actor=person, now=NOW)
    assert whole_matter(matter, person, NOW).rating.score == 2
    until = reopen_until(matter.case)
    with refused(OutsideWindow, "time to open it again is over"):
        reopen_own_matter(code=matter.case.code, reason="还是黑", actor=person, now=until)
    with pytest.raises(Hidden):
        reopen_own_matter(code=matter.case.code, reason="还是黑", actor=UserFactory(), now=NOW)
    reopen_own_matter(code=matter.case.code, reason="还是黑", actor=person, now=until - timedelta(seconds=1))
    with refused(WrongState, "being worked on"):
        reopen_own_matter(code=matter.case.code, reason="还是黑", actor=person, now=NOW)
    lines = list(public_timeline(matter.case))
    assert lines[-1].kind == Entry.REOPENED
    assert "还是黑" not in "".join(line.text for line in lines)
    assert matter.case.timeline.filter(public=False, text="还是黑").exists()


def test_the_handler_hears_that_it_was_opened_again(person):
    staff = staff_of(person.resident.community)
    matter = answered(brought(person, NOW), NOW, by=staff)
    reopen_own_matter(code=matter.case.code, reason="还是黑", actor=person, now=NOW + DAY)
    told = Notice.objects.get(recipient=staff, kind="cases.handed")
    assert told.fields["entry"] == "reopened"


def test_a_matter_unanswered_has_no_day_to_open_it_again(person):
    with pytest.raises(ValueError, match=r"\w+"):
        reopen_until(brought(person, NOW).case)


def test_my_items_say_what_there_is_to_do(person):
    returned = decided(brought(person, NOW, title="一"), NOW, Decision.RETURN)
    done = answered(brought(person, NOW + DAY, title="二"), NOW + DAY)
    items = my_matters(person)
    assert [(item.title, bool(item.action_hint)) for item in items] == [("二", True), ("一", True)]
    rate_case(code=done.case.code, score=5, solved=Solved.YES, actor=person, now=NOW + DAY)
    decided_again = rewrite_matter(code=returned.case.code, actor=person, now=NOW, **WORDS)
    assert decided_again.submission is not None
    assert [bool(item.action_hint) for item in my_matters(person)] == [False, False]
    assert my_matters(UserFactory()) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_my_items_cost_the_same_however_many(person, rows, django_assert_num_queries):
    for _row in range(rows):
        brought(person, NOW)
    with django_assert_num_queries(2):
        my_matters(person)


def test_readers_and_their_queryset_agree(person):
    here = person.resident.community
    people = [person, ResidentFactory(community=here).user, staff_of(here), staff_of(CommunityFactory())]
    matters = [brought(person, NOW), brought(person, NOW, public=False), decided(brought(person, NOW), NOW)]
    for reader in people:
        visible = set(Matter.objects.visible_to(reader))
        assert visible == {matter for matter in matters if can_read_matter(reader, fresh(matter))}


def test_figures_have_their_denominators_by_month_and_community(person):
    here, elsewhere = person.resident.community, ResidentFactory(community=CommunityFactory()).user
    first = answered(brought(person, NOW - 40 * DAY), NOW - 40 * DAY)
    rate_case(code=first.case.code, score=4, solved=Solved.PARTLY, actor=person, now=NOW)
    answered(brought(person, NOW, kind=MatterKind.WISH, public=False), NOW)
    brought(person, NOW)
    brought(elsewhere, NOW)
    brought(elsewhere, NOW - 400 * DAY)
    loop = loop_of("", "", NOW)
    assert (loop.overall.responded, loop.overall.solved, loop.overall.satisfied) == (Rate(2, 4), Rate(0, 1), Rate(1, 1))
    assert [(month.month, rates.responded) for month, rates in loop.by_month] == [(11, Rate(1, 3)), (10, Rate(1, 1))]
    assert {place.pk: rates.responded for place, rates in loop.by_community} == {
        here.pk: Rate(2, 3),
        elsewhere.resident.community_id: Rate(0, 1),
    }
    assert loop_of(here.slug, "wish", NOW).overall.responded == Rate(1, 1)
    assert {place.pk: rates.satisfied for place, rates in loop.by_community}[here.pk] == Rate(1, 1)


def test_who_leaves_takes_along_what_only_the_office_read(person, django_capture_on_commit_callbacks):
    brought(person, NOW, public=False, uploads=[scan()])
    decided(brought(person, NOW), NOW)
    told = export_person(actor=person, now=NOW)["cases"]["raised"]
    assert [each["words"] for each in told] == [WORDS["words"]] * 2
    photo = EntryPhoto.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(actor=person, now=NOW)
    assert sorted(Matter.objects.values_list("words", flat=True)) == ["", WORDS["words"]]
    assert not photo.image.storage.exists(photo.image.name)


def test_the_inbox_shows_every_word_and_picture(person, client):
    brought(person, NOW, uploads=[scan()])
    client.force_login(staff_of(person.resident.community))
    page = client.get("/admin/inbox/", follow=True).content.decode()
    assert WORDS["words"] in page
    assert EntryPhoto.objects.get().code in page
