"""What surrounds every page: navigation, footer, large type, another app's frame."""

import pytest
from django.utils.translation import override
from wagtail.models import Page, Site

from portal.core import shell
from portal.core.models import SiteShell
from portal.core.shell import shell_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return Site.objects.get(is_default_site=True).root_page


def ways(rf, path="/"):
    return [(way.label, way.path) for way in shell_of(rf.get(path)).navigation]


def current(rf, path):
    return [way.path for way in shell_of(rf.get(path)).navigation if way.current]


def test_navigation_leads_home_and_to_what_is_coming(rf):
    assert [path for _label, path in ways(rf)][:: len(ways(rf)) - 1] == ["/", "/coming/"]


def test_navigation_lists_a_room_only_where_one_answers(rf, monkeypatch):
    monkeypatch.setattr(shell, "ROOMS", (("large type", "/elder/"), ("nowhere", "/nowhere/")))
    assert [path for _label, path in ways(rf)] == ["/", "/elder/", "/coming/"]


def test_navigation_lists_pages_that_editors_show_in_menus(rf, home):
    home.add_child(instance=Page(title="街道与社区", slug="communities", show_in_menus=True))
    home.add_child(instance=Page(title="没有放进菜单", slug="quiet"))
    home.add_child(instance=Page(title="草稿", slug="draft", show_in_menus=True, live=False))
    assert ways(rf)[-2] == ("街道与社区", "/communities/")
    assert not {"/quiet/", "/draft/"} & {path for _label, path in ways(rf)}
    assert current(rf, "/communities/mei-xin/") == ["/communities/"]


def test_navigation_is_what_editors_chose(rf, home):
    setting = SiteShell(site=Site.objects.get(is_default_site=True))
    setting.navigation = [("way", {"label": "志愿", "label_en": "Volunteering", "path": "/volunteering/"})]
    setting.save()
    assert ways(rf) == [("志愿", "/volunteering/")]
    with override("en"):
        assert ways(rf) == [("Volunteering", "/volunteering/")]


@pytest.mark.parametrize("listed", [1, 3])
def test_shell_is_read_with_three_queries(rf, home, listed, django_assert_num_queries):
    for n in range(listed):
        home.add_child(instance=Page(title=f"街道{n}", slug=f"street-{n}", show_in_menus=True))
    Site.clear_site_root_paths_cache()
    with django_assert_num_queries(3):
        shell_of(rf.get("/"))
    with django_assert_num_queries(1):
        shell_of(rf.get("/"))


def test_navigation_changes_as_soon_as_editors_publish(rf, home):
    before = ways(rf)
    news = home.add_child(instance=Page(title="身边事", slug="news", show_in_menus=True))
    news.save_revision().publish()
    assert [way for way in ways(rf) if way not in before] == [("身边事", "/news/")]
    news.unpublish()
    assert ways(rf) == before
    news.save_revision().publish()
    ways(rf)
    news.delete()
    assert ways(rf) == before


def test_setting_changes_as_soon_as_it_is_saved(rf):
    site = Site.objects.get(is_default_site=True)
    assert shell_of(rf.get("/")).setting.organiser == ""
    setting = SiteShell.objects.create(site=site, organiser="雨花台区社会工作部")
    assert shell_of(rf.get("/")).setting.organiser == "雨花台区社会工作部"
    setting.delete()
    assert shell_of(rf.get("/")).setting.organiser == ""


def test_setting_is_read_again_once_others_can_see_it(rf, django_capture_on_commit_callbacks):
    site = Site.objects.get(is_default_site=True)
    with django_capture_on_commit_callbacks(execute=True):
        setting = SiteShell.objects.create(site=site)
        shell_of(rf.get("/"))
        SiteShell.objects.filter(pk=setting.pk).update(organiser="雨花台区社会工作部")
    assert shell_of(rf.get("/")).setting.organiser == "雨花台区社会工作部"


def test_home_is_current_only_at_home(rf):
    assert current(rf, "/") == ["/"]
    assert current(rf, "/nowhere/") == []


def test_only_a_view_of_a_room_makes_an_address_a_room():
    assert shell.is_room("/coming/")
    assert not shell.is_room("/some-page/")
    assert not shell.is_room("/no.page")


def test_shell_without_a_site_leads_home_all_the_same(rf):
    Site.objects.all().delete()
    assert [path for _label, path in ways(rf)][:: len(ways(rf)) - 1] == ["/", "/coming/"]
