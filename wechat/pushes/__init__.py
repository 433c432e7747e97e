"""What WeChat tells us by itself: taken once, answered at once, handled through the outbox."""

from wechat.pushes.ports import push_handlers

__all__ = ["push_handlers"]
