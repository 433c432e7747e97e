from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.rosters.models import Roster
from portal.rosters.models.booking import NAME_AT_MOST, PHONE_AT_MOST
from portal.rosters.models.roster import PARTY_AT_MOST, REASON_AT_MOST
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


HOW = {
    "phone": _("They called"),
    "group": _("A group"),
    "walk_in": _("They stand here"),
}
TELEPHONE = {"inputmode": "tel", "autocomplete": "off"}


class EnterForm(forms.Form):
    """Somebody with an account by their number, or a guest by name; `ways` are the keys of HOW that are open now."""

    how = forms.ChoiceField(label=_("How do they come?"), widget=forms.RadioSelect)
    phone = forms.CharField(
        label=_("Mobile number"),
        required=False,
        max_length=PHONE_AT_MOST,
        widget=forms.TextInput(attrs=TELEPHONE),
        help_text=_("Whoever has an account is found by it, and hears of their place."),
    )
    name = forms.CharField(
        label=_("Name, where there is no account"),
        required=False,
        max_length=NAME_AT_MOST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    size = forms.IntegerField(label=_("People"), initial=1, min_value=1, max_value=PARTY_AT_MOST)

    def __init__(self, *args: Any, roster: Roster, ways: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        how: Any = self.fields["how"]
        how.choices = [(way, HOW[way]) for way in ways]
        how.initial = ways[0] if ways else None
        if roster.guardian_under:
            self.fields["guardian"] = forms.CharField(
                label=_("Mobile number of the adult who comes along"),
                required=False,
                max_length=PHONE_AT_MOST,
                widget=forms.TextInput(attrs=TELEPHONE),
                help_text=_("Under %d years, an adult of their household.") % roster.guardian_under,
            )


class StrikeForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"),
        max_length=REASON_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person is told."),
    )


class WorkbookForm(forms.Form):
    file = forms.FileField(label=_("The Excel list with its ticks"))
