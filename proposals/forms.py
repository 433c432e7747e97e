"""What residents type, read forgivingly: the forms draw and keep it, the actions judge it."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.communities.models import Community, Subdistrict
from proposals.actions.write_draft import TEXTS_AT_MOST, NewCostLine
from proposals.enums import Answer, PhaseKind
from proposals.models import Proposal
from proposals.queries.choices import categories, communities_of_contest
from proposals.writing import Question

WAN = Decimal(10_000)
_AMOUNT = re.compile(r"^(?P<number>[\d.]+)\s*(?P<wan>万)?$")
_ORNAMENTS = str.maketrans("", "", "，, 元¥￥约")


class AmountError(ValueError):
    """What was typed is no amount of money."""


def read_amount(text: str) -> Decimal | None:
    """8000, 8,000 元, ¥8000 or 0.8万 as yuan; None for nothing. Raises AmountError for anything else."""
    bare = text.translate(_ORNAMENTS)
    if not bare:
        return None
    found = _AMOUNT.match(bare)
    try:
        number = Decimal(found["number"]) if found else None
    except InvalidOperation:
        number = None
    if found is None or number is None or number.adjusted() > 9:
        raise AmountError(text)
    return (number * WAN if found["wan"] else number).quantize(Decimal("0.01"))


def read_cost_lines(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The lines of the costs page as typed: (what for, amount), in their order; at most 40 are looked at."""
    numbers = [n for n in range(40) if f"label-{n}" in data or f"amount-{n}" in data]
    return [(data.get(f"label-{n}", ""), data.get(f"amount-{n}", "")) for n in numbers]


def as_new_lines(typed: list[tuple[str, str]]) -> list[NewCostLine]:
    """Raises AmountError."""
    return [NewCostLine(label, read_amount(amount)) for label, amount in typed]


class Filters(forms.Form):
    """What the list is narrowed to. Every part is optional and stands in the address."""

    q = forms.CharField(label=_("Words"), required=False, widget=forms.TextInput({"type": "search"}))
    subdistrict = forms.ChoiceField(label=_("Sub-district"), required=False)
    community = forms.ChoiceField(label=_("Community"), required=False)
    category = forms.ChoiceField(label=_("About"), required=False)
    phase = forms.ChoiceField(label=_("Stage"), required=False)
    order = forms.ChoiceField(
        label=_("Order"), required=False, choices=[("newest", _("newest first")), ("supported", _("most seconded"))]
    )

    def __init__(self, asked: Mapping[str, Any], **kwargs: Any) -> None:
        """Three queries. `asked` is the query string; what it asks for is shown chosen where it is on offer."""
        super().__init__(initial={name: asked.get(name, "") for name in self.base_fields}, **kwargs)
        every = ("", _("all"))
        communities = Community.objects.select_related("subdistrict")
        if asked.get("subdistrict"):
            communities = communities.filter(subdistrict__slug=asked["subdistrict"])
        here: dict[str, list[tuple[str, str]]] = {}
        for community in communities:
            here.setdefault(community.subdistrict.name, []).append((community.slug, community.title))
        streets = Subdistrict.objects.values_list("slug", "name")
        self._offer("subdistrict", [every, *streets])
        self._offer("community", [every, *here.items()])
        self._offer("category", [every, *categories()])
        self._offer("phase", [every, *PhaseKind.choices])

    def _offer(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = choices


class QuestionForm(forms.Form):
    """The text answers of one writing page. Nothing is required: a half-written page is kept as it is."""

    def __init__(self, question: Question, proposal: Proposal, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="id_%s")
        for answer in question.answers:
            field = _field_for(answer, proposal)
            if len(question.answers) == 1:
                field.help_text = str(question.hint)
            self.fields[answer.value] = field


def _field_for(answer: Answer, proposal: Proposal) -> forms.Field:
    label = answer.label
    match answer:
        case Answer.COMMUNITY:
            choices = [("", _("Choose one")), *communities_of_contest(proposal.contest)]
            chosen = proposal.community.slug if proposal.community else ""
            return forms.CharField(label=label, required=False, initial=chosen, widget=forms.Select(choices=choices))
        case Answer.CATEGORY:
            choices = [*categories()]
            chosen = proposal.category.slug if proposal.category else ""
            widget = forms.RadioSelect(choices=choices)
            return forms.CharField(label=label, required=False, initial=chosen, widget=widget)
    limits = {"maxlength": TEXTS_AT_MOST[answer]}
    one_line = answer in (Answer.TITLE, Answer.PLACE)
    text = forms.TextInput(limits) if one_line else forms.Textarea({**limits, "rows": 6})
    return forms.CharField(
        label=label, required=False, strip=False, initial=getattr(proposal, answer.value), widget=text
    )
