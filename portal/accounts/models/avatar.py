from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.codes import CodeField


def avatar_path(avatar: "Avatar", filename: str) -> str:
    """Named by the picture's own random code, so that an address on disk tells nothing about the person."""
    return f"avatars/{avatar.code[:2]}/{avatar.code}.jpg"


class Avatar(models.Model):
    """The little picture (头像) with which a person finds themselves; one a person, another picture is another row.

    Nobody else ever sees it, so nobody screens it: whoever wants to show it around has to have it screened first.
    """

    code = CodeField()
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="avatar", verbose_name=_("person")
    )
    picture = models.FileField(_("picture"), upload_to=avatar_path)
    created_at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("picture of oneself")
        verbose_name_plural = _("pictures of oneself")

    def __str__(self) -> str:
        return self.code
