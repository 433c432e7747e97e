"""Forms about routes and single days. They read what was typed; what fits is for the actions to say."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.queries import communities_of
from portal.communities.models import Community
from portal.rosters.models.roster import PLACE_AT_MOST
from portal.rosters.ports import qualification_kinds
from volunteers.actions.routes import Point, RouteWords
from volunteers.enums import DayChange
from volunteers.models import Post, Route
from volunteers.models.posts import REASON_AT_MOST, TEXT_AT_MOST, TITLE_AT_MOST
from volunteers.models.routes import FEWEST
from volunteers.staff_forms import DAY, HOUR

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
_LINES = {"rows": 5}


class RouteForm(forms.Form):
    """A route with its checkpoints, a line each; the community is chosen once."""

    community = forms.ModelChoiceField(
        Community.objects.none(), label=_("Community"), to_field_name="slug", empty_label=None
    )
    title = forms.CharField(label=_("Name of the route"), max_length=TITLE_AT_MOST)
    place = forms.CharField(label=_("Where people meet"), max_length=PLACE_AT_MOST)
    about = forms.CharField(
        label=_("About the patrol"), required=False, max_length=TEXT_AT_MOST, widget=forms.Textarea(attrs={"rows": 3})
    )
    points = forms.CharField(
        label=_("Checkpoints"),
        required=False,
        widget=forms.Textarea(attrs=_LINES),
        help_text=_("A line each: place | what to check there. A place that keeps its name keeps its printed code."),
    )
    gear = forms.CharField(
        label=_("Gear"), required=False, widget=forms.Textarea(attrs=_LINES), help_text=_("A line each.")
    )
    seats = forms.IntegerField(label=_("People at most"), initial=8, min_value=FEWEST)
    minimum = forms.IntegerField(label=_("People at least"), initial=FEWEST, min_value=FEWEST)
    min_age = forms.IntegerField(label=_("From the age of"), initial=18)
    is_hazardous = forms.BooleanField(
        label=_("Hazardous: trained and insured people only, whose age is on file"), required=False
    )
    post = forms.ModelChoiceField(
        Post.objects.none(),
        label=_("For people of this post only"),
        required=False,
        to_field_name="code",
        empty_label=_("for everybody"),
    )

    def __init__(self, *args: Any, user: Any, route: Route | None = None, **options: Any) -> None:
        options["initial"] = _initial(route) if route is not None else None
        super().__init__(*args, **options)
        named: Any = self.fields
        mine = Post.objects.open().in_care_of(user).select_related("community")
        if route is None:
            named["community"].queryset = communities_of(user)
            named["post"].queryset = mine
        else:
            del named["community"]
            named["post"].queryset = mine.filter(community=route.community_id)
        named["post"].label_from_instance = lambda post: f"{post.community.title} · {post.title}"

    def words(self) -> RouteWords:
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("community", "points")}
        return RouteWords(**given | {"gear": _lines(given["gear"])})

    def checkpoints(self) -> list[Point]:
        found = []
        for line in _lines(self.cleaned_data["points"]):
            name, _bar, look_at = line.replace("｜", "|").partition("|")
            found.append(Point(name.strip(), look_at.strip()))
        return found


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _initial(route: Route) -> dict[str, Any]:
    points = route.checkpoints.filter(retired_at__isnull=True).order_by("position")
    lines = [f"{each.name} | {each.look_at}" if each.look_at else each.name for each in points]
    names = ("title", "place", "about", "seats", "minimum", "min_age", "is_hazardous")
    return {name: getattr(route, name) for name in names} | {
        "points": "\n".join(lines),
        "gear": "\n".join(route.gear),
        "post": route.post.code if route.post is not None else None,
    }


class ShiftForm(forms.Form):
    """One shift by itself."""

    starts_at = forms.DateTimeField(label=_("Begins at"), widget=MOMENT)
    ends_at = forms.DateTimeField(label=_("Ends at"), widget=MOMENT)


class DayForm(forms.Form):
    """One day of a series that is left out or has other hours."""

    day = forms.DateField(label=_("Day"), widget=DAY)
    change = forms.ChoiceField(label=_("What is different"), choices=DayChange)
    starts_at = forms.TimeField(label=_("Begins at"), required=False, widget=HOUR)
    ends_at = forms.TimeField(label=_("Ends at"), required=False, widget=HOUR)
    reason = forms.CharField(label=_("Reason, which everybody who booked reads"), max_length=REASON_AT_MOST)


class QualificationForm(forms.Form):
    """What somebody has shown, and until when it is good."""

    phone = forms.CharField(label=_("Mobile number"), max_length=20)
    kind = forms.ChoiceField(label=_("What they have shown"))
    valid_until = forms.DateField(label=_("Good until"), widget=DAY)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        named: Any = self.fields
        named["kind"].choices = [(name, qualification_kinds.get(name)) for name in qualification_kinds.names()]
