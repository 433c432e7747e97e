"""Writing on the site: one question a screen, saved as typed, with and without script, up to the hand-in."""

import pytest
from django.utils import timezone

from portal.accounts.actions import give_consent
from portal.accounts.enums import ConsentKind
from portal.core import pictures
from portal.moderation.enums import Decision
from proposals.enums import PhaseKind, ProposalState
from proposals.forms import AmountError, read_amount
from proposals.models import Category, Contest, Photo, Proposal
from proposals.writing import QUESTIONS, SLUGS, first_open_page, neighbours, page_of
from tests.factories import ProposalFactory
from tests.proposals.resident_life import (
    HTMX,
    contest_in,
    decided,
    draft_in,
    handed_in,
    moderator_of,
    neighbour_in,
    not_a_picture,
    picture,
    published,
    signed_in,
    text_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest() -> Contest:
    return contest_in(PhaseKind.CALL)


def page_for(draft: Proposal, slug: str) -> str:
    return f"/proposals/write/{draft.code}/{slug}/"


def test_a_proposal_is_written_and_handed_in_without_script(contest):
    author = neighbour_in(contest)
    visitor = signed_in(author)
    assert text_of(visitor.get(f"/proposals/{contest.code}/new/")).count("<li>") >= len(QUESTIONS)
    at = visitor.post(f"/proposals/{contest.code}/new/").url
    answers = [
        {"title": "放学路上加盏灯"},
        {"community": author.resident.community.slug, "place": "小学北门"},
        {"problem": "晚上路太暗，孩子放学看不清路。"},
        {"idea": "补几盏路灯，再划一条步道。"},
        {},
        {"label-0": "路灯", "amount-0": "4.8万", "label-1": "", "amount-1": ""},
        {"category": Category.objects.first().slug},
    ]
    for answer in answers:
        assert visitor.get(at).status_code == 200
        at = visitor.post(at, answer | {"go": "next"}).url
    draft = Proposal.objects.get()
    assert at == page_for(draft, "check")
    check = text_of(visitor.get(at))
    for part in ("放学路上加盏灯", "小学北门", "补几盏路灯", "48,000"):
        assert part in check
    answer = visitor.post(f"/proposals/write/{draft.code}/submit/", {"consent": "on"}, follow=True)
    draft.refresh_from_db()
    assert (draft.state, draft.cost_cny) == (ProposalState.IN_REVIEW, 48_000)
    assert answer.redirect_chain[-1][0] == f"/proposals/{contest.code}/{draft.code}/state/"
    assert 'class="message success"' in text_of(answer)


def test_beginning_shows_drafts_begun_before_and_needs_somebody(client, contest):
    draft = draft_in(contest, title="早先写的")
    address = f"/proposals/{contest.code}/new/"
    assert client.get(address).status_code == 200
    assert client.post(address).url == f"/accounts/login/?next={address}"
    assert f"/proposals/write/{draft.code}/" in text_of(signed_in(draft.author).get(address))
    assert draft.title not in text_of(signed_in(neighbour_in(contest)).get(address))


def test_beginning_after_the_call_is_refused():
    contest = contest_in(PhaseKind.SCREENING)
    visitor = signed_in(neighbour_in(contest))
    assert visitor.post(f"/proposals/{contest.code}/new/").status_code == 409
    assert not Proposal.objects.exists()


def test_every_page_is_its_authors_alone(client, contest):
    draft = draft_in(contest)
    addresses = [page_for(draft, slug) for slug in SLUGS] + [f"/proposals/write/{draft.code}/"]
    addresses += [f"/proposals/write/{draft.code}/discard/"]
    for address in addresses:
        assert client.get(address).url == f"/accounts/login/?next={address}"
        for stranger in (neighbour_in(contest), moderator_of(draft)):
            assert signed_in(stranger).get(address).status_code == 404
            assert signed_in(stranger).post(address).status_code in (404, 405)
    assert Proposal.objects.get().title == draft.title


def test_an_unknown_question_is_not_there(contest):
    draft = draft_in(contest)
    assert signed_in(draft.author).get(page_for(draft, "weather")).status_code == 404


def test_htmx_saves_as_one_types_and_says_when(contest):
    draft = draft_in(contest)
    part = signed_in(draft.author).post(page_for(draft, "what"), {"title": "边写边存"}, **HTMX)
    draft.refresh_from_db()
    assert (part.status_code, draft.title) == (200, "边写边存")
    assert "<html" not in text_of(part)
    assert f"{timezone.localtime():%H:}" in text_of(part)
    assert "已保存" in text_of(part)


def test_what_cannot_be_kept_is_said_and_stays_on_the_screen(contest):
    draft = draft_in(contest)
    visitor, long = signed_in(draft.author), "字" * 41
    part = visitor.post(page_for(draft, "what"), {"title": long}, **HTMX)
    assert (part.status_code, 'class="errors"' in text_of(part)) == (422, True)
    whole = visitor.post(page_for(draft, "what"), {"title": long})
    assert whole.status_code == 422
    assert f'value="{long}"' in text_of(whole)
    assert 'class="errorlist"' in text_of(whole)


def test_one_answer_that_cannot_be_kept_does_not_stop_the_other(contest):
    draft = draft_in(contest)
    data = {"community": draft.community.slug, "place": "字" * 81}
    assert signed_in(draft.author).post(page_for(draft, "where"), data).status_code == 422
    elsewhere = {"community": "nowhere", "place": "小学北门"}
    assert signed_in(draft.author).post(page_for(draft, "where"), elsewhere).status_code == 422
    draft.refresh_from_db()
    assert draft.place == "小学北门"


def test_cost_lines_are_added_without_script_and_summed_with_it(contest):
    draft = draft_in(contest)
    visitor, address = signed_in(draft.author), page_for(draft, "costs")
    typed = {"label-0": "路灯", "amount-0": "1,200", "label-1": "划线", "amount-1": "800 元"}
    assert visitor.post(address, typed | {"go": "more"}).url == address
    page = text_of(visitor.get(address))
    assert 'value="路灯"' in page
    assert 'value="1200"' in page
    assert page.count('name="label-') == 4
    part = text_of(visitor.post(address, typed | {"amount-1": "0.1万"}, **HTMX))
    assert 'id="total" class="total" hx-swap-oob="true"' in part
    assert "2,200" in part


def test_an_amount_nobody_can_read_stays_on_the_screen(contest):
    draft = draft_in(contest)
    answer = signed_in(draft.author).post(page_for(draft, "costs"), {"label-0": "路灯", "amount-0": "不少"})
    assert answer.status_code == 422
    assert 'value="不少"' in text_of(answer)
    negative = signed_in(draft.author).post(page_for(draft, "costs"), {"label-0": "路灯", "amount-0": "0"})
    assert negative.status_code == 422
    assert [line.label for line in draft.cost_lines.all()] == ["桌椅"]


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("8000", 8000),
        ("8,000 元", 8000),
        ("¥8000", 8000),
        ("0.8万", 8000),
        ("８０００", 8000),
        ("约 80.5", 80.5),
        (" ", None),
    ],
)
def test_amounts_are_read_as_people_write_them(typed, amount):
    assert read_amount(typed) == amount


@pytest.mark.parametrize("typed", ["不少", "1.2.3", "-5", "1e9", "99999999999", "8千"])
def test_what_is_no_amount_is_not_guessed(typed):
    with pytest.raises(AmountError):
        read_amount(typed)


def test_coming_from_the_overview_one_goes_back_to_it(contest):
    draft = draft_in(contest)
    visitor = signed_in(draft.author)
    assert 'value="check"' in text_of(visitor.get(f"{page_for(draft, 'what')}?from=check"))
    data = {"title": "改过的标题", "go": "check"}
    assert visitor.post(page_for(draft, "what"), data).url == page_for(draft, "check")


def test_going_on_leads_to_the_first_question_without_an_answer(contest):
    draft = draft_in(contest, idea="")
    visitor = signed_in(draft.author)
    assert visitor.get(f"/proposals/write/{draft.code}/").url == page_for(draft, "idea")
    Proposal.objects.update(idea="补几盏路灯，再划一条步道。")
    assert visitor.get(f"/proposals/write/{draft.code}/").url == page_for(draft, "check")


def test_what_was_handed_in_leads_to_where_it_stands(contest):
    proposal = handed_in(contest)
    visitor, state = signed_in(proposal.author), f"/proposals/{contest.code}/{proposal.code}/state/"
    for address in (f"/proposals/write/{proposal.code}/", page_for(proposal, "what"), page_for(proposal, "check")):
        assert visitor.get(address).url == state
    visitor.post(page_for(proposal, "what"), {"title": "偷偷改"})
    proposal.refresh_from_db()
    assert proposal.title != "偷偷改"


def test_the_overview_names_what_is_missing_and_where_to_answer_it(contest):
    draft = draft_in(contest, idea="")
    page = text_of(signed_in(draft.author).get(page_for(draft, "check")))
    assert 'class="lacking"' in page
    assert f'href="{page_for(draft, "idea")}?from=check"' in page
    assert "/submit/" not in page


def test_the_overview_shows_what_neighbours_proposed(contest):
    alike = ProposalFactory(contest=contest, title="旧车棚变乐龄客厅")
    draft = draft_in(contest, title="旧车棚改成乐龄客厅")
    assert alike.get_absolute_url() in text_of(signed_in(draft.author).get(page_for(draft, "check")))


def test_the_overview_outside_the_call_keeps_the_draft(contest):
    draft = draft_in(contest)
    contest.phases.all().delete()
    page = text_of(signed_in(draft.author).get(page_for(draft, "check")))
    assert "草稿给您留着" in page
    assert "/submit/" not in page


def test_handing_in_asks_for_consent_once(contest):
    draft = draft_in(contest)
    visitor, address = signed_in(draft.author), f"/proposals/write/{draft.code}/submit/"
    refused = visitor.post(address)
    assert refused.status_code == 422
    assert 'role="alert"' in text_of(refused)
    give_consent(kind=ConsentKind.PUBLICATION, actor=draft.author, now=timezone.now())
    assert 'name="consent"' not in text_of(visitor.get(page_for(draft, "check")))
    assert visitor.post(address).status_code == 302
    assert visitor.get(address).url == page_for(draft, "check")


def test_handing_in_what_is_incomplete_shows_the_overview(contest):
    draft = draft_in(contest, title="")
    answer = signed_in(draft.author).post(f"/proposals/write/{draft.code}/submit/", {"consent": "on"})
    assert answer.status_code == 422
    assert 'class="lacking"' in text_of(answer)


def test_pictures_are_added_and_removed_without_script(contest):
    draft = draft_in(contest)
    visitor, address = signed_in(draft.author), f"/proposals/write/{draft.code}/photos/add/"
    data = {"photo": [picture(), picture(name="b.jpg")], "alt": "北门的车棚"}
    assert visitor.post(address, data).url == page_for(draft, "photos")
    assert visitor.get(address).url == page_for(draft, "photos")
    page = text_of(visitor.get(page_for(draft, "photos")))
    photo = Photo.objects.first()
    assert page.count("<img ") == 2
    assert f'src="/proposals/photos/{photo.code}/small.jpg"' in page
    remove = f"/proposals/write/{draft.code}/photos/{photo.code}/remove/"
    assert visitor.get(remove).url == page_for(draft, "photos")
    assert visitor.post(remove).url == page_for(draft, "photos")
    assert Photo.objects.count() == 1


def test_pictures_are_added_in_place_with_htmx(contest):
    draft = draft_in(contest)
    address = f"/proposals/write/{draft.code}/photos/add/"
    part = text_of(signed_in(draft.author).post(address, {"photo": picture()}, **HTMX))
    assert part.lstrip().startswith('<div id="photos">')
    assert part.count("<img ") == 1


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_disguised_oversized_or_missing_picture_is_said_in_the_page(contest, headers, monkeypatch):
    draft = draft_in(contest)
    visitor, address = signed_in(draft.author), f"/proposals/write/{draft.code}/photos/add/"
    answers = [visitor.post(address, {"photo": not_a_picture()}, **headers), visitor.post(address, **headers)]
    monkeypatch.setattr(pictures, "MAX_BYTES", 100)
    answers.append(visitor.post(address, {"photo": picture()}, **headers))
    for answer in answers:
        assert answer.status_code == 422
        assert 'class="errors" role="alert"' in text_of(answer)
    assert not Photo.objects.exists()


def test_pictures_of_anothers_draft_are_refused(contest):
    draft = draft_in(contest)
    stranger = signed_in(neighbour_in(contest))
    assert stranger.post(f"/proposals/write/{draft.code}/photos/add/", {"photo": picture()}).status_code == 404
    assert stranger.post(f"/proposals/write/{draft.code}/photos/none/remove/").status_code == 404
    assert not Photo.objects.exists()


def test_script_in_an_answer_is_gone_when_it_is_read(contest):
    draft = draft_in(contest)
    visitor = signed_in(draft.author)
    visitor.post(page_for(draft, "idea"), {"idea": "<script>alert(1)</script>补几盏<b>路灯</b>，三米 < 五米"})
    draft.refresh_from_db()
    assert draft.idea == "补几盏路灯，三米 < 五米"
    assert "<script>alert" not in text_of(visitor.get(page_for(draft, "check")))


def test_saving_is_slowed_down_only_beyond_what_fingers_can(contest, monkeypatch):
    monkeypatch.setattr("proposals.views.write.SAVES_PER_MINUTE", 0)
    draft = draft_in(contest)
    assert signed_in(draft.author).post(page_for(draft, "what"), {"title": "快"}).status_code == 429


def test_a_draft_is_deleted_after_a_question(contest):
    draft = draft_in(contest)
    visitor, address = signed_in(draft.author), f"/proposals/write/{draft.code}/discard/"
    assert "确定删除" in text_of(visitor.get(address))
    assert Proposal.objects.exists()
    assert visitor.post(address).url == "/proposals/"
    assert not Proposal.objects.exists()


def state_of(proposal: Proposal) -> str:
    return f"/proposals/{proposal.contest.code}/{proposal.code}/state/"


def test_the_state_page_is_the_authors_alone(client, contest):
    proposal = handed_in(contest)
    assert client.get(state_of(proposal)).url == f"/accounts/login/?next={state_of(proposal)}"
    assert signed_in(neighbour_in(contest)).get(state_of(proposal)).status_code == 404
    assert signed_in(moderator_of(proposal)).get(state_of(proposal)).status_code == 404
    draft = draft_in(contest)
    assert signed_in(draft.author).get(state_of(draft)).url == f"/proposals/write/{draft.code}/"


def test_the_state_page_says_where_it_stands_and_why(contest):
    proposal = handed_in(contest)
    visitor = signed_in(proposal.author)
    assert "社区正在看" in text_of(visitor.get(state_of(proposal)))
    proposal = decided(proposal, Decision.RETURN, reason="请补充具体位置。")
    page = text_of(visitor.get(state_of(proposal)))
    assert "请补充具体位置。" in page
    assert page_for(proposal, "check") in page
    assert f"/moderation/{proposal.submission.code}/" in page
    assert "请补充具体位置。" in text_of(visitor.get(page_for(proposal, "check")))


def test_the_state_page_of_what_is_public_taken_down_or_withdrawn(contest):
    proposal = published(contest)
    visitor = signed_in(proposal.author)
    assert "已经公开" in text_of(visitor.get(state_of(proposal)))
    proposal = decided(proposal, Decision.HIDE, reason="含有个人电话。")
    page = text_of(visitor.get(state_of(proposal)))
    assert "含有个人电话。" in page
    assert "/withdraw/" not in page
    other = published(contest, author=proposal.author)
    withdraw = state_of(other).replace("/state/", "/withdraw/")
    assert withdraw in text_of(visitor.get(state_of(other)))
    assert "确定撤回" in text_of(visitor.get(withdraw))
    answer = visitor.post(withdraw, follow=True)
    assert answer.redirect_chain[-1][0] == state_of(other)
    assert "您把它撤回了" in text_of(answer)


def test_withdrawing_anothers_is_refused(contest):
    proposal = published(contest)
    withdraw = state_of(proposal).replace("/state/", "/withdraw/")
    stranger = signed_in(neighbour_in(contest))
    assert stranger.get(withdraw).status_code == 404
    assert stranger.post(withdraw).status_code == 403
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.PUBLISHED


def test_the_writing_pages_are_in_one_order():
    assert neighbours(SLUGS[0]) == ("", SLUGS[1])
    assert neighbours(SLUGS[-1]) == (SLUGS[-2], "")
    assert page_of("costs") == "costs"
    assert first_open_page(["idea", "title"]) == "what"
    assert first_open_page([]) == "check"
