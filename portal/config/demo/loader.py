"""Loads the demo, step by step. Each step is one transaction and knows whether it was done before, so that loading
again, today or in a week, adds what is missing and keeps what people have made of it since."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from django.db import transaction

from portal.config.demo import (
    contests,
    conventions,
    councils,
    delivery,
    inbox,
    joining,
    lectures,
    matters,
    meetings,
    opinions,
    patrols,
    policies,
    scoring,
    service,
    site,
    talk,
    voting,
    wechat_messages,
    writing,
)
from portal.config.demo.cast import Cast, gather
from portal.config.demo.people import load_neighbours, load_personas
from portal.config.demo.places import load_places
from portal.config.demo.plans import CALL, EVALUATION, FINISHED, GOING_ON, LAST_YEAR, SMALL, VOTE, Plan
from portal.config.demo.settling import settle_past
from proposals.models import Contest

SINCE = timedelta(days=430)


class Step(NamedTuple):
    """What is being loaded, and whether it had to be."""

    label: str
    new: bool


def load(now: datetime) -> Iterator[Step]:
    """Do one step after the other and say so; what is there already is left alone."""
    with transaction.atomic():
        communities = load_places()
        personas = load_personas(communities, now - SINCE)
        new = load_neighbours(communities, now - SINCE)
        inbox.write_canned_replies()
        cast = gather(now, communities, personas)
    yield Step("places and people", new)
    for step in _history(cast):
        new = new or step.new
        yield step
    if new:
        settle_past(now)
        yield Step("old news and promised work", True)
    if wechat_messages.played():
        # Last, because last year's news shall not go out to a phone.
        yield Step("messages in WeChat", _once(wechat_messages.known(), partial(wechat_messages.set_up, cast)))


def _history(cast: Cast) -> Iterator[Step]:
    yield Step("pages", _once(site.planted(), partial(site.plant, cast)))
    yield Step("policies", _once(policies.planted(), partial(policies.plant, cast)))
    yield Step("lectures", _once(lectures.planted(), partial(lectures.plant, cast)))
    for plan in FINISHED:
        yield Step(plan.title, _once(contests.known(plan), partial(_finished, plan, cast)))
    for plan in GOING_ON:
        yield Step(plan.title, _once(contests.known(plan), partial(_going_on, plan, cast)))
    yield Step(VOTE.title, _once(contests.known(VOTE), partial(_voting, cast)))
    yield Step(SMALL.title, _once(contests.known(SMALL), partial(_calling, cast)))
    yield Step("patrols", _once(patrols.known(), partial(patrols.set_up, cast)))
    yield Step("councils", _once(councils.known(), partial(councils.set_up, cast)))
    yield Step("meetings", _once(meetings.known(), partial(meetings.set_up, cast)))
    yield Step("a year of patrols", _once(service.known(), partial(service.a_year_of_service, cast)))
    yield Step("conventions", _once(conventions.known(), partial(conventions.set_up, cast)))
    yield Step("opinions", _once(opinions.known(), partial(opinions.set_up, cast)))
    yield Step("matters of residents", _once(matters.known(), partial(matters.set_up, cast)))


def _once(done: bool, work: Callable[[], object]) -> bool:
    if not done:
        with transaction.atomic():
            work()
    return not done


def _going_on(plan: Plan, cast: Cast) -> Contest:
    """Announced, its proposals read and seconded and talked about."""
    contest = contests.announced(plan, cast)
    proposals = writing.write_all(contest, plan, cast)
    at_least = plan.endorsements_needed if plan is not CALL else 2
    writing.second_all(contest, proposals, cast, at_least=at_least)
    talk.let_talk(proposals, cast)
    if plan is EVALUATION:
        scoring.scoring(contest, cast)
    return contest


def _voted(plan: Plan, cast: Cast) -> Contest:
    contest = _going_on(plan, cast)
    if plan is VOTE:
        scoring.scored(contest, cast)
    contest = contests.frozen(contest, cast)
    voting.cast_votes(contest, plan, cast)
    return contest


def _finished(plan: Plan, cast: Cast) -> None:
    contest = contests.published(_voted(plan, cast), cast)
    if plan is LAST_YEAR:
        delivery.carried_out(contest, cast)


def _voting(cast: Cast) -> None:
    """The vote that is open, with what waits for its community's moderator."""
    contest = _voted(VOTE, cast)
    proposals = list(contest.proposals.select_related("thread", "contest__subdistrict", "community").order_by("pk"))
    inbox.follow_some(proposals[1:], cast)
    inbox.answer_the_resident(proposals[1], cast)
    inbox.fill_inbox(proposals[0], cast)


def _calling(cast: Cast) -> None:
    contest = contests.announced(SMALL, cast)
    found = inbox.fill_small_contest(contest, cast)
    joining.join_and_divide(contest, found[0], cast)
    talk.let_talk(found, cast)
