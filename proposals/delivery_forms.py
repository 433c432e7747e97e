"""Forms of the managers' screens about carrying a winner out. What fits is for the actions to say."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.enums import InspectorFrom
from proposals.models.delivery import PARTNER_AT_MOST, REASON_AT_MOST, WORDS_AT_MOST

ROWS = 5
USUAL = (_("Plan and materials"), _("Work"), _("Finished"))


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class MilestonesForm(forms.Form):
    """Up to five milestones, three of them filled in as usual, a month apart."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in range(ROWS):
            usual = row < len(USUAL)
            self.fields[f"title_{row}"] = forms.CharField(
                label=_("Milestone"), max_length=80, required=False, initial=USUAL[row] if usual else ""
            )
            self.fields[f"day_{row}"] = _day(
                _("Until"), required=False, initial=today + timedelta(days=30 * (row + 1)) if usual else None
            )

    def rows(self) -> list[tuple[Any, Any]]:
        """The fields in pairs, for the template."""
        return [(self[f"title_{row}"], self[f"day_{row}"]) for row in range(ROWS)]

    def clean(self) -> dict[str, Any]:
        for row in range(ROWS):
            if self.cleaned_data.get(f"title_{row}") and not self.cleaned_data.get(f"day_{row}"):
                self.add_error(f"day_{row}", _("Choose a day."))
        return self.cleaned_data

    def milestones(self) -> list[tuple[str, date]]:
        told = self.cleaned_data
        return [(told[f"title_{row}"], told[f"day_{row}"]) for row in range(ROWS) if told.get(f"title_{row}")]


class AgreementForm(forms.Form):
    partner = forms.CharField(label=_("Who carries it out"), max_length=PARTNER_AT_MOST)
    agreed_on = _day(_("Signed on"))
    upload = forms.FileField(label=_("Picture of the signed agreement (for managers alone)"))


class PaymentForm(forms.Form):
    paid_on = _day(_("Paid on"))
    reference = forms.CharField(label=_("Number of the voucher"), max_length=60)


class MilestoneForm(forms.Form):
    """`position` says which milestone, so that a second tap reports no other."""

    position = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What was done on the spot"), max_length=WORDS_AT_MOST, widget=forms.Textarea(attrs={"rows": 4})
    )
    photo = forms.FileField(label=_("Picture"), required=False)
    alt = forms.CharField(label=_("What the picture shows"), max_length=80, required=False)


class InspectorForm(forms.Form):
    phone = forms.CharField(label=_("Mobile number of a resident"), max_length=20)
    comes_from = forms.ChoiceField(label=_("Speaks for"), choices=InspectorFrom.choices)


class ChangeForm(forms.Form):
    """One of cost, time and content becomes different."""

    cost = forms.DecimalField(label=_("New cost in yuan"), max_digits=12, decimal_places=2, required=False)
    day = _day(_("New last day"), required=False)
    content = forms.CharField(label=_("What it will be instead"), max_length=200, required=False)
    reason = forms.CharField(label=_("Why (everybody reads it)"), max_length=REASON_AT_MOST)


class LookBackForm(forms.Form):
    still_used = forms.ChoiceField(label=_("Is it still in use?"), choices=[("yes", _("yes")), ("no", _("no"))])
    lesson = forms.CharField(
        label=_("What was learned"), max_length=WORDS_AT_MOST, widget=forms.Textarea(attrs={"rows": 4})
    )
