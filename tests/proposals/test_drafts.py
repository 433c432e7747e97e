"""Writing: drafts, answers, cost lines and photos. Nothing that was typed is lost, nothing of another's is touched."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from portal.core import pictures
from portal.core.errors import Forbidden, Hidden, Invalid, OutsideWindow, SignInNeeded, WrongState
from portal.moderation.enums import Decision
from proposals.actions.add_photo import PHOTOS_AT_MOST, add_photo, remove_photo
from proposals.actions.write_draft import (
    COST_LINES_AT_MOST,
    DRAFTS_AT_MOST,
    NewCostLine,
    discard_draft,
    save_cost_lines,
    save_draft_answer,
    save_draft_answers,
    start_draft,
)
from proposals.enums import Answer, PhaseKind, ProposalState
from proposals.models import Category, Contest, Photo, Proposal
from tests.factories import CommunityFactory, ResidentFactory, UserFactory
from tests.proposals.resident_life import (
    MICRO,
    contest_in,
    decided,
    draft_in,
    handed_in,
    moderator_of,
    neighbour_in,
    not_a_picture,
    picture,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest() -> Contest:
    return contest_in(PhaseKind.CALL)


def save(draft: Proposal, answer: Answer, value: str, actor=None) -> Proposal:
    return save_draft_answer(
        code=draft.code, answer=answer, value=value, actor=actor or draft.author, now=timezone.now()
    )


def lines(draft: Proposal, *typed: tuple[str, Decimal | None]) -> Proposal:
    return save_cost_lines(
        code=draft.code,
        lines=[NewCostLine(label, amount) for label, amount in typed],
        actor=draft.author,
        now=timezone.now(),
    )


def test_a_draft_begins_in_its_authors_own_community(contest):
    author = neighbour_in(contest)
    draft = start_draft(contest_code=contest.code, actor=author, now=timezone.now())
    assert (draft.state, draft.community, draft.title) == (ProposalState.DRAFT, author.resident.community, "")


def test_a_draft_of_somebody_from_elsewhere_has_no_community_yet(contest):
    draft = start_draft(contest_code=contest.code, actor=UserFactory(), now=timezone.now())
    assert draft.community is None


def test_a_draft_may_begin_before_the_call_and_not_after_it(contest):
    call, author = contest.phase(PhaseKind.CALL), neighbour_in(contest)
    start_draft(contest_code=contest.code, actor=author, now=call.opens_at - MICRO)
    start_draft(contest_code=contest.code, actor=author, now=call.closes_at - MICRO)
    with pytest.raises(OutsideWindow):
        start_draft(contest_code=contest.code, actor=author, now=call.closes_at)
    assert Proposal.objects.count() == 2


def test_drafts_need_somebody_and_a_contest_that_is_announced(contest):
    with pytest.raises(SignInNeeded):
        start_draft(contest_code=contest.code, actor=AnonymousUser(), now=timezone.now())
    Contest.objects.update(announced_at=None)
    with pytest.raises(Hidden):
        start_draft(contest_code=contest.code, actor=neighbour_in(contest), now=timezone.now())
    assert not Proposal.objects.exists()


def test_unfinished_drafts_are_limited(contest):
    author = neighbour_in(contest)
    for _number in range(DRAFTS_AT_MOST):
        start_draft(contest_code=contest.code, actor=author, now=timezone.now())
    with pytest.raises(Invalid):
        start_draft(contest_code=contest.code, actor=author, now=timezone.now())


def test_a_draft_with_an_answer_that_cannot_be_kept_is_not_begun(contest):
    with pytest.raises(Invalid):
        start_draft(
            contest_code=contest.code,
            actor=neighbour_in(contest),
            now=timezone.now(),
            answers={Answer.TITLE: "太" * 41},
        )
    assert not Proposal.objects.exists()


def test_texts_are_kept_without_markup_and_titles_on_one_line(contest):
    draft = draft_in(contest)
    save(draft, Answer.TITLE, "旧车棚\n变<b>乐龄</b>客厅")
    saved = save(draft, Answer.IDEA, "<script>alert(1)</script>拆掉围栏\n\n\n\n摆上桌椅")
    draft.refresh_from_db()
    assert (draft.title, saved.idea) == ("旧车棚 变乐龄客厅", "拆掉围栏\n\n摆上桌椅")


def test_community_and_category_are_chosen_from_what_there_is(contest):
    draft, category = draft_in(contest), Category.objects.last()
    assert save(draft, Answer.CATEGORY, category.slug).category == category
    assert save(draft, Answer.COMMUNITY, "").community is None
    for answer, slug in [(Answer.COMMUNITY, CommunityFactory().slug), (Answer.CATEGORY, "nothing")]:
        with pytest.raises(Invalid) as refusal:
            save(draft, answer, slug)
        assert list(refusal.value.fields) == [answer]


@pytest.mark.parametrize(("answer", "most"), [("title", 40), ("place", 80), ("problem", 1000), ("idea", 2000)])
def test_an_answer_that_is_too_long_is_refused_and_the_earlier_one_stays(contest, answer, most):
    draft = draft_in(contest)
    assert getattr(save(draft, Answer(answer), "字" * most), answer) == "字" * most
    with pytest.raises(Invalid) as refusal:
        save(draft, Answer(answer), "字" * (most + 1))
    draft.refresh_from_db()
    assert list(refusal.value.fields) == [answer]
    assert getattr(draft, answer) == "字" * most


def test_several_answers_are_kept_together_or_not_at_all(contest):
    draft = draft_in(contest)
    with pytest.raises(Invalid):
        save_draft_answers(
            code=draft.code,
            answers={Answer.TITLE: "新的标题", Answer.PLACE: "字" * 81},
            lines=None,
            actor=draft.author,
            now=timezone.now(),
        )
    before = draft.title
    draft.refresh_from_db()
    assert draft.title == before


def test_the_cost_is_what_its_lines_come_to(contest):
    draft = lines(draft_in(contest), ("桌椅", Decimal(500)), ("", None), ("运费", Decimal("99.5")))
    assert draft.cost_cny == Decimal("599.5")
    assert [line.label for line in draft.cost_lines.all()] == ["桌椅", "运费"]


def test_half_a_line_is_kept_while_somebody_is_still_typing(contest):
    draft = lines(draft_in(contest), ("桌椅", None), ("", Decimal(5)))
    assert [(line.label, line.amount_cny) for line in draft.cost_lines.all()] == [("桌椅", None), ("", Decimal(5))]


@pytest.mark.parametrize(
    "typed",
    [
        [("桌椅", Decimal(0))],
        [("桌椅", Decimal(-5))],
        [("桌椅", Decimal("100000000"))],
        [("字" * 41, Decimal(5))],
        [("桌椅", Decimal(5))] * (COST_LINES_AT_MOST + 1),
    ],
    ids=["nothing", "negative", "too much", "long name", "too many"],
)
def test_cost_lines_that_cannot_be_are_refused_and_the_earlier_ones_stay(contest, typed):
    draft = draft_in(contest)
    with pytest.raises(Invalid) as refusal:
        lines(draft, *typed)
    assert list(refusal.value.fields) == ["costs"]
    assert [line.label for line in draft.cost_lines.all()] == ["桌椅"]


def test_nobody_writes_in_anothers_draft(contest):
    draft = draft_in(contest)
    with pytest.raises(SignInNeeded):
        save(draft, Answer.TITLE, "换个标题", actor=AnonymousUser())
    for stranger in (neighbour_in(contest), moderator_of(draft)):
        with pytest.raises(Hidden):
            save(draft, Answer.TITLE, "换个标题", actor=stranger)


def test_what_lies_with_the_community_is_not_changed_by_author_or_reader(contest):
    proposal = handed_in(contest)
    for actor in (proposal.author, moderator_of(proposal)):
        with pytest.raises(Forbidden):
            save(proposal, Answer.TITLE, "换个标题", actor=actor)


def test_a_returned_proposal_can_be_written_again(contest):
    proposal = decided(handed_in(contest), Decision.RETURN)
    assert save(proposal, Answer.TITLE, "更清楚的标题").title == "更清楚的标题"


def test_a_discarded_draft_takes_its_photos_along(contest, django_capture_on_commit_callbacks):
    draft = draft_in(contest)
    photo = add_photo(code=draft.code, upload=picture(), alt="", actor=draft.author, now=timezone.now())
    files = [Path(photo.image.path), Path(photo.small.path)]
    assert all(file.exists() for file in files)
    with django_capture_on_commit_callbacks(execute=True):
        discard_draft(code=draft.code, actor=draft.author, now=timezone.now())
    assert not Proposal.objects.exists()
    assert not any(file.exists() for file in files)


def test_a_photo_without_a_small_copy_is_discarded_too(contest, django_capture_on_commit_callbacks):
    draft = draft_in(contest)
    photo = add_photo(code=draft.code, upload=picture(), alt="车棚", actor=draft.author, now=timezone.now())
    Photo.objects.update(small="")
    assert [str(photo), str(draft.cost_lines.get()), str(draft.category)] == ["车棚", "桌椅", draft.category.name]
    with django_capture_on_commit_callbacks(execute=True):
        discard_draft(code=draft.code, actor=draft.author, now=timezone.now())
    assert not Path(photo.image.path).exists()


def test_only_drafts_are_discarded_and_only_by_their_author(contest):
    proposal = handed_in(contest)
    with pytest.raises(WrongState):
        discard_draft(code=proposal.code, actor=proposal.author, now=timezone.now())
    draft = draft_in(contest)
    with pytest.raises(Hidden):
        discard_draft(code=draft.code, actor=neighbour_in(contest), now=timezone.now())
    assert Proposal.objects.count() == 2


def test_a_photo_is_kept_large_and_small_and_private(contest):
    draft = draft_in(contest)
    photo = add_photo(
        code=draft.code, upload=picture((3000, 1500)), alt="<b>车棚</b>", actor=draft.author, now=timezone.now()
    )
    assert ((photo.width, photo.height), (photo.small_width, photo.small_height)) == ((2000, 1000), (480, 240))
    assert (photo.alt, photo.position, photo.approved_at) == ("车棚", 0, None)
    second = add_photo(code=draft.code, upload=picture(), alt="", actor=draft.author, now=timezone.now())
    assert second.position == 1


def test_a_disguised_or_oversized_picture_is_refused(contest, monkeypatch):
    draft = draft_in(contest)
    with pytest.raises(Invalid):
        add_photo(code=draft.code, upload=not_a_picture(), alt="", actor=draft.author, now=timezone.now())
    monkeypatch.setattr(pictures, "MAX_BYTES", 100)
    with pytest.raises(Invalid):
        add_photo(code=draft.code, upload=picture(), alt="", actor=draft.author, now=timezone.now())
    assert not Photo.objects.exists()


def test_photos_are_limited(contest):
    draft = draft_in(contest)
    Photo.objects.bulk_create(Photo(proposal=draft, position=n) for n in range(PHOTOS_AT_MOST))
    with pytest.raises(Invalid):
        add_photo(code=draft.code, upload=picture(), alt="", actor=draft.author, now=timezone.now())
    assert Photo.objects.count() == PHOTOS_AT_MOST


def test_a_photo_is_removed_with_its_files(contest, django_capture_on_commit_callbacks):
    draft = draft_in(contest)
    photo = add_photo(code=draft.code, upload=picture(), alt="", actor=draft.author, now=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        remove_photo(code=draft.code, photo_code=photo.code, actor=draft.author, now=timezone.now())
    assert not Photo.objects.exists()
    assert not Path(photo.small.path).exists()


def test_a_photo_of_another_proposal_is_not_there(contest):
    draft, other = draft_in(contest), draft_in(contest)
    photo = add_photo(code=other.code, upload=picture(), alt="", actor=other.author, now=timezone.now())
    with pytest.raises(Hidden):
        remove_photo(code=draft.code, photo_code=photo.code, actor=draft.author, now=timezone.now())
    assert Photo.objects.exists()


def test_photos_of_what_was_handed_in_stay(contest):
    proposal = handed_in(contest)
    with pytest.raises(Forbidden):
        add_photo(code=proposal.code, upload=picture(), alt="", actor=proposal.author, now=timezone.now())
    with pytest.raises(Forbidden):
        remove_photo(code=proposal.code, photo_code="none", actor=proposal.author, now=timezone.now())


def test_a_resident_without_a_home_here_may_still_begin(contest):
    stranger = ResidentFactory(community=CommunityFactory()).user
    assert start_draft(contest_code=contest.code, actor=stranger, now=timezone.now()).community is None
