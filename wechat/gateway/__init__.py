"""Every call to WeChat, and every call from it. Only this package knows wechatpy.

Each call waits 3 s for a connection and 5 s for an answer, refuses to run inside a database transaction, and raises
wechat.gateway.errors.
"""
