from portal.discussions.queries.page import RepliesPage, ThreadPage, replies_page, thread_page
from portal.discussions.queries.people import followers, people_in_good_standing
from portal.discussions.queries.shown import ShownComment

__all__ = [
    "RepliesPage",
    "ShownComment",
    "ThreadPage",
    "followers",
    "people_in_good_standing",
    "replies_page",
    "thread_page",
]
