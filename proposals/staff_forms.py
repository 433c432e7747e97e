"""Forms of the managers' screens. They read what was typed; what fits is for the actions to say."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.queries import communities_of, subdistricts_managed_by
from portal.ballots.enums import ExclusionKind, RollBasis, Secrecy
from portal.ballots.models.certification import REASON_AT_MOST, TEXT_AT_MOST
from portal.communities.models import Subdistrict
from proposals.actions.edit_contest import locked_settings
from proposals.actions.write_draft import TEXTS_AT_MOST
from proposals.contest_template import ContestSettings
from proposals.enums import Answer, AwardRule, PhaseKind, ProposalState, Suggestible
from proposals.models import Category, Contest, ContestTemplate, Proposal
from proposals.phases import ORDER
from proposals.queries.staff import ProposalsWanted
from proposals.schedule import PlannedPhase, present_plan
from proposals.stage_news import TOLD, WORDS_AT_MOST

MINUTE_FORMAT = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """A moment to the minute, in Shanghai time, with the browser's own picker."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE_FORMAT)
        super().__init__(widget=widget, **options)


class BeginForm(forms.Form):
    """From which template, and, for somebody who manages several, for which sub-district."""

    template = forms.ModelChoiceField(
        ContestTemplate.objects.all(), label=_("Template"), widget=forms.RadioSelect, empty_label=None
    )
    subdistrict = forms.ModelChoiceField(
        Subdistrict.objects.none(), label=_("Sub-district"), to_field_name="slug", empty_label=None
    )

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["subdistrict"].queryset = subdistricts_managed_by(user)


class NameForm(forms.Form):
    """What the contest is called and when it begins."""

    title = forms.CharField(label=_("Title"), max_length=60)
    edition = forms.IntegerField(label=_("Edition"), min_value=1, max_value=9999)
    starts_at = MomentField(label=_("The call begins"), help_text=_("All other dates follow; you can change each."))


class SettingsForm(forms.Form):
    """Everything a contest is run by; what may no longer change is shown and says why."""

    title = forms.CharField(label=_("Title"), max_length=60)
    summary = forms.CharField(label=_("In one sentence"), max_length=200, required=False)
    guide = forms.CharField(
        label=_("How to take part"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 8})
    )
    budget_cny = forms.DecimalField(label=_("Budget in yuan"), max_digits=11, decimal_places=2)
    cost_cap_cny = forms.DecimalField(
        label=_("Most that one proposal may cost, in yuan"),
        help_text=_("Empty: as much as there is."),
        max_digits=11,
        decimal_places=2,
        required=False,
    )
    votes_per_person = forms.IntegerField(label=_("Votes per person"), min_value=1, max_value=50)
    endorsements_needed = forms.IntegerField(
        label=_("Endorsements needed for the vote"),
        min_value=0,
        help_text=_("0: every published proposal is voted on."),
    )
    award_rule = forms.ChoiceField(
        label=_("How winners are chosen"),
        choices=AwardRule,
        help_text=_(
            "By votes, the largest groups decide on all the money. By equal shares, each group decides on as much of "
            "it as it has people, and big projects need supporters in proportion to their cost."
        ),
    )

    expert_weight = forms.IntegerField(
        label=_("Weight of the experts"),
        min_value=0,
        max_value=100,
        help_text=_("Only where experts, jury and votes count together; the three weights are 100."),
    )
    jury_weight = forms.IntegerField(label=_("Weight of the residents' jury"), min_value=0, max_value=100)
    online_weight = forms.IntegerField(label=_("Weight of the votes"), min_value=0, max_value=100)

    def __init__(self, *args: Any, contest: Contest, **options: Any) -> None:
        options.setdefault("initial", {name: getattr(contest, name) for name in self.base_fields})
        super().__init__(*args, **options)
        for kind in TOLD:
            self.fields[f"notice_{kind}"] = forms.CharField(
                label=gettext("What residents are told when this opens: %s") % kind.label,
                help_text=gettext("In notices, and in the text for chat groups while it is open."),
                initial=contest.notices.get(kind.value, ""),
                max_length=WORDS_AT_MOST,
                required=False,
            )
        self.locked = locked_settings(contest)
        for name, why in self.locked.items():
            self.fields[name].disabled = True
            self.fields[name].help_text = why

    def settings(self) -> ContestSettings:
        """What was typed, as the action takes it."""
        typed = {name: self.cleaned_data[name] for name in self.base_fields if name != "title"}
        notices = {kind.value: words for kind in TOLD if (words := self.cleaned_data[f"notice_{kind}"])}
        return ContestSettings(**typed | {"award_rule": AwardRule(typed["award_rule"]), "notices": notices})


class PhasesForm(forms.Form):
    """Two moments for each stage; a stage without any is not used. What has passed is shown and cannot be changed."""

    def __init__(self, *args: Any, contest: Contest, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.present = {phase.kind: phase for phase in present_plan(contest.phases.all())}
        for kind in ORDER:
            phase = self.present.get(kind)
            for name, label in (("opens_at", gettext("begins")), ("closes_at", gettext("ends"))):
                moment = getattr(phase, name) if phase is not None else None
                field = MomentField(label=f"{kind.label} {label}", required=False, initial=moment)
                field.disabled = bool(contest.announced_at and moment and moment <= now)
                self.fields[f"{kind}_{name}"] = field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for kind in ORDER:
            pair = [f"{kind}_opens_at", f"{kind}_closes_at"]
            given = [name for name in pair if cleaned.get(name)]
            if len(given) == 1 and not any(name in self.errors for name in pair):
                lacking = next(name for name in pair if name not in given)
                self.add_error(lacking, gettext("Give both moments, or neither where this stage is left out."))
        return cleaned

    def plan(self) -> list[PlannedPhase]:
        """The stages as typed. A moment that was not touched keeps its seconds."""
        return [
            PlannedPhase(kind, self._moment(kind, "opens_at"), self._moment(kind, "closes_at"))
            for kind in ORDER
            if self.cleaned_data.get(f"{kind}_opens_at")
        ]

    def stages(self) -> list[dict[str, Any]]:
        """Each stage with its two bound fields, for the page."""
        return [
            {
                "kind": kind,
                "label": kind.label,
                "opens": self[f"{kind}_opens_at"],
                "closes": self[f"{kind}_closes_at"],
            }
            for kind in ORDER
        ]

    def _moment(self, kind: PhaseKind, name: str) -> datetime:
        typed: datetime = self.cleaned_data[f"{kind}_{name}"]
        phase = self.present.get(kind)
        known: datetime | None = getattr(phase, name) if phase is not None else None
        return known if known is not None and _minute(known) == _minute(typed) else typed


class RollForm(forms.Form):
    """How the roll is made up and how the vote is held."""

    basis = forms.ChoiceField(
        label=_("Who votes"),
        choices=[
            (RollBasis.RESIDENTS, _("every verified resident")),
            (RollBasis.HOUSEHOLDS, _("one person of each household: who was verified first")),
        ],
        widget=forms.RadioSelect,
        initial=RollBasis.RESIDENTS,
    )
    secrecy = forms.ChoiceField(
        label=_("Secrecy"),
        choices=[
            (Secrecy.SECRET, _("secret: nobody can see who voted for what")),
            (Secrecy.RECORDED, _("recorded: every vote stands next to a name")),
        ],
        widget=forms.RadioSelect,
        initial=Secrecy.SECRET,
    )
    turnout_public = forms.BooleanField(
        label=_("Show everybody how many have voted while the vote is open"), required=False
    )
    receipts = forms.BooleanField(
        label=_("Give voters a receipt code"),
        help_text=_("With it they find their ballot in the published file. Leave it out where votes might be bought."),
        required=False,
        initial=True,
    )

    def terms(self) -> dict[str, Any]:
        """What was chosen, as the action takes it."""
        chosen = self.cleaned_data
        return chosen | {"basis": RollBasis(chosen["basis"]), "secrecy": Secrecy(chosen["secrecy"])}


class CorrectionForm(forms.Form):
    """Why somebody is to be added to the roll."""

    reason = forms.CharField(label=_("Why was this person left off?"), max_length=200)


class AnswerForm(forms.Form):
    """The answer to an objection: whether it is right, and why."""

    verdict = forms.ChoiceField(
        label=_("Is the objection right?"),
        choices=[("upheld", _("It is upheld")), ("rejected", _("It is not upheld"))],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Reasons"),
        max_length=TEXT_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everybody can read them, so do not name anybody."),
    )


class ExclusionForm(forms.Form):
    """Which ballot is to be left out, and why."""

    receipt = forms.CharField(label=_("Receipt code"), max_length=40, required=False)
    phone = forms.CharField(
        label=_("Or the voter's mobile number"),
        max_length=20,
        required=False,
        help_text=_("Only to find the ballot; it is not written down."),
    )
    kind = forms.ChoiceField(
        label=_("Ground"), choices=[each for each in ExclusionKind.choices if each[0] != ExclusionKind.PAPER_FIRST]
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_AT_MOST,
        help_text=_("Published with the result: do not write who it is about."),
    )


class OpinionForm(forms.Form):
    community_opinion = forms.CharField(
        label=_("The community's opinion"),
        help_text=_("Everybody reads it under the proposal. Empty: no opinion."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ProposalsFilter(forms.Form):
    """What the staff's list of proposals is narrowed to; values nobody knows ask for nothing."""

    contest = forms.ChoiceField(label=_("Contest"), required=False)
    community = forms.ChoiceField(label=_("Community"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("all")), *(choice for choice in ProposalState.choices if choice[0] != ProposalState.DRAFT)],
    )
    text = forms.CharField(label=_("Words"), required=False, max_length=60)

    def __init__(self, data: Mapping[str, Any], *, user: Any) -> None:
        super().__init__(data)
        communities = communities_of(user)
        contests = Contest.objects.filter(subdistrict__communities__in=communities).distinct()
        self._offer("contest", contests.values_list("code", "title"))
        self._offer("community", communities.values_list("slug", "name"))
        self._offer("category", Category.objects.values_list("slug", "name"))

    def _offer(self, name: str, choices: Any) -> None:
        fields: Any = self.fields
        fields[name].choices = [("", _("all")), *choices]

    def wanted(self) -> ProposalsWanted:
        self.is_valid()
        return ProposalsWanted(**{name: self.cleaned_data.get(name, "") for name in self.fields})


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


class KeepForm(forms.Form):
    """What a template made of a contest is called."""

    name = forms.CharField(
        label=_("Name of the template"),
        max_length=60,
        help_text=_("All sub-districts see it when they set a contest up."),
    )


def name_form_for(subdistrict: Subdistrict, typed: Any, starts_at: datetime) -> NameForm:
    """The form with the next edition, a title made of it and a beginning filled in."""
    last = Contest.objects.filter(subdistrict=subdistrict, is_history=False).order_by("-edition").first()
    edition = last.edition + 1 if last is not None else 1
    words = {"place": subdistrict.name, "number": edition}
    title = (gettext("%(place)s happiness proposals, edition %(number)d") % words)[:60]
    return NameForm(typed, initial={"edition": edition, "title": title, "starts_at": starts_at})


class SuggestForm(forms.Form):
    """Each answer as it is; what is written differently becomes a suggestion. `seen` is the text that was read."""

    reason = forms.CharField(
        label=_("What should change, and why (the author reads it)"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, proposal: Proposal) -> None:
        version = proposal.submission.version if proposal.submission is not None else ""
        super().__init__(data, initial={"seen": version})
        for field in Suggestible:
            rows = 2 if field in (Suggestible.TITLE, Suggestible.PLACE) else 6
            self.fields[field.value] = forms.CharField(
                label=field.label,
                initial=getattr(proposal, field.value),
                max_length=TEXTS_AT_MOST[Answer(field)],
                required=False,
                widget=forms.Textarea(attrs={"rows": rows}),
            )

    def suggestions(self) -> dict[Suggestible, str]:
        return {field: self.cleaned_data[field.value] for field in Suggestible}
