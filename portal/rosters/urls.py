from django.urls import path

from portal.rosters.views import files

app_name = "rosters"
urlpatterns = [
    path("rosters/<slug:code>/list.pdf", files.sheet, name="sheet"),
    path("rosters/<slug:code>/list.xlsx", files.workbook, name="workbook"),
    path("calendar/mine/<slug:secret>.ics", files.my_calendar, name="my_calendar"),
    path("calendar/<str:kind>/<slug:community>.ics", files.room_calendar, name="room_calendar"),
]
