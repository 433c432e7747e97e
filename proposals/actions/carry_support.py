from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.core.errors import Forbidden
from proposals.actions.endorse_proposal import endorsable, recounted
from proposals.models import Endorsement, Proposal, SupportAsk
from proposals.models.division import of_origins


@transaction.atomic
def carry_support(*, code: str, actor: Any, now: datetime) -> Proposal:
    """Carry one's support of an original over to `code`, the joint proposal or a part; once more changes nothing.

    The person's own consent, never anybody else's: it counts as one endorsement, and the one of the original stays
    where it was. Raises as `endorse_proposal`, Forbidden also for whoever seconded none of the originals.
    """
    canonical = endorsable(code, actor, now)
    if not Endorsement.objects.filter(of_origins(canonical), user=actor).exists():
        raise Forbidden(_("You seconded none of the proposals that it was made of. You can second it itself."))
    Endorsement.objects.get_or_create(proposal=canonical, user=actor, defaults={"created_at": now})
    ask, _new = SupportAsk.objects.get_or_create(canonical=canonical, user=actor, defaults={"asked_at": now})
    if ask.carried_at is None:
        ask.carried_at = now
        ask.save(update_fields=["carried_at"])
    return recounted(canonical)
