import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth import SESSION_KEY
from django.utils import timezone

from portal.config.demo.people import PERSONAS, load_personas, username_of
from portal.config.demo.personas import TRIES
from tests.factories import CommunityFactory, UserFactory

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def people():
    slugs = {persona.community for persona in PERSONAS}
    return load_personas({slug: CommunityFactory(slug=slug, name=slug) for slug in slugs}, timezone.now())


def test_every_persona_has_something_to_try():
    assert set(TRIES) == {persona.key for persona in PERSONAS}


def test_the_picker_offers_every_persona(client, people):
    page = client.get("/demo/personas/?next=/proposals/").content.decode()
    for persona in PERSONAS:
        assert f'value="{persona.key}"' in page
        assert persona.name in page
    assert 'name="next" value="/proposals/"' in page


@pytest.mark.parametrize("persona", [persona.key for persona in PERSONAS])
def test_choosing_a_persona_signs_in_and_goes_on(client, people, persona):
    answer = client.post("/demo/personas/", {"persona": persona, "next": "/proposals/?page=2"})
    assert (answer.status_code, answer["Location"]) == (302, "/proposals/?page=2")
    assert client.session[SESSION_KEY] == str(people[persona].pk)


@pytest.mark.parametrize("onward", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_the_picker_leads_nowhere_else(client, people, onward):
    assert client.post("/demo/personas/", {"persona": "resident", "next": onward})["Location"] == "/"


@pytest.mark.parametrize("persona", ["", "nobody", "demo-resident"])
def test_an_unknown_persona_is_not_there(client, people, persona):
    UserFactory(username=username_of("nobody"))
    assert client.post("/demo/personas/", {"persona": persona}).status_code == 404
    assert SESSION_KEY not in client.session


def test_the_picker_says_where_the_people_are_missing(client):
    page = client.get("/demo/personas/").content.decode()
    assert "load_demo" in page
    assert client.post("/demo/personas/", {"persona": "resident"}).status_code == 404


def test_the_picker_is_not_there_outside_the_demo(client, people, settings):
    settings.DEMO = False
    assert client.get("/demo/personas/").status_code == 404


def test_the_api_gives_a_persona_a_token(client, people):
    answer = client.post("/api/v1/demo/session", {"persona": "moderator"}, "application/json")
    assert answer.status_code == 200
    body = answer.json()
    assert body["expires_in"] == 300
    assert body["person"]["alias"] == "五号楼老陈"
    assert body["person"]["offices"][0]["role"] == "community_moderator"
    mine = client.get("/api/v1/me", HTTP_AUTHORIZATION=f"Bearer {body['token']}").json()
    assert mine == body["person"]


def test_the_api_knows_no_other_personas(client, people):
    answer = client.post("/api/v1/demo/session", {"persona": "somebody"}, "application/json")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_neither_is_routed_in_production():
    """In a process of its own, because the addresses are fixed when the settings are read."""
    script = (
        "import django; django.setup()\n"
        "from django.urls import resolve\n"
        "from portal.config.api import api\n"
        "assert not [path for path in api.get_openapi_schema()['paths'] if 'demo' in path]\n"
        "print(resolve('/demo/personas/').func.__module__)\n"
    )
    environment = {
        "DJANGO_SETTINGS_MODULE": "portal.config.settings.production",
        "SECRET_KEY": "x" * 50,
        "ALLOWED_HOSTS": "linli.example",
        "FIELD_KEYS": "dGVzdC1vbmx5LWZpZWxkLWtleS14eHh4eHh4eHh4eHg=",
        "POLL_KEYS": "dGVzdC1vbmx5LXBvbGwta2V5LXh4eHh4eHh4eHh4eHg=",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SMS_GATEWAY_URL": "https://sms.example/send",
        "SMS_GATEWAY_TOKEN": "x",
        "PATH": os.environ["PATH"],
    }
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert (done.stdout.strip(), done.stderr) == ("wagtail.views", "")
