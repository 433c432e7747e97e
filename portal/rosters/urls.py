from django.urls import path

from portal.rosters.views import booking, files

app_name = "rosters"
urlpatterns = [
    path("rosters/<slug:code>/", booking.roster_page, name="roster"),
    path("rosters/<slug:code>/book/", booking.book_place, name="book"),
    path("rosters/<slug:code>/cancel/", booking.cancel_page, name="cancel"),
    path("rosters/<slug:code>/accept/", booking.accept_place, name="accept"),
    path("rosters/<slug:code>/sign-in/", booking.sign_in, name="sign_in"),
    path("rosters/<slug:code>/hand-on/", booking.hand_on_page, name="hand_on"),
    path("swaps/<slug:code>/<str:answer>/", booking.answer_swap, name="answer_swap"),
    path("rosters/<slug:code>/list.pdf", files.sheet, name="sheet"),
    path("rosters/<slug:code>/list.xlsx", files.workbook, name="workbook"),
    path("calendar/mine/<slug:secret>.ics", files.my_calendar, name="my_calendar"),
    path("calendar/<str:kind>/<slug:community>.ics", files.room_calendar, name="room_calendar"),
]
