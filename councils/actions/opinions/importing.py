"""Loading an exported conversation beside a draft, apart from what residents say."""

from datetime import datetime

from django.db import transaction

from councils.models import ConventionVersion, ImportedReaction, Statement
from councils.opinions_enums import Origin, StatementState
from councils.opinions_polis import ExportedConversation
from portal.core.errors import Hidden

BATCH = 2000


@transaction.atomic
def import_conversation(*, version_code: str, conversation: ExportedConversation, now: datetime) -> ConventionVersion:
    """Put an exported conversation beside the draft; one imported before goes. Raises Hidden without such a version.

    What its moderators had taken out comes in hidden, with the reactions to it.
    """
    version = ConventionVersion.objects.select_for_update().filter(code=version_code).first()
    if version is None:
        raise Hidden
    version.statements.filter(origin=Origin.IMPORTED).delete()
    made = Statement.objects.bulk_create(
        Statement(
            version=version,
            origin=Origin.IMPORTED,
            number=each.number,
            text=each.text,
            state=StatementState.HIDDEN if each.taken_out else StatementState.SHOWN,
            written_at=now,
            shown_at=None if each.taken_out else now,
        )
        for each in conversation.statements
    )
    keys = {each.number: each.pk for each in made}
    ImportedReaction.objects.bulk_create(
        [
            ImportedReaction(statement_id=keys[each.statement], participant=each.participant, view=each.view)
            for each in conversation.reactions
        ],
        batch_size=BATCH,
    )
    return version
