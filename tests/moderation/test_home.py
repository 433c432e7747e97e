from datetime import timedelta

import pytest
from wagtail.admin.views.home import RecentEditsPanel, WorkflowObjectsToModeratePanel

from portal.core.staff_tasks import StaffTask, staff_tasks
from portal.moderation.views.home import DueTasks, due_tasks, quiet_home
from tests.moderation.conftest import MONDAY


@pytest.fixture
def rooms(monkeypatch):
    """Rooms that say these things wait, and no others."""

    def install(*answers) -> None:
        items = {f"room{n}": lambda user, answer=answer: answer for n, answer in enumerate(answers)}
        monkeypatch.setattr(staff_tasks, "_items", items)

    return install


def task(title, days=None, count=1) -> StaffTask:
    return StaffTask(title, f"/{title}/", count, None if days is None else MONDAY + timedelta(days=days))


def test_earliest_promise_comes_first_whatever_the_room(rooms):
    rooms([task("c", 3), task("nothing", 0, count=0)], [task("no date"), task("a", 1)], [task("b", 1)])
    assert [each.title for each in due_tasks(None)] == ["a", "b", "c", "no date"]


def test_of_wagtails_panels_only_ones_own_work_stays():
    class RoomPanel(DueTasks):
        pass

    kept, gone, room = RecentEditsPanel(), WorkflowObjectsToModeratePanel(), RoomPanel()
    assert quiet_home([gone, kept, room]) == [kept, room]


def test_home_lists_what_waits_and_says_what_is_late(here, client, rooms):
    rooms([task("一件旧事", -900), task("一件新事", 900), task("没有期限")])
    client.force_login(here.moderator)
    page = client.get("/admin/").content.decode()
    assert page.index("一件旧事") < page.index("一件新事") < page.index("没有期限")
    assert "已超时" in page


def test_empty_home_says_so(here, client, rooms):
    rooms([])
    client.force_login(here.moderator)
    assert "没有等您处理的事" in client.get("/admin/").content.decode()
