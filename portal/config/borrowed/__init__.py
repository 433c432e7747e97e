"""Chinese words that Wagtail's own catalogue lacks. Last among the apps, so that everybody else's words come first."""
