from portal.pages.actions.sync_editors import Drift, editors_drift, sync_editors

__all__ = ["Drift", "editors_drift", "sync_editors"]
