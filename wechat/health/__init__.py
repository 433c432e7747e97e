"""How it stands between this installation and WeChat: what is set up, what works, what went wrong, what is late."""
