from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.rosters.models import Roster
from portal.rosters.models.booking import PHONE_AT_MOST
from portal.rosters.queries.fitness import most_people


class BookingForm(forms.Form):
    """Asks only what this roster needs to know: how many come where more than one may, which adult where one must."""

    def __init__(self, *args: Any, roster: Roster, guardians: list[tuple[str, str]] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        at_most = most_people(roster)
        if at_most > 1:
            self.fields["size"] = _number(_("How many of you come?"), range(1, at_most + 1))
            if roster.guardian_under:
                self.fields["children"] = _number(_("How many of them are children?"), range(at_most))
        if guardians is not None:
            label = _("Which adult of your household comes along?")
            nobody = "" if guardians else _("No adult of your household is known here. Your community can enter them.")
            self.fields["guardian"] = forms.ChoiceField(label=label, choices=guardians, help_text=nobody)


def _number(label: Any, numbers: range) -> forms.IntegerField:
    choices = [(number, number) for number in numbers]
    return forms.IntegerField(label=label, initial=numbers[0], widget=forms.Select(choices=choices))


class HandOnForm(forms.Form):
    phone = forms.CharField(
        label=_("Their mobile number"),
        max_length=PHONE_AT_MOST,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text=_("They are asked, and the place is yours until they accept."),
    )
