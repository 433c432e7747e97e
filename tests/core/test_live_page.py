"""The browser's side of live events: the module core/live.js on a page of the site."""

import pytest

from tests.browsers import chromium

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LISTEN = """(topics) => {
  window.heard = []
  for (const topic of topics) {
    const element = document.createElement("p")
    element.dataset.live = topic
    document.querySelector("main").append(element)
  }
  for (const name of ["live", "live-resync"])
    document.addEventListener(name, (event) => window.heard.push([name, event.target.dataset.live, event.detail.seq]))
  return import("/static/core/live.js").then(() => null)
}"""


@pytest.fixture
def page():
    with chromium() as browser:
        yield browser.new_page()


def heard(page, count):
    page.wait_for_function("(count) => window.heard.length >= count", arg=count, timeout=20_000)
    return page.evaluate("window.heard")


def test_page_hears_and_comes_back_after_a_restart_without_missing_anything(page, serve, outside):
    server, writer = serve("tests.core.live_site:application"), outside()
    complaints = []
    page.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
    page.goto(f"http://127.0.0.1:{server.port}/coming/")
    with page.expect_websocket() as line:
        page.evaluate(LISTEN, ["test:a", "test:b"])
    line.value.wait_for_event("framereceived")
    writer("publish", topic="test:a", payload={})
    assert heard(page, 1) == [["live", "test:a", 1]]

    server.stop()
    writer("publish", topic="test:a", payload={})
    writer("publish", topic="test:b", payload={})
    server.start()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # not to wait for its own next try
    assert sorted(heard(page, 3)) == [["live", "test:a", 1], ["live", "test:a", 2], ["live", "test:b", 1]]
    assert complaints == []


def test_page_asks_once_for_what_it_may_not_follow(page, serve):
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "ticket" in request.url else None)
    page.goto(f"http://127.0.0.1:{serve().port}/coming/")
    with page.expect_response("**/live/ticket") as answer:
        page.evaluate(LISTEN, ["test:a"])
    assert answer.value.status == 404
    page.wait_for_timeout(2_500)
    assert len(asked) == 1
