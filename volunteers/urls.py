from django.urls import path

from volunteers.views import board, hazards, hours, leading, posts, shift, shift_hours

app_name = "volunteers"
urlpatterns = [
    path("", board.week_board, name="week"),
    path("posts/", posts.post_list, name="posts"),
    path("posts/<slug:code>/", posts.post_page, name="post"),
    path("applications/<slug:code>/withdraw/", posts.withdraw, name="withdraw"),
    path("shifts/<slug:code>/", shift.shift_page, name="shift"),
    path("shifts/<slug:code>/join/", shift.join, name="join"),
    path("shifts/<slug:code>/lead/", leading.lead_page, name="lead"),
    path("shifts/<slug:code>/lead/take/", leading.take_lead, name="take_lead"),
    path("shifts/<slug:code>/lead/tick/", leading.tick_people, name="tick"),
    path("shifts/<slug:code>/lead/start/", leading.start, name="start"),
    path("shifts/<slug:code>/lead/end/", leading.end, name="end"),
    path("shifts/<slug:code>/lead/confirm/", leading.confirm, name="confirm"),
    path("shifts/<slug:code>/cancel/", leading.cancel, name="cancel"),
    path("shifts/<slug:code>/hazard/", hazards.report, name="report"),
    path("checkpoints/<slug:code>/", leading.checkpoint_page, name="checkpoint"),
    path("hazards/<slug:code>/", hazards.hazard_page, name="hazard"),
    path("hazards/photos/<slug:code>.jpg", hazards.photo, name="hazard_photo"),
    path("shifts/<slug:code>/hours/", shift_hours.shift_hours, name="hours"),
    path("certificates/<slug:serial>/", hours.certificate_page, name="certificate"),
]
