from typing import Any

from django.db.models import QuerySet

from portal.core.errors import Hidden
from volunteers.models import Application, Post
from volunteers.models.posts import ACTIVE


def open_posts(community: str = "", category: str = "") -> QuerySet[Post]:
    """Posts that take people, of one community (its address) or one category where these are given."""
    found = Post.objects.open().select_related("community")
    if community:
        found = found.filter(community__slug=community)
    return found.filter(category=category) if category else found


def post_to_see(code: str) -> Post:
    """Everybody may read it, closed or not. Raises Hidden."""
    post = Post.objects.select_related("community").filter(code=code).first()
    if post is None:
        raise Hidden
    return post


def application_of(post: Post, user: Any) -> Application | None:
    """The one that waits or is accepted. One query, none for nobody."""
    if not user.is_authenticated:
        return None
    return post.applications.filter(user=user.pk, state__in=ACTIVE).first()
