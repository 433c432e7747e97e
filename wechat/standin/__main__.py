"""`python -m wechat.standin`: the same as `manage.py wechat_standin`, without waiting for Django's apps."""

import argparse
import os
import sys

from wechat.standin import run


def main() -> None:
    parser = argparse.ArgumentParser(prog="wechat.standin", description=__doc__)
    parser.add_argument("--port", type=int, default=None, help="WECHAT_STANDIN_PORT, or the site's port and one")
    parser.add_argument("--portal", default="", help="where pushes go; the site's own address where it is left out")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings.demo")
    try:
        run.run(port=given.port, portal=given.portal)
    except run.Refusal as refusal:
        sys.exit(str(refusal))


main()
