"""The screens of scoring: a reviewer's desk, a panel's page, the big screen, workbooks; and what one takes along."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from portal.accounts.actions import erase_person, export_person
from portal.core.errors import Invalid, WrongState
from proposals.actions.run_panel import (
    hand_out,
    name_reviewer,
    present_proposal,
)
from proposals.models import Review, Reviewer, Score
from proposals.queries.evaluation import (
    my_reviews,
)
from proposals.review_sheets import read_own_sheet
from tests.factories import UserFactory
from tests.proposals.contest_life import (
    CALL_ENDS,
    VOTING,
    proposals_for,
)
from tests.proposals.scoring import (
    EXPERTS,
    FULL_MARKS,
    juror,
    opened,
    scene_of,
    score,
)
from tests.proposals.staff_visits import Visitor, personas, queries_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return scene_of()


def test_a_reviewer_scores_on_their_desk(scene):
    opened(scene)
    visitor, code = Visitor(scene.people[0]), scene.proposals[0].code
    assert scene.proposals[0].title in text_of(visitor.open("proposals:desk"))
    answer = visitor.send("proposals:review", scene.contest.code, code, **{"1": "99", "2": "7", "comment": "写了很久"})
    assert answer.status_code == 422
    assert "写了很久" in answer.content.decode()
    assert not Score.objects.exists()
    answer = visitor.send("proposals:review", scene.contest.code, code, **{"1": "20.5", "comment": "写了很久"})
    assert answer.status_code == 302
    assert Score.objects.get().points == Decimal("20.5")
    marks = {str(position): str(points) for position, points in FULL_MARKS.items()}
    assert visitor.send("proposals:review", scene.contest.code, code, **marks).url.endswith("/reviews/")
    assert visitor.send("proposals:leave_review", scene.contest.code, code, why="").status_code == 422
    assert visitor.send("proposals:leave_review", scene.contest.code, code, why="亲戚").status_code == 302
    for stranger in (UserFactory(), scene.manager):
        assert Visitor(stranger).open("proposals:desk").status_code == 404
        assert Visitor(stranger).open("proposals:review", scene.contest.code, code).status_code == 404


def test_a_desk_costs_the_same_however_much_is_on_it(scene):
    opened(scene)
    visitor = Visitor(scene.people[0])
    before = queries_of(visitor, "proposals:desk")
    proposals_for(scene.contest, costs=(1_000, 2_000, 3_000))
    hand_out(code=scene.contest.code, kind=EXPERTS, actor=scene.manager, now=CALL_ENDS)
    assert queries_of(visitor, "proposals:desk") == before == 1


def test_a_filled_workbook_is_taken_whole_or_not_at_all(scene):
    opened(scene)
    visitor = Visitor(scene.people[0])
    sheet = load_workbook(io.BytesIO(visitor.open("proposals:review_sheet", scene.contest.code).content))
    page = sheet.active
    assert (page.max_row, page.max_column) == (4, 10)
    for row in range(2, 5):
        for column, most in enumerate(FULL_MARKS.values(), start=3):
            page.cell(row, column, float(most))
    page.cell(3, 3, 26)
    answer = send_book(visitor, scene, sheet)
    assert answer.status_code == 422
    assert "C3" in answer.content.decode()
    assert not Score.objects.exists()
    page.cell(3, 3, 24.5)
    page.cell(3, 10, "细致")
    assert send_book(visitor, scene, sheet).status_code == 302
    assert not my_reviews(scene.people[0]).still_to_do().exists()
    assert Review.objects.get(comment="细致").scores.get(criterion__position=1).points == Decimal("24.5")
    assert visitor.send("proposals:take_review_sheet", scene.contest.code).status_code == 422


def send_book(visitor, scene, book):
    output = io.BytesIO()
    book.save(output)
    file = SimpleUploadedFile("scores.xlsx", output.getvalue())
    return visitor.send("proposals:take_review_sheet", scene.contest.code, file=file)


def test_a_workbook_of_somebody_else_is_refused(scene):
    opened(scene)
    book = load_workbook(
        io.BytesIO(Visitor(scene.people[0]).open("proposals:review_sheet", scene.contest.code).content)
    )
    book.active.cell(2, 3, 5)
    output = io.BytesIO()
    book.save(output)
    with pytest.raises(Invalid) as refusal:
        read_own_sheet(output.getvalue(), list(scene.contest.criteria.all()), [])
    assert list(refusal.value.fields) == ["A2"]


def test_managers_run_a_panel_on_its_screen(scene):
    visitor, code = Visitor(scene.manager), scene.contest.code
    person = juror(scene.contest)

    def do(act, kind="jury", **data):
        return visitor.send("contest_panel", code, kind, act=act, **data)

    assert visitor.open("contest_panel", code, "nobody").status_code == 404
    assert do("name", phone="13900000000").status_code == 422
    assert do("name", phone=person.phone).status_code == 302
    assert do("open", each="5").status_code == 422
    assert do("open", each="0").status_code == 302
    assert do("hand_out").status_code == 302
    assert do("remind").status_code == 302
    assert do("nothing").status_code == 404
    assert do("close", why="").status_code == 422
    label, target = "R1", scene.proposals[0].code
    assert do("recuse", label=label, proposal=target, why="").status_code == 422
    for proposal in scene.proposals:
        score(scene, person, proposal)
    evening = visitor.open("proposals:evening", code)
    assert "3" in text_of(evening)
    assert visitor.send("proposals:evening", code, proposal=target).status_code == 302
    assert scene.proposals[0].title in text_of(visitor.open("proposals:evening", code))
    assert scene.proposals[0].title in text_of(Visitor(person).open("proposals:desk"))
    assert visitor.send("proposals:evening", code, proposal="nothing").status_code == 404
    assert do("close").status_code == 302
    assert do("drop", which=label).status_code == 302  # refused, and said
    page = text_of(visitor.open("contest_panel", code, "jury"))
    assert "100.00" in page
    book = load_workbook(io.BytesIO(visitor.open("contest_panel_sheet", code, "jury").content))
    assert book.active.max_row == 4
    assert "100.00" in text_of(visitor.open("proposals:evening", code))
    assert visitor.open("contest_evaluation", code).status_code == 200
    public = text_of(visitor.open("proposals:evaluation", code))
    assert "R1" in public
    assert "100.00" in public


def test_criteria_are_kept_on_the_screen(scene):
    visitor = Visitor(scene.manager)
    rows = {"name_0": "急不急", "weight_0": "60", "hint_0": "", "name_1": "办得成", "weight_1": "30", "hint_1": ""}
    answer = visitor.send("contest_evaluation", scene.contest.code, **rows)
    assert answer.status_code == 422
    assert "急不急" in answer.content.decode()
    assert visitor.send("contest_evaluation", scene.contest.code, **rows | {"weight_1": "40"}).status_code == 302
    assert scene.contest.criteria.count() == 2


def test_only_the_contests_managers_see_its_scoring(scene):
    opened(scene)
    for role, person in personas(scene.contest).items():
        seen = Visitor(person).open("contest_panel", scene.contest.code, EXPERTS).status_code == 200
        assert seen == (role in ("manager", "admin")), role


def test_a_panel_page_costs_the_same_however_many_sit_on_it(scene):
    opened(scene)
    visitor = Visitor(scene.manager)
    before = queries_of(visitor, "contest_panel", scene.contest.code, EXPERTS)
    for _number in range(3):
        name_reviewer(code=scene.contest.code, kind=EXPERTS, person=UserFactory(), actor=scene.manager, now=CALL_ENDS)
    assert queries_of(visitor, "contest_panel", scene.contest.code, EXPERTS) == before


def test_presenting_needs_an_open_panel(scene):
    with pytest.raises(WrongState):
        present_proposal(code=scene.contest.code, kind=EXPERTS, proposal="", actor=scene.manager, now=CALL_ENDS)


def test_reviewers_take_their_points_along_and_are_told_that_they_stay(scene):
    opened(scene)
    score(scene, scene.people[0], scene.proposals[0], comment="好。")
    told = export_person(actor=scene.people[0], now=VOTING)["proposals"]["scored"]
    assert told[0]["points"]["需求"] == "25.0"
    assert told[0]["comment"] == "好。"
    erase_person(actor=scene.people[0], now=VOTING)
    assert Score.objects.exists()
    idle = scene.people[1]
    erase_person(actor=idle, now=VOTING)
    assert not Reviewer.objects.filter(user=idle).exists()
