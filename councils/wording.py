"""The rules of a body in plain words, with the article they rest on."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from councils.enums import Side
from councils.models import Body, Seat
from councils.procedure import TEMPLATES
from portal.ballots.tally.decision import Share


def share_in_words(share: Share) -> str:
    """过半数 is more than, 以上 is at least (民法典 Art. 1259)."""
    words = {"top": share.fraction.numerator, "bottom": share.fraction.denominator}
    return _("more than %(top)d/%(bottom)d") % words if share.strict else _("at least %(top)d/%(bottom)d") % words


def rule_in_words(body: Body) -> list[tuple[str, str]]:
    """(what, words) for each rule of the body."""
    rule = body.decision_rule
    return [
        (_("Who is entitled"), str(body.get_basis_display())),
        (_("Quorum"), _("%s of all who are entitled take part") % share_in_words(rule.quorum)),
        (
            _("Adopted by"),
            _("%s of those who take part; abstentions count, a tie fails") % share_in_words(rule.threshold),
        ),
        (_("Notice"), _("%d days before, the day of the notice not counted") % body.notice_days),
        (_("Effect"), _("binding") if body.binding else _("an opinion, not a binding vote")),
        (_("Rests on"), body.rests_on),
    ]


def missing_sides(body: Body, seats: Iterable[Seat]) -> list[str]:
    """The sides of the body's template that nobody sits for."""
    held = {seat.side for seat in seats}
    from_template = next((template.sides for kind, template in TEMPLATES.items() if kind == body.kind), ())
    return [str(Side(side).label) for side in from_template if side not in held]
