"""Forms of the staff area. They read what was typed; what fits is for the actions to say."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.queries import communities_of
from portal.communities.models import Community
from portal.core.templatetags.linli import WEEKDAYS
from volunteers.enums import Category, Weather
from volunteers.models.posts import REASON_AT_MOST, TEXT_AT_MOST, TITLE_AT_MOST

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
HOUR = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class PostForm(forms.Form):
    """What a post says; the community is chosen once."""

    community = forms.ModelChoiceField(
        Community.objects.none(), label=_("Community"), to_field_name="slug", empty_label=None
    )
    title = forms.CharField(label=_("Name of the post"), max_length=TITLE_AT_MOST)
    category = forms.ChoiceField(label=_("Kind of volunteers"), choices=Category)
    about = forms.CharField(
        label=_("What there is to do"), max_length=TEXT_AT_MOST, widget=forms.Textarea(attrs={"rows": 4})
    )
    risks = forms.CharField(
        label=_("What can happen, and how to keep safe"),
        max_length=TEXT_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everybody accepts it before they serve. Another text asks everybody again."),
    )
    min_age = forms.IntegerField(label=_("From the age of"), initial=18, min_value=6, max_value=70)
    training = forms.CharField(label=_("Training before the first shift"), required=False, max_length=REASON_AT_MOST)

    def __init__(self, *args: Any, user: Any, fixed: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        if fixed:
            del fields["community"]
        else:
            fields["community"].queryset = communities_of(user)


class SeriesForm(forms.Form):
    """The rule of a series, in weekdays and hours."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days of the week"), coerce=int, choices=list(enumerate(WEEKDAYS)), widget=forms.CheckboxSelectMultiple
    )
    every = forms.IntegerField(label=_("Every how many weeks"), initial=1, min_value=1, max_value=8)
    workdays_only = forms.BooleanField(label=_("Only on working days"), required=False)
    starts_at = forms.TimeField(label=_("Begins at"), widget=HOUR)
    ends_at = forms.TimeField(label=_("Ends at"), widget=HOUR)
    first_day = forms.DateField(label=_("From the day"), widget=DAY)
    last_day = forms.DateField(label=_("Until the day"), required=False, widget=DAY)


class CallOffForm(forms.Form):
    weather = forms.ChoiceField(label=_("What is the weather?"), choices=Weather)
    words = forms.CharField(label=_("Something to add"), required=False, max_length=100)


class LeaderForm(forms.Form):
    """One of those who come."""

    person = forms.ChoiceField(label=_("Who leads"))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["person"].choices = people


class AnswerForm(forms.Form):
    text = forms.CharField(label=_("What was done"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
