from django.urls import path

from portal.rosters.views import booking, desk, desk_forms, door, files

app_name = "rosters"
urlpatterns = [
    path("rosters/<slug:code>/", booking.roster_page, name="roster"),
    path("rosters/<slug:code>/book/", booking.book_place, name="book"),
    path("rosters/<slug:code>/cancel/", booking.cancel_page, name="cancel"),
    path("rosters/<slug:code>/accept/", booking.accept_place, name="accept"),
    path("rosters/<slug:code>/sign-in/", booking.sign_in, name="sign_in"),
    path("rosters/<slug:code>/hand-on/", booking.hand_on_page, name="hand_on"),
    path("rosters/<slug:code>/desk/", desk.desk_page, name="desk"),
    path("rosters/<slug:code>/desk/all/", desk.all_here, name="all_here"),
    path("rosters/<slug:code>/desk/close/", desk.close_page, name="close"),
    path("rosters/<slug:code>/desk/enter/", desk_forms.enter_page, name="enter"),
    path("rosters/<slug:code>/desk/workbook/", desk_forms.workbook_page, name="bring_in"),
    path("rosters/<slug:code>/desk/<slug:booking>/", desk.line_act, name="line"),
    path("rosters/<slug:code>/desk/<slug:booking>/strike/", desk_forms.strike_page, name="strike"),
    path("rosters/<slug:code>/door/", door.door_page, name="door"),
    path("rosters/<slug:code>/door/now/", door.door_now, name="door_now"),
    path("swaps/<slug:code>/<str:answer>/", booking.answer_swap, name="answer_swap"),
    path("rosters/<slug:code>/list.pdf", files.sheet, name="sheet"),
    path("rosters/<slug:code>/list.xlsx", files.workbook, name="workbook"),
    path("calendar/mine/<slug:secret>.ics", files.my_calendar, name="my_calendar"),
    path("calendar/<str:kind>/<slug:community>.ics", files.room_calendar, name="room_calendar"),
]
