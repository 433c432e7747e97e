from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.codes import CodeField
from portal.core.sounds import LONGEST_SECONDS
from proposals.models.proposal import Proposal


def photo_path(photo: "Photo", filename: str) -> str:
    """Named by the photo's own random code, so that an address on disk tells nothing about proposal or person."""
    return f"proposals/{photo.code[:2]}/{photo.code}.jpg"


def small_photo_path(photo: "Photo", filename: str) -> str:
    return f"proposals/{photo.code[:2]}/{photo.code}-small.jpg"


def voice_path(voice: "ProposalVoice", filename: str) -> str:
    """By its own random code as photos are; the suffix is one of `portal.core.sounds.TYPES`."""
    return f"proposals/{voice.code[:2]}/{voice.code}.{filename.rpartition('.')[2]}"


class CostLine(models.Model):
    """One line of what the money is for; what the lines come to together is the proposal's cost.

    While somebody is still writing, either half of a line may be missing.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="cost_lines", verbose_name=_("proposal"))
    position = models.PositiveSmallIntegerField(_("order"))
    label = models.CharField(_("what for"), max_length=40, blank=True)
    amount_cny = models.DecimalField(_("yuan"), max_digits=10, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["proposal_id", "position"]
        verbose_name = _("cost line")
        verbose_name_plural = _("cost lines")
        constraints = [
            models.UniqueConstraint(fields=["proposal", "position"], name="cost_line_position_once"),
            models.CheckConstraint(
                condition=Q(amount_cny__isnull=True) | Q(amount_cny__gt=0), name="cost_line_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Photo(models.Model):
    """A picture of the place. Nobody but its author and the community sees it before `approved_at`.

    `small` is the same picture for lists and phones; a photo without one (imported) is shown from `image`.
    """

    code = CodeField()
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="photos", verbose_name=_("proposal"))
    image = models.ImageField(_("picture"), upload_to=photo_path, width_field="width", height_field="height")
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    small = models.ImageField(
        _("small picture"),
        upload_to=small_photo_path,
        width_field="small_width",
        height_field="small_height",
        blank=True,
    )
    small_width = models.PositiveIntegerField(default=0, editable=False)
    small_height = models.PositiveIntegerField(default=0, editable=False)
    alt = models.CharField(_("what it shows"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)

    class Meta:
        ordering = ["proposal_id", "position", "id"]
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    def __str__(self) -> str:
        return self.alt or self.code


class ProposalVoice(models.Model):
    """What the author says about it, at most a minute (语音说明). One a proposal; another recording is another row.

    It is as public as the proposal; before that, nobody but its author and the community hears it.
    """

    code = CodeField()
    proposal = models.OneToOneField(Proposal, models.CASCADE, related_name="voice", verbose_name=_("proposal"))
    file = models.FileField(_("recording"), upload_to=voice_path)
    seconds = models.PositiveSmallIntegerField(_("seconds"))
    created_at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("voice note")
        verbose_name_plural = _("voice notes")
        constraints = [
            models.CheckConstraint(
                condition=Q(seconds__gte=1, seconds__lte=LONGEST_SECONDS), name="proposal_voice_length"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """Where the sound is; while it is not public, only for whoever may hear it."""
        return reverse("proposals:voice", args=[self.code, self.suffix])

    @property
    def suffix(self) -> str:
        """mp3 or m4a."""
        return self.file.name.rpartition(".")[2]


class Endorsement(models.Model):
    """One resident's support (附议支持) of one proposal."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="endorsements", verbose_name=_("proposal"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    created_at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("endorsement")
        verbose_name_plural = _("endorsements")
        constraints = [models.UniqueConstraint(fields=["proposal", "user"], name="endorsement_once")]
        indexes = [models.Index(fields=["user", "-created_at"], name="endorsement_mine")]

    def __str__(self) -> str:
        return f"{self.proposal_id}"
