"""Everything that counting again takes, in one download."""

import io
import zipfile

from django.conf import settings

from portal.ballots.models import Poll
from portal.ballots.queries.exports import export_csv

PROGRAM = "tools/recount.py"
DAY = (2020, 1, 1, 0, 0, 0)
README = """\
{title}

怎样自己数一遍 / How to count it yourself
1. 装好 Python 3.8 或更新的版本（python.org）。 Install Python 3.8 or later (python.org).
2. 在这个文件夹里运行 / In this folder run:

   python recount.py {ballots}            （中文）
   python recount.py {ballots} --lang en  (English)

程序会说出结果，并和公布的指纹比对；一致就以 0 结束。
The program says the result and compares it with the published digest; it ends with 0 where both are the same.

公布的结果指纹 / published digest of the result: {digest}
名册 / roll: {size}, {roll}
抽签种子 / seed of the lot: {seed}

选票里没有姓名，只有回执码。 Ballots carry receipts and no names.
recount.py 和网站没有共用的代码。 recount.py shares no code with the site.
"""


def recount_kit(poll: Poll) -> bytes:
    """A zip file: the ballot file, the program that counts it, and how. Raises as `export_csv`.

    The same poll gives the same bytes, so that copies can be compared.
    """
    ballots, lines = f"ballots-{poll.code}.csv", export_csv(poll)
    words = README.format(
        title=poll.title,
        ballots=ballots,
        digest=poll.result_digest,
        size=poll.roll.size,
        roll=poll.roll.digest,
        seed=poll.lot_seed,
    )
    kit = io.BytesIO()
    with zipfile.ZipFile(kit, "w") as archive:
        archive.writestr(_entry("README.txt"), words)
        archive.writestr(_entry("recount.py"), (settings.ROOT / PROGRAM).read_bytes())
        with archive.open(_entry(ballots), "w") as file:
            for line in lines:
                file.write(line.encode())
    return kit.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
