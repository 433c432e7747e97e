"""Statements and reactions: who may, what moderation decides, what the database holds, when the map is drawn."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from councils.actions.opinions import (
    DRAW,
    draw_map,
    open_with_statement,
    react,
    take_reaction_back,
    take_statement_down,
)
from councils.actions.opinions.holding import PAUSE
from councils.conventions_enums import ConventionEvent as Event
from councils.models import ImportedReaction, MapResult, Reaction, Statement
from councils.opinions_enums import MapSource, Origin, StatementState
from councils.opinions_personal import erase_opinions, opinions_told
from councils.queries.opinions import asked_of, own_group
from councils.rules import is_asked
from portal.accounts.models import User
from portal.core.errors import Forbidden, Hidden, Invalid, SignInNeeded, VerificationNeeded, WrongState
from portal.core.models import OutboxItem, OutboxState
from portal.moderation.enums import Decision
from tests.councils.conventions import NOW, begun, make_place, step
from tests.councils.opinions import TWO_CAMPS, answered, decided, draft, neighbour, polis, put_up, written
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def said(statement, actor, view="agree", now=NOW):
    return react(code=statement.code, view=view, actor=actor, now=now)


def test_statement_is_asked_about_once_a_person_has_read_it():
    version = draft()
    author, reader = neighbour(version), neighbour(version)
    statement = written(version, author)
    assert statement.state == StatementState.WAITING
    assert asked_of(version, reader).statement is None
    with pytest.raises(Hidden):
        said(statement, reader)
    assert decided(statement).state == StatementState.SHOWN
    assert asked_of(version, reader).statement == statement
    assert decided(statement, Decision.HIDE, "有人身攻击").state == StatementState.HIDDEN
    assert asked_of(version, reader).statement is None
    with pytest.raises(Hidden):
        said(statement, reader)
    assert decided(statement, Decision.RESTORE).state == StatementState.SHOWN


def test_returned_statement_goes_round_again_with_other_words():
    version = draft()
    author = neighbour(version)
    statement = decided(written(version, author), Decision.RETURN, "请说得具体些")
    with pytest.raises(Hidden):
        written(version, neighbour(version), "别人的", code=statement.code)
    again = written(version, author, "晾衣请不要滴水到楼下", code=statement.code)
    assert (again.pk, again.state) == (statement.pk, StatementState.WAITING)
    with pytest.raises(WrongState):
        written(version, author, "再改一次", code=statement.code)
    assert decided(again).text == "晾衣请不要滴水到楼下"


def test_settling_the_same_again_changes_nothing():
    version = draft()
    statement = decided(written(version, neighbour(version)))
    from_then = statement.shown_at
    decided(statement, Decision.HIDE, "重复")
    assert decided(statement, Decision.RESTORE).shown_at == from_then


@pytest.mark.parametrize("text", ["", "  ", "<b></b>", "字" * 141])
def test_statement_says_something_short(text):
    version = draft()
    with pytest.raises(Invalid):
        written(version, neighbour(version), text)


def test_what_was_said_already_is_not_asked_twice():
    version = draft()
    put_up(version, ["狗要牵绳"])
    with pytest.raises(Invalid):
        written(version, neighbour(version), " 狗要牵绳 ")


def test_only_residents_of_the_community_speak_and_only_during_consultation():
    version = draft()
    statement = put_up(version, ["狗要牵绳"])[0]
    stranger, far = UserFactory(), neighbour(draft())
    for person, refusal in ((AnonymousUser(), SignInNeeded), (stranger, VerificationNeeded), (far, Forbidden)):
        with pytest.raises(refusal):
            said(statement, person)
        with pytest.raises(refusal):
            written(version, person)
        with pytest.raises(refusal):
            take_reaction_back(code=statement.code, actor=person, now=NOW)
    person = neighbour(version)
    said(statement, person)
    step(version.place, version, Event.STUDY)
    for refused in (said, lambda _statement, actor: written(version, actor)):
        with pytest.raises(WrongState):
            refused(statement, person)
    with pytest.raises(WrongState):
        open_with_statement(version_code=version.code, text="晚了", actor=version.place.staff, now=NOW)


def test_rule_and_action_agree_on_who_is_asked():
    version = draft()
    statement = put_up(version, ["狗要牵绳"])[0]
    for person in (neighbour(version), neighbour(draft()), UserFactory(), version.place.staff):
        if is_asked(person, version):
            said(statement, person)
        else:
            with pytest.raises((Forbidden, VerificationNeeded)):
                said(statement, person)


def test_draft_that_nobody_sees_is_not_asked_about():
    place = make_place()
    version = begun(place)
    version.place = place
    with pytest.raises(WrongState):
        put_up(version, ["还没公布"])
    with pytest.raises(Hidden):
        written(version, neighbour(version))


def test_reaction_is_one_a_person_changed_and_taken_back():
    version = draft()
    statement, person = put_up(version, ["狗要牵绳"])[0], neighbour(version)
    with pytest.raises(Invalid):
        said(statement, person, "maybe")
    said(statement, person)
    said(statement, person, "disagree")
    assert Reaction.objects.get().view == "disagree"
    take_reaction_back(code=statement.code, actor=person, now=NOW)
    take_reaction_back(code=statement.code, actor=person, now=NOW)
    assert not Reaction.objects.exists()


def test_database_holds_one_reaction_a_person_and_only_what_is_moderated():
    version = draft()
    statement, person = put_up(version, ["狗要牵绳"])[0], neighbour(version)
    said(statement, person)
    made = {"version": version, "text": "x", "written_at": NOW}
    for broken in (
        lambda: Reaction.objects.create(statement=statement, user=person, view="pass", at=NOW),
        lambda: Reaction.objects.update(view="maybe"),
        lambda: Statement.objects.create(origin=Origin.RESIDENT, **made),
        lambda: Statement.objects.create(origin=Origin.IMPORTED, **made),
        lambda: Statement.objects.create(origin=Origin.STAFF, state=StatementState.SHOWN, **made),
        lambda: Statement.objects.update(text=""),
        lambda: ImportedReaction.objects.create(statement=statement, participant=1, view="maybe"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()


def test_staff_take_down_what_they_put_up_and_nothing_of_residents():
    version = draft()
    own, theirs = put_up(version, ["狗要牵绳"])[0], decided(written(version, neighbour(version)))
    with pytest.raises(Hidden):
        take_statement_down(code=own.code, actor=make_place().staff, now=NOW)
    with pytest.raises(Hidden):
        take_statement_down(code="nothing", actor=version.place.staff, now=NOW)
    with pytest.raises(WrongState):
        take_statement_down(code=theirs.code, actor=version.place.staff, now=NOW)
    for _twice in range(2):
        take_statement_down(code=own.code, actor=version.place.staff, now=NOW)
    assert Statement.objects.get(pk=own.pk).state == StatementState.HIDDEN


def test_many_taps_promise_one_map_and_a_later_one_the_next():
    version = draft()
    statements, person = put_up(version), neighbour(version)
    for each in statements:
        said(each, person)
    waiting = OutboxItem.objects.filter(topic=DRAW, key=version.code)
    assert [each.due_at for each in waiting] == [NOW + PAUSE]
    waiting.update(leased_until=NOW + 9 * MINUTE)
    said(statements[0], person, "pass")
    assert waiting.count() == 2, "one that is being drawn may have read before this tap"


def test_outbox_draws_the_map_from_what_was_said(run_outbox):
    version = draft()
    people = answered(version, put_up(version), TWO_CAMPS)
    run_outbox()
    drawn = MapResult.objects.get()
    assert [group["people"] for group in drawn.outcome["groups"]] == [7, 6]
    assert drawn.inputs["lines"] == sorted(TWO_CAMPS)
    assert OutboxItem.objects.get(topic=DRAW).state == OutboxState.DONE
    assert own_group(version, drawn, people[0]) == 0
    assert own_group(version, drawn, people[-1]) == 1
    assert own_group(version, drawn, neighbour(version)) is None


def test_map_names_nobody():
    version = draft()
    people = answered(version, put_up(version), TWO_CAMPS)
    drawn = draw_map(code=version.code, now=NOW)
    kept = repr([drawn.inputs, drawn.outcome])
    for person in people:
        assert person.username not in kept
        assert person.resident.alias not in kept
    assert set(drawn.inputs) == {"statements", "lines"}


def test_slower_run_does_not_replace_a_newer_map():
    version = draft()
    answered(version, put_up(version), TWO_CAMPS)
    newer = draw_map(code=version.code, now=NOW + MINUTE)
    assert draw_map(code=version.code, now=NOW) == newer
    assert MapResult.objects.get().computed_at == NOW + MINUTE
    assert draw_map(code="nothing", now=NOW) is None


def test_hidden_statement_leaves_the_map(run_outbox):
    version = draft()
    statements = put_up(version)
    answered(version, statements, TWO_CAMPS)
    run_outbox()
    take_statement_down(code=statements[0].code, actor=version.place.staff, now=NOW + MINUTE)
    run_outbox()
    assert statements[0].code not in MapResult.objects.get().inputs["statements"]


def test_map_stays_when_the_consultation_is_over():
    version = draft()
    answered(version, put_up(version), TWO_CAMPS)
    draw_map(code=version.code, now=NOW)
    version = step(version.place, version, Event.STUDY)
    assert asked_of(version, neighbour(version)).open is False
    assert MapResult.objects.get().outcome["enough"]


def test_person_is_told_what_they_said_and_it_goes_with_them(run_outbox):
    version = draft()
    people = answered(version, put_up(version), TWO_CAMPS)
    shown = decided(written(version, people[0]))
    written(version, people[0], "还没人读过")
    run_outbox()
    told = opinions_told(people[0])
    assert [each["text"] for each in told["statements"]] == ["晾衣不滴水", "还没人读过"]
    assert len(told["reactions"]) == 8
    with transaction.atomic():
        assert erase_opinions(people[0], NOW + MINUTE) == []
    assert not Reaction.objects.filter(user=people[0]).exists()
    assert list(Statement.objects.filter(origin=Origin.RESIDENT).values_list("pk", "author")) == [(shown.pk, None)]
    run_outbox()
    assert len(MapResult.objects.get().inputs["lines"]) == len(TWO_CAMPS) - 1
    assert User.objects.filter(pk=people[0].pk).exists()


def test_import_puts_a_conversation_beside_the_draft_and_apart_from_residents(tmp_path, capsys):
    version = draft()
    mine = put_up(version, ["狗要牵绳"])
    for _again in range(2):
        call_command("import_polis", polis(tmp_path, TWO_CAMPS))
    assert "13" in capsys.readouterr().out
    assert Statement.objects.filter(origin=Origin.IMPORTED).count() == 8
    assert ImportedReaction.objects.count() == 8 * len(TWO_CAMPS)
    drawn = MapResult.objects.get()
    assert (drawn.source, len(drawn.inputs["statements"])) == (MapSource.IMPORTED, 7)
    assert [group["people"] for group in drawn.outcome["groups"]] == [7, 6]
    asked = asked_of(version, neighbour(version))
    assert (asked.statement, asked.total) == (mine[0], 1)
    with pytest.raises(Hidden):
        said(Statement.objects.filter(origin=Origin.IMPORTED).first(), neighbour(version))


def test_import_says_why_nothing_was_loaded(tmp_path):
    with pytest.raises(CommandError):
        call_command("import_polis", tmp_path)
    polis(tmp_path, TWO_CAMPS)
    with pytest.raises(CommandError):
        call_command("import_polis", tmp_path)
    one, two = draft(), draft()
    with pytest.raises(CommandError, match=one.code):
        call_command("import_polis", tmp_path)
    call_command("import_polis", tmp_path, version_code=two.code)
    assert Statement.objects.values_list("version", flat=True).distinct().get() == two.pk
