from datetime import timedelta
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from proposals.enums import PhaseKind, ProposalState
from proposals.models import Category, Contest, CostLine, Endorsement, Phase, Proposal
from tests.factories.people import CommunityFactory, ResidentFactory, SubdistrictFactory


class CategoryFactory(DjangoModelFactory):
    slug = factory.Sequence(lambda n: f"category-{n}")
    name = factory.Sequence(lambda n: f"助老{n}")

    class Meta:
        model = Category


class ContestFactory(DjangoModelFactory):
    """An announced contest without phases; `opened_at(now, kind)` gives it one that is open."""

    subdistrict = factory.SubFactory(SubdistrictFactory)
    edition = factory.Sequence(lambda n: n + 1)
    title = factory.LazyAttribute(lambda contest: f"{contest.subdistrict.name}幸福提案大赛")
    budget_cny = Decimal(200_000)
    announced_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = Contest


class PhaseFactory(DjangoModelFactory):
    """A phase that opened an hour ago and closes in an hour."""

    contest = factory.SubFactory(ContestFactory)
    kind = PhaseKind.CALL
    opens_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))
    closes_at = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=1))

    class Meta:
        model = Phase


class ProposalFactory(DjangoModelFactory):
    """A published proposal of a resident of a community in the contest's sub-district; `state` changes that."""

    contest = factory.SubFactory(ContestFactory)
    community = factory.SubFactory(CommunityFactory, subdistrict=factory.SelfAttribute("..contest.subdistrict"))
    category = factory.SubFactory(CategoryFactory)
    author = factory.LazyAttribute(lambda proposal: ResidentFactory(community=proposal.community).user)
    title = factory.Sequence(lambda n: f"旧车棚变乐龄客厅{n}")
    problem = "三号楼北侧的自行车棚空了六年，老人只能在垃圾房旁边聊天。"
    idea = "拆掉围栏，留下遮阳的顶，摆上能坐十二个人的桌椅。"
    place = "三号楼北侧"
    cost_cny = Decimal(48_000)
    state = ProposalState.PUBLISHED
    submitted_at = factory.Maybe(
        factory.LazyAttribute(lambda p: p.state == ProposalState.DRAFT), None, factory.LazyFunction(timezone.now)
    )
    published_at = factory.Maybe(
        factory.LazyAttribute(lambda p: p.state == ProposalState.PUBLISHED), factory.LazyFunction(timezone.now), None
    )

    merged_into = factory.Maybe(
        factory.LazyAttribute(lambda p: p.state == ProposalState.MERGED),
        factory.LazyAttribute(lambda p: ProposalFactory(contest=p.contest, community=p.community)),
        None,
    )

    class Meta:
        model = Proposal


class CostLineFactory(DjangoModelFactory):
    proposal = factory.SubFactory(ProposalFactory)
    position = factory.Sequence(lambda n: n)
    label = "桌椅与写字板"
    amount_cny = Decimal(21_500)

    class Meta:
        model = CostLine


class EndorsementFactory(DjangoModelFactory):
    proposal = factory.SubFactory(ProposalFactory)
    user = factory.LazyAttribute(lambda endorsement: ResidentFactory(community=endorsement.proposal.community).user)
    created_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = Endorsement
