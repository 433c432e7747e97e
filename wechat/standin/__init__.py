"""A stand-in for WeChat: answers over HTTP as api.weixin.qq.com does, and lets a person play the phone.

It needs neither Django nor a database: `python -m wechat.standin` is there in a moment, and forgets everything at its
end. What is documented and what is guessed stands in docs/wechat.md.
"""
