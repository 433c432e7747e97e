from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.communities.models import Community
from volunteers.actions.issue_certificate import NUMBER_AT_MOST
from volunteers.enums import DisputeAnswer, ShownNumber
from volunteers.models.posts import REASON_AT_MOST, TEXT_AT_MOST

NOT_A_TIME = {"invalid": _("Write the time as 18:30.")}


def moment_field(label: Any, *, required: bool = False) -> forms.DateTimeField:
    """A day and a time as browsers send them, in Shanghai."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, required=required, widget=widget, input_formats=["%Y-%m-%dT%H:%M"])


class DisputeForm(forms.Form):
    text = forms.CharField(
        label=_("What is wrong?"),
        max_length=TEXT_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For instance when you came and went. Somebody of the community looks and answers."),
    )


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Is it right?"), choices=DisputeAnswer.choices, widget=forms.RadioSelect)
    answer = forms.CharField(label=_("Answer"), max_length=TEXT_AT_MOST, widget=forms.Textarea(attrs={"rows": 4}))
    started_at = moment_field(_("Began to serve"))
    ended_at = moment_field(_("Ended serving"))


class CorrectForm(forms.Form):
    nobody = forms.BooleanField(label=_("This person did not serve"), required=False)
    started_at = moment_field(_("Began to serve"))
    ended_at = moment_field(_("Ended serving"))
    reason = forms.CharField(
        label=_("Why?"), max_length=REASON_AT_MOST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person is told, and it stays with the record."),
    )  # fmt: skip


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"), max_length=REASON_AT_MOST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands on the public page."),
    )  # fmt: skip


class IssuerForm(forms.Form):
    name = forms.CharField(label=_("Issuer"), max_length=120)
    responsible = forms.CharField(label=_("Responsible person"), max_length=40, required=False)
    handler = forms.CharField(label=_("Handled by"), max_length=40, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)


class CertificateForm(forms.Form):
    community = forms.ModelChoiceField(
        label=_("Where you served"), queryset=Community.objects.none(), to_field_name="slug", empty_label=None
    )
    first_day = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last_day = forms.DateField(
        label=pgettext_lazy("time", "To"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    number_kind = forms.ChoiceField(
        label=_("Number on the certificate"), choices=ShownNumber.choices, initial=ShownNumber.NONE, required=False,
        help_text=_("Only where whoever asks for the certificate wants one. It is not kept anywhere else."),
    )  # fmt: skip
    number = forms.CharField(
        label=_("The number"), max_length=NUMBER_AT_MOST, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    agreed = forms.BooleanField(
        label=_("I agree that whoever has the serial can check on a public page whether it holds"), required=False,
        help_text=_("It shows the family name only, no number, the days and the hours."),
    )  # fmt: skip

    def __init__(self, *args: Any, communities: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["community"]
        choice.queryset = communities
        choice.label_from_instance = lambda community: community.title
        self.fields["first_day"].initial = today.replace(month=1, day=1)
        self.fields["last_day"].initial = today
