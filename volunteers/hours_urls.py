from django.urls import path

from volunteers.views import hours

app_name = "hours"
urlpatterns = [
    path("", hours.my_hours, name="mine"),
    path("certificates/new/", hours.new_certificate, name="new"),
    path("certificates/<slug:serial>.pdf", hours.certificate_pdf, name="pdf"),
    path("<slug:shift>/dispute/", hours.dispute, name="dispute"),
]
