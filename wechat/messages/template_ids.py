import re

TEMPLATE_ID = re.compile(r"[0-9A-Za-z_-]{43}")
"""What WeChat's template IDs look like; its documents do not say so, all known ones do."""
