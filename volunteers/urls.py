from django.urls import path

from volunteers.views import board, posts, shift

app_name = "volunteers"
urlpatterns = [
    path("", board.week_board, name="week"),
    path("posts/", posts.post_list, name="posts"),
    path("posts/<slug:code>/", posts.post_page, name="post"),
    path("applications/<slug:code>/withdraw/", posts.withdraw, name="withdraw"),
    path("shifts/<slug:code>/", shift.shift_page, name="shift"),
    path("shifts/<slug:code>/join/", shift.join, name="join"),
]
