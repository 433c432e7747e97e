"""Forms of the staff's own screens: the counter, the doors, the offices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.enums import Role
from portal.accounts.queries.counter import communities_in_care_of
from portal.communities.models import Community, Subdistrict


class VerifyForm(forms.Form):
    """What was looked at, and what may be kept of it."""

    reason = forms.CharField(
        label=_("What did you look at?"),
        help_text=_("For example: residence booklet and identity card, shown in person."),
        max_length=200,
    )
    real_name = forms.CharField(label=_("Real name"), max_length=40, required=False)
    household = forms.CharField(
        label=_("Door"), help_text=_("As it is on the list of households."), max_length=60, required=False
    )
    agreed_on_paper = forms.BooleanField(
        label=_("The person has agreed on paper that name and door are kept"), required=False
    )


class EndForm(forms.Form):
    """Why something ends."""

    reason = forms.CharField(label=_("Why?"), help_text=_("For example: moved away in October."), max_length=200)


class DoorForm(forms.Form):
    """A door for the list."""

    community = forms.ModelChoiceField(Community.objects.none(), to_field_name="slug", label=_("Community"))
    label = forms.CharField(label=_("Door"), help_text=_("Such as “3幢201室”."), max_length=60)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["community"].queryset = communities_in_care_of(user)


class AppointForm(forms.Form):
    """An office, where, and from when."""

    role = forms.ChoiceField(label=_("Office"), choices=Role)
    community = forms.ModelChoiceField(
        Community.objects.select_related("subdistrict"),
        to_field_name="slug",
        label=_("Community"),
        help_text=_("For moderators, conveners and patrol leaders."),
        required=False,
    )
    subdistrict = forms.ModelChoiceField(
        Subdistrict.objects.all(),
        to_field_name="slug",
        label=_("Sub-district"),
        help_text=_("For sub-district managers."),
        required=False,
    )
    starts_on = forms.DateField(
        label=pgettext_lazy("an office", "From"), widget=forms.DateInput(attrs={"type": "date"})
    )
    ends_on = forms.DateField(
        label=pgettext_lazy("an office", "Until"),
        help_text=_("The first day without the office; empty: until further notice."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
