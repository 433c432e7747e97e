"""The addresses of councils and conventions; each subject keeps its own list."""

from councils.conventions_urls import CONVENTIONS

app_name = "councils"
urlpatterns = [*CONVENTIONS]
