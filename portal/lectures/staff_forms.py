"""Forms of the staff's screens. They read what was typed; what fits is for the actions to say."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.queries import communities_of
from portal.communities.models import Venue
from portal.lectures.actions import Plan
from portal.lectures.enums import Need
from portal.lectures.models import Session
from portal.lectures.models.sign_off import NOTE_AT_MOST
from portal.rosters.enums import Channel
from portal.rosters.models.booking import PHONE_AT_MOST
from portal.rosters.models.roster import PARTY_AT_MOST, REASON_AT_MOST

MINUTE_FORMAT = "%Y-%m-%dT%H:%M"
KEPT = (Channel.PHONE, Channel.WALK_IN, Channel.GROUP)
SEATS_AT_MOST, AGE_AT_MOST = 5000, 120


class MomentField(forms.DateTimeField):
    """A moment to the minute, in Shanghai time, with the browser's own picker."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE_FORMAT)
        super().__init__(widget=widget, **options)


def _seats(label: Any, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=SEATS_AT_MOST, initial=0, **options)


def _age(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=AGE_AT_MOST, required=False)


class SessionForm(forms.Form):
    """When, where, for whom and how many. `venues` are those of the communities that the viewer looks after."""

    venue = forms.ModelChoiceField(Venue.objects.none(), label=_("Venue"))
    starts_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"))
    opens_at = MomentField(label=_("Booking opens"))
    closes_at = MomentField(label=_("Booking closes"))
    cancel_until = MomentField(label=_("People can cancel until"))
    online = _seats(_("Places open to all"))
    phone = _seats(_("Places kept for the telephone"))
    walk_in = _seats(_("Places kept for who just comes"))
    group = _seats(_("Places kept for groups"))
    party_max = forms.IntegerField(
        label=_("People in one booking at most"), min_value=1, max_value=PARTY_AT_MOST, initial=6
    )
    wheelchair = _seats(_("Of the room: places for wheelchairs"))
    hearing = _seats(_("Of the room: places for who hears badly"))
    for_children = forms.BooleanField(
        label=_("For children: a guardian has to agree before anybody is booked"), required=False
    )
    guardian_under = forms.IntegerField(
        label=_("Comes with an adult under the age of"), min_value=0, max_value=18, initial=14
    )
    min_age = _age(_("From the age of"))
    max_age = _age(_("To the age of"))
    residents_only = forms.BooleanField(label=_("For people whose home is confirmed"), required=False, initial=True)

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        venues = Venue.objects.filter(community__in=communities_of(user)).select_related("community")
        fields["venue"].queryset = venues
        fields["venue"].label_from_instance = lambda venue: f"{venue.community.title} · {venue.name}"

    def plan(self) -> Plan:
        """What was typed; `remind_hours` and the rest as usual."""
        given = dict(self.cleaned_data)
        seats = {Channel.ONLINE: given.pop("online")} | {kept: given.pop(kept.value) for kept in KEPT}
        special = {need: given.pop(need.value) for need in Need}
        return Plan(seats=seats, special=special, **given)


def usual_session(now: datetime) -> dict[str, Any]:
    """What a new session begins with: in two weeks at ten, booked from now until the evening before."""
    day = now.replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=14)
    return {
        "starts_at": day,
        "ends_at": day + timedelta(minutes=90),
        "opens_at": now.replace(second=0, microsecond=0),
        "closes_at": day - timedelta(hours=12),
        "cancel_until": day - timedelta(hours=24),
        "online": 30,
        "phone": 10,
    }


def present_session(session: Session) -> dict[str, Any]:
    """A session as the form shows it. Two queries."""
    roster = session.roster
    same = ("starts_at", "ends_at", "opens_at", "closes_at", "cancel_until", "party_max", "guardian_under", "min_age",
            "max_age", "residents_only")  # fmt: skip
    shown = {name: getattr(roster, name) for name in same}
    shown |= {pool.channel: pool.seats for pool in roster.pools.all()}
    needs = list(session.special_places.values_list("need", flat=True))
    shown |= {need.value: needs.count(need.value) for need in Need}
    return shown | {"venue": session.venue_id, "for_children": session.for_children}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=REASON_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who booked reads this, at night too."),
    )


class CheckForm(forms.Form):
    """`seen` is the fingerprint of the text that stood on the screen."""

    seen = forms.CharField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("What you checked it against"),
        max_length=NOTE_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A book, an archive, somebody who was there. Kept on file with your name."),
    )


class TakeBackForm(forms.Form):
    reason = forms.CharField(
        label=_("What is wrong"),
        max_length=NOTE_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The lecture is taken down at once; its editors read this."),
    )


class PaperConsentForm(forms.Form):
    """Whose signature staff have before them: found by their mobile number."""

    guardian = forms.CharField(label=_("Mobile number of the guardian"), max_length=PHONE_AT_MOST)
    child = forms.CharField(
        label=_("Mobile number of the child"),
        max_length=PHONE_AT_MOST,
        required=False,
        help_text=_("Empty where the guardian brings the children along."),
    )


class NoteWishForm(forms.Form):
    booking = forms.CharField(widget=forms.HiddenInput)
    wheelchair = forms.IntegerField(label=pgettext_lazy("place", "room for a wheelchair"), min_value=0, max_value=9)
    hearing = forms.IntegerField(
        label=pgettext_lazy("place", "near the loudspeaker, for who hears badly"), min_value=0, max_value=9
    )
