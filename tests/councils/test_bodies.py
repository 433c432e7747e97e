import pytest
from django.db import IntegrityError, transaction

from councils.enums import BodyBasis, BodyKind
from councils.models import Body
from councils.procedure import TEMPLATES
from portal.core import clock
from tests.factories import CommunityFactory

pytestmark = pytest.mark.django_db


def body(kind: BodyKind, **changes) -> Body:
    template = TEMPLATES[kind]
    values = {
        "community": CommunityFactory(),
        "kind": kind,
        "name": kind.label,
        "basis": template.basis,
        "rule": template.rule.as_json(),
        "rests_on": template.rests_on,
        "binding": template.binding,
        "notice_days": template.notice_days,
        "created_at": clock.now(),
    }
    return Body.objects.create(**(values | changes))


@pytest.mark.parametrize("kind", BodyKind)
def test_body_keeps_the_rule_of_its_template_exactly(kind):
    assert body(kind).decision_rule == TEMPLATES[kind].rule


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        (BodyKind.OWNERS, {"basis": BodyBasis.RESIDENTS}),
        (BodyKind.RESIDENTS, {"basis": BodyBasis.OWNERS}),
        (BodyKind.OWNERS, {"binding": True}),
    ],
)
def test_owners_are_never_mixed_with_residents_and_never_bind(kind, changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        body(kind, **changes)
