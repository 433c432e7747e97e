"""A small file in each form, to fill in or to try: invented projects and votes."""

import csv
import io
from pathlib import PurePath

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font

from portal.core.errors import Invalid
from proposals.importing.reading import ENDINGS

Line = list[str | int]
Table = list[Line]


def _line(*cells: str | int) -> Line:
    return list(cells)


SHEETS: dict[str, Table] = {
    "设置": [
        ["设置项", "值"],
        ["标题", "家门口微更新（示例）"],
        ["届次", 1],
        ["预算", 60000],
        ["每人票数", 2],
        ["入选规则", "预算内票数优先"],
        ["投票开始", "2024-11-06 09:00"],
        ["投票截止", "2024-11-15"],
    ],
    "提案": [
        ["编号", "标题", "费用", "社区", "类别", "地点", "说明", "提案人", "提交时间", "已撤回", "入选"],
        ["A1", "旧车棚变乐龄客厅", 48000, "", "空间改造", "三号楼北侧", "摆上桌椅。", "", "2024-10-08", "否", "否"],
        ["A2", "楼道折叠休息凳", 12000, "", "为老服务", "六层老楼楼道", "每层转角一张。", "", "2024-10-09", "否", "是"],
        ["A3", "菜场门口的人行道", 18000, "", "道路出行", "菜场南门", "划出一块装卸区。", "", "2024-10-11", "否", "是"],
        ["A4", "楼下的露天电影", 26000, "", "文化活动", "中心广场", "每月放两场。", "", "2024-10-12", "否", "是"],
    ],
    "名册": [["编号", "社区"], *(_line(number, "") for number in range(1, 8))],
    "选票": [
        ["选民", "选择"],
        [1, "A2 A3"],
        [2, "A2 A4"],
        [3, "A1 A3"],
        [4, "A2 A3"],
        [5, "A4"],
        [6, "A2 A1"],
    ],
}  # fmt: skip
_PABULIB = {"编号": "project_id", "费用": "cost", "标题": "name", "入选": "selected"}


def example_file(name: str) -> bytes:
    """The content of an example called `name`; its ending says which form. Raises Invalid for other endings."""
    ending = PurePath(name).suffix.lower()
    if ending == ".xlsx":
        return _workbook()
    if ending == ".csv":
        return _csv().encode("utf-8-sig")
    if ending == ".pb":
        return _pabulib().encode()
    raise Invalid(example=_("Only %s files can be read.") % ", ".join(ENDINGS))


def _workbook() -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in SHEETS.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cell in sheet[1]:
            cell.font = Font(bold=True)
            sheet.column_dimensions[cell.column_letter].width = 18
        sheet.freeze_panes = "A2"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _csv() -> str:
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\r\n").writerow
    for name, rows in SHEETS.items():
        write([name])
        for row in rows:
            write(row)
    return text.getvalue()


def _pabulib() -> str:
    text = io.StringIO()
    write = csv.writer(text, delimiter=";", lineterminator="\n").writerow
    settings = {str(key): value for key, value in SHEETS["设置"][1:]}
    heading, *projects = SHEETS["提案"]
    ballots = SHEETS["选票"][1:]
    meta = {
        "description": settings["标题"],
        "country": "China",
        "instance": 2024,
        "num_projects": len(projects),
        "num_votes": len(ballots),
        "budget": settings["预算"],
        "vote_type": "approval",
        "rule": "greedy",
        "date_begin": "06.11.2024",
        "date_end": "15.11.2024",
        "edition": settings["届次"],
        "max_length": settings["每人票数"],
    }
    write(["META"])
    write(["key", "value"])
    for key, value in meta.items():
        write([key, value])
    columns = [heading.index(name) for name in _PABULIB]
    write(["PROJECTS"])
    write(_PABULIB.values())
    for project in projects:
        write([{"是": 1, "否": 0}.get(str(project[column]), project[column]) for column in columns])
    write(["VOTES"])
    write(["voter_id", "vote"])
    for voter, chosen in ballots:
        write([voter, ",".join(str(chosen).split())])
    return text.getvalue()
