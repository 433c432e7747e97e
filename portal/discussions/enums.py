from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stance(TextChoices):
    FOR = "for", _("for it")
    AGAINST = "against", _("against or worried")
    NEUTRAL = "neutral", _("neither way")


class Order(TextChoices):
    NEWEST = "newest", _("newest first")
    OLDEST = "oldest", _("oldest first")


class CommentState(TextChoices):
    PENDING = "pending", _("waiting to be read")
    PUBLISHED = "published", _("published")
    RETURNED = "returned", _("returned for changes")
    HIDDEN = "hidden", _("hidden")
    REMOVED = "removed", _("removed")


class CommentEvent(TextChoices):
    PUBLISH = "publish", _("publish")
    RETURN = "return", _("return")
    HIDE = "hide", _("hide")
    RESTORE = "restore", _("restore")
    EDIT = "edit", _("edit")
    REMOVE = "remove", _("remove")


class RemovedBy(TextChoices):
    AUTHOR = "author", _("the author")
    MODERATOR = "moderator", _("the community's moderators")


class ReportReason(TextChoices):
    ABUSE = "abuse", _("insults or attacks somebody")
    FALSE = "false", _("is not true")
    ADVERTISING = "advertising", _("advertising or fraud")
    PRIVATE = "private", _("gives away private matters")
    OTHER = "other", _("something else")
