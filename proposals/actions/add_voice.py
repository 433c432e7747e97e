from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from portal.core.errors import Hidden
from portal.core.sounds import store_sound
from proposals.actions.locking import writable
from proposals.models import Proposal, ProposalVoice
from proposals.photo_files import delete_after_commit


@transaction.atomic
def add_voice(*, code: str, upload: UploadedFile, actor: Any, now: datetime) -> ProposalVoice:
    """Put a recording of at most a minute to a draft or a returned proposal, in place of an earlier one.

    It stays private until the proposal is published. Raises SignInNeeded, Hidden, Forbidden, WrongState, or Invalid
    (field "voice", as `store_sound` says); the earlier recording then stays. The proposal's lock makes recordings that
    come at once follow each other, and UNIQUE(proposal) lets no second one in.
    """
    proposal = writable(code, actor)
    sound = store_sound(upload, "voice")
    _take_off(proposal)
    voice = ProposalVoice(proposal=proposal, seconds=sound.seconds, created_at=now)
    voice.file.save(f"voice.{sound.suffix}", sound.content, save=True)
    _saved(proposal, now)
    return voice


@transaction.atomic
def remove_voice(*, code: str, actor: Any, now: datetime) -> None:
    """Take the recording off a draft or a returned proposal. Raises as `add_voice`; Hidden where there is none."""
    proposal = writable(code, actor)
    if not _take_off(proposal):
        raise Hidden
    _saved(proposal, now)


def _take_off(proposal: Proposal) -> bool:
    """Whether there was one."""
    voices = ProposalVoice.objects.filter(proposal=proposal)
    delete_after_commit(voices)
    return bool(voices.delete()[0])


def _saved(proposal: Proposal, now: datetime) -> None:
    proposal.saved_at = now
    proposal.save(update_fields=["saved_at"])
