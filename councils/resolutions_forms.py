from django import forms
from django.utils.translation import gettext_lazy as _

from councils.forms import DAY
from councils.models.topics import REASON_AT_MOST
from portal.cases.models.case import TEXT_AT_MOST

_WORDS = forms.Textarea(attrs={"rows": 3})


class HandOverForm(forms.Form):
    phone = forms.CharField(
        label=_("Mobile number of whoever sees to it"),
        max_length=20,
        required=False,
        help_text=_("Leave it empty to see to it yourself."),
    )
    due_on = forms.DateField(label=_("Deadline"), widget=DAY)


class ProgressForm(forms.Form):
    text = forms.CharField(label=_("How far it is; everybody reads it"), max_length=TEXT_AT_MOST, widget=_WORDS)


class MoreTimeForm(forms.Form):
    due_on = forms.DateField(label=_("New deadline"), widget=DAY)
    reason = forms.CharField(label=_("Why; everybody reads it"), max_length=REASON_AT_MOST)


class DoneForm(forms.Form):
    text = forms.CharField(label=_("What was done; everybody reads it"), max_length=TEXT_AT_MOST, widget=_WORDS)


class LookBackForm(forms.Form):
    holds = forms.TypedChoiceField(
        label=_("Does it hold?"),
        choices=[("yes", _("It holds")), ("no", _("It does not hold"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    lesson = forms.CharField(label=_("What was found"), max_length=REASON_AT_MOST, widget=_WORDS)


class ReopenForm(forms.Form):
    reason = forms.CharField(label=_("Why it is opened again"), max_length=REASON_AT_MOST)
    due_on = forms.DateField(label=_("Deadline"), widget=DAY)
