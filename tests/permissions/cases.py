"""How answers are told apart, and how a table says who gets which."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.http import HttpResponse
from django.test import Client

from tests.permissions.stage import PERSONAS

IN, SIGN_IN, NO, HIDDEN = "in", "sign in", "no", "hidden"
Who = dict[str, str]
SIGNED = PERSONAS[1:]
MODERATORS = ("moderator", "next moderator", "far moderator")
MANAGERS = ("manager", "far manager")
STAFF = (*MODERATORS, *MANAGERS, "admin")
HERE = ("moderator", "manager", "admin")
STREET = ("manager", "admin")


def only(*who: str, others: str = HIDDEN, nobody: str = SIGN_IN) -> Who:
    """`who` get in, whoever is not signed in gets `nobody`, everybody else `others`."""
    return {persona: IN if persona in who else nobody if persona == "nobody" else others for persona in PERSONAS}


EVERYBODY: Who = only(*PERSONAS)
SIGNED_IN: Who = only(*SIGNED)


def staff_only(*who: str, others: str = HIDDEN) -> Who:
    """A screen of the staff area: people without an office do not even enter; other offices get `others`."""
    outside = dict.fromkeys(("stranger", "neighbour", "author"), NO)
    return only(*who, others=others) | {persona: how for persona, how in outside.items() if persona not in who}


@dataclass(frozen=True)
class Case:
    """One address as it is asked for: `arguments` reads the parameters off the stage."""

    name: str
    who: Who
    arguments: Callable[[SimpleNamespace], list[Any]] = field(default=lambda things: [])
    method: str = "get"
    data: Callable[[SimpleNamespace], dict[str, Any]] = field(default=lambda things: {})


def answer_kind(response: HttpResponse, path: str) -> str:
    """What an answer means to the person: in, sign in, no, hidden; "broken" for 500 and above."""
    location = response.headers.get("Location", "")
    if response.status_code == 401 or (
        response.status_code == 302 and location.startswith(("/accounts/login/", "/accounts/staff/", "/admin/login/"))
    ):
        return SIGN_IN
    if response.status_code == 302 and path.startswith("/admin/") and location == "/admin/":
        return NO
    return {403: NO, 404: HIDDEN}.get(response.status_code, "broken" if response.status_code >= 500 else IN)


def client_of(person: Any) -> Client:
    """A browser in which `person` is signed in; one that has seen nobody for an anonymous person."""
    client = Client()
    if person.is_authenticated:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client
