from django.urls import path

from councils.views import console, meetings, resolutions, staff_meetings

MEETINGS = [
    path("meetings/", meetings.meeting_list, name="meetings"),
    path("meetings/<slug:code>/", meetings.meeting_page, name="meeting"),
    path("meetings/<slug:code>/minutes/", meetings.minutes_sheet, name="minutes"),
    path("meetings/<slug:code>/console/", console.console_page, name="console"),
    path("meetings/<slug:code>/console/<slug:what>/", console.act, name="console_act"),
    path("resolutions/<slug:code>/", resolutions.resolution_page, name="resolution"),
    path("meetings/<slug:code>/do/<slug:what>/", meetings.act, name="meeting_act"),
]
STAFF_MEETINGS = [
    path("councils/meetings/", staff_meetings.meetings, name="councils_meetings"),
    path("councils/bodies/<slug:code>/meetings/new/", staff_meetings.plan, name="councils_plan_meeting"),
    path("councils/meetings/<slug:code>/", staff_meetings.meeting, name="councils_meeting"),
    path("councils/meetings/<slug:code>/desk/", staff_meetings.desk, name="councils_desk"),
    path("councils/meetings/<slug:code>/desk/<slug:what>/", staff_meetings.at_desk, name="councils_at_desk"),
    path("councils/meetings/<slug:code>/<slug:what>/", staff_meetings.act, name="councils_meeting_act"),
    path("councils/resolutions/", resolutions.resolutions, name="councils_resolutions"),
    path("councils/resolutions/<slug:code>/", resolutions.resolution, name="councils_resolution"),
    path("councils/resolutions/<slug:code>/<slug:what>/", resolutions.act, name="councils_resolution_act"),
]
