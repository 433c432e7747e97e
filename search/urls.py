from django.urls import path

from search.views import site

app_name = "search"
urlpatterns = [
    path("search/", site.search, name="search"),
    path("search/suggest/", site.suggest, name="suggest"),
]
