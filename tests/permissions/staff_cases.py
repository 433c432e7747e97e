"""Every address of the staff area that the rooms added, with who gets in. Wagtail's own are in test_walk.py."""

from django.utils.timezone import localdate

from tests.permissions.cases import HERE, MANAGERS, MODERATORS, NO, STAFF, STREET, Case, staff_only

RUNS_CONTESTS = (*MANAGERS, "admin")
DISTRICT = staff_only("admin")
NEVER = staff_only(others=NO)
OF_THE_STREET = staff_only(*STREET) | dict.fromkeys(MODERATORS, NO)


def _code(name):
    return lambda things: [getattr(things, name).code]


def _pk(name):
    return lambda things: [getattr(things, name).pk]


def _directory(name, thing, anywhere, here, deletes):
    """The five addresses of a Wagtail viewset: who has any such rows, who keeps this one, who may delete it."""
    return [
        Case(f"{name}:index", anywhere),
        Case(f"{name}:index_results", anywhere),
        Case(f"{name}:add", anywhere),
        Case(f"{name}:edit", here, _pk(thing)),
        Case(f"{name}:delete", deletes, _pk(thing)),
    ]


STAFF_AREA = [
    Case("wechat_messages", DISTRICT),
    Case("wechat_messages_seen", DISTRICT, method="post"),
    Case("wechat_templates", DISTRICT),
    Case("wechat_template_add", DISTRICT),
    Case("wechat_template", DISTRICT, _code("message_template")),
    Case("wechat_health", DISTRICT),
    *_directory("wechat-replies", "automatic_answer", *[staff_only("admin", others=NO)] * 3),
    *_directory("calendar-days", "calendar_day", *[staff_only("admin", others=NO)] * 3),
    Case("wechat_check", DISTRICT, lambda things: ["mp-token"], "post"),
    Case("outbox", staff_only("admin", others=NO)),
    Case("retention", staff_only("admin", others=NO)),
    Case("outbox_retry", staff_only("admin", others=NO), lambda things: [things.outbox_item.pk], "post"),
    # The counter
    Case("accounts_residents", staff_only(*STAFF)),
    Case("accounts_resident", staff_only(*HERE), lambda things: [things.resident.user.code]),
    Case("accounts_verify", staff_only(*HERE), lambda things: [things.resident.user.code], "post"),
    Case("accounts_end_verification", staff_only(*HERE), lambda things: [things.resident.user.code], "post"),
    Case("accounts_households", staff_only(*STAFF)),
    Case("accounts_letter", staff_only(*HERE), _code("household")),
    Case("accounts_renew", staff_only(*HERE), _code("household"), "post"),
    Case("accounts_appointments", DISTRICT),
    Case("accounts_appoint", DISTRICT, lambda things: [things.resident.user.code]),
    Case("accounts_end_appointment", DISTRICT, _pk("appointment"), "post"),
    # The inbox
    Case("moderation_inbox", staff_only(*STAFF)),
    Case("moderation_decide_many", staff_only(*STAFF), method="post"),
    Case("moderation_submission", staff_only(*HERE), lambda things: [things.in_review.submission.code]),
    Case("moderation_decide", staff_only(*HERE), lambda things: [things.in_review.submission.code], "post",
         lambda things: {"decision": "hide", "reason": "有人身攻击", "seen": things.in_review.submission.round}),
    Case("moderation_forward", staff_only(*HERE), lambda things: [things.in_review.submission.code], "post"),
    Case("moderation_answer", staff_only(*HERE), lambda things: [things.hidden.submission.code], "post"),
    # Lectures
    Case("lecture_staff", staff_only(*STAFF)),
    Case("lecture_checks", staff_only(*STAFF)),
    Case("lecture_check", staff_only(*HERE), _code("lecture_draft")),
    Case("lecture_check", staff_only(*HERE), _code("lecture_draft"), "post"),
    Case("lecture_new_session", staff_only(*STAFF), _code("lecture")),
    Case("lecture_new_session", staff_only(*HERE), _code("lecture_draft")),
    Case("lecture_new_session", staff_only(*HERE), _code("lecture_draft"), "post"),
    Case("lecture_session", staff_only(*HERE, others=NO), _code("lecture_session")),
    Case("lecture_session", staff_only(*HERE), _code("draft_session")),
    Case("lecture_change_session", staff_only(*HERE, others=NO), _code("lecture_session")),
    Case("lecture_change_session", staff_only(*HERE, others=NO), _code("lecture_session"), "post"),
    Case("lecture_call_off", staff_only(*HERE, others=NO), _code("lecture_session"), "post",
         lambda things: {"reason": "停电"}),
    Case("lecture_note_wish", staff_only(*HERE, others=NO), _code("lecture_session"), "post"),
    Case("lecture_record_consent", staff_only(*HERE, others=NO), _code("children_session"), "post"),
    # Contests
    Case("contest_index", staff_only(*RUNS_CONTESTS)),
    Case("contest_begin", staff_only(*RUNS_CONTESTS)),
    Case("contest_name", staff_only(*RUNS_CONTESTS), method="post"),
    Case("contest_dashboard", staff_only(*STREET), _code("planned")),
    Case("contest_settings", staff_only(*STREET), _code("planned")),
    Case("contest_copy", staff_only(*STREET), _code("planned")),
    Case("contest_keep", staff_only(*STREET), _code("planned")),
    Case("contest_phases", staff_only(*STREET), _code("planned")),
    Case("contest_announce", staff_only(*STREET), _code("planned")),
    Case("contest_discard", staff_only(*STREET), _code("planned")),
    Case("contest_roll", staff_only(*STREET), _code("contest")),
    Case("contest_corrections", staff_only(*STREET), _code("contest")),
    Case("contest_settle", staff_only(*STREET), lambda things: [things.contest.code, things.correction.code], "post"),
    # Not counted by points: hidden from its managers too.
    Case("contest_sheets", staff_only(), _code("contest")),
    Case("contest_sheet_file", staff_only(), lambda things: [things.contest.code, "experts"]),
    Case("contest_evaluation", staff_only(*STREET), _code("contest")),
    Case("contest_panel", staff_only(*STREET), lambda things: [things.contest.code, "experts"]),
    Case("contest_panel_sheet", staff_only(*STREET), lambda things: [things.contest.code, "jury"]),
    Case("contest_papers", staff_only(*STREET), _code("contest")),
    Case("contest_paper_ballots", staff_only(*STREET), _code("contest")),
    Case("contest_sign_in_list", staff_only(*STREET), _code("contest")),
    Case("contest_paper_sheet", staff_only(*STREET), lambda things: [things.contest.code, things.sheet.code]),
    Case("contest_paper_act", staff_only(*STREET), lambda things: [things.contest.code, things.sheet.code], "post",
         lambda things: {"act": "close"}),
    Case("contest_paper_box", staff_only(*STREET), lambda things: [things.contest.code, things.sheet.code]),
    Case("contest_paper_scan", staff_only(*STREET),
         lambda things: [things.contest.code, things.sheet.code, things.sheet_scan.code]),
    Case("contest_counter", staff_only(*STREET), _code("contest")),
    Case("contest_counter_vote", staff_only(*STREET), lambda things: [things.contest.code, things.resident.user.code]),
    Case("contest_count", staff_only(*STREET), _code("contest")),
    Case("contest_result", staff_only(*STREET), _code("over_contest")),
    Case("contest_preview", staff_only(*STREET), _code("over_contest")),
    Case("contest_ballots", staff_only(*STREET), lambda things: [things.over_contest.code, "csv"]),
    Case("contest_objections", staff_only(*STREET), _code("over_contest")),
    Case("contest_answer", staff_only(*STREET), lambda things: [things.over_contest.code, things.objection.code]),
    Case("contest_exclusions", staff_only(*STREET), _code("over_contest")),
    Case("contest_decide", staff_only(*STREET), lambda things: [things.over_contest.code, things.exclusion.code],
         "post"),
    Case("contest_signals", staff_only(*STREET), _code("over_contest")),
    Case("contest_certification", staff_only(*STREET), _code("over_contest")),
    Case("contest_projects", staff_only(*STREET), _code("counted_contest")),
    # Nothing was chosen: hidden from its managers too (tests/proposals/test_delivery.py walks one that was).
    Case("contest_project", staff_only(), lambda things: [things.counted_contest.code, things.published.code]),
    Case("contest_agreement", staff_only(), lambda things: [things.counted_contest.code, things.published.code]),
    Case("contest_proposals", staff_only(*STAFF)),
    Case("contest_proposals_export", staff_only(*STAFF)),
    Case("contest_merge", staff_only(*STREET), _code("published")),
    Case("contest_split", staff_only(*STREET), lambda things: [things.published.code, things.in_review.code], "post"),
    Case("contest_division", staff_only(*HERE), _code("published")),
    Case("contest_suggest", staff_only(*HERE), _code("in_review")),
    Case("contest_proposal", staff_only(*HERE), _code("in_review")),
    Case("rosters_index", staff_only(*STAFF)),
    # Volunteers
    Case("conventions_staff", staff_only(*STAFF)),
    Case("conventions_begin", staff_only(*HERE), method="post",
         data=lambda things: {"community": things.community.slug}),
    Case("conventions_version", staff_only(*HERE), _code("convention")),
    Case("conventions_write", staff_only(*HERE), _code("convention_begun")),
    Case("conventions_write", staff_only(*HERE), _code("convention_begun"), "post"),
    Case("conventions_answer", staff_only(*HERE), _code("convention_begun"), "post",
         lambda things: {"article": "1", "key": "fine", "answer": "引用条例"}),
    Case("conventions_count", staff_only(*HERE), _code("convention_begun"), "post"),
    Case("conventions_confirm", staff_only(*HERE), _code("convention_begun"), "post"),
    Case("conventions_move", staff_only(*HERE), lambda things: [things.convention_begun.code, "draft"], "post"),
    Case("volunteers_planner", staff_only(*STAFF)),
    Case("volunteers_call_day_off", staff_only(*HERE), method="post",
         data=lambda things: {"day": localdate(things.coming_shift.roster.starts_at), "weather": "rain"}),
    Case("volunteers_shift", staff_only(*HERE), _code("shift")),
    Case("volunteers_shift_act", staff_only(*HERE), lambda things: [things.shift.code, "leader"], "post"),
    Case("volunteers_posts", staff_only(*STAFF)),
    Case("volunteers_new_post", staff_only(*STAFF)),
    Case("volunteers_post", staff_only(*HERE), _code("post")),
    Case("volunteers_shut_post", staff_only(*HERE), _code("post"), "post"),
    Case("volunteers_decide", staff_only(*HERE), lambda things: [things.post.code, things.application.code], "post",
         lambda things: {"decision": "accept"}),
    Case("volunteers_routes", staff_only(*STAFF)),
    Case("volunteers_new_route", staff_only(*STAFF)),
    Case("volunteers_edit_route", staff_only(*HERE), lambda things: [things.shift.route.code]),
    Case("volunteers_give_up_route", staff_only(*HERE), lambda things: [things.shift.route.code], "post"),
    Case("volunteers_single_shift", staff_only(*HERE), lambda things: [things.shift.route.code], "post"),
    Case("volunteers_qualifications", staff_only(*STAFF)),
    Case("volunteers_route", staff_only(*HERE), lambda things: [things.shift.route.code]),
    Case("volunteers_codes", staff_only(*HERE), lambda things: [things.shift.route.code]),
    Case("volunteers_differ", staff_only(*HERE), lambda things: [things.shift.route.code, things.series.code], "post"),
    Case("volunteers_stop_series", staff_only(*HERE),
         lambda things: [things.shift.route.code, things.series.code], "post"),
    Case("volunteers_hazards", staff_only(*STAFF)),
    Case("volunteers_hazard_act", staff_only(*HERE), lambda things: [things.hazard.code, "take"], "post"),
    Case("hours_index", staff_only(*STAFF)),
    Case("hours_export", staff_only(*STAFF)),
    Case("hours_correct", staff_only(*HERE), _code("service_record")),
    Case("hours_dispute", staff_only(*HERE), _code("hours_dispute")),
    Case("hours_issue", staff_only(*HERE), lambda things: [things.resident.user.code]),
    Case("hours_withdraw", staff_only(*HERE), lambda things: [things.certificate.serial]),
    Case("hours_issuer", staff_only(*HERE), lambda things: [things.community.slug]),
    # Places and canned replies
    *_directory("subdistricts", "subdistrict", *[staff_only("admin", others=NO)] * 2, NEVER),
    *_directory("communities", "community", staff_only(*RUNS_CONTESTS, others=NO),
                OF_THE_STREET, NEVER),
    *_directory("grids", "grid", staff_only(*STAFF), staff_only(*HERE), staff_only(*HERE)),
    *_directory("venues", "venue", staff_only(*STAFF), staff_only(*HERE), staff_only(*HERE)),
    *_directory("canned-replies", "reply", staff_only(*RUNS_CONTESTS, others=NO), OF_THE_STREET, staff_only(*STREET)),
]  # fmt: skip
