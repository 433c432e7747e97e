from portal.discussions.models.thread import Thread, ThreadFollow

__all__ = ["Thread", "ThreadFollow"]
