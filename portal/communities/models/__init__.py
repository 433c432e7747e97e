from portal.communities.models.places import Community, Grid, Subdistrict, Venue

__all__ = ["Community", "Grid", "Subdistrict", "Venue"]
