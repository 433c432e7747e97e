from django.urls import path

from portal.ballots.views import certificate, polls

app_name = "ballots"
urlpatterns = [
    path("polls/<slug:code>/", polls.poll_page, name="poll"),
    path("polls/<slug:code>/receipt/", polls.receipt_page, name="receipt"),
    path("polls/<slug:code>/certificate/", certificate.certificate_page, name="certificate"),
    path("polls/<slug:code>/certificate.pdf", certificate.certificate_sheet, name="certificate_sheet"),
]
