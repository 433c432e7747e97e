"""What visitors type. What fits is for the actions to say."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.communities.models import Community
from volunteers.enums import Category, HazardKind, Weather
from volunteers.models.hazards import TEXT_AT_MOST
from volunteers.models.posts import REASON_AT_MOST, TITLE_AT_MOST


class WeekFilter(forms.Form):
    """What the week is narrowed to; values nobody knows ask for nothing."""

    community = forms.ChoiceField(label=_("Community"), required=False)
    show = forms.ChoiceField(
        label=_("Shifts"), required=False, choices=[("", _("all")), ("mine", _("those I may take, and mine"))]
    )
    day = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        places = Community.objects.filter(routes__retired_at__isnull=True, routes__isnull=False).distinct()
        fields: Any = self.fields
        fields["community"].choices = [("", _("all communities")), *((each.slug, each.title) for each in places)]
        self.is_valid()

    @property
    def place(self) -> str:
        return str(self.cleaned_data.get("community", ""))

    @property
    def only_mine(self) -> bool:
        return self.cleaned_data.get("show") == "mine"


class PostFilter(forms.Form):
    """What the list of posts is narrowed to; values nobody knows ask for nothing."""

    community = forms.ChoiceField(label=_("Community"), required=False)
    category = forms.ChoiceField(
        label=_("Kind of volunteers"), required=False, choices=[("", _("all")), *Category.choices]
    )

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        places = Community.objects.filter(volunteer_posts__closed_at__isnull=True, volunteer_posts__isnull=False)
        fields: Any = self.fields
        fields["community"].choices = [
            ("", _("all communities")),
            *((each.slug, each.title) for each in places.distinct()),
        ]
        self.is_valid()

    @property
    def place(self) -> str:
        return str(self.cleaned_data.get("community", ""))

    @property
    def kind(self) -> str:
        return str(self.cleaned_data.get("category", ""))


class ApplyForm(forms.Form):
    """Asks little: the risks were read, a leader may have name and number, and who likes says something."""

    risks_version = forms.IntegerField(widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("Something about yourself"),
        required=False,
        max_length=REASON_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("When you have time, what you can do; no health details, please."),
    )
    read = forms.BooleanField(label=_("I have read what can happen and how to keep safe"))
    agreed = forms.BooleanField(label=_("I agree that the leader of my shift reads my name and number"))


class EndForm(forms.Form):
    """When a shift ended, where that was a while ago."""

    ended_at = forms.DateTimeField(
        label=_("When did it end?"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class WeatherForm(forms.Form):
    """For which weather, and what else people should know."""

    weather = forms.ChoiceField(label=_("What is the weather?"), choices=Weather, widget=forms.RadioSelect)
    words = forms.CharField(label=_("Something to add"), required=False, max_length=100)


class HazardForm(forms.Form):
    """Where it is and what is to be seen; there is no field for people."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=HazardKind)
    checkpoint = forms.ChoiceField(label=_("Near which checkpoint?"), required=False)
    place = forms.CharField(
        label=_("Or where exactly?"),
        required=False,
        max_length=TITLE_AT_MOST,
        help_text=_("Such as: east of building 12, beside the bicycle shed."),
    )
    text = forms.CharField(
        label=_("What is to be seen?"),
        max_length=TEXT_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only the place and the thing, no people."),
    )
    photo = forms.FileField(
        label=_("A picture"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*", "capture": "environment"}),
        help_text=_("Of the place, without people and number plates. Position and camera data are removed."),
    )

    def __init__(self, *args: Any, points: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["checkpoint"].choices = [("", _("none of them")), *points]
