"""The addresses of councils and conventions; each subject keeps its own list."""

from django.urls import URLPattern

app_name = "councils"
urlpatterns: list[URLPattern] = []
