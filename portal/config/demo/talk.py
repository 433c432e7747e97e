"""Discussions under the demo's proposals: comments, replies, answers of the community, all read before they appear."""

from datetime import datetime, timedelta

from portal.accounts.models import User
from portal.config.demo.cast import Cast, there
from portal.config.demo.sayings import ANSWERS, SAID
from portal.config.demo.writing import approved, screened
from portal.discussions.actions import answer_officially, write_comment
from portal.discussions.models import Comment
from proposals.models import Proposal

READ_AFTER = timedelta(hours=3)


def said(proposal: Proposal, text: str, author: User, at: datetime, *, stance: str = "", to: str = "") -> Comment:
    """Written and past the screen: it waits for a person."""
    thread = there(proposal.thread)
    comment = write_comment(thread_code=thread.code, text=text, actor=author, stance=stance, parent_code=to, now=at)
    screened(there(comment.submission), at + timedelta(minutes=1))
    return comment


def let_talk(proposals: list[Proposal], cast: Cast) -> None:
    """What `sayings` has for each of them, where its day has come."""
    for proposal in proposals:
        street = cast.residents_of(proposal.contest.subdistrict.slug)
        speakers = iter(street[5:] + street[:5])
        for saying in SAID.get(proposal.title, []):
            at = there(proposal.published_at) + timedelta(days=saying.days, hours=2)
            if at + timedelta(days=1) > cast.now:
                continue
            comment = said(proposal, saying.text, next(speakers), at, stance=saying.stance)
            approved(there(comment.submission), cast, at + READ_AFTER)
            for number, words in enumerate(saying.replies, start=1):
                later = at + READ_AFTER + timedelta(hours=number)
                reply = said(proposal, words, next(speakers), later, to=comment.code)
                approved(there(reply.submission), cast, later + timedelta(hours=1))
        answer(proposal, cast)


def answer(proposal: Proposal, cast: Cast) -> None:
    at = there(proposal.published_at) + timedelta(days=12)
    if (text := ANSWERS.get(proposal.title)) and at < cast.now:
        reader = cast.reader_of(there(proposal.community).slug)
        answer_officially(thread_code=there(proposal.thread).code, text=text, actor=reader, now=at)
