from portal.discussions.models.comment import Comment, CommentReport, CommentVersion
from portal.discussions.models.thread import Thread, ThreadFollow

__all__ = ["Comment", "CommentReport", "CommentVersion", "Thread", "ThreadFollow"]
