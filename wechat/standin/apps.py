"""The two apps that the stand-in knows: app ID, secret, push token, push key. Public, for demo and tests only."""

DEMO_MP = (
    "wx00000000000d3310",
    "public-demo-secret-of-the-mini-program",
    "demominipush",
    "ZGVtb21pbmlwcm9ncmFtcHVzaGtleXh4eHh4eHh4eHg",
)
DEMO_OA = (
    "wx00000000000d33a0",
    "public-demo-secret-of-the-official-account",
    "demoofficialpush",
    "ZGVtb29mZmljaWFsYWNjb3VudHB1c2hrZXl4eHh4eHg",
)

DEMO_RESIDENT = "王小梅"
"""Somebody who is a resident of the demo district already."""
DEMO_TEMPLATES = {
    "审核结果通知": "demo-decisions-of-moderation-0000000000000x",
    "提案进展提醒": "demo-news-of-proposals-00000000000000000000",
    "收到回复通知": "demo-replies-and-answers-000000000000000000",
}
"""Subscribe templates of the demo's mini-program by title; the resident has allowed some messages of each."""
