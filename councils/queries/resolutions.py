"""Resolutions as they are looked up, and how many of a body's are carried out."""

from typing import Any

from django.db.models import QuerySet

from councils.models import Body, Resolution
from portal.cases.queries.rates import Rate
from portal.core.errors import Hidden


def resolution_to_read(code: str, user: Any) -> Resolution:
    """One of a meeting that `user` may follow. Raises Hidden."""
    return _one(Resolution.objects.visible_to(user), code)


def resolution_in_care_of(code: str, user: Any) -> Resolution:
    """Raises Hidden for one of a community that `user` does not look after."""
    return _one(Resolution.objects.in_care_of(user), code)


def resolutions_of(body: Body, user: Any) -> QuerySet[Resolution]:
    """Those of a body, the latest first."""
    return Resolution.objects.visible_to(user).filter(motion__meeting__body=body).with_parts()


def implementation_rate(body: Body) -> Rate:
    """落实率: how many of all resolutions of a body are carried out. Two queries."""
    every = Resolution.objects.filter(motion__meeting__body=body)
    return Rate(every.carried_out().count(), every.count())


def _one(found: QuerySet[Resolution], code: str) -> Resolution:
    resolution = Resolution.objects.filter(pk__in=found.values("pk"), code=code).with_parts().first()
    if resolution is None:
        raise Hidden
    return resolution
