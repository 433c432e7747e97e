from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.communities.models import Community
from portal.core import audit
from portal.core.errors import Invalid
from portal.core.text import plain
from volunteers.models import Issuer
from volunteers.rules import require_care


@transaction.atomic
def set_issuer(
    *, community: Community, name: str, responsible: str, handler: str, phone: str, actor: Any, now: datetime
) -> Issuer:
    """Say who signs the certificates of a community. What is left empty is a line to write on.

    By its staff. Raises SignInNeeded, Hidden, Invalid (name).
    """
    require_care(actor, community.pk)
    if not plain(name):
        raise Invalid(name=_("Write who issues the certificates."))
    said = {
        "name": plain(name)[:120],
        "responsible": plain(responsible)[:40],
        "handler": plain(handler)[:40],
        "phone": plain(phone)[:40],
    }
    issuer, _new = Issuer.objects.update_or_create(community=community, defaults=said)
    audit.record("volunteers.set_issuer", issuer, actor)
    return issuer
