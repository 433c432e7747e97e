from bench.pages import LOADED, _mentioned

PAGE = """
<link rel="stylesheet" href="/static/core/a.css"><link href="/static/core/b.css" rel="stylesheet">
<link rel="icon" href="/static/core/icon.svg"><script type="module" src="/static/core/c.js"></script>
<img src="/static/core/d.jpg">
"""


def test_weight_counts_style_and_script_and_no_pictures():
    found = {address for each in LOADED.findall(PAGE) for address in each if address}
    assert found == {"/static/core/a.css", "/static/core/b.css", "/static/core/c.js"}


def test_what_scripts_and_styles_load_further_is_weighed_too():
    assert _mentioned("/static/core/c.js", 'import { x } from "./e.js"; import "../pages/f.js";') == {
        "/static/core/e.js",
        "/static/pages/f.js",
    }
    assert _mentioned("/static/core/a.css", '@import url("g.css"); a { background: url("h.png") }') == {
        "/static/core/g.css"
    }
