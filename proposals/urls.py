from django.urls import path

from proposals.views import ballot, browse, checking, files, objection, photos, pictures, proposal, result, state, write

app_name = "proposals"
urlpatterns = [
    path("", browse.proposal_list, name="list"),
    path("photos/<slug:code>.jpg", photos.photo, name="photo"),
    path("photos/<slug:code>/small.jpg", photos.small_photo, name="small_photo"),
    path("voices/<slug:code>.<slug:suffix>", photos.voice, name="voice"),
    path("write/<slug:code>/", write.resume, name="resume"),
    path("write/<slug:code>/photos/add/", pictures.upload_photos, name="add_photos"),
    path("write/<slug:code>/photos/<slug:photo>/remove/", pictures.drop_photo, name="remove_photo"),
    path("write/<slug:code>/voice/add/", pictures.upload_voice, name="add_voice"),
    path("write/<slug:code>/voice/remove/", pictures.drop_voice, name="remove_voice"),
    path("write/<slug:code>/discard/", state.discard, name="discard"),
    path("write/<slug:code>/submit/", checking.submit, name="submit"),
    path("write/<slug:code>/<slug:question>/", write.question_page, name="write"),
    path("<slug:contest>/", browse.contest_page, name="contest"),
    path("<slug:contest>/new/", write.begin, name="new"),
    path("<slug:contest>/vote/", ballot.ballot_page, name="vote"),
    path("<slug:contest>/vote/<slug:code>/", ballot.tap, name="tap"),
    path("<slug:contest>/result/", result.result_page, name="result"),
    path("<slug:contest>/result/objection/", objection.object_page, name="object"),
    path("<slug:contest>/dates.ics", files.contest_dates, name="dates"),
    path("<slug:contest>/<slug:code>/", proposal.proposal_page, name="proposal"),
    path("<slug:contest>/<slug:code>/vote/", proposal.vote, name="vote_for"),
    path("<slug:contest>/<slug:code>/endorse/", proposal.endorse, name="endorse"),
    path("<slug:contest>/<slug:code>/follow/", proposal.follow, name="follow"),
    path("<slug:contest>/<slug:code>/state/", state.state_page, name="state"),
    path("<slug:contest>/<slug:code>/withdraw/", state.withdraw, name="withdraw"),
]
