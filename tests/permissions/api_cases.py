"""Every operation of /api/v1, with who gets in. The name of a case is "METHOD /path"."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.permissions.cases import EVERYBODY, HERE, HIDDEN, NO, SIGNED_IN, STREET, Case, only

VERIFIED = SIGNED_IN | {"stranger": NO}
READERS = only("author", *HERE, nobody=HIDDEN)


def _code(name, **more):
    return lambda things: {"code": getattr(things, name).code, **more}


def _thread(things):
    return {"code": things.published.thread.code}


def _quiet(things):
    return {"code": things.in_review.thread.code}


def _submission(name):
    return lambda things: {"code": getattr(things, name).submission.code}


def body(**content):
    return lambda things: content


AUTHOR = only("author")
KEEPERS = only(*HERE, others=NO)
RESIDENTS = only("neighbour", "author", others=NO)
UNSUPPORTABLE = only(nobody=HIDDEN) | dict.fromkeys(("author", *HERE), NO)
API = [
    Case("GET /me", SIGNED_IN),
    Case("PATCH /me", SIGNED_IN, data=body(elder_mode=True)),
    Case("PUT /me/avatar", SIGNED_IN, data=lambda things: {"picture": SimpleUploadedFile("me.jpg", b"no picture")}),
    Case("POST /me/avatar", SIGNED_IN, data=lambda things: {"picture": SimpleUploadedFile("me.jpg", b"no picture")}),
    Case("DELETE /me/avatar", SIGNED_IN),
    Case("GET /me/items", SIGNED_IN),
    Case("PUT /me/residence", SIGNED_IN, data=lambda things: {"community": things.community.slug, "alias": "三号楼"}),
    Case("POST /me/household", SIGNED_IN | {"stranger": NO},
         data=lambda things: {"community": things.community.slug, "join_code": "x", "agreed": True, "alias": "三号楼"}),
    Case("GET /me/consents", SIGNED_IN),
    Case("PUT /me/consents/{kind}", SIGNED_IN, body(kind="publication")),
    Case("DELETE /me/consents/{kind}", SIGNED_IN, body(kind="publication")),
    Case("GET /me/data", SIGNED_IN),
    Case("POST /me/data/archive", SIGNED_IN),
    Case("GET /me/data/archive", SIGNED_IN),
    Case("DELETE /me/sessions", SIGNED_IN),
    Case("GET /consents/{kind}", EVERYBODY, body(kind="publication")),
    Case("POST /tokens", SIGNED_IN),
    Case("POST /demo/session", only(nobody=HIDDEN), data=body(persona="nobody loaded the demo")),
    Case("POST /live/ticket", EVERYBODY, data=body(topics=[])),
    Case("POST /live/ticket", EVERYBODY, data=lambda things: {"topics": [f"thread:{things.published.thread.code}"]}),
    Case("POST /live/ticket", only(*HERE, nobody=HIDDEN),
         data=lambda things: {"topics": [f"thread:{things.in_review.thread.code}"]}),
    # Pages
    Case("GET /home", EVERYBODY),
    Case("GET /home", EVERYBODY, data=lambda things: {"community": things.community.slug}),
    Case("GET /communities", EVERYBODY),
    Case("GET /communities/{slug}", EVERYBODY, lambda things: {"slug": things.community.slug}),
    Case("GET /communities/{slug}", only(nobody=HIDDEN), body(slug="nowhere")),
    Case("GET /articles", EVERYBODY),
    Case("GET /articles/{key}", only(nobody=HIDDEN), body(key="nothing")),
    Case("GET /codes/{code}", EVERYBODY, _code("contest")),
    Case("GET /codes/{code}", EVERYBODY, _code("published")),
    Case("GET /codes/{code}", only(nobody=HIDDEN), _code("in_review")),
    Case("GET /wechat/js-signature", only(nobody=HIDDEN), data=body(url="http://testserver/")),
    Case("GET /notices", SIGNED_IN),
    Case("POST /notices/read", SIGNED_IN, data=body(all=True)),
    Case("GET /notices/preferences", SIGNED_IN),
    Case("PUT /notices/preferences", SIGNED_IN, data=body(choices=[])),
    Case("GET /notices/{code}", AUTHOR, _code("notice")),
    Case("GET /submissions/{code}", only("author", *HERE), _submission("in_review")),
    Case("POST /submissions/{code}/appeal", AUTHOR, _submission("hidden"), data=body(text="我不同意。")),
    # Discussions
    Case("GET /threads/{code}", EVERYBODY, _thread),
    Case("GET /threads/{code}", only(*HERE, nobody=HIDDEN), _quiet),
    Case("GET /threads/{code}/comments", EVERYBODY, _thread),
    Case("GET /threads/{code}/comments", only(*HERE, nobody=HIDDEN), _quiet),
    Case("POST /threads/{code}/comments", VERIFIED, _thread, data=body(text="赞成。")),
    Case("POST /threads/{code}/comments", only(*HERE) | {"stranger": NO}, _quiet, data=body(text="赞成。")),
    Case("GET /comments/{code}", EVERYBODY, _code("comment")),
    Case("GET /comments/{code}", only(*HERE, nobody=HIDDEN), _code("quiet_comment")),
    Case("GET /comments/{code}", only("author", nobody=HIDDEN), _code("pending")),
    Case("GET /comments/{code}/replies", EVERYBODY, _code("comment")),
    Case("GET /comments/{code}/replies", only(*HERE, nobody=HIDDEN), _code("quiet_comment")),
    Case("PATCH /comments/{code}", AUTHOR, _code("pending"), data=body(text="改过了。")),
    Case("DELETE /comments/{code}", only("author", others=NO), _code("comment")),
    Case("PUT /threads/{code}/follow", SIGNED_IN, _thread),
    Case("PUT /threads/{code}/follow", only(*HERE, nobody=HIDDEN), _quiet),
    Case("DELETE /threads/{code}/follow", SIGNED_IN, _thread),
    Case("POST /comments/{code}/report", VERIFIED | {"author": NO}, _code("comment"), data=body(reason="abuse")),
    Case("POST /threads/{code}/answer", only(*HERE, others=NO), _thread, data=body(text="已经列入计划。")),
    # WeChat
    Case("GET /wechat/templates", SIGNED_IN, data=lambda things: {"for": "vote"}),
    Case("POST /wechat/prompts", SIGNED_IN, data=body(results={"t" * 43: "accept"})),
    Case("POST /wechat/seen", only(), data=body(js_code="WeChat is not configured here")),
    Case("POST /wechat/phone", SIGNED_IN, data=body(code="and nobody is connected")),
    Case("GET /wechat/scans/{code}", SIGNED_IN, _code("scan")),
    Case("GET /wechat/scans/{code}", only(), body(code="unknown")),
    Case("POST /wechat/scans/{code}/confirm", SIGNED_IN, _code("scan")),
    Case("POST /wechat/scans/{code}/refuse", SIGNED_IN, _code("scan")),
    # Ballots
    Case("GET /polls/{code}", EVERYBODY, _code("poll")),
    Case("GET /polls/{code}", only(*STREET, nobody=HIDDEN), _code("quiet_poll")),
    Case("PUT /polls/{code}/choices/{option}", only("neighbour", "author", others=NO), _code("poll", option="o1")),
    Case("PUT /polls/{code}/choices/{option}", only() | {"stranger": NO}, _code("quiet_poll", option="o1")),
    Case("DELETE /polls/{code}/choices/{option}", only("neighbour", "author", others=NO), _code("poll", option="o1")),
    Case("PUT /polls/{code}/ballot", only("neighbour", "author", others=NO), _code("poll"), data=body(options=["o1"])),
    Case("GET /polls/{code}/ballot", SIGNED_IN, _code("poll")),
    Case("GET /polls/{code}/ballot", only(*STREET), _code("quiet_poll")),
    Case("GET /polls/{code}/result", EVERYBODY, _code("counted_poll")),
    Case("GET /polls/{code}/review", EVERYBODY, _code("counted_poll")),
    Case("POST /polls/{code}/objections", only("neighbour", "author", others=NO), _code("counted_poll"),
         data=body(text="名单不对")),
    Case("GET /polls/{code}/certificate", only(nobody=HIDDEN), _code("counted_poll")),
    Case("GET /polls/{code}/certificate", EVERYBODY, _code("certified_poll")),
    Case("GET /polls/{code}/export.csv", EVERYBODY, _code("counted_poll")),
    Case("GET /polls/{code}/kit.zip", EVERYBODY, _code("counted_poll")),
    Case("GET /polls/{code}/export.pb", EVERYBODY, _code("counted_poll")),
    Case("GET /polls/{code}/ballots/{receipt}", only(nobody=HIDDEN), _code("counted_poll", receipt="nothing")),
    # Rosters
    Case("GET /rosters/{code}", EVERYBODY, _code("roster")),
    Case("GET /rosters/{code}", only(nobody=HIDDEN), _code("secret_roster")),
    Case("PUT /rosters/{code}/booking", RESIDENTS, _code("coming_roster"), data=body()),
    Case("PUT /rosters/{code}/booking", only() | {"stranger": NO}, _code("secret_roster"), data=body()),
    Case("DELETE /rosters/{code}/booking", only("author"), _code("coming_roster")),
    Case("POST /rosters/{code}/booking/accept", only("author"), _code("coming_roster")),
    Case("POST /rosters/{code}/checkin", SIGNED_IN, _code("roster"), data=body(shown="0")),
    Case("POST /rosters/{code}/checkin", only(), _code("secret_roster"), data=body(shown="0")),
    Case("POST /rosters/{code}/swaps", only("author"), _code("coming_roster"), data=body(phone="13900000000")),
    Case("POST /swaps/{code}/accept", only("neighbour") | {"stranger": NO}, _code("swap")),
    Case("POST /swaps/{code}/decline", only("neighbour"), _code("swap")),
    Case("DELETE /swaps/{code}", only("author"), _code("swap")),
    Case("GET /me/bookings", SIGNED_IN),
    Case("POST /me/calendar", SIGNED_IN, data=body()),
    Case("GET /rosters/{code}/checkin", KEEPERS, _code("roster")),
    Case("GET /rosters/{code}/list", KEEPERS, _code("roster")),
    Case("GET /rosters/{code}/list", only(*HERE), _code("secret_roster")),
    Case("PUT /rosters/{code}/list", KEEPERS, _code("roster"), data=body(came=[])),
    Case("PUT /rosters/{code}/list", only(*HERE), _code("secret_roster"), data=body(came=[])),
    Case("POST /rosters/{code}/list", KEEPERS, _code("roster"), data=body(how="walk_in", name="老李")),
    Case("DELETE /rosters/{code}/list/{booking}", KEEPERS,
         lambda things: {"code": things.roster.code, "booking": things.line.code}),
    Case("POST /rosters/{code}/list/{booking}/{act}", KEEPERS,
         lambda things: {"code": things.roster.code, "booking": things.line.code, "act": "untick"}),
    Case("POST /rosters/{code}/workbook", KEEPERS, _code("roster"),
         data=lambda things: {"file": SimpleUploadedFile("list.xlsx", b"no workbook")}),
    Case("POST /rosters/{code}/close", KEEPERS, _code("over_roster")),
    # Proposals
    Case("GET /contests", EVERYBODY),
    Case("GET /contests/{code}", EVERYBODY, _code("contest")),
    Case("GET /contests/{code}", only(*STREET, nobody=HIDDEN), _code("planned")),
    Case("GET /contests/{code}/result", EVERYBODY, _code("counted_contest")),
    Case("GET /contests/{code}/result", EVERYBODY, _code("over_contest")),
    Case("GET /contests/{code}/result", only(*STREET, nobody=HIDDEN), _code("planned")),
    Case("GET /contests/{code}/proposals", EVERYBODY, _code("contest")),
    Case("GET /contests/{code}/proposals", only(*STREET, nobody=HIDDEN), _code("planned")),
    Case("POST /contests/{code}/proposals", SIGNED_IN, _code("contest"), data=body()),
    Case("POST /contests/{code}/proposals", only(*STREET), _code("planned"), data=body()),
    Case("GET /proposals", EVERYBODY),
    Case("GET /proposals/{code}", EVERYBODY, _code("published")),
    Case("GET /proposals/{code}/delivery", only(nobody=HIDDEN), _code("published")),
    Case("GET /proposals/{code}/versions", EVERYBODY, _code("published")),
    Case("GET /proposals/{code}/versions", only("author", *HERE, nobody=HIDDEN), _code("in_review")),
    Case("GET /proposals/{code}", READERS, _code("in_review")),
    Case("GET /proposals/{code}", only("author", nobody=HIDDEN), _code("draft")),
    Case("GET /proposals/{code}", READERS, _code("planned_one")),
    Case("PATCH /proposals/{code}", AUTHOR, _code("draft"), data=body(title="换一个题目")),
    Case("DELETE /proposals/{code}", AUTHOR, _code("draft")),
    Case("POST /proposals/{code}/submit", AUTHOR, _code("draft"), data=body(consent=True)),
    Case("POST /proposals/{code}/withdraw", only("author", others=NO), _code("published")),
    Case("POST /proposals/{code}/withdraw", AUTHOR, _code("draft")),
    Case("PUT /proposals/{code}/endorsement", only("neighbour", others=NO), _code("published")),
    Case("PUT /proposals/{code}/endorsement", UNSUPPORTABLE, _code("in_review")),
    Case("DELETE /proposals/{code}/endorsement", only("neighbour", others=NO), _code("published")),
    Case("PUT /proposals/{code}/follow", SIGNED_IN, _code("published")),
    Case("PUT /proposals/{code}/follow", only(*HERE), _code("in_review")),
    Case("DELETE /proposals/{code}/follow", SIGNED_IN, _code("published")),
    Case("POST /proposals/{code}/photos", AUTHOR, _code("draft"),
         data=lambda things: {"photo": SimpleUploadedFile("photo.jpg", b"no picture")}),
    Case("DELETE /proposals/{code}/photos/{photo}", AUTHOR,
         lambda things: {"code": things.draft.code, "photo": things.photo.code}),
    Case("POST /proposals/{code}/voice", AUTHOR, _code("draft"),
         data=lambda things: {"voice": SimpleUploadedFile("voice.mp3", b"no sound")}),
    Case("POST /proposals/{code}/voice", only(others=NO), _code("published"),
         data=lambda things: {"voice": SimpleUploadedFile("voice.mp3", b"no sound")}),
    Case("DELETE /proposals/{code}/voice", AUTHOR, _code("draft")),
    Case("GET /proposals/{code}/merger", EVERYBODY, _code("published")),
    Case("GET /proposals/{code}/merger", READERS, _code("in_review")),
    Case("PUT /proposals/{code}/carried-support", only(others=NO), _code("published")),
    Case("PUT /proposals/{code}/carried-support", UNSUPPORTABLE, _code("in_review")),
    Case("PUT /proposals/{code}/co-authorship", only("neighbour"), _code("published")),
    Case("DELETE /proposals/{code}/co-authorship", only("neighbour"), _code("published")),
    Case("GET /proposals/{code}/authors", AUTHOR, _code("draft")),
    Case("GET /proposals/{code}/authors", AUTHOR, _code("published")),
    Case("POST /proposals/{code}/invitations", AUTHOR, _code("draft")),
    Case("POST /proposals/{code}/invitations", only("author", others=NO), _code("published")),
    Case("DELETE /proposals/{code}/invitations", AUTHOR, _code("draft")),
    Case("DELETE /proposals/{code}/authors/{person}", only(), _code("draft", person="nobody")),
    Case("DELETE /proposals/{code}/authors/{person}", only("author", others=NO),
         _code("published", person="nobody")),
    Case("GET /invitations/{secret}", SIGNED_IN, lambda things: {"secret": things.author_secret}),
    Case("GET /invitations/{secret}", only(), body(secret="nothing")),
    Case("POST /invitations/{secret}", only("neighbour", "author", others=NO),
         lambda things: {"secret": things.author_secret}),
    Case("GET /proposals/{code}/similar", AUTHOR, _code("published")),
    Case("GET /proposals/{code}/similar", AUTHOR, _code("draft")),
]  # fmt: skip
