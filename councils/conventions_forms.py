"""Forms about conventions. They read what was typed; what fits is for the actions to say."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from councils.actions.conventions import Figures, Shown
from councils.conventions_count import Channel
from councils.conventions_enums import ConventionEvent, CountChannel, Head
from councils.conventions_lifecycle import EVIDENCE
from councils.models import Body, ConventionVersion, Motion
from councils.models.conventions import ARTICLE_AT_MOST, RECEIPT_AT_MOST, RECORD_AT_MOST
from councils.models.wordings import REASON_AT_MOST
from portal.accounts.queries import communities_of
from portal.communities.models import Community

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class BeginForm(forms.Form):
    community = forms.ModelChoiceField(
        Community.objects.none(), label=_("Community"), to_field_name="slug", empty_label=None
    )

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["community"].queryset = communities_of(user)


class ArticlesForm(forms.Form):
    """Each head's articles, one a line."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for head in Head:
            self.fields[head.value] = forms.CharField(
                label=head.label, required=False, widget=forms.Textarea(attrs={"rows": 6})
            )

    def texts(self) -> dict[Head, list[str]]:
        return {head: self.cleaned_data[head.value].splitlines() for head in Head}


class WordingForm(forms.Form):
    """Another text of one article, and why."""

    text = forms.CharField(
        label=_("How the article should read"),
        max_length=ARTICLE_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It begins with what the draft says now: change what you want to be different."),
    )
    reason = forms.CharField(
        label=_("Why it is better so"), max_length=REASON_AT_MOST, widget=forms.Textarea(attrs={"rows": 3})
    )


class StepForm(forms.Form):
    """The evidence one step demands."""

    held_on = forms.DateField(label=_("Day it happened"), widget=DAY)
    record = forms.CharField(
        label=_("What is on record"), max_length=RECORD_AT_MOST, widget=forms.Textarea(attrs={"rows": 3})
    )
    receipt = forms.CharField(label=_("Number of the document or receipt"), max_length=RECEIPT_AT_MOST)
    body = forms.ModelChoiceField(Body.objects.none(), label=_("Body that decides"), to_field_name="code")
    meets_on = forms.DateField(label=_("Day of the meeting"), widget=DAY)

    def __init__(self, sent: Any = None, *, version: ConventionVersion, event: ConventionEvent) -> None:
        super().__init__(sent, prefix=event.value)
        asked, fields = EVIDENCE[event], dict[str, Any](self.fields)
        if not asked.receipt:
            del self.fields["receipt"]
        if not asked.meets_on:
            del self.fields["body"], self.fields["meets_on"]
        fields["body"].queryset = Body.objects.standing().filter(
            community=version.convention.community_id, binding=True
        )

    def shown(self) -> Shown:
        return Shown(**self.cleaned_data)


class WaysForm(forms.Form):
    """Figures of ways to vote, way by way."""

    ways: tuple[CountChannel, ...] = tuple(CountChannel)
    women = forms.IntegerField(label=_("Women among those present"), min_value=0)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        words: Mapping[str, Any] = {
            "present": _("present"),
            "yes": _("for"),
            "no": _("against"),
            "abstain": _("abstaining"),
        }
        for way in self.ways:
            for name, label in words.items():
                self.fields[f"{way}_{name}"] = forms.IntegerField(
                    label=f"{way.label} · {label}", min_value=0, initial=0
                )

    def lines(self) -> dict[CountChannel, Channel]:
        names = ("present", "yes", "no", "abstain")
        return {way: Channel(*(self.cleaned_data[f"{way}_{name}"] for name in names)) for way in self.ways}


class CountForm(WaysForm):
    """The figures of the signed record of a meeting that was not held here."""

    held_on = forms.DateField(label=_("Day of the meeting"), widget=DAY)
    entitled = forms.IntegerField(label=_("Entitled, by the roll at the notice"), min_value=0)
    field_order = ("held_on", "entitled", "women")

    def figures(self) -> Figures:
        given = self.cleaned_data
        return Figures(given["held_on"], given["entitled"], given["women"], self.lines())


class MotionCountForm(WaysForm):
    """What was voted on paper and by proxy beside the motion of a meeting that was held here."""

    ways = (CountChannel.PAPER, CountChannel.PROXY)
    motion = forms.ModelChoiceField(Motion.objects.none(), label=_("Motion that was voted on"), to_field_name="code")
    field_order = ("motion", "women")

    def __init__(self, *args: Any, motions: QuerySet[Motion], **options: Any) -> None:
        super().__init__(*args, **options)
        asked: Any = self.fields["motion"]
        asked.queryset = motions
        asked.label_from_instance = lambda motion: f"{motion.meeting.title} · {motion.what[:60]}"
