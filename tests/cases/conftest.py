import pytest

from portal.cases.actions import accept_case, begin_case, forward_case, open_case
from portal.cases.ports import CaseKind, case_kinds
from portal.notices.ports import notice_channels
from tests.cases.clock import NOW
from tests.factories import CommunityFactory, ResidentFactory, UserFactory

LOOKED: list = []
MATTER = case_kinds.register(
    "tests.matter",
    CaseKind(
        key="tests.matter",
        label="a matter of the tests",
        url=lambda case: f"/matters/{case.code}/",
        look_again=lambda case, now: LOOKED.append((case.code, now)),
    ),
)
ELSEWHERE = case_kinds.register(
    "tests.elsewhere",
    CaseKind(
        key="tests.elsewhere", label="a matter of another room", url=lambda case: "/", desk=lambda case: "/elsewhere/"
    ),
)


@pytest.fixture
def person():
    return ResidentFactory(community=CommunityFactory()).user


@pytest.fixture
def case(person):
    return open_case(
        kind="tests.matter",
        community=person.resident.community,
        title="三号楼路灯不亮",
        opened_by=person,
        now=NOW,
        text="晚上看不见台阶。",
    )


@pytest.fixture
def acting(case):
    """A case that its handler works on, with the rest of its life ahead."""
    office, handler = UserFactory(), UserFactory()
    accept_case(code=case.code, actor=office, now=NOW)
    forward_case(code=case.code, handler=handler, actor=office, now=NOW)
    return begin_case(code=case.code, actor=handler, now=NOW)


@pytest.fixture(autouse=True)
def _no_channels():
    assert notice_channels is not None
    LOOKED.clear()
