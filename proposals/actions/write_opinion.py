from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.core import audit
from portal.core.errors import Forbidden, Hidden, Invalid
from portal.core.text import plain
from proposals.models import Proposal
from proposals.rules import lives_with_authors, moderates

OPINION_AT_MOST = 500


@transaction.atomic
def write_opinion(*, code: str, text: str, actor: Any, now: datetime) -> Proposal:
    """Say under a proposal what the community thinks of it; an empty text takes the opinion away again.

    For staff of its community. Raises Hidden, Forbidden (one's own or one's household's) or Invalid (too long).
    """
    proposal = Proposal.objects.visible_to(actor).locked(code)
    if not moderates(actor, proposal):
        raise Hidden
    if lives_with_authors(actor, proposal):
        raise Forbidden(_("You or your household wrote this: somebody else has to judge it."))
    text = plain(text)
    if len(text) > OPINION_AT_MOST:
        raise Invalid(community_opinion=_("At most %d characters, please.") % OPINION_AT_MOST)
    if text != proposal.community_opinion:
        proposal.community_opinion = text
        proposal.save(update_fields=["community_opinion"])
        audit.record("proposals.write_opinion", proposal, actor, at=now.isoformat(), empty=not text)
    return proposal
