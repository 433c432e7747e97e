"""Mini-program codes kept as files, links that end, and what stands on share page and poster because of them."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.cache import cache
from django.db import connections, transaction

from portal.core import clock
from tests.factories import AppointmentFactory, ProposalFactory
from wechat.codes import links, scenes
from wechat.codes.links import kept_link, make_link
from wechat.codes.scenes import PAGE, scene_picture
from wechat.gateway.registration import registration
from wechat.models import AppLink, SceneCode
from wechat.standin.faults import Fault
from wechat.standin.people import Scannable

pytestmark = pytest.mark.django_db(transaction=True)
CODE, LINK = "/wxa/getwxacodeunlimit", "/wxa/generate_urllink"


@pytest.fixture(autouse=True)
def rested():
    cache.clear()


# Mini-program codes


def test_code_is_asked_for_once_and_kept(standin):
    first = scene_picture("abc234")
    assert first is not None
    assert first.startswith(b"\x89PNG")
    assert [scene_picture("abc234") for _n in range(3)] == [first] * 3
    assert standin.count(CODE) == 1
    assert standin.scannables == [Scannable(PAGE, "abc234", first)]


def test_each_page_version_and_app_has_its_own_code(standin, settings):
    scene_picture("abc234")
    scene_picture("abc234", "pages/other/index")
    settings.WECHAT_MP_STATE = "trial"
    scene_picture("abc234")
    assert standin.count(CODE) == SceneCode.objects.count() == 3


def test_code_whose_file_is_gone_is_asked_for_again(standin):
    scene_picture("abc234")
    row = SceneCode.objects.get()
    row.picture.storage.delete(row.picture.name)
    assert scene_picture("abc234") is not None
    assert standin.count(CODE) == 2
    assert SceneCode.objects.count() == 1


@pytest.mark.parametrize(("fault", "seconds"), [(Fault(CODE, html=True), 60), (Fault(CODE, code=41030), 600)])
def test_without_an_answer_wechat_is_left_alone_for_a_while(standin, fault, seconds, monkeypatch):
    resting = {}
    monkeypatch.setattr(scenes.cache, "set", lambda key, value, timeout: resting.update({key: timeout}))
    monkeypatch.setattr(scenes.cache, "get", resting.get)
    standin.faults.plan(fault)
    assert scene_picture("abc234") is None
    assert scene_picture("xyz789") is None
    assert standin.count(CODE) == 1
    assert resting["wechat:codes:resting"] == seconds
    resting.clear()
    assert scene_picture("abc234") is not None


def test_kept_code_is_there_while_wechat_is_away(standin):
    picture = scene_picture("abc234")
    standin.faults.plan(Fault(CODE, times=9, status=502))
    assert scene_picture("xyz789") is None
    assert scene_picture("abc234") == picture


def test_while_one_asks_the_others_do_without(standin):
    now = clock.now()
    scenes._take_turn(_key("abc234"), now)
    assert scene_picture("abc234") is None
    assert standin.count(CODE) == 0
    SceneCode.objects.update(turn_until=now)
    assert scene_picture("abc234") is not None


def test_who_comes_a_moment_later_takes_what_came(standin, monkeypatch):
    picture = scene_picture("abc234")
    answers = iter([None, picture])
    monkeypatch.setattr(scenes, "_kept", lambda key: next(answers))
    assert scene_picture("abc234") == picture
    assert standin.count(CODE) == 1


@pytest.mark.postgres
def test_many_at_once_make_one_call(standin):
    start, found = Barrier(8), []

    def ask() -> None:
        start.wait()
        try:
            found.append(scene_picture("abc234"))
        finally:
            connections.close_all()

    standin.faults.plan(Fault(CODE, delay=0.3))
    threads = [Thread(target=ask) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert standin.count(CODE) == 1
    assert any(found)


def test_code_is_not_asked_for_inside_a_transaction(standin):
    with transaction.atomic(), pytest.raises(RuntimeError):
        scene_picture("abc234")
    assert standin.count(CODE) == 0


def test_without_a_mini_program_there_is_no_code():
    assert scene_picture("abc234") is None
    assert not SceneCode.objects.exists()


def _key(scene):
    return {"app_id": registration("mp").app_id, "version": "formal", "page": PAGE, "scene": scene}


# Links


def test_link_is_made_once_and_kept_until_it_ends(standin):
    now = clock.now()
    first = make_link("abc234", now)
    assert first is not None
    assert first.expires_at == now + links.LASTS
    assert make_link("abc234", now) == kept_link("abc234", now) == first
    assert standin.count(LINK) == 1
    assert standin.scannables == [Scannable(PAGE, "scene=abc234")]


def test_link_that_soon_ends_gives_way_to_a_new_one(standin):
    now = clock.now()
    first = make_link("abc234", now)
    AppLink.objects.update(expires_at=now + timedelta(hours=23))
    assert kept_link("abc234", now) is None
    assert make_link("abc234", now).expires_at == first.expires_at
    assert standin.count(LINK) == 2
    assert AppLink.objects.count() == 1


def test_links_that_ended_are_forgotten(standin):
    now = clock.now()
    make_link("abc234", now)
    AppLink.objects.update(expires_at=now)
    make_link("xyz789", now)
    assert [link.query for link in AppLink.objects.all()] == ["scene=xyz789"]


@pytest.mark.parametrize("fault", [Fault(LINK, html=True), Fault(LINK, code=40165)])
def test_link_that_wechat_does_not_make_is_none(standin, fault):
    standin.faults.plan(fault)
    assert make_link("abc234", clock.now()) is None
    assert not AppLink.objects.exists()


def test_link_is_not_asked_for_inside_a_transaction(standin):
    with transaction.atomic(), pytest.raises(RuntimeError):
        make_link("abc234", clock.now())


def test_without_a_mini_program_there_is_no_link():
    assert make_link("abc234", clock.now()) is None


# On the site


def test_share_page_and_poster_carry_the_mini_program_code(standin, client):
    proposal = ProposalFactory()
    page = client.get(f"/share/{proposal.code}/").content.decode()
    assert f"/share/{proposal.code}/codes/mini-program" in page
    assert standin.count(CODE) == 0
    answer = client.get(f"/share/{proposal.code}/codes/mini-program")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    poster = client.get(f"/share/{proposal.code}/poster.pdf")
    assert len(poster.context["codes"]) == 1
    assert standin.count(CODE) == 1
    assert standin.scannables[0].scene == proposal.code


def test_while_wechat_is_away_the_plain_code_does(standin, client):
    proposal = ProposalFactory()
    standin.faults.plan(Fault(CODE, times=9, status=502))
    answer = client.get(f"/share/{proposal.code}/codes/mini-program")
    assert answer["Location"] == f"/s/{proposal.code}/qr.svg"
    assert client.get(f"/share/{proposal.code}/poster.pdf").context["codes"] == []


def test_staff_make_a_link_for_text_messages(standin, client):
    proposal = ProposalFactory()
    client.force_login(AppointmentFactory().user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(f"/share/{proposal.code}/links/mini-program/", follow=True)
    assert AppLink.objects.get().address.replace("&", "&amp;") in answer.content.decode()


def test_without_wechat_nothing_of_it_is_offered(client):
    proposal = ProposalFactory()
    client.force_login(AppointmentFactory().user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/share/{proposal.code}/").content.decode()
    assert "mini-program" not in page
    assert client.get(f"/share/{proposal.code}/codes/mini-program").status_code == 404
