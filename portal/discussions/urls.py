from django.urls import path

from portal.discussions.views import comment, thread

app_name = "discussions"
urlpatterns = [
    path("discussions/<slug:code>/", thread.show, name="thread"),
    path("discussions/<slug:code>/write/", thread.write, name="write"),
    path("discussions/<slug:code>/answer/", thread.answer, name="answer"),
    path("discussions/<slug:code>/follow/", thread.follow, name="follow"),
    path("discussions/<slug:code>/<slug:comment>/", comment.show, name="comment"),
    path("discussions/<slug:code>/<slug:comment>/edit/", comment.edit, name="edit"),
    path("discussions/<slug:code>/<slug:comment>/remove/", comment.remove, name="remove"),
    path("discussions/<slug:code>/<slug:comment>/report/", comment.report, name="report"),
]
