from portal.discussions.actions.answer_officially import answer_officially
from portal.discussions.actions.change_comment import edit_comment, remove_comment
from portal.discussions.actions.erase_comments import erase_comments, forget_words
from portal.discussions.actions.follow import follow_thread, unfollow_thread
from portal.discussions.actions.follow_decision import follow_decision
from portal.discussions.actions.report_comment import report_comment
from portal.discussions.actions.threads import open_thread, rename_thread, set_thread_closing, set_thread_public
from portal.discussions.actions.write_comment import write_comment

__all__ = [
    "answer_officially",
    "edit_comment",
    "erase_comments",
    "follow_decision",
    "follow_thread",
    "forget_words",
    "open_thread",
    "remove_comment",
    "rename_thread",
    "report_comment",
    "set_thread_closing",
    "set_thread_public",
    "unfollow_thread",
    "write_comment",
]
