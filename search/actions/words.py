"""Words that mean the same, as staff keep them."""

import re
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.core import audit
from portal.core.errors import Hidden, Invalid
from search.analysis import folded
from search.models import SynonymGroup
from search.queries.synonyms import forget
from search.rules import require_looks_after

WORDS_AT_MOST, LETTERS_AT_MOST = 12, 20
_PARTING = re.compile(r"[、,，;；/|\n]+")


def words_in(line: str) -> list[str]:
    """The words of a line, folded, each once. Raises Invalid for fewer than two, too many, or a very long one."""
    words = list(dict.fromkeys(word for part in _PARTING.split(folded(line)) if (word := "".join(part.split()))))
    if len(words) < 2:
        raise Invalid(words=_("Give two words at least, parted by 、"))
    if len(words) > WORDS_AT_MOST or max(map(len, words)) > LETTERS_AT_MOST:
        raise Invalid(words=_("Twelve words at most, of twenty characters at most each."))
    return words


def add_words(*, line: str, note: str, actor: Any, now: datetime) -> SynonymGroup:
    """Keep words that mean the same; the next question knows them. Raises Hidden and Invalid."""
    require_looks_after(actor)
    words = "、".join(words_in(line))
    try:
        with transaction.atomic():
            made = SynonymGroup.objects.create(words=words, note=note)
            audit.record("search.add_words", made, actor, words=words)
            transaction.on_commit(forget)
    except IntegrityError:
        raise Invalid(words=_("These words are there already.")) from None
    return made


def remove_words(*, group_id: int, actor: Any, now: datetime) -> str:
    """Take a group away; returns what it was, so that it can be added again. Raises Hidden."""
    require_looks_after(actor)
    with transaction.atomic():
        group = SynonymGroup.objects.select_for_update().filter(pk=group_id).first()
        if group is None:
            raise Hidden
        words = group.words
        audit.record("search.remove_words", group, actor, words=words)
        group.delete()
        transaction.on_commit(forget)
    return words
