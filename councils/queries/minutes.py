"""The first text of the minutes, drawn from the record alone."""

from django.utils import timezone
from django.utils.translation import gettext as _

from councils.models import Meeting, Motion


def drafted(meeting: Meeting) -> str:
    """Attendance, items, motions with the figures of their votes; nothing that is not on record."""
    size = meeting.roll.size if meeting.roll else 0
    present = meeting.attendances.count()
    lines = [
        meeting.title,
        _("Body: %s") % meeting.body.name,
        _("Place: %s") % (meeting.place or _("online")),
        _("Began %(from)s, ended %(to)s.")
        % {
            "from": f"{timezone.localtime(meeting.started_at):%Y-%m-%d %H:%M}" if meeting.started_at else "",
            "to": f"{timezone.localtime(meeting.ended_at):%H:%M}" if meeting.ended_at else "",
        },
        _("Present: %(present)d of %(roll)d on the roll.") % {"present": present, "roll": size},
    ]
    if meeting.women_present is not None:
        lines.append(_("Women present: %d.") % meeting.women_present)
    motions = list(meeting.motions.select_related("poll").order_by("raised_at", "id"))
    for item in meeting.items.order_by("position"):
        lines += ["", f"{item.position}. {item.title}（{item.get_state_display()}）"]
        lines += [_told(motion) for motion in motions if motion.item_id == item.pk]
    return "\n".join(lines)


def _told(motion: Motion) -> str:
    words = {
        "who": motion.who,
        "what": motion.what,
        "due": f"{motion.due_on:%Y-%m-%d}" if motion.due_on else "",
        "money": motion.money_cny,
        "state": motion.get_state_display(),
    }
    text = _("Motion: %(who)s — %(what)s; by %(due)s; money required: %(money)s yuan. %(state)s.") % words
    if motion.poll is not None and motion.poll.result:
        decision = motion.poll.result["decision"]
        text += " " + _("For %(yes)d, against %(no)d, abstaining %(abstain)d;") % decision["counts"]
        text += " " + _("%(base)d present, %(needed)d needed.") % decision["threshold"]
    return text
