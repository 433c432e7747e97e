"""What a proposal said each time: kept for good, shown with its differences, and helped along by suggestions."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from portal.moderation.enums import Decision
from proposals.actions.submit_proposal import submit_proposal
from proposals.actions.suggest_words import return_with_suggestions, take_suggestion
from proposals.actions.write_draft import NewCostLine, save_cost_lines, save_draft_answer
from proposals.difference import Change, difference, difference_of_lines
from proposals.enums import Answer, PhaseKind, ProposalState, Suggestible
from proposals.models import Suggestion, Version
from proposals.queries.versions import changes, open_suggestions, versions_for
from tests.factories import AppointmentFactory
from tests.proposals.contest_life import let_in
from tests.proposals.resident_life import contest_in, decided, handed_in, moderator_of, neighbour_in
from tests.proposals.staff_visits import Visitor, text_of

pytestmark = pytest.mark.django_db


# Differences


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("装两盏灯", "装三盏灯", [("same", "装"), ("gone", "两"), ("new", "三"), ("same", "盏灯")]),
        ("一样", "一样", [("same", "一样")]),
        ("", "新的", [("new", "新的")]),
        ("旧的", "", [("gone", "旧的")]),
        ("花 3,000 元", "花 5,000 元", [("same", "花 "), ("gone", "3,000"), ("new", "5,000"), ("same", " 元")]),
    ],
)
def test_changed_pieces_stand_out(old, new, told):
    assert [(part.change, part.text) for part in difference(old, new)] == told


def test_scattered_letters_do_not_make_confetti():
    parts = difference("车棚太旧没有人管", "院子里的路灯坏了没有人管")
    assert [part.change for part in parts] == [Change.GONE, Change.NEW, Change.SAME]


@given(st.text(alphabet="车棚灯 ab1,。\n", max_size=40), st.text(alphabet="车棚灯 ab1,。\n", max_size=40))
def test_both_texts_can_be_read_off_a_difference(old, new):
    parts = difference(old, new)
    assert "".join(part.text for part in parts if part.change != Change.NEW) == old
    assert "".join(part.text for part in parts if part.change != Change.GONE) == new


def test_lines_are_the_same_or_not():
    parts = difference_of_lines(["灯 100 元", "线 50 元"], ["灯 120 元", "线 50 元"])
    assert [(part.change, part.text) for part in parts] == [
        ("gone", "灯 100 元"),
        ("new", "灯 120 元"),
        ("same", "线 50 元"),
    ]


# Versions


@pytest.fixture
def contest():
    return contest_in(PhaseKind.CALL)


def again(proposal, **answers):
    """Changed by its author and handed in once more."""
    for answer, value in answers.items():
        save_draft_answer(
            code=proposal.code, answer=Answer(answer), value=value, actor=proposal.author, now=timezone.now()
        )
    submit_proposal(code=proposal.code, actor=proposal.author, consent=True, now=timezone.now())
    proposal.refresh_from_db()
    return proposal


def test_each_handing_in_is_a_version_and_only_what_was_approved_is_public(contest):
    proposal = handed_in(contest)
    old = proposal.idea
    decided(proposal, Decision.RETURN)
    again(proposal, idea="拆掉围栏，种两排月季。")
    stranger = neighbour_in(contest)
    assert [version.number for version in versions_for(proposal, proposal.author)] == [1, 2]
    assert versions_for(proposal, stranger) == []
    decided(proposal, Decision.APPROVE)
    assert [version.number for version in versions_for(proposal, stranger)] == [2]
    assert [version.number for version in versions_for(proposal, moderator_of(proposal))] == [1, 2]
    one, two = proposal.versions.all()
    assert (one.idea, two.idea) == (old, "拆掉围栏，种两排月季。")
    [change] = changes(one, two)
    assert change.key == "idea"
    assert {part.change for part in change.parts} >= {Change.GONE, Change.NEW}
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.create(proposal=proposal, number=2, at=timezone.now(), title="又")


def test_costs_differ_line_by_line(contest):
    proposal = decided(handed_in(contest), Decision.RETURN)
    lines = [NewCostLine("桌椅", Decimal(900)), NewCostLine("人工", Decimal(100))]
    save_cost_lines(code=proposal.code, lines=lines, actor=proposal.author, now=timezone.now())
    again(proposal)
    [change] = changes(*proposal.versions.all())
    assert change.lines
    told = [(part.change, part.text) for part in change.parts]
    assert told == [("gone", "桌椅 800 元"), ("new", "桌椅 900 元\n人工 100 元")]


def test_the_page_shows_what_changed_to_whom_it_may(contest):
    proposal = again(decided(handed_in(contest), Decision.RETURN), idea="拆掉围栏，种两排月季。")
    stranger = Visitor(neighbour_in(contest))
    assert stranger.open("proposals:versions", contest.code, proposal.code).status_code == 404
    page = text_of(Visitor(proposal.author).open("proposals:versions", contest.code, proposal.code))
    assert "月季" in page
    assert "<ins>" in page
    assert "桌椅 800 元" in page
    decided(proposal, Decision.APPROVE)
    page = text_of(stranger.open("proposals:versions", contest.code, proposal.code))
    assert "月季" in page
    assert "<del>" not in page


def test_what_was_taken_down_is_not_read_in_its_history_either(contest):
    proposal = decided(handed_in(contest), Decision.APPROVE)
    stranger = neighbour_in(contest)
    assert len(versions_for(proposal, stranger)) == 1
    decided(proposal, Decision.HIDE)
    assert versions_for(proposal, stranger) == []
    decided(proposal, Decision.RESTORE)
    assert [version.number for version in versions_for(proposal, stranger)] == [1]


# Suggestions


def suggested(proposal, moderator=None, reason="请把位置写清楚。", **words):
    return return_with_suggestions(
        code=proposal.code,
        suggestions={Suggestible(field): text for field, text in words.items()},
        reason=reason,
        actor=moderator or moderator_of(proposal),
        now=timezone.now(),
    )


def test_a_proposal_goes_back_with_other_words_and_its_author_takes_them_over_or_not(contest):
    proposal = handed_in(contest)
    suggested(proposal, title="旧车棚改成小客厅", place="三号楼东侧", problem=proposal.problem)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.RETURNED
    assert {each.field for each in open_suggestions(proposal)} == {"title", "place"}
    for _twice in range(2):
        take_suggestion(code=proposal.code, field=Suggestible.PLACE, actor=proposal.author, now=timezone.now())
    proposal.refresh_from_db()
    assert proposal.place == "三号楼东侧"
    again(proposal)
    assert dict(Suggestion.objects.values_list("field", "taken")) == {"title": False, "place": True}
    decided(proposal, Decision.RETURN)
    with pytest.raises(WrongState):
        take_suggestion(code=proposal.code, field=Suggestible.TITLE, actor=proposal.author, now=timezone.now())
    with pytest.raises(Hidden):
        take_suggestion(code=proposal.code, field=Suggestible.IDEA, actor=proposal.author, now=timezone.now())
    with pytest.raises(Forbidden):
        take_suggestion(code=proposal.code, field=Suggestible.PLACE, actor=moderator_of(proposal), now=timezone.now())


@pytest.mark.parametrize("words", [{}, {"title": ""}, {"title": "长" * 41}])
def test_what_suggests_nothing_or_too_much_is_refused_and_nothing_changes(contest, words):
    proposal = handed_in(contest)
    with pytest.raises(Invalid):
        suggested(proposal, **words)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.IN_REVIEW
    assert not Suggestion.objects.exists()


def test_only_the_community_s_own_staff_suggest_and_never_for_their_household(contest):
    proposal = handed_in(contest)
    with pytest.raises(Hidden):
        suggested(proposal, moderator=AppointmentFactory().user, title="新题目")
    with pytest.raises(Hidden):
        suggested(proposal, moderator=neighbour_in(contest), title="新题目")
    author = AppointmentFactory(user=proposal.author, community=proposal.community).user
    with pytest.raises(Forbidden):
        suggested(proposal, moderator=author, title="新题目")
    with pytest.raises(Invalid):
        suggested(proposal, title="新题目", reason="")


def test_later_suggestions_make_room_of_earlier_ones(contest):
    proposal = handed_in(contest)
    suggested(proposal, title="题目一")
    again(proposal)
    suggested(proposal, title="题目二")
    assert [each.text for each in open_suggestions(proposal)] == ["题目二"]
    first = open_suggestions(proposal)[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Suggestion.objects.create(proposal=proposal, field="title", text="三", by=first.by, at=timezone.now())


def test_staff_suggest_and_authors_take_over_on_their_pages(contest):
    proposal = handed_in(contest)
    staff, author = Visitor(let_in(moderator_of(proposal))), Visitor(proposal.author)
    page = text_of(staff.open("contest_suggest", proposal.code))
    assert proposal.idea in page
    told = {"title": "旧车棚改成小客厅", "place": proposal.place, "problem": proposal.problem, "idea": proposal.idea}
    told |= {"seen": proposal.submission.version, "reason": "题目说清楚些。"}
    assert staff.send("contest_suggest", proposal.code, **told | {"reason": ""}).status_code == 422
    assert staff.send("contest_suggest", proposal.code, **told | {"seen": "9-old"}).status_code == 422
    assert staff.send("contest_suggest", proposal.code, **told).status_code == 302
    assert staff.open("contest_suggest", proposal.code).status_code == 404
    check = text_of(author.open("proposals:write", proposal.code, "check"))
    assert "旧车棚改成小客厅" in check
    assert author.send("proposals:take_suggestion", proposal.code, "colour").status_code == 404
    assert author.send("proposals:take_suggestion", proposal.code, "title").status_code == 302
    proposal.refresh_from_db()
    assert proposal.title == "旧车棚改成小客厅"
    again(proposal)
    assert author.send("proposals:take_suggestion", proposal.code, "title").status_code in (302, 403)


def test_the_api_tells_the_newest_first_with_what_changed(contest):
    proposal = again(decided(handed_in(contest), Decision.RETURN), idea="拆掉围栏，种两排月季。")
    client = Visitor(proposal.author).client
    told = client.get(f"/api/v1/proposals/{proposal.code}/versions").json()
    assert [each["number"] for each in told["items"]] == [2, 1]
    [change] = told["items"][0]["changes"]
    assert change["key"] == "idea"
    assert "月季" in "".join(part["text"] for part in change["parts"] if part["change"] == "new")
    assert told["items"][1]["changes"] == []
    assert Visitor(neighbour_in(contest)).client.get(f"/api/v1/proposals/{proposal.code}/versions").status_code == 404
