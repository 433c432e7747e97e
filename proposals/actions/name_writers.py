from portal.moderation.actions import name_co_writers
from proposals.models import Proposal


def name_writers(proposal: Proposal) -> None:
    """Tell moderation who is named, or may be, beside the author: their households do not decide on it either."""
    if proposal.submission is not None:
        name_co_writers(submission=proposal.submission, writers=proposal.co_authors.values_list("user", flat=True))
