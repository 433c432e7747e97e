"""Votes that do not come through the site: who signed in for them, and what was in the box."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.ballots.enums import Channel, SheetState
from portal.ballots.models.poll import Poll
from portal.ballots.models.roll import RollEntry
from portal.core.codes import CodeField, random_code

PLACE_AT_MOST = 80
WHY_AT_MOST = 200


def scan_path(scan: "SheetScan", filename: str) -> str:
    return f"sign-in/{scan.sheet.code}/{random_code(16)}.jpg"


def _somebody(label, **options) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=label, **options)


class SignInSheet(models.Model):
    """A sign-in sheet (签到表): the people who voted on paper, or with help at the counter, at one place on one day.

    One person closes it, another confirms it against its scans; the database keeps that they are two. `signed_in` and
    `proxies` are its figures; they stay when certification takes the lines of a secret vote away.
    """

    code = CodeField()
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="sign_in_sheets", verbose_name=_("poll"))
    channel = models.CharField(_("way of voting"), max_length=8, choices=Channel)
    place = models.CharField(_("place"), max_length=PLACE_AT_MOST)
    held_on = models.DateField(_("day"))
    state = models.CharField(_("state"), max_length=10, choices=SheetState, default=SheetState.OPEN)
    opened_by = _somebody(_("opened by"))
    closed_by = _somebody(_("entered by"), null=True)
    confirmed_by = _somebody(_("confirmed by"), null=True)
    signed_in = models.PositiveIntegerField(_("signed in"), default=0)
    proxies = models.PositiveIntegerField(_("of these by proxy"), default=0)
    papers = models.PositiveIntegerField(_("papers in the box"), null=True)
    invalid = models.PositiveIntegerField(_("of these invalid"), null=True)
    why = models.CharField(_("reason"), max_length=WHY_AT_MOST, blank=True)

    class Meta:
        ordering = ["held_on", "id"]
        verbose_name = _("sign-in sheet")
        verbose_name_plural = _("sign-in sheets")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=SheetState.CONFIRMED) | Q(closed_by__isnull=False, confirmed_by__isnull=False),
                name="sheet_confirmed_by_two",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("closed_by")),
                name="sheet_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(papers__isnull=True, invalid__isnull=True)
                | Q(papers__lte=F("signed_in"), invalid__lte=F("papers")),
                name="sheet_papers_of_people",
            ),
            models.CheckConstraint(condition=Q(channel__in=[Channel.PAPER, Channel.COUNTER]), name="sheet_channel"),
            models.CheckConstraint(condition=Q(proxies__lte=F("signed_in")), name="sheet_proxies_of_people"),
            models.CheckConstraint(condition=~Q(state=SheetState.DROPPED) | ~Q(why=""), name="sheet_dropped_why"),
        ]

    def __str__(self) -> str:
        return self.code


class SignInLine(models.Model):
    """One person on a sheet. A person is on one sheet of a poll at most, and holds one other person's vote at most.

    It has no time and no number. `proxy` voted in the person's place (代投), by the written `authorisation`, a picture
    kept with the sheet. `options` is the ballot itself in a vote recorded by name; in a secret one it is empty:
    no row ties people to papers.
    """

    pk = models.CompositePrimaryKey("poll_id", "entry_id")
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="sign_in_lines")
    entry = models.ForeignKey(RollEntry, models.PROTECT, related_name="sign_in_lines")
    sheet = models.ForeignKey(SignInSheet, models.PROTECT, related_name="lines")
    proxy = models.ForeignKey(RollEntry, models.PROTECT, related_name="proxy_lines", null=True)
    authorisation = models.OneToOneField("SheetScan", models.PROTECT, related_name="authorises", null=True)
    options = models.JSONField(_("options chosen"), null=True)

    class Meta:
        verbose_name = _("line of a sign-in sheet")
        verbose_name_plural = _("lines of sign-in sheets")
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "proxy"], condition=Q(proxy__isnull=False), name="sign_in_proxy_once"
            ),
            models.CheckConstraint(
                condition=Q(proxy__isnull=True) | ~Q(proxy=F("entry")) & Q(authorisation__isnull=False),
                name="sign_in_proxy_authorised",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.poll_id}/{self.entry_id}"


class SheetScan(models.Model):
    """A picture of a signed sheet, or of a written authorisation. For the managers of the poll alone."""

    code = CodeField()
    sheet = models.ForeignKey(SignInSheet, models.CASCADE, related_name="scans")
    image = models.ImageField(_("picture"), upload_to=scan_path)

    class Meta:
        ordering = ["id"]
        verbose_name = _("scan of a sign-in sheet")
        verbose_name_plural = _("scans of sign-in sheets")

    def __str__(self) -> str:
        return self.code


class BoxCount(models.Model):
    """What one teller found in a sheet's box: `piles` is [[option codes, papers], …], `invalid` the rest.

    A box stands once two tellers have the same; certification of a secret vote takes the piles away.
    """

    sheet = models.ForeignKey(SignInSheet, models.CASCADE, related_name="box_counts")
    by = _somebody(_("teller"))
    piles = models.JSONField(_("piles"))
    invalid = models.PositiveIntegerField(_("invalid papers"), default=0)

    class Meta:
        ordering = ["id"]
        verbose_name = _("box count")
        verbose_name_plural = _("box counts")
        constraints = [models.UniqueConstraint(fields=["sheet", "by"], name="box_count_once")]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.by_id}"


class AssistedVotes(models.Model):
    """How many people `by` helped to vote at the counter on one day. It names nobody: the sign-in sheet does."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="assisted")
    by = _somebody(_("helped by"))
    day = models.DateField(_("day"))
    number = models.PositiveIntegerField(_("people"))

    class Meta:
        ordering = ["day", "id"]
        verbose_name = _("help at the counter")
        verbose_name_plural = _("help at the counter")
        constraints = [models.UniqueConstraint(fields=["poll", "by", "day"], name="assisted_votes_once")]

    def __str__(self) -> str:
        return f"{self.poll_id}/{self.day}"
