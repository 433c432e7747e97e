"""What rooms tell notices: which kinds of news there are. What edges tell notices: by which ways news goes out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.functional import Promise

from portal.core.ports import Registry
from portal.notices.enums import Importance

if TYPE_CHECKING:
    from portal.notices.models import Delivery

Fields = dict[str, Any]
Wording = Callable[[Fields], str]


@dataclass(frozen=True)
class NoticeKind:
    """One kind of news.

    `title` and `body` word the notice from the fields given to `notify`, in the reader's language. `channels` are the
    outside ways used unless the person chose otherwise; None means every registered one. A digest kind names its
    `audience`: the ids of the people who follow a subject.
    """

    key: str
    label: str | Promise
    importance: Importance
    title: Wording
    body: Wording
    channels: tuple[str, ...] | None = None
    audience: Callable[[str], Iterable[int]] | None = None


class NoticeChannel(Protocol):
    """A way out of the site: WeChat, SMS, mail. The in-site inbox is not a channel; it always has everything."""

    key: str
    label: str | Promise

    def send(self, delivery: "Delivery") -> bool:
        """Hand `delivery.notice` over to its recipient.

        True: handed over. False: this person cannot be reached here, and trying again would not help. Raises whatever
        went wrong otherwise; the delivery is then tried again, so `delivery.code` must serve as the outside key.
        """


notice_kinds: Registry[NoticeKind] = Registry("notice kinds")
notice_channels: Registry[NoticeChannel] = Registry("notice channels")
