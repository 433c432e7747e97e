"""The WeChat edge: gateway, sign-in, content checks, messages, official account, and a stand-in to play against."""
