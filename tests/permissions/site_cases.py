"""Every address of the site outside the staff area, with who gets in."""

from tests.permissions.cases import EVERYBODY, HERE, HIDDEN, IN, NO, SIGN_IN, SIGNED_IN, STREET, Case, only
from wechat.checks.addresses import media_token

AUTHOR = only("author")
READERS = only("author", *HERE, nobody=HIDDEN)
NOBODY = only(nobody=HIDDEN)
REVIEWER = only("neighbour")
PHONE_NEEDED = SIGNED_IN | {"nobody": SIGN_IN, "stranger": NO}
ENDORSER = only("neighbour", others=NO)
RESIDENTS = only("neighbour", "author", others=NO)
RUN_SHIFT = only("neighbour", *HERE, others=NO)
UNSUPPORTABLE = NOBODY | dict.fromkeys(("author", *HERE), NO)


def _contest(things, contest="contest"):
    return [getattr(things, contest).code]


def _one(state):
    return lambda things: [getattr(things, state).contest.code, getattr(things, state).code]


def _draft(*more):
    return lambda things: [things.draft.code, *more]


def _thread(*more):
    return lambda things: [things.published.thread.code, *more]


def _comment(name="comment"):
    return lambda things: [getattr(things, name).thread.code, getattr(things, name).code]


def _shift(things):
    return [things.shift.code]


def _meeting(name="meeting", more=()):
    return lambda things: [getattr(things, name).code, *more]


def _sounding(things):
    return [things.sounding.code]


def _poll(name):
    return lambda things: [getattr(things, name).code]


SITE = [
    Case("core:elder", EVERYBODY, method="post"),
    Case("core:styleguide", EVERYBODY),
    Case("search:search", EVERYBODY),
    Case("search:suggest", EVERYBODY),
    Case("core:robots", EVERYBODY),
    Case("core:manifest", EVERYBODY),
    Case("core:health", EVERYBODY),
    Case("core:ready", EVERYBODY),
    Case("core:metrics", NOBODY),
    Case("core:short", EVERYBODY, lambda things: [things.published.code]),
    Case("core:short", NOBODY, lambda things: [things.draft.code]),
    Case("core:short_qr", EVERYBODY, lambda things: [things.published.code]),
    Case("core:share", EVERYBODY, _contest),
    Case("core:share", EVERYBODY, lambda things: [things.published.code]),
    Case("core:share", NOBODY, lambda things: [things.in_review.code]),
    Case("core:share", only(*STREET, nobody=HIDDEN), lambda things: _contest(things, "planned")),
    Case("core:share_poster", EVERYBODY, lambda things: [things.published.code]),
    Case("core:share_poster", NOBODY, lambda things: [things.hidden.code]),
    Case("core:share_picture", EVERYBODY, lambda things: [things.published.code]),
    Case("core:share_picture", NOBODY, lambda things: [things.draft.code]),
    Case("core:share_scan", NOBODY, lambda things: [things.published.code, "mini-program"]),
    Case("core:share_link", only(), lambda things: [things.published.code, "mini-program"], "post"),
    Case("set_language", EVERYBODY, method="post"),
    Case("demo:personas", EVERYBODY),
    Case("preview", EVERYBODY),
    Case("preview_file", only(nobody=HIDDEN), lambda things: ["nothing.js"]),
    # People
    Case("accounts:me", SIGNED_IN),
    Case("accounts:avatar", only("author", nobody=HIDDEN), lambda things: [things.avatar.code]),
    Case("accounts:welcome", SIGNED_IN),
    Case("accounts:alias", SIGNED_IN),
    Case("accounts:sign_out_everywhere", SIGNED_IN),
    Case("accounts:residence", SIGNED_IN),
    Case("accounts:residence_in", SIGNED_IN, lambda things: [things.community.slug]),
    Case("accounts:consents", SIGNED_IN),
    Case("accounts:change_consent", SIGNED_IN, lambda things: ["publication"], "post", lambda things: {"given": "1"}),
    Case("accounts:consent_text", EVERYBODY, lambda things: ["publication"]),
    Case("accounts:data", SIGNED_IN),
    Case("accounts:export", SIGNED_IN),
    Case("accounts:archive", SIGNED_IN),
    Case("accounts:download_archive", only("author", nobody=HIDDEN), lambda things: [things.archive.code]),
    Case("accounts:delete", SIGNED_IN),
    # Notices
    Case("notices:inbox", SIGNED_IN),
    Case("notices:read_all", SIGNED_IN, method="post"),
    Case("notices:preferences", SIGNED_IN),
    Case("notices:notice", only("author"), lambda things: [things.notice.code]),
    # Moderation, as authors see it
    Case("moderation:submission", only("author", *HERE), lambda things: [things.in_review.submission.code]),
    Case("moderation:appeal", only("author"), lambda things: [things.hidden.submission.code], "post",
         lambda things: {"text": "我不同意。"}),
    # Discussions
    Case("discussions:thread", EVERYBODY, _thread()),
    Case("discussions:thread", only(*HERE, nobody=HIDDEN), lambda things: [things.in_review.thread.code]),
    Case("discussions:comment", EVERYBODY, _comment()),
    Case("discussions:comment", only("author", nobody=HIDDEN), _comment("pending")),
    Case("discussions:comment", only(*HERE, nobody=HIDDEN), _comment("quiet_comment")),
    Case("discussions:write", PHONE_NEEDED, _thread(), "post",
         lambda things: {"text": "赞成。"}),
    Case("discussions:answer", only(*HERE, others=NO), _thread(), "post", lambda things: {"text": "已经列入计划。"}),
    Case("discussions:follow", SIGNED_IN, _thread(), "post"),
    Case("discussions:edit", only("author", nobody=HIDDEN), _comment("pending")),
    Case("discussions:remove", only("author", others=NO), _comment()),
    Case("discussions:report", PHONE_NEEDED | {"author": NO}, _comment(), "post", lambda things: {"reason": "abuse"}),
    # Proposals
    Case("proposals:list", EVERYBODY),
    Case("proposals:photo", EVERYBODY, lambda things: [things.public_photo.code]),
    Case("proposals:photo", only("author", nobody=HIDDEN), lambda things: [things.photo.code]),
    Case("proposals:voice", EVERYBODY, lambda things: [things.public_voice.code, "mp3"]),
    Case("proposals:voice", only("author", nobody=HIDDEN), lambda things: [things.voice.code, "mp3"]),
    Case("proposals:small_photo", EVERYBODY, lambda things: [things.public_photo.code]),
    Case("proposals:small_photo", only("author", nobody=HIDDEN), lambda things: [things.photo.code]),
    Case("proposals:contest", EVERYBODY, _contest),
    Case("proposals:contest", only(*STREET, nobody=HIDDEN), lambda things: _contest(things, "planned")),
    Case("proposals:new", SIGNED_IN, _contest, "post"),
    Case("proposals:new", only(*STREET), lambda things: _contest(things, "planned"), "post"),
    Case("proposals:vote", EVERYBODY, _contest),
    Case("proposals:vote", only(*STREET, nobody=HIDDEN), lambda things: _contest(things, "planned")),
    Case("proposals:tap", PHONE_NEEDED, lambda things: [things.contest.code, things.published.code], "post",
         lambda things: {"choose": "1"}),
    Case("proposals:result", EVERYBODY, lambda things: _contest(things, "counted_contest")),
    Case("proposals:result", only(*STREET, nobody=HIDDEN), lambda things: _contest(things, "planned")),
    Case("proposals:object", PHONE_NEEDED, lambda things: _contest(things, "counted_contest")),
    Case("proposals:object", only(*STREET, nobody=HIDDEN), lambda things: _contest(things, "planned")),
    Case("proposals:evaluation", EVERYBODY, _contest),
    Case("proposals:evaluation", NOBODY, lambda things: _contest(things, "planned")),
    Case("proposals:evening", only(*STREET, nobody=HIDDEN), _contest),
    Case("proposals:desk", REVIEWER),
    Case("proposals:review", REVIEWER, _one("published")),
    Case("proposals:leave_review", REVIEWER, _one("published"), "post", lambda things: {"why": ""}),
    Case("proposals:review_sheet", REVIEWER, _contest),
    Case("proposals:take_review_sheet", REVIEWER, _contest, "post"),
    # Nothing that was chosen is here: tests/proposals/test_delivery.py walks what was.
    Case("proposals:delivery", NOBODY, _one("published")),
    Case("proposals:inspect", only(), _one("published"), "post"),
    Case("proposals:delivery_photo", NOBODY, lambda things: ["nothing"]),
    Case("proposals:versions", EVERYBODY, _one("published")),
    Case("proposals:versions", only("author", *HERE, nobody=HIDDEN), _one("in_review")),
    Case("proposals:take_suggestion", only("author"), _draft("title"), "post"),
    Case("proposals:divide", only("author"), lambda things: [things.published.code]),
    Case("proposals:authors", only("author"), _draft()),
    Case("proposals:join", SIGNED_IN, lambda things: [things.author_secret]),
    Case("proposals:join", only(), lambda things: ["nothing"]),
    Case("proposals:dates", EVERYBODY, _contest),
    Case("proposals:dates", only(*STREET, nobody=HIDDEN), lambda things: _contest(things, "planned")),
    Case("proposals:proposal", EVERYBODY, _one("published")),
    Case("proposals:proposal", READERS, _one("in_review")),
    Case("proposals:proposal", READERS, _one("hidden")),
    Case("proposals:proposal", only("author", nobody=HIDDEN), _one("draft")),
    Case("proposals:proposal", READERS, _one("planned_one")),
    Case("proposals:vote_for", PHONE_NEEDED, _one("published"), "post", lambda things: {"choose": "1"}),
    Case("proposals:vote_for", only("author", *HERE), _one("hidden"), "post", lambda things: {"choose": "1"}),
    Case("proposals:endorse", ENDORSER, _one("published"), "post"),
    Case("proposals:endorse", UNSUPPORTABLE, _one("in_review"), "post"),
    Case("proposals:follow", SIGNED_IN, _one("published"), "post"),
    Case("proposals:follow", only(*HERE), _one("in_review"), "post"),
    Case("proposals:carry", SIGNED_IN, _one("published")),
    Case("proposals:carry", only("author", *HERE), _one("hidden")),
    Case("proposals:co_author", only("neighbour"), _one("published")),
    Case("proposals:state", AUTHOR, _one("in_review")),
    Case("proposals:withdraw", AUTHOR, _one("in_review")),
    Case("proposals:resume", AUTHOR, _draft()),
    Case("proposals:write", AUTHOR, _draft("what")),
    Case("proposals:add_photos", AUTHOR, _draft(), "post"),
    Case("proposals:remove_photo", AUTHOR, lambda things: [things.draft.code, things.photo.code], "post"),
    Case("proposals:add_voice", AUTHOR, _draft(), "post"),
    Case("proposals:remove_voice", AUTHOR, _draft(), "post"),
    Case("proposals:discard", AUTHOR, _draft()),
    Case("proposals:submit", AUTHOR, _draft(), "post"),
    # WeChat, which is not configured here; and another browser's code is nobody's business
    Case("wechat_app:provider_token", EVERYBODY, method="post"),
    Case("wechat:oa_go", NOBODY),
    # WeChat pushes and fetches; what it signs and what we signed lets in, and nobody's session does.
    Case("wechat:push_mp", only(others=NO, nobody=NO), method="post"),
    Case("wechat:push_oa", only(others=NO, nobody=NO), method="post"),
    Case("wechat:media", EVERYBODY, lambda things: [media_token("proposal", things.photo.code)]),
    Case("wechat:media", EVERYBODY, lambda things: [media_token("proposal", things.voice.code)]),
    Case("wechat:media", NOBODY, lambda things: [things.photo.code]),
    Case("wechat:oa_back", NOBODY),
    Case("wechat:linked", SIGNED_IN),
    Case("wechat:linked", SIGNED_IN, method="post"),
    Case("wechat:scan_begin", NOBODY, method="post"),
    Case("wechat:scan", NOBODY, lambda things: [things.scan.code]),
    Case("wechat:scan_picture", NOBODY, lambda things: [things.scan.code]),
    # Ballots
    Case("ballots:poll", EVERYBODY, _poll("counted_poll")),
    Case("ballots:poll", only(*STREET, nobody=HIDDEN), _poll("quiet_poll")),
    Case("ballots:receipt", EVERYBODY, _poll("counted_poll")),
    Case("ballots:certificate", EVERYBODY, _poll("certified_poll")),
    Case("ballots:certificate", only(nobody=HIDDEN), _poll("counted_poll")),
    Case("ballots:certificate_sheet", EVERYBODY, _poll("certified_poll")),
    Case("ballots:certificate_sheet", only(nobody=HIDDEN), _poll("counted_poll")),
    Case("ballots:receipt", only(*STREET, nobody=HIDDEN), _poll("quiet_poll")),
    Case("lectures:session", EVERYBODY, lambda things: [things.lecture_session.code]),
    Case("lectures:session", only(*HERE, nobody=HIDDEN), lambda things: [things.draft_session.code]),
    Case("lectures:consent", SIGNED_IN, lambda things: [things.children_session.code]),
    Case("lectures:consent", only("neighbour", "author", others=NO), lambda things: [things.children_session.code],
         "post"),
    Case("lectures:consent", only(*HERE), lambda things: [things.draft_session.code]),
    Case("lectures:ask", SIGNED_IN, lambda things: [things.children_session.code], "post"),
    Case("lectures:wishes", only("author"), lambda things: [things.lecture_session.code], "post"),
    Case("lectures:feedback", only("author", others=NO), lambda things: [things.past_session.code]),
    Case("lectures:feedback", only("author", others=NO), lambda things: [things.past_session.code], "post",
         lambda things: {"clear": "yes", "useful": "yes", "again": "yes"}),
    Case("lectures:recording", NOBODY, lambda things: [things.lecture.code]),
    # Volunteers
    Case("hours:mine", SIGNED_IN),
    Case("hours:new", SIGNED_IN),
    Case("hours:dispute", SIGNED_IN, lambda things: [things.over_shift.code]),
    Case("hours:dispute", only("author", "neighbour"), lambda things: [things.over_shift.code], "post",
         lambda things: {"text": "少了半小时"}),
    Case("hours:pdf", only("author", *HERE), lambda things: [things.certificate.serial]),
    Case("volunteers:hours", only("neighbour", *HERE, others=NO), lambda things: [things.over_shift.code]),
    Case("volunteers:certificate", EVERYBODY, lambda things: [things.certificate.serial]),
    Case("volunteers:certificate", NOBODY, lambda things: ["nothing"]),
    # Councils: the author raised a topic, another of theirs waits to be read
    Case("councils:hall", EVERYBODY),
    Case("councils:body", EVERYBODY, lambda things: [things.body.code]),
    Case("councils:body", NOBODY, lambda things: ["nothing"]),
    Case("councils:topic", EVERYBODY, lambda things: [things.topic.code]),
    Case("councils:topic", only("author", *HERE, nobody=HIDDEN), lambda things: [things.waiting_topic.code]),
    Case("councils:attachment", NOBODY, lambda things: [things.topic.code, "nothing"]),
    Case("councils:new", RESIDENTS),
    Case("councils:write", only(others=NO) | {"neighbour": HIDDEN, "author": HIDDEN},
         lambda things: [things.topic.code]),
    Case("councils:second", only("neighbour", others=NO), lambda things: [things.topic.code], "post"),
    Case("councils:withdraw", only("author", nobody=HIDDEN), lambda things: [things.topic.code]),
    Case("volunteers:week", EVERYBODY),
    Case("councils:sounding", EVERYBODY, _sounding),
    Case("councils:sounding", only("admin", nobody=HIDDEN), lambda things: [things.planned_sounding.code]),
    Case("councils:sounding_vote", only("author", others=NO), _sounding, "post", lambda things: {"choice": "agree"}),
    Case("councils:conventions", EVERYBODY),
    Case("councils:convention", EVERYBODY, lambda things: [things.community.slug]),
    Case("councils:convention", NOBODY, lambda things: ["nowhere"]),
    Case("councils:convention_version", EVERYBODY, lambda things: [things.convention.code]),
    Case("councils:convention_version", only(*HERE, nobody=HIDDEN), lambda things: [things.convention_begun.code]),
    Case("councils:convention_pledge", only("author", others=NO), lambda things: [things.convention.code],
         "post", lambda things: {"promise": "1"}),
    Case("councils:convention_pledge", NOBODY | dict.fromkeys(HERE, NO),
         lambda things: [things.convention_begun.code], "post"),
    Case("councils:convention_sheet", EVERYBODY, lambda things: [things.convention.code]),
    Case("councils:convention_sheet", NOBODY, lambda things: [things.convention_begun.code]),
    Case("councils:convention_difference", only(*HERE, nobody=HIDDEN),
         lambda things: [things.convention.code, things.convention_begun.code]),
    Case("councils:opinions", EVERYBODY, lambda things: [things.convention_draft.code]),
    Case("councils:opinions", only(*HERE, nobody=HIDDEN), lambda things: [things.convention_begun.code]),
    Case("councils:opinions_answer", RESIDENTS, lambda things: [things.convention_draft.code], "post",
         lambda things: {"statement": things.statement.code, "view": "agree"}),
    Case("councils:opinions_answer", only(), lambda things: [things.convention_draft.code], "post",
         lambda things: {"statement": things.waiting_statement.code, "view": "agree"}),
    Case("councils:opinions_say", RESIDENTS, lambda things: [things.convention_draft.code], "post",
         lambda things: {"text": "晾衣不滴水"}),
    Case("councils:opinions_mine", SIGNED_IN, lambda things: [things.convention_draft.code]),
    Case("councils:opinions_map", EVERYBODY, lambda things: [things.convention_draft.code]),
    Case("councils:opinions_map", only(*HERE, nobody=HIDDEN), lambda things: [things.convention_begun.code]),
    Case("councils:wordings", EVERYBODY, lambda things: [things.convention_draft.code]),
    Case("councils:wordings", only(*HERE, nobody=HIDDEN), lambda things: [things.convention_begun.code]),
    Case("councils:suggest_wording", only("neighbour", "author", others=NO),
         lambda things: [things.convention_draft.code, 4]),
    Case("councils:wording", EVERYBODY, lambda things: [things.wording.code]),
    Case("councils:wording", only("author", *HERE, nobody=HIDDEN), lambda things: [things.waiting_wording.code]),
    Case("councils:change_wording", only("author", nobody=HIDDEN), lambda things: [things.returned_wording.code]),
    Case("councils:support_wording", only("neighbour", "author", others=NO), lambda things: [things.wording.code],
         "post"),
    Case("councils:withdraw_wording", only("author", nobody=HIDDEN), lambda things: [things.wording.code]),
    Case("volunteers:posts", EVERYBODY),
    Case("volunteers:post", EVERYBODY, lambda things: [things.post.code]),
    Case("volunteers:post", RESIDENTS, lambda things: [things.post.code], "post",
         lambda things: {"risks_version": 1, "read": "1", "agreed": "1"}),
    Case("volunteers:withdraw", only("author"), lambda things: [things.application.code], "post"),
    Case("volunteers:shift", EVERYBODY, lambda things: [things.shift.code]),
    Case("volunteers:shift", NOBODY, lambda things: ["nothing"]),
    Case("volunteers:lead", RUN_SHIFT, _shift),
    Case("volunteers:take_lead", only(others=NO), lambda things: [things.coming_shift.code], "post"),
    *[Case(f"volunteers:{step}", RUN_SHIFT, _shift, "post") for step in ("tick", "start", "end", "confirm")],
    Case("volunteers:cancel", RUN_SHIFT, _shift),
    Case("volunteers:report", only("neighbour", "author", others=NO), _shift),
    Case("volunteers:checkpoint", EVERYBODY, lambda things: [things.checkpoint.code]),
    Case("volunteers:checkpoint", only("neighbour", "author"), lambda things: [things.checkpoint.code], "post"),
    Case("volunteers:hazard", only("neighbour", "author", *HERE, nobody=HIDDEN), lambda things: [things.hazard.code]),
    Case("volunteers:hazard_photo", only("neighbour", "author", *HERE, nobody=HIDDEN),
         lambda things: [things.hazard_photo.code]),
    Case("volunteers:join", RESIDENTS, lambda things: [things.coming_shift.code], "post"),
    Case("rosters:roster", EVERYBODY, lambda things: [things.roster.code]),
    Case("rosters:roster", NOBODY, lambda things: [things.secret_roster.code]),
    Case("rosters:book", ENDORSER | {"author": IN}, lambda things: [things.coming_roster.code], "post"),
    Case("rosters:book", NOBODY, lambda things: [things.secret_roster.code], "post"),
    Case("rosters:cancel", only("author"), lambda things: [things.coming_roster.code], "post"),
    Case("rosters:cancel", only("author"), lambda things: [things.coming_roster.code]),
    Case("rosters:accept", only("author"), lambda things: [things.coming_roster.code], "post"),
    Case("rosters:sign_in", SIGNED_IN, lambda things: [things.roster.code], "post"),
    Case("rosters:sign_in", only(), lambda things: [things.secret_roster.code], "post"),
    Case("rosters:hand_on", only("author", nobody=HIDDEN), lambda things: [things.coming_roster.code]),
    Case("rosters:hand_on", only("author", nobody=HIDDEN), lambda things: [things.coming_roster.code], "post"),
    Case("rosters:answer_swap", only("neighbour") | {"stranger": NO},
         lambda things: [things.swap.code, "accept"], "post"),
    Case("rosters:answer_swap", only("neighbour"), lambda things: [things.swap.code, "decline"], "post"),
    Case("rosters:answer_swap", only("author"), lambda things: [things.swap.code, "withdraw"], "post"),
    Case("rosters:sheet", only(*HERE, others=NO), lambda things: [things.roster.code]),
    Case("rosters:sheet", only(*HERE), lambda things: [things.secret_roster.code]),
    Case("rosters:workbook", only(*HERE, others=NO), lambda things: [things.roster.code]),
    Case("rosters:workbook", only(*HERE), lambda things: [things.secret_roster.code]),
    *[Case(f"rosters:{name}", only(*HERE), lambda things: [things.roster.code])
      for name in ("desk", "door", "door_now", "all_here", "close", "enter", "bring_in")],
    Case("rosters:desk", only(*HERE), lambda things: [things.secret_roster.code]),
    Case("rosters:line", only(*HERE), lambda things: [things.roster.code, things.line.code], "post",
         lambda things: {"act": "came"}),
    Case("rosters:strike", only(*HERE), lambda things: [things.roster.code, things.line.code]),
    # Whoever has the secret address may read; nobody else can guess it.
    Case("rosters:my_calendar", EVERYBODY, lambda things: [things.calendar.secret]),
    Case("rosters:my_calendar", NOBODY, lambda things: ["nothing"]),
    Case("rosters:room_calendar", EVERYBODY, lambda things: ["tests.talk", things.community.slug]),
    Case("rosters:room_calendar", NOBODY, lambda things: ["nothing", things.community.slug]),
    # Councils
    Case("councils:meetings", EVERYBODY),
    Case("councils:meeting", EVERYBODY, _meeting()),
    Case("councils:meeting", only(*HERE, nobody=HIDDEN), _meeting("planned_meeting")),
    Case("councils:minutes", NOBODY, _meeting()),
    Case("councils:console", only(*HERE, others=NO), _meeting()),
    Case("councils:console_act", only(*HERE, others=NO), _meeting(more=["women"]), "post",
         lambda things: {"women": "0"}),
    Case("councils:meeting_act", only("neighbour"), _meeting(more=["attend"]), "post"),
    Case("councils:meeting_act", NOBODY, _meeting(more=["nothing"]), "post"),
    Case("councils:resolution", EVERYBODY, lambda things: [things.resolution.code]),
    Case("councils:resolution", NOBODY, lambda things: ["nothing"]),
]  # fmt: skip
