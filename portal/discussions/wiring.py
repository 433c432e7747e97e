"""What discussions put into the registries of the floors below."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.core.home_feed import HomePart, home_parts
from portal.core.live import live_topics
from portal.core.my_items import my_items
from portal.core.personal_data import PersonalData, personal_data
from portal.core.targets import page_targets
from portal.discussions import tasks  # noqa: F401  (registers the outbox handler)
from portal.discussions.actions import erase_comments, follow_decision
from portal.discussions.actions.write_comment import KIND
from portal.discussions.models import Thread
from portal.discussions.notice_kinds import KINDS
from portal.discussions.queries.mine import export_comments, my_comments, my_returned_comments
from portal.discussions.rules import in_good_standing
from portal.discussions.views.moderated import prepare_inbox, show_in_inbox
from portal.moderation.enums import Scene
from portal.moderation.models import Submission
from portal.moderation.ports import ModeratedKind, moderated_kinds
from portal.notices.ports import notice_kinds


def may_listen(user: Any, thread_code: str) -> bool:
    """Whoever may read a thread may be told live that something new is in it."""
    return Thread.objects.visible_to(user).filter(code=thread_code).exists()


def trusts(submission: Submission, now: datetime) -> bool:
    return in_good_standing(submission.author, now)


def erase(user: Any, now: datetime) -> list[str]:
    return erase_comments(user=user, now=now)


for _kind in KINDS:
    notice_kinds.register(_kind.key, _kind)
moderated_kinds.register(
    KIND,
    ModeratedKind(
        key=KIND,
        label=_("comment"),
        always_read_by_person=False,
        promised=timedelta(days=1),
        on_decision=follow_decision,
        show=show_in_inbox,
        trusts=trusts,
        prepare=prepare_inbox,
        scene=Scene.COMMENT,
    ),
)
my_items.register("discussions", my_comments)
home_parts.register("discussions", HomePart(steps=my_returned_comments))
for _page in ("thread", "comment"):
    page_targets.register(f"discussions:{_page}", ("thread", "code"))
personal_data.register(
    "discussions",
    PersonalData(
        export=export_comments,
        erase=erase,
        holds=("discussions.Comment.author", "discussions.CommentReport.reporter", "discussions.ThreadFollow.user"),
    ),
)
live_topics.register("thread", may_listen)
