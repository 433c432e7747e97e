"""A district where every list has so many rows, inside Django: called through `bench.servers.inside`."""

import logging
from datetime import timedelta

from django.utils import timezone
from wagtail.models import Page

from bench.stages.counting import queries_of, visitor
from portal.accounts.models import Resident, User
from portal.communities.enums import VenueKind
from portal.communities.models import Community, Grid, Subdistrict, Venue
from portal.discussions.models import Comment, Thread
from portal.notices.models import Notice
from portal.pages.models import ArticleIndexPage, ArticlePage, CommunityPage, DirectoryPage, HomePage, SubdistrictPage
from proposals.enums import PhaseKind
from proposals.models import Category, Contest, CostLine, Endorsement, Phase, Proposal
from tests.factories import (
    CategoryFactory,
    CommunityFactory,
    ContestFactory,
    ProposalFactory,
    ResidentFactory,
    SubdistrictFactory,
    busy_thread,
)
from tests.proposals.resident_life import publish_the_result, voting

BODY = [("paragraph", "<p>拆掉围栏，摆上桌椅。</p>")]


def count_queries(rows: int) -> dict[str, int]:
    """By page, what it asks of the database where all it lists has `rows` rows."""
    logging.disable(logging.INFO)  # Wagtail writes a line for each page that is made
    reader, paths = _district(rows)
    nobody, somebody = visitor(), visitor(reader)
    found = {}
    for path, page in paths.items():
        if not path.startswith(("/me/", "/moderation/", "/api/v1/me", "/api/v1/notices", "/api/v1/submissions")):
            found[page] = queries_of(nobody, path)
        found[f"{page}, signed in"] = queries_of(somebody, path)
    return found


def _district(rows: int) -> tuple[User, dict[str, str]]:
    """Whose pages they are, and the pages by address."""
    place = _places(rows)
    reader = ResidentFactory(community=place, alias="三号楼小梅").user
    contest = _contests(rows, place)
    thread = busy_thread(rows, rows, author=reader, community=place)
    proposal = _proposals(rows, contest, reader, thread)
    _notices(rows, reader)
    voted, options, _people = voting(options=rows)
    talked_of = busy_thread(rows, rows, author=reader, community=options[0].community)
    Proposal.objects.filter(pk=options[0].pk).update(thread=talked_of)
    counted = publish_the_result(voting(options=rows)[0])
    comment = Comment.objects.filter(thread=thread, reply_count__gt=0).get()
    api, poll, past = "/api/v1", f"polls/{voted.poll.code}", f"polls/{counted.poll.code}"
    here, subdistrict, article = _pages(rows, place)
    return reader, {
        "/": "home",
        "/communities/": "directory",
        "/communities/?q=梅": "directory, search",
        subdistrict: "sub-district",
        here: "community",
        "/news/": "articles",
        article: "article",
        "/proposals/": "proposals",
        "/proposals/?q=车棚": "proposals, search",
        contest.get_absolute_url(): "contest, call",
        proposal.get_absolute_url(): "proposal",
        voted.get_absolute_url(): "contest, vote",
        f"{voted.get_absolute_url()}vote/": "ballot paper",
        options[0].get_absolute_url(): "proposal, vote",
        counted.get_absolute_url(): "contest, counted",
        f"{counted.get_absolute_url()}result/": "result",
        f"/{poll}/": "poll",
        f"/{past}/": "poll, counted",
        thread.get_absolute_url(): "discussion",
        comment.get_absolute_url(): "comment",
        "/me/": "me",
        "/me/notices/": "notices",
        "/me/notices/preferences/": "notices, preferences",
        "/me/consents/": "consents",
        "/me/data/": "my data",
        "/me/residence/": "residence",
        f"/moderation/{comment.submission.code}/": "submission",
        f"{api}/home": "API home",
        f"{api}/home?community={place.slug}": "API home of a community",
        f"{api}/communities": "API communities",
        f"{api}/communities/{place.slug}": "API community",
        f"{api}/articles": "API articles",
        f"{api}/articles/news-0": "API article",
        f"{api}/contests": "API contests",
        f"{api}/contests/{contest.code}": "API contest",
        f"{api}/contests/{counted.code}/result": "API result of a contest",
        f"{api}/contests/{contest.code}/proposals": "API proposals of a contest",
        f"{api}/proposals": "API proposals",
        f"{api}/proposals/{proposal.code}": "API proposal",
        f"{api}/{poll}": "API poll",
        f"{api}/{past}/result": "API result",
        f"{api}/{past}/export.csv": "API ballot file",
        f"{api}/{past}/export.pb": "API ballot file, Pabulib",
        f"{api}/threads/{thread.code}": "API discussion",
        f"{api}/threads/{thread.code}/comments": "API comments",
        f"{api}/comments/{comment.code}/replies": "API replies",
        f"{api}/notices": "API notices",
        f"{api}/notices/preferences": "API notices, preferences",
        f"{api}/me": "API me",
        f"{api}/me/items": "API my items",
        f"{api}/me/consents": "API consents",
        f"{api}/me/data": "API my data",
        f"{api}/submissions/{comment.submission.code}": "API submission",
    }


def _places(rows: int) -> Community:
    """A sub-district's communities; the first has venues, grids and neighbours."""
    subdistrict = SubdistrictFactory(name="梅山街道")
    first = CommunityFactory(subdistrict=subdistrict, name="梅欣")
    Community.objects.bulk_create(
        Community(subdistrict=subdistrict, slug=f"more-{n}", name=f"梅岭{n}") for n in range(1, rows)
    )
    Venue.objects.bulk_create(
        Venue(community=first, kind=VenueKind.GRID_STATION, name=f"网格站{n}") for n in range(rows)
    )
    Grid.objects.bulk_create(Grid(community=first, name=f"第{n}网格") for n in range(rows))
    return first


def _contests(rows: int, place: Community) -> Contest:
    """A contest in its call for each of so many sub-districts; the first is the place's."""
    now = timezone.now()
    first = ContestFactory(subdistrict=place.subdistrict)
    others = Subdistrict.objects.bulk_create(
        Subdistrict(slug=f"other-{n}", name=f"古雄街道{n}") for n in range(1, rows)
    )
    more = Contest.objects.bulk_create(
        Contest(subdistrict=each, edition=1, title=f"{each.name}提案大赛", budget_cny=1000, announced_at=now)
        for each in others
    )
    kinds = (PhaseKind.CALL, PhaseKind.SCREENING)
    Phase.objects.bulk_create(
        Phase(
            contest=contest,
            kind=kind,
            opens_at=now + timedelta(days=9 * at - 1),
            closes_at=now + timedelta(days=9 * at + 8),
        )
        for contest in [first, *more]
        for at, kind in enumerate(kinds)
    )
    return first


def _proposals(rows: int, contest: Contest, reader: User, thread: Thread) -> Proposal:
    """The reader's proposals in the contest; the first has a discussion, cost lines and neighbours who second it."""
    place, category = reader.resident.community, Category.objects.first() or CategoryFactory()
    common = {"contest": contest, "community": place, "category": category, "author": reader}
    first = ProposalFactory(**common, thread=thread)
    Proposal.objects.bulk_create(ProposalFactory.build(**common) for _ in range(1, rows))
    CostLine.objects.bulk_create(
        CostLine(proposal=first, position=n, label=f"桌椅{n}", amount_cny=100) for n in range(rows)
    )
    people = User.objects.bulk_create(User(username=f"second-{n}", phone=f"+86136{n:08d}") for n in range(rows))
    Resident.objects.bulk_create(Resident(user=user, community=place, alias=f"邻居{user.pk}") for user in people)
    Endorsement.objects.bulk_create(
        Endorsement(proposal=first, user=user, created_at=timezone.now()) for user in people
    )
    Proposal.objects.filter(pk=first.pk).update(endorsement_count=rows)
    return first


def _notices(rows: int, reader: User) -> None:
    Notice.objects.bulk_create(
        Notice(
            recipient=reader,
            kind="proposals.published",
            subject=f"p{n}",
            event="e",
            fields={"title": f"第{n}件"},
            url="/",
            created_at=timezone.now(),
        )
        for n in range(rows)
    )


def _pages(rows: int, place: Community) -> tuple[str, str, str]:
    """Pages for all communities of the sub-district, articles beneath the place's own; three addresses."""
    home = HomePage.objects.get()
    directory = home.add_child(instance=DirectoryPage(title="街道与社区", slug="communities"))
    home.add_child(instance=ArticleIndexPage(title="身边事", slug="news"))
    street = place.subdistrict
    above = directory.add_child(instance=SubdistrictPage(title=street.name, slug=street.slug, subdistrict=street))
    own = [
        _under(above, CommunityPage(title=each.title, slug=each.slug, community=each))
        for each in street.communities.order_by("pk")
    ]
    articles = [
        _under(own[0], ArticlePage(title=f"新闻{n}", slug=f"news-{n}", intro="三号楼北侧的车棚。", body=BODY))
        for n in range(rows)
    ]
    return own[0].url, above.url, articles[0].url


def _under(parent: Page, page: Page) -> Page:
    return parent.add_child(instance=page)
