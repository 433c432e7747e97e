"""Reading conventions: what is in force, what is under way, what stands in the way of a step."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from councils.conventions_diff import ArticleChange, Line, versions_changed
from councils.conventions_enums import ConventionEvent, ConventionState, Head
from councils.conventions_lifecycle import BY_ITSELF, BY_THE_STREET, CONVENTION, UNDER_WAY, UNSEEN
from councils.conventions_linter import Finding, findings
from councils.models import Adoption, Article, Convention, ConventionVersion
from councils.rules import reviews_conventions
from portal.core.errors import Hidden


@dataclass(frozen=True)
class Warned:
    """A finding of the linter in an article, and what was answered to it; "" where nothing was."""

    article: Article
    finding: Finding
    answer: str


def warnings(version: ConventionVersion) -> list[Warned]:
    """Everything the linter finds in the articles, one a kind and article. Two queries."""
    answers = {(each.key, each.article_text): each.answer for each in version.answers.all()}
    found: dict[tuple[int, str], Warned] = {}
    for article in version.articles.all():
        for each in findings(article.text):
            answer = answers.get((each.key, article.text), "")
            found.setdefault((article.number, each.key), Warned(article, each, answer))
    return list(found.values())


def open_warnings(version: ConventionVersion) -> list[Warned]:
    return [each for each in warnings(version) if not each.answer]


def conventions_shown() -> QuerySet[Convention]:
    """Conventions of which everybody may read a version, with that in force and that under way. Two queries."""
    visible = ConventionVersion.objects.exclude(state__in=[ConventionState.GATHERING, ConventionState.DROPPED])
    return (
        Convention.objects.filter(versions__in=visible)
        .distinct()
        .select_related("community__subdistrict")
        .prefetch_related(Prefetch("versions", visible))
    )


def convention_of(slug: str) -> Convention:
    """The convention of a community; raises Hidden where nothing of it is shown."""
    found = conventions_shown().filter(community__slug=slug).first()
    if found is None:
        raise Hidden
    return found


def version_to_see(code: str, user: Any) -> ConventionVersion:
    """Raises Hidden."""
    found = (
        ConventionVersion.objects.visible_to(user)
        .filter(code=code)
        .select_related("convention__community", "body")
        .first()
    )
    if found is None:
        raise Hidden
    return found


def version_in_care_of(code: str, user: Any) -> ConventionVersion:
    """Raises Hidden."""
    found = (
        ConventionVersion.objects.in_care_of(user)
        .filter(code=code)
        .select_related("convention__community", "body")
        .first()
    )
    if found is None:
        raise Hidden
    return found


def by_head(version: ConventionVersion) -> list[tuple[Head, list[Article]]]:
    """The articles under their heads, in order, with their discussions; heads without any are left out. One query."""
    articles = version.articles.select_related("thread")
    return [(Head(head), list(articles)) for head, articles in groupby(articles, lambda each: each.head)]


def difference(old: ConventionVersion, new: ConventionVersion) -> list[ArticleChange]:
    """What differs between two versions of one convention. Two queries."""
    before, after = ([Line(each.head, each.text) for each in version.articles.all()] for version in (old, new))
    return versions_changed(before, after)


def next_events(version: ConventionVersion, user: Any) -> list[ConventionEvent]:
    """What `user` may do next to a version they look after."""
    street = reviews_conventions(user, version.convention.community)
    possible = CONVENTION.events_from(ConventionState(version.state))
    return [
        each
        for each in ConventionEvent
        if each in possible and each not in BY_ITSELF and (street or each not in BY_THE_STREET)
    ]


def confirmed_count(version: ConventionVersion) -> Adoption | None:
    """The count of the meeting that decided on this version, with its lines. Two queries."""
    return version.counts.filter(confirmed_at__isnull=False).select_related("body").prefetch_related("lines").first()


def count_to_confirm(version: ConventionVersion) -> Adoption | None:
    """Figures that wait for a second person, with their lines. Two queries."""
    return version.counts.filter(confirmed_at__isnull=True).select_related("body").prefetch_related("lines").first()


def versions_on_desk(user: Any) -> QuerySet[ConventionVersion]:
    """All versions of the communities `user` looks after, those under way first by convention. One query."""
    return (
        ConventionVersion.objects.in_care_of(user)
        .select_related("convention__community")
        .order_by("convention__community__position", "convention_id", "-number")
    )


@dataclass(frozen=True)
class ConventionCard:
    """What stands on pages that lead to conventions. Of one community (`place`, its slug): the version in force and the
    one under way that everybody may read. Of all: `in_force` communities have one."""

    place: str = ""
    current: ConventionVersion | None = None
    under_way: ConventionVersion | None = None
    in_force: int = 0

    @property
    def shown(self) -> bool:
        return self.in_force > 0 or self.under_way is not None


def convention_card(place: str = "") -> ConventionCard:
    """Of a community by its slug, or of all. One query."""
    if not place:
        return ConventionCard(in_force=ConventionVersion.objects.filter(state=ConventionState.IN_FORCE).count())
    states = [ConventionState.IN_FORCE, *(state for state in UNDER_WAY if state not in UNSEEN)]
    found = ConventionVersion.objects.filter(convention__community__slug=place, state__in=states)
    versions = list(found.select_related("convention__community"))
    current = next((each for each in versions if each.state == ConventionState.IN_FORCE), None)
    under_way = next((each for each in versions if each.state != ConventionState.IN_FORCE), None)
    return ConventionCard(place, current, under_way, 1 if current is not None else 0)


KIN = (
    ("狗", "犬", "宠物"),
    ("电动车", "电动自行车", "电瓶车"),
    ("噪音", "噪声", "吵", "声音"),
    ("吵架", "纠纷"),
    ("杂物", "堆放", "堆物"),
    ("喜事", "丧事", "红白"),
)
"""What people ask about and what conventions call it."""

FOUND_AT_MOST = 50


def articles_about(words: str, community: str = "") -> list[Article]:
    """Articles in force that hold each of the words, or what conventions call it; of one community (slug) or of all.

    One query; none for words that are empty.
    """
    asked = words.split()[:5]
    if not asked:
        return []
    found = Article.objects.filter(version__state=ConventionState.IN_FORCE)
    if community:
        found = found.filter(version__convention__community__slug=community)
    for word in asked:
        said = Q(text__icontains=word)
        for family in KIN:
            if any(each in word for each in family):
                for each in family:
                    said |= Q(text__icontains=each)
        found = found.filter(said)
    return list(found.select_related("version__convention__community").order_by("version", "number")[:FOUND_AT_MOST])


def two_to_compare(code: str, other: str, user: Any) -> tuple[ConventionVersion, ConventionVersion]:
    """Two versions of one convention, the earlier first; raises Hidden."""
    one, two = version_to_see(code, user), version_to_see(other, user)
    if one.convention_id != two.convention_id or one.pk == two.pk:
        raise Hidden
    return (one, two) if one.number < two.number else (two, one)
