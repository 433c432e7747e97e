"""Signing in with WeChat: from the mini-program, on pages inside WeChat, and on a desktop by scanning a code.

`WeChatIdentity` is the one record of who is who: allauth's providers here carry proofs, its tables stay empty.
"""
