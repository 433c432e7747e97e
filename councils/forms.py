"""Forms of the site and of the staff area. They read what was typed; what fits is for the actions to say."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from councils.enums import BodyKind, PaperKind, SeatRole, Side
from councils.models.bodies import NAME_AT_MOST, TEXT_AT_MOST
from councils.models.topics import REASON_AT_MOST, TITLE_AT_MOST
from portal.accounts.queries import communities_of
from portal.communities.models import Community

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class TopicForm(forms.Form):
    title = forms.CharField(
        label=_("What should be talked about"),
        max_length=TITLE_AT_MOST,
        help_text=_("In a few words: parking at night, where dogs are walked."),
    )
    text = forms.CharField(
        label=_("What it is about, and what you suggest"),
        max_length=TEXT_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Whom does it concern, what is difficult today? No names of neighbours, please."),
    )


class SubmitForm(TopicForm):
    consent = forms.BooleanField(label=_("My neighbours may read it under my alias."), required=False)


class CommunityForm(forms.Form):
    """For staff: of which community."""

    community = forms.ModelChoiceField(
        Community.objects.none(), label=_("Community"), to_field_name="slug", empty_label=None
    )

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["community"].queryset = communities_of(user)


class BodyForm(CommunityForm):
    kind = forms.ChoiceField(label=_("Kind of body"), choices=BodyKind)
    name = forms.CharField(label=_("Name"), max_length=NAME_AT_MOST)
    about = forms.CharField(
        label=_("What it is for"),
        max_length=TEXT_AT_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class GridTopicForm(CommunityForm, TopicForm):
    """A topic that the grid came upon."""


class SeatForm(forms.Form):
    name = forms.CharField(label=_("Name shown"), max_length=NAME_AT_MOST)
    phone = forms.CharField(
        label=_("Mobile number of their account"),
        max_length=20,
        required=False,
        help_text=_("Leave it empty for somebody without an account; they vote at the table only."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=SeatRole, initial=SeatRole.MEMBER)
    side = forms.ChoiceField(label=_("Speaks for"), choices=Side)
    since = forms.DateField(label=_("From"), widget=DAY)
    until = forms.DateField(label=_("Until"), widget=DAY, required=False)


class PaperForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of paper"), choices=PaperKind)
    text = forms.CharField(label=_("Text"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))
    signed = forms.CharField(label=_("Written by"), max_length=TITLE_AT_MOST)


class AttachmentForm(forms.Form):
    title = forms.CharField(label=_("What it is"), max_length=TITLE_AT_MOST)
    file = forms.FileField(
        label=_("File"),
        help_text=_("A PDF or a picture, 10 MB at most. Everybody can download it: no names of residents, please."),
    )


class PlanForm(forms.Form):
    title = forms.CharField(label=_("Name of the plan"), max_length=TITLE_AT_MOST, required=False)
    what = forms.CharField(
        label=_("What is done"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    cost_cny = forms.DecimalField(label=_("Cost in yuan"), min_value=0, max_digits=12, decimal_places=2, required=False)
    who_pays = forms.CharField(label=_("Who pays"), max_length=120, required=False)
    good = forms.CharField(label=_("What is good about it"), max_length=REASON_AT_MOST, required=False)
    bad = forms.CharField(label=_("What is bad about it"), max_length=REASON_AT_MOST, required=False)


PlanFormSet = forms.formset_factory(PlanForm, extra=2, max_num=6)
