"""Writing a version of a convention: begin it, set its articles, answer what the linter warns of."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from councils.actions.conventions.holding import held_version
from councils.actions.conventions.revising import revise
from councils.actions.conventions.talking import open_talk
from councils.conventions_diff import Line, versions_changed
from councils.conventions_enums import ConventionState, Head
from councils.conventions_lifecycle import UNDER_WAY, WRITABLE
from councils.conventions_linter import findings
from councils.models import Article, Convention, ConventionVersion, WarningAnswer
from councils.models.conventions import ARTICLE_AT_MOST, ARTICLES_AT_MOST
from councils.rules import require_care
from portal.communities.models import Community
from portal.core import audit
from portal.core.errors import Hidden, Invalid, WrongState
from portal.core.text import plain

Texts = Mapping[Head, Sequence[str]]


@transaction.atomic
def begin_version(*, community: Community, actor: Any, now: datetime) -> ConventionVersion:
    """Open the gathering of opinions (征集) for a new version, which starts from the articles in force.

    Raises SignInNeeded, Hidden, WrongState while another version is under way.
    """
    require_care(actor, community.pk)
    Convention.objects.get_or_create(community=community, defaults={"created_at": now})
    convention = Convention.objects.select_for_update().get(community=community)
    versions = list(convention.versions.all())
    if any(each.state in UNDER_WAY for each in versions):
        raise WrongState(_("Another version is under way. It is finished or given up first."))
    before = next((each for each in versions if each.in_force_from is not None), None)
    version = ConventionVersion.objects.create(
        convention=convention, number=len(versions) + 1, created_at=now, created_by=actor
    )
    if before is not None:
        _set(version, [(article.head, article.text) for article in before.articles.all()])
    audit.record("councils.begin_convention", version, actor)
    return version


@transaction.atomic
def write_articles(*, code: str, texts: Texts, actor: Any, now: datetime) -> ConventionVersion:
    """Set all articles of a version, head by head; they are numbered through.

    Raises SignInNeeded, Hidden, WrongState where the text is past writing, Invalid.
    """
    version = held_version(code, actor)
    if version.state not in WRITABLE:
        raise WrongState(_("This text is past writing: it can be amended while the meeting deliberates."))
    lines = [(head, text) for head in Head for each in texts.get(head, ()) if (text := plain(each))]
    if any(len(text) > ARTICLE_AT_MOST for _head, text in lines):
        raise Invalid(articles=_("An article has %d characters at most.") % ARTICLE_AT_MOST)
    if len(lines) > ARTICLES_AT_MOST:
        raise Invalid(articles=_("At most %d articles, please.") % ARTICLES_AT_MOST)
    reworded = _set(version, lines)
    if version.state == ConventionState.DRAFTED:
        for article, before in reworded:
            if article.thread is not None:
                revise(
                    version,
                    article.thread,
                    number=article.number,
                    before=before,
                    after=article.text,
                    actor=actor,
                    now=now,
                )
        open_talk(version, now)
    audit.record("councils.write_convention", version, actor)
    return version


@transaction.atomic
def answer_warning(*, code: str, article: int, key: str, answer: str, actor: Any, now: datetime) -> WarningAnswer:
    """Say why what the linter warns of may stand in the article of this number.

    Raises SignInNeeded, Hidden (also where nothing is warned of), Invalid without an answer.
    """
    version = held_version(code, actor)
    found = version.articles.filter(number=article).first()
    if found is None or key not in {each.key for each in findings(found.text)}:
        raise Hidden
    said = plain(answer)[:300]
    if not said:
        raise Invalid(answer=_("Say why these words may stand, or change them."))
    given, _new = WarningAnswer.objects.update_or_create(
        version=version, key=key, article_text=found.text, defaults={"answer": said, "at": now, "by": actor}
    )
    audit.record("councils.answer_warning", version, actor)
    return given


def _set(version: ConventionVersion, lines: Sequence[tuple[str, str]]) -> list[tuple[Article, str]]:
    """An article that comes from one there was keeps its discussion. Returns those reworded, with their old text."""
    old = list(version.articles.select_related("thread"))
    changes = versions_changed([Line(each.head, each.text) for each in old], [Line(*line) for line in lines])
    origins = {
        each.new_number: old[each.old_number - 1]
        for each in changes
        if each.old_number is not None and each.new_number is not None
    }
    version.articles.all().delete()
    made = Article.objects.bulk_create(
        Article(
            version=version,
            number=number,
            head=head,
            text=text,
            thread=origins[number].thread if number in origins else None,
        )
        for number, (head, text) in enumerate(lines, start=1)
    )
    return [
        (each, origins[each.number].text)
        for each in made
        if each.number in origins and origins[each.number].text != each.text
    ]
