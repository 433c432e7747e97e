from collections.abc import Callable
from typing import Any

from portal.core.ports import Registry

Message = dict[str, Any]
Handler = Callable[[Message], None]

push_handlers: Registry[Handler] = Registry("push handlers")
"""What to do about an event, by its name as WeChat writes it.

A handler gets the message as it was pushed (values are text where the push was XML). It runs in a worker, outside any
transaction, at least once; what it raises counts as a failed attempt and is tried again.
"""
