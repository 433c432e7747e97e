"""Pictures on disk. A file outlives its row until the transaction is through: a rollback must not lose it."""

from collections.abc import Sequence
from functools import partial

from django.db import transaction
from django.db.models.fields.files import FieldFile


def delete_after_commit(files: Sequence[FieldFile]) -> None:
    """Remove the files once the caller's transaction has committed."""
    for file in files:
        transaction.on_commit(partial(file.storage.delete, file.name))
