from django.apps import AppConfig


class RoofConfig(AppConfig):
    """The roof: addresses, the API and the demo's commands; it may know every room."""

    name = "portal.config"
    label = "roof"
