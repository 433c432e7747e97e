"""What upper floors do when an office changes, and which ways in and lines of settings they add."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from portal.core.ports import Registry

office_changed: Registry[Callable[[datetime], object]] = Registry("what follows a change of offices")
"""Called with `now` inside the transaction that changed an appointment. Offices also begin and end by the calendar:
whoever registers here has to look by itself every night as well."""


def tell_of_changed_office(now: datetime) -> None:
    for follow in office_changed:
        follow(now)


@dataclass(frozen=True)
class SignInWay:
    """A button under the phone number on the sign-in page: where it leads, and whether by a link or by a form.

    `next` of the page goes along by the same name. `first` puts it above the number.
    """

    label: Any
    explained: Any
    url: str
    by_form: bool = False
    first: bool = False


sign_in_ways: Registry[Callable[[HttpRequest], SignInWay | None]] = Registry("ways to sign in")
"""Asked whenever the sign-in page is shown; None where the way is not open to this visitor."""


def ways_in(request: HttpRequest) -> list[SignInWay]:
    """The ways open to whoever sends `request`, in the order of their names."""
    return [way for offer in sign_in_ways if (way := offer(request))]


@dataclass(frozen=True)
class Setting:
    """A line among the settings on one's own page; `state` says in a word how it stands."""

    label: Any
    url: str
    state: Any = ""


archive_ready: Registry[Callable[[Any, datetime], object]] = Registry("who tells that somebody's data are ready")
"""Called with the `DataArchive` and `now` inside the transaction that made it ready."""


my_settings: Registry[Callable[[HttpRequest], Setting | None]] = Registry("lines of my settings")
"""Asked whenever somebody signed in opens their page; None where there is nothing to set."""


def settings_of(request: HttpRequest) -> list[Setting]:
    """The lines for whoever sends `request`, in the order of their names."""
    return [line for offer in my_settings if (line := offer(request))]
