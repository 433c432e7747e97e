"""Suggested wordings as people read them, beside what the draft says now."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Prefetch, QuerySet
from django.utils.translation import gettext as _

from councils.conventions_diff import Part, words_changed
from councils.conventions_enums import ConventionState, WordingOutcome, WordingState
from councils.models import Article, ArticleRevision, ConventionVersion, Wording, WordingSupport
from portal.accounts.models import Resident
from portal.core.errors import Hidden
from portal.core.my_items import MyItem

STATE_TONES = {WordingState.RETURNED: "agate", WordingState.QUEUED: "wait", WordingState.HIDDEN: ""}
OUTCOME_TONES = {WordingOutcome.OPEN: "live", WordingOutcome.ACCEPTED: "done", WordingOutcome.MERGED: "done"}


@dataclass(frozen=True)
class ShownWording:
    """One with the article as it stands now (None where it is gone), what differs, and what the viewer may do.

    `parts` compares with the text of today while an answer is open, else with what stood there when it was suggested.
    `revision` is the number of the article's last revision, 0 before the first.
    """

    wording: Wording
    article: Article | None
    parts: tuple[Part, ...]
    supported: bool
    own: bool
    can_support: bool
    can_answer: bool
    revision: int

    @property
    def open(self) -> bool:
        return self.wording.outcome == WordingOutcome.OPEN


def unanswered(version: ConventionVersion) -> QuerySet[Wording]:
    """Those that are shown or still to be read and have no answer yet."""
    return version.wordings.filter(outcome=WordingOutcome.OPEN, state__in=[WordingState.QUEUED, WordingState.SHOWN])


def shown_wordings(version: ConventionVersion, article: int = 0) -> QuerySet[Wording]:
    """What everybody may read of a version, of one article (by its number of today) where that is given."""
    found = Wording.objects.filter(version=version, state=WordingState.SHOWN).as_read()
    return found.filter(thread__article__version=version, thread__article__number=article) if article else found


def wording_to_read(code: str, user: Any) -> Wording:
    """Raises Hidden."""
    found = Wording.objects.visible_to(user).as_read().filter(code=code).first()
    if found is None:
        raise Hidden
    return found


def wordings_on_desk(version: ConventionVersion) -> QuerySet[Wording]:
    """For the drafting staff: what waits for their answer, the most supported first. One query."""
    shown = Wording.objects.filter(version=version, state=WordingState.SHOWN).as_read()
    return shown.filter(outcome=WordingOutcome.OPEN).order_by("thread", "-support_count", "-id")


def as_shown(wordings: Iterable[Wording], user: Any, *, answering: bool = False) -> list[ShownWording]:
    """Them with their articles and what `user` may do. Three queries whatever their number.

    `answering` tells whether `user`, who looks after the community, may answer each too, at one query more.
    """
    rows = list(wordings)
    threads = {each.thread_id for each in rows}
    articles = {each.thread_id: each for each in Article.objects.filter(thread__in=threads)}
    last = dict(
        ArticleRevision.objects.filter(thread__in=threads).order_by().values_list("thread").annotate(last=Max("number"))
    )
    home = _home(user)
    kin = _behind_the_same_door(user) if answering else set()
    mine = set()
    if user.is_authenticated:
        mine = set(WordingSupport.objects.filter(wording__in=rows, user=user.pk).values_list("wording_id", flat=True))
    told = []
    for each in rows:
        article = articles.get(each.thread_id)
        going_on = each.outcome == WordingOutcome.OPEN and each.state == WordingState.SHOWN
        base = article.text if article is not None and each.outcome == WordingOutcome.OPEN else each.base
        own = user.is_authenticated and each.author_id == user.pk
        told.append(
            ShownWording(
                wording=each,
                article=article,
                parts=words_changed(base, each.text),
                supported=each.pk in mine,
                own=own,
                can_support=going_on and not own and home == each.version.convention.community_id,
                can_answer=answering and going_on and each.author_id not in kin,
                revision=last.get(each.thread_id, 0),
            )
        )
    return told


def my_wordings(user: Any) -> list[MyItem]:
    """For 我的: what they suggested, the newest first. One query."""
    mine = Wording.objects.filter(author=user.pk).exclude(state=WordingState.WITHDRAWN)
    return [_item(each) for each in mine.select_related("version").order_by("-id")[:20]]


def revisions_of(version: ConventionVersion) -> list[ArticleRevision]:
    """Every rewording during the consultation with whom it is credited to, the newest first. Two queries."""
    shown = Wording.objects.filter(state=WordingState.SHOWN)
    credited = shown.select_related("author__resident").defer("author__resident__real_name")
    return list(version.revisions.prefetch_related(Prefetch("wordings", credited)).order_by("-at", "-id"))


def takes_wordings(version: ConventionVersion) -> bool:
    return version.state == ConventionState.DRAFTED


def _item(wording: Wording) -> MyItem:
    shown = wording.state == WordingState.SHOWN
    back = wording.state == WordingState.RETURNED and wording.outcome == WordingOutcome.OPEN
    return MyItem(
        title=wording.text[:60],
        url=wording.get_absolute_url(),
        state_label=wording.get_outcome_display() if shown else wording.get_state_display(),
        state_tone=OUTCOME_TONES.get(WordingOutcome(wording.outcome), "")
        if shown
        else STATE_TONES.get(WordingState(wording.state), ""),
        at=wording.suggested_at,
        kind_label=_("my suggested wording"),
        action_hint=_("Change it and hand it in again") if back else "",
    )


def _behind_the_same_door(user: Any) -> set[int]:
    """The keys of `user` and of whoever shares their door: whose wordings they do not answer. One query."""
    door = Resident.objects.filter(user=user.pk, household__isnull=False).values("household")
    return {user.pk, *Resident.objects.filter(household__in=door).values_list("user_id", flat=True)}


def _home(user: Any) -> int | None:
    resident = getattr(user, "resident", None) if user.is_authenticated else None
    return resident.community_id if resident is not None and resident.verified_at is not None else None
