"""Forms of the owners' soundings in the staff area. They read what was typed; what fits is for the actions to say."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from councils.enums import BodyKind
from councils.models import Body
from councils.models.owners import TEXT_AT_MOST, TITLE_AT_MOST
from councils.owners_enums import Matter

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class SoundingForm(forms.Form):
    body = forms.ModelChoiceField(Body.objects.none(), label=_("Body"), to_field_name="code", empty_label=None)
    title = forms.CharField(label=_("The question to the owners"), max_length=TITLE_AT_MOST)
    text = forms.CharField(
        label=_("What it is about"),
        max_length=TEXT_AT_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    matter = forms.ChoiceField(label=_("Kind of matter"), choices=Matter)
    closes_at = forms.DateTimeField(label=_("Closes"), widget=MOMENT)

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["body"].queryset = Body.objects.in_care_of(user).standing().filter(kind=BodyKind.OWNERS)


class RollForm(forms.Form):
    file = forms.FileField(label=_("Roll of units (.xlsx or .csv)"))
