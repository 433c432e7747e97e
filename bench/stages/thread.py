"""Two discussions, a long one and a short one, inside Django: called through `bench.servers.inside`."""

from bench.stages.counting import queries_of, visitor
from tests.factories import CommunityFactory, ResidentFactory, busy_thread


def set_up(sizes: list[int]) -> list[str]:
    """A thread with that many comments for each of `sizes`; a tenth of them are replies to the latest. Their codes."""
    community = CommunityFactory()
    author = ResidentFactory(community=community).user
    return [busy_thread(size - size // 10, size // 10, author=author, community=community).code for size in sizes]


def count_queries(paths: list[str]) -> list[int]:
    """How many queries each page of `paths` takes, asked by nobody in particular."""
    client = visitor()
    return [queries_of(client, path) for path in paths]
