"""The site's pages inside WeChat: the signature, the script's one address in the policy, and when neither is there."""

import hashlib
from urllib.parse import quote

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache

from tests.factories import ProposalFactory
from wechat.codes import api
from wechat.codes.cards import SDK
from wechat.standin.faults import Fault

pytestmark = pytest.mark.django_db(transaction=True)
IN_WECHAT = "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0.50(0x18003229) NetType/WIFI"
IN_WECOM = f"{IN_WECHAT} wxwork/4.1.0"
TICKET = "/cgi-bin/ticket/getticket"


@pytest.fixture(autouse=True)
def fresh():
    cache.clear()


def ask(client, url):
    return client.get(f"/api/v1/wechat/js-signature?url={quote(url, safe='')}")


def test_signature_is_made_for_our_own_page(standin, client):
    answer = ask(client, "http://testserver/proposals/x/?from=group#votes")
    assert answer.status_code == 200
    signed = answer.json()
    ticket = standin.tickets["oa"][0]
    said = (
        f"jsapi_ticket={ticket}&noncestr={signed['nonceStr']}&timestamp={signed['timestamp']}"
        "&url=http://testserver/proposals/x/?from=group"
    )
    assert signed["signature"] == hashlib.sha1(said.encode(), usedforsecurity=False).hexdigest()
    assert signed["appId"] == standin.apps["oa"][0]
    assert ticket not in answer.content.decode()


def test_ticket_is_asked_for_once(standin, client):
    for _n in range(3):
        ask(client, "http://testserver/")
    assert standin.count(TICKET) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://elsewhere.example/",
        "http://testserver.example/",
        "http://testserver@elsewhere.example/",
        "http://testserver:81/",
        "//testserver/",
        "javascript:alert(1)//testserver",
        "http://[",
        "",
    ],
)
def test_nobody_elses_page_is_signed_for(standin, client, url):
    answer = ask(client, url)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert standin.count(TICKET) == 0


def test_address_that_never_ends_is_refused(standin, client):
    assert ask(client, f"http://testserver/{'x' * api.LONGEST}").status_code == 422


def test_signature_waits_for_better_days_while_wechat_is_away(standin, client):
    standin.faults.plan(Fault(TICKET, html=True))
    answer = ask(client, "http://testserver/")
    assert (answer.status_code, answer.json()["code"]) == (503, "wechat_away")


def test_without_an_official_account_there_is_no_signature(client):
    assert ask(client, "http://testserver/").status_code == 404


def test_signatures_are_asked_for_at_a_moderate_pace(standin, client, monkeypatch, still_clock):
    monkeypatch.setattr(api, "PER_MINUTE", 1)
    assert ask(client, "http://testserver/").status_code == 200
    assert ask(client, "http://testserver/").status_code == 429


def policy(answer) -> dict[str, str]:
    parts = [part.strip().partition(" ") for part in answer["Content-Security-Policy"].split(";")]
    return {name: sources for name, _blank, sources in parts}


def test_pages_to_share_carry_the_script_inside_wechat_and_let_one_address_in(standin, client):
    proposal = ProposalFactory()
    for path in (proposal.get_absolute_url(), proposal.contest.get_absolute_url(), f"/share/{proposal.code}/"):
        answer = client.get(path, headers={"User-Agent": IN_WECHAT})
        assert "wechat/share-card.js" in answer.content.decode()
        assert policy(answer)["script-src"] == f"'self' {SDK}"
        assert policy(answer)["default-src"] == "'self'"


@pytest.mark.parametrize("browser", ["Mozilla/5.0 Firefox/140", IN_WECOM])
def test_elsewhere_pages_stay_as_they_are(standin, client, browser):
    answer = client.get(ProposalFactory().get_absolute_url(), headers={"User-Agent": browser})
    assert "share-card.js" not in answer.content.decode()
    assert policy(answer)["script-src"] == "'self'"


@pytest.mark.parametrize("path", ["/proposals/", "/accounts/login/", "/s/nobody"])
def test_pages_that_nobody_shares_let_nothing_in(standin, client, path):
    answer = client.get(path, headers={"User-Agent": IN_WECHAT})
    assert policy(answer)["script-src"] == "'self'"


def test_without_an_official_account_pages_stay_as_they_are(client):
    answer = client.get(ProposalFactory().get_absolute_url(), headers={"User-Agent": IN_WECHAT})
    assert "share-card.js" not in answer.content.decode()
    assert policy(answer)["script-src"] == "'self'"


def test_script_loads_what_the_policy_lets_in():
    with open(finders.find("wechat/share-card.js"), encoding="utf-8") as file:
        assert f'const SDK = "{SDK}"' in file.read()
