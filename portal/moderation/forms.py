from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.accounts.queries import communities_of
from portal.communities.models import Community
from portal.moderation.actions.appeal import MAX_TEXT
from portal.moderation.enums import AppealState, Box, Decision
from portal.moderation.models import CannedReply
from portal.moderation.ports import moderated_kinds


class AppealForm(forms.Form):
    """Why the author disagrees."""

    text = forms.CharField(
        label=_("Why do you see it differently?"),
        help_text=_("Somebody who was not part of the decision reads this and answers you."),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class InboxFilter(forms.Form):
    """What of the inbox is shown. An unknown answer counts as none: an old address still leads somewhere."""

    box = forms.ChoiceField(choices=Box, required=False)
    kind = forms.ChoiceField(required=False, label=_("Kind"))
    community = forms.ModelChoiceField(
        Community.objects.none(), required=False, to_field_name="slug", label=_("Community"), empty_label=_("all")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["kind"].choices = [("", _("all")), *((kind.key, kind.label) for kind in moderated_kinds)]
        fields["community"].queryset = communities_of(user)

    def chosen(self) -> dict[str, Any]:
        """The arguments of `queries.inbox.inbox_page`."""
        self.is_valid()
        answers = self.cleaned_data
        return {
            "box": Box(answers.get("box") or Box.WAITING),
            "kind": answers.get("kind") or "",
            "community": answers.get("community"),
        }


class CommunityChoice(forms.ModelChoiceField):
    """A community with its sub-district before it: some names exist twice in a district."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.subdistrict} · {obj.title}"


class ForwardForm(forms.Form):
    community = CommunityChoice(
        Community.objects.select_related("subdistrict"),
        to_field_name="slug",
        label=_("To which community?"),
        empty_label=_("choose"),
    )
    reason = forms.CharField(
        label=_("Why? The author reads this."), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class AnswerForm(forms.Form):
    verdict = forms.ChoiceField(
        choices=[(AppealState.UPHELD, AppealState.UPHELD.label), (AppealState.OVERTURNED, AppealState.OVERTURNED.label)]
    )
    answer = forms.CharField(
        label=_("Your answer. The author reads this."), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReasonForm(forms.Form):
    """A decision with its reason, written or picked: a canned reply counts where nothing was written."""

    reason = forms.CharField(required=False)
    reply = forms.ModelChoiceField(CannedReply.objects.none(), required=False)

    def __init__(self, *args: Any, replies: QuerySet[CannedReply], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["reply"].queryset = replies

    def reason_given(self) -> str:
        reply = self.cleaned_data["reply"]
        return self.cleaned_data["reason"] or (reply.text if reply else "")


class DecisionForm(ReasonForm):
    """One decision; `seen` is the version of what the moderator read."""

    decision = forms.ChoiceField(choices=Decision)
    seen = forms.CharField(required=False, max_length=40)


class BulkForm(ReasonForm):
    """One decision on many; each `item` is "code:version seen"."""

    decision = forms.ChoiceField(
        choices=[(each.value, each.label) for each in (Decision.APPROVE, Decision.RETURN, Decision.HIDE)]
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if not self.items():
            raise forms.ValidationError(_("Nothing was ticked."))
        return answers

    def items(self) -> list[tuple[str, str]]:
        """What was ticked, as (code, version seen)."""
        data: Any = self.data
        parts = [item.partition(":") for item in data.getlist("item")]
        return [(code, seen) for code, _sep, seen in parts if code]
