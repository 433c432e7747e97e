from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.ballots.enums import Channel, ExclusionKind
from portal.ballots.models.poll import MAX_SLOTS, Poll, PollOption


class Choice(models.Model):
    """One vote for one option, by a voter known only as `voter_key`. Written by `portal.ballots.actions.cast` alone.

    In a secret poll `voter_key` is HMAC-SHA256(poll key, roll entry); in a recorded poll it is the person's number,
    so that anybody with the roll can read it (`portal.ballots.keys`). The row holds no id, no time and no user on
    purpose: whether somebody voted is answered by asking whether a choice with their key exists.

    Certification replaces every `voter_key` of a secret poll by a random one and writes the rows anew in random order.

    What remains: until the poll is certified and its key destroyed, somebody with both this database and
    settings.POLL_KEYS can compute everybody's key; and PostgreSQL's physical row order hints at the order of voting to
    somebody who reads its files next to the web server's access log. Keep the three apart (docs/privacy.md).
    """

    pk = models.CompositePrimaryKey("poll_id", "voter_key", "option_id")
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="choices")
    option = models.ForeignKey(PollOption, models.PROTECT, related_name="choices")
    voter_key = models.BinaryField(max_length=32)
    slot = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        constraints = [
            models.UniqueConstraint(fields=["poll", "voter_key", "slot"], name="choice_slot_once"),
            models.CheckConstraint(condition=Q(slot__gte=1, slot__lte=MAX_SLOTS), name="choice_slot_range"),
        ]

    def __str__(self) -> str:
        return f"{self.poll_id}/{self.slot}"


class CountedBallot(models.Model):
    """One ballot as counted: what the ballot file holds and what a receipt code finds. Written at the count.

    `excluded` says why the ballot was left out of the count; it stays in the file. `channel` is "" where the vote came
    one way only, or where so few came another way that telling it could tell who they are.
    """

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="counted_ballots")
    receipt = models.CharField(_("receipt"), max_length=16)
    options = models.JSONField(_("options chosen"))
    channel = models.CharField(_("way of voting"), max_length=8, choices=Channel, blank=True)
    excluded = models.CharField(_("left out because"), max_length=16, choices=ExclusionKind, blank=True)

    class Meta:
        ordering = ["poll_id", "receipt"]
        verbose_name = _("counted ballot")
        verbose_name_plural = _("counted ballots")
        constraints = [models.UniqueConstraint(fields=["poll", "receipt"], name="counted_ballot_once")]

    def __str__(self) -> str:
        return self.receipt
