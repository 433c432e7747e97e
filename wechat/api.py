"""The WeChat edge's part of the API; each part keeps a router of its own."""

from ninja import Router

from wechat.codes.api import router as codes_router
from wechat.messages.api import router as messages_router
from wechat.signin.api import router as signin_router

router = Router(tags=["wechat"])
router.add_router("", signin_router)
router.add_router("", messages_router)
router.add_router("", codes_router)
