from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from councils.enums import MeetingKind, Stance
from councils.models.bodies import TEXT_AT_MOST
from councils.models.room import REFERENCE_AT_MOST
from councils.models.topics import TITLE_AT_MOST

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class PlanForm(forms.Form):
    title = forms.CharField(label=_("What the meeting is called"), max_length=TITLE_AT_MOST)
    kind = forms.ChoiceField(label=_("Kind of meeting"), choices=MeetingKind)
    starts_at = forms.DateTimeField(label=_("Begins"), widget=MOMENT)
    ends_at = forms.DateTimeField(label=_("Is to end"), widget=MOMENT)
    place = forms.CharField(
        label=_("Place"), max_length=120, required=False, help_text=_("Leave it empty for a meeting held online alone.")
    )
    public = forms.BooleanField(label=_("Everybody may follow it"), required=False, initial=True)


class SpeakForm(forms.Form):
    stance = forms.ChoiceField(label=_("I speak"), choices=Stance)
    interpreter = forms.BooleanField(label=_("I am interpreted (sign language)"), required=False)


class MotionForm(forms.Form):
    """Who does what by when, and what money it takes."""

    who = forms.CharField(label=_("Who does it"), max_length=80)
    what = forms.CharField(label=_("What is done"), max_length=TEXT_AT_MOST, widget=forms.Textarea({"rows": 3}))
    due_on = forms.DateField(label=_("By when"), widget=forms.DateInput({"type": "date"}))
    money_cny = forms.DecimalField(label=_("Money required (yuan)"), min_value=0, max_digits=12, decimal_places=2)
    amends = forms.ChoiceField(label=_("It changes"), required=False)

    def __init__(self, *args: Any, motions: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("no other motion"))]
        self.fields["amends"].choices = [*choices, *((each.code, each.what[:40]) for each in motions)]  # type: ignore[attr-defined]


class WomenForm(forms.Form):
    women = forms.IntegerField(label=_("Women present"), min_value=0)


class MinutesForm(forms.Form):
    text = forms.CharField(
        label=pgettext_lazy("of a meeting", "Minutes"), max_length=20000, widget=forms.Textarea({"rows": 14})
    )


class RoomForm(forms.Form):
    """One clerk's count of those in the room."""

    yes = forms.IntegerField(label=_("For it"), min_value=0, max_value=30000)
    no = forms.IntegerField(label=_("Against it"), min_value=0, max_value=30000)
    abstain = forms.IntegerField(label=_("Abstaining"), min_value=0, max_value=30000)


class ProxyForm(forms.Form):
    principal = forms.CharField(label=_("Mobile number of whom somebody stands in for"), max_length=20)
    holder = forms.CharField(label=_("Mobile number of who stands in"), max_length=20)
    reference = forms.CharField(label=_("Where the signed authorisation is kept"), max_length=REFERENCE_AT_MOST)
