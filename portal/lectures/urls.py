from django.urls import path

from portal.lectures.views import pages, sessions

app_name = "lectures"
urlpatterns = [
    path("sessions/<slug:code>/", sessions.session_page, name="session"),
    path("sessions/<slug:code>/agreement/", sessions.agreement_page, name="consent"),
    path("sessions/<slug:code>/ask/", sessions.ask, name="ask"),
    path("sessions/<slug:code>/wishes/", sessions.wishes, name="wishes"),
    path("sessions/<slug:code>/feedback/", sessions.feedback_page, name="feedback"),
    path("recordings/<slug:code>/", pages.recording, name="recording"),
]
