"""What stands beside a topic: papers in versions, and plans to compare."""

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums import PaperKind
from councils.models import PlanVariant, Topic, TopicPaper
from councils.models.topics import TITLE_AT_MOST, VARIANTS_AT_MOST
from councils.rules import require_care
from portal.core import audit
from portal.core.errors import Hidden, Invalid
from portal.core.text import plain

PAPER_AT_MOST = 4000


@transaction.atomic
def write_paper(*, code: str, kind: PaperKind, text: str, signed: str, actor: Any, now: datetime) -> TopicPaper:
    """Write the next version of a paper; earlier ones stay to be read. Raises SignInNeeded, Hidden, Invalid."""
    topic = locked_in_care(code, actor)
    said, name = plain(text)[:PAPER_AT_MOST], plain(signed)[:TITLE_AT_MOST]
    missing = {key: _("Please fill this in.") for key, value in {"text": said, "signed": name}.items() if not value}
    if missing:
        raise Invalid(**missing)
    version = topic.papers.filter(kind=kind).count() + 1
    paper = TopicPaper.objects.create(topic=topic, kind=kind, version=version, text=said, signed=name, by=actor, at=now)
    audit.record("councils.write_paper", topic, actor, paper=paper.code, kind=kind, version=version)
    return paper


@dataclass(frozen=True)
class Plan:
    """One plan in words; `cost_cny` None where nobody has reckoned it yet."""

    title: str
    what: str
    cost_cny: Decimal | None = None
    who_pays: str = ""
    good: str = ""
    bad: str = ""


@transaction.atomic
def put_plans(*, code: str, plans: list[Plan], actor: Any, now: datetime) -> list[PlanVariant]:
    """Set the plans of a topic, all together, in their order. Raises SignInNeeded, Hidden, Invalid (plans)."""
    topic = locked_in_care(code, actor)
    if len(plans) > VARIANTS_AT_MOST:
        raise Invalid(plans=_("At most %d plans can be compared side by side.") % VARIANTS_AT_MOST)
    if not all(plain(plan.title) and plain(plan.what) for plan in plans):
        raise Invalid(plans=_("Each plan needs a name and what is done."))
    if any(plan.cost_cny is not None and plan.cost_cny < 0 for plan in plans):
        raise Invalid(plans=_("Nothing costs less than nothing."))
    topic.variants.all().delete()
    made = [
        PlanVariant.objects.create(topic=topic, position=position, **asdict(plan))
        for position, plan in enumerate(plans, start=1)
    ]
    audit.record("councils.put_plans", topic, actor, plans=len(made))
    return made


def locked_in_care(code: str, actor: Any) -> Topic:
    """The topic, held until the transaction ends. Raises SignInNeeded, and Hidden for those without care of it."""
    topic = Topic.objects.locked(code)
    require_care(actor, topic.community_id)
    if topic.state == "draft":
        raise Hidden
    return topic
