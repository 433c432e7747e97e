from django.urls import path

from portal.accounts.views import avatar, consents, mine, my_data, residence

app_name = "accounts"
urlpatterns = [
    path("me/", mine.my_page, name="me"),
    path("me/welcome/", mine.welcome, name="welcome"),
    path("me/avatar/<slug:code>.jpg", avatar.avatar, name="avatar"),
    path("me/alias/", mine.my_alias, name="alias"),
    path("me/sign-out-everywhere/", mine.sign_out_of_everything, name="sign_out_everywhere"),
    path("me/residence/", residence.my_residence, name="residence"),
    path("me/residence/<slug:slug>/", residence.my_residence_in, name="residence_in"),
    path("me/consents/", consents.my_consents, name="consents"),
    path("me/consents/<slug:kind>/", consents.change_consent, name="change_consent"),
    path("consents/<slug:kind>/", consents.consent_text, name="consent_text"),
    path("me/data/", my_data.my_data, name="data"),
    path("me/data/export/", my_data.export_my_data, name="export"),
    path("me/data/archive/", my_data.archive, name="archive"),
    path("me/data/archive/<slug:code>.zip", my_data.download_archive, name="download_archive"),
    path("me/data/delete/", my_data.delete_my_account, name="delete"),
]
