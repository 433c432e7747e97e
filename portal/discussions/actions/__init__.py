from portal.discussions.actions.follow import follow_thread, unfollow_thread
from portal.discussions.actions.threads import open_thread, set_thread_public

__all__ = ["follow_thread", "open_thread", "set_thread_public", "unfollow_thread"]
