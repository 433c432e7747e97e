from django.urls import path

from councils.views import console, meetings

MEETINGS = [
    path("meetings/", meetings.meeting_list, name="meetings"),
    path("meetings/<slug:code>/", meetings.meeting_page, name="meeting"),
    path("meetings/<slug:code>/minutes/", meetings.minutes_sheet, name="minutes"),
    path("meetings/<slug:code>/console/", console.console_page, name="console"),
    path("meetings/<slug:code>/console/<slug:what>/", console.act, name="console_act"),
    path("meetings/<slug:code>/do/<slug:what>/", meetings.act, name="meeting_act"),
]
