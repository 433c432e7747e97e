"""Subscribe messages: one to a person for each time they allowed one (docs/wechat.md)."""
