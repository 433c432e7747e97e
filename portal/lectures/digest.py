"""The fingerprint of a lecture's text: what somebody checks the facts of, and what may not change afterwards."""

import hashlib
import json
import re
from typing import Any

_EDITORS_MARK = re.compile(r' data-block-key="[^"]*"')
FACTS = ("title", "intro", "speaker_name", "speaker_about", "body", "transcript", "handouts")
"""The fields that say something."""


def digest_of(lecture: Any) -> str:
    """SHA-256 of the fields in FACTS, in hex. Order and wording count, the ids that an editor gives blocks do not."""
    facts = {name: _plain(getattr(lecture, name)) for name in FACTS}
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if hasattr(value, "get_prep_value"):
        return [_without_ids(block) for block in value.get_prep_value()]
    return str(value or "")


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_ids(part) for name, part in value.items() if name != "id"}
    if isinstance(value, str):
        return _EDITORS_MARK.sub("", value)
    return [_without_ids(part) for part in value] if isinstance(value, list) else value
