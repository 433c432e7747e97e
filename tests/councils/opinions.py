"""A draft with statements and residents who answer, as tests need them."""

from councils.actions.opinions import open_with_statement, react, write_statement
from councils.conventions_enums import ConventionEvent as Event
from councils.models import Statement
from portal.moderation.actions import decide_submission
from portal.moderation.enums import Decision
from tests.councils.conventions import NOW, begun, make_place, step
from tests.factories import AppointmentFactory, ResidentFactory

SENTENCES = [
    "狗要牵绳",
    "九点后不跳舞",
    "电瓶车不进电梯",
    "楼道不堆物",
    "快递柜放东门",
    "红白事从简",
    "停车先到先得",
    "多种树",
]


def draft(place=None):
    """A draft under consultation, with its place as `place`."""
    place = place or make_place()
    version = step(place, begun(place), Event.DRAFT)
    version.place = place
    return version


def neighbour(version):
    return ResidentFactory(community=version.convention.community).user


def put_up(version, texts=SENTENCES) -> list[Statement]:
    staff = version.place.staff
    return [open_with_statement(version_code=version.code, text=each, actor=staff, now=NOW) for each in texts]


def written(version, actor, text="晾衣不滴水", **more) -> Statement:
    return write_statement(version_code=version.code, text=text, actor=actor, now=NOW, **more)


def decided(statement, decision=Decision.APPROVE, reason="") -> Statement:
    staff = AppointmentFactory(community=statement.version.convention.community).user
    decide_submission(code=statement.submission.code, decision=decision, reason=reason, actor=staff, now=NOW)
    statement.refresh_from_db()
    return statement


def answered(version, statements, lines) -> list:
    """A resident a line of `+`, `-`, `0` and `.`; who they are."""
    views = {"+": "agree", "-": "disagree", "0": "pass"}
    people = []
    for line in lines:
        people.append(neighbour(version))
        for statement, sign in zip(statements, line, strict=True):
            if sign != ".":
                react(code=statement.code, view=views[sign], actor=people[-1], now=NOW)
    return people


TWO_CAMPS = ["++++--0+"] * 7 + ["+---++0+"] * 6
"""Eight statements: the first and the last are what both camps agree with."""


def polis(folder, lines):
    """An export with eight statements, the last of them taken out, and a participant a line."""
    signs = {"+": "1", "-": "-1", "0": "0", ".": ""}
    rows = [f"{number},句子{number},{-1 if number == 7 else 1}" for number in range(8)]
    (folder / "comments.csv").write_text("\n".join(["comment-id,comment-body,moderated", *rows]), "utf-8")
    head = ",".join(["participant", "group-id", *(str(number) for number in range(8))])
    votes = [",".join([str(at), "0", *(signs[sign] for sign in line)]) for at, line in enumerate(lines)]
    (folder / "participants-votes.csv").write_text("\n".join([head, *votes]), "utf-8")
    return folder
