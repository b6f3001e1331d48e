"""Who takes part in the demo case, as data.

The course of events is that of a case reported in the press in 2021; suspects
carry the report's pseudonyms, officers are named by their function only, and no
number belongs to anybody.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

SEED = 20210413
CASE_NUMBER = "响公（网）立字〔2021〕1号"
CASE_TITLE = "王超等人侵犯公民个人信息案"
OFFENCE = "侵犯公民个人信息罪（刑法第二百五十三条之一）"
SOURCE = (
    "2021年1月下旬，网安支队巡查发现网名“SS52098”在暗网交易平台发帖出售"
    "“一手新鲜数据”，其中含有响水县居民顾红（化名）的个人信息。"
)
FACTS = """\
2020年9月起，犯罪嫌疑人王超（化名，网名SS52098）加入QQ交易群，从网名“林庭峰”等上线处购买公民个人信息，\
伙同阿龙、阿松加价转卖给张诚（化名）等下线，分工为一人洽谈、一人收款、一人交货。
2021年1月30日11时许，王超在湖北省荆州市一工厂宿舍内被抓获，从其电脑内查获个人信息九万余条，\
包括姓名、手机号码、身份证号码、收货地址。
2021年4月，抓捕组赴湖北、湖南、江西、福建、广东、江苏、河南等地同时收网，先后抓获犯罪嫌疑人15名。"""

NOTES = (
    "报道称“五千万人”的信息，实为五千万余条记录，尚未去重，不能当作人数。",
    "王超供称获利至少八万元；收款十万余元，向上线付款四万余元，三个数字不能同时成立，待查账。",
    "王超1月30日已被抓获，报道又称4月“抓获”，后者应指其他同案人员。",
)


@dataclass(frozen=True)
class UnitOf:
    """A unit of the demo."""

    key: str
    name: str
    kind: str = "police"
    province: str = "32"


UNITS = (
    UnitOf("detachment", "盐城市公安局网络安全保卫支队"),
    UnitOf("brigade", "响水县公安局网络安全保卫大队"),
    UnitOf("elsewhere", "福州市公安局网络安全保卫支队", province="35"),
    UnitOf("procuratorate", "响水县人民检察院", kind="procuratorate"),
    UnitOf("office", "盐城市公安局信息中心"),
)


@dataclass(frozen=True)
class OfficerOf:
    """A sign-in of the demo; `role` is the membership in the case, if any."""

    username: str
    name: str
    unit: str
    duty: str = "police"
    role: str = ""
    language: str = ""
    contact: str = ""


OFFICERS = (
    OfficerOf(
        "lead", "主办侦查员", "detachment", role="lead", contact="0515-0000000（虚构）"
    ),
    OfficerOf("investigator", "侦查员", "brigade", role="investigator"),
    OfficerOf("analyst", "数据分析员", "detachment", role="analyst"),
    OfficerOf("viewer", "协办民警", "brigade", role="viewer"),
    OfficerOf("outsider", "外省民警", "elsewhere", contact="0591-0000000（虚构）"),
    OfficerOf("prosecutor", "承办检察官", "procuratorate", duty="prosecutor"),
    OfficerOf("auditor", "审计员", "office", duty="auditor"),
    OfficerOf("sysadmin", "系统管理员", "office", duty="system_admin"),
    OfficerOf("secadmin", "安全管理员", "office", duty="security_admin"),
    # Decides on the exports that the lead asks for.
    OfficerOf("deputy", "副主办侦查员", "detachment", role="lead"),
)


@dataclass(frozen=True)
class SuspectOf:
    """A suspect; `aliases` are (platform, handle, first seen)."""

    key: str
    name: str = ""
    birth_year: int | None = None
    province: str = ""
    identification: str = "in_custody"
    measure: str = "arrested"
    position: str = "downline"
    role: str = ""
    aliases: tuple[tuple[str, str, date | None], ...] = field(default=())


def _others() -> tuple[SuspectOf, ...]:
    provinces = ("43", "36", "35", "44", "32", "41", "42", "44", "35")
    return tuple(
        SuspectOf(
            f"other{n}",
            province=province,
            role="本案另行抓获的下线人员，情况待补充。",
            aliases=(("QQ", f"下线{n:02}", date(2020, 10, n)),),
        )
        for n, province in enumerate(provinces, start=1)
    )


SUSPECTS = (
    SuspectOf(
        "wang",
        "王超",
        1994,
        "42",
        position="core",
        role="湖北公安人，购入数据、交货；2020年9月至次年1月收款十万余元。",
        aliases=(
            ("暗网交易平台", "SS52098", date(2021, 1, 20)),
            ("QQ", "水果批发SS", date(2020, 9, 1)),
        ),
    ),
    SuspectOf(
        "along",
        "阿龙",
        None,
        "42",
        position="partner",
        role="负责洽谈，分得一万元；供称买家都是搞电信诈骗的。",
        aliases=(("QQ", "一手鲜果", date(2020, 11, 1)),),
    ),
    SuspectOf(
        "asong",
        "阿松",
        None,
        "42",
        position="partner",
        role="负责收款。",
        aliases=(("QQ", "松果", date(2020, 11, 1)),),
    ),
    SuspectOf(
        "lin",
        identification="handle_only",
        measure="wanted",
        position="upline",
        role="第一上线，只有网名，已失联；四万余元出售十万余条。",
        aliases=(("QQ", "林庭峰", date(2020, 9, 10)),),
    ),
    SuspectOf(
        "seller2",
        position="upline",
        role="第二上线，已抓获。",
        province="43",
        aliases=(("QQ", "卖家二号", date(2020, 10, 5)),),
    ),
    SuspectOf(
        "seller3",
        identification="identified",
        measure="wanted",
        position="upline",
        role="第三上线，身份已查明，尚未到案。",
        aliases=(("QQ", "卖家三号", date(2020, 11, 20)),),
    ),
    SuspectOf(
        "zhang",
        "张诚",
        1988,
        "36",
        role="2019年注册网络科技公司；近十名上线；筛选、分类后再转卖。",
        aliases=(("微信", "诚信科技", date(2020, 6, 1)),),
    ),
    SuspectOf(
        "manager",
        province="44",
        position="source",
        role="刷单平台主管，从后台拷出数据（内部人员）。",
        aliases=(("QQ", "后台主管", date(2020, 8, 1)),),
    ),
    *_others(),
)


@dataclass(frozen=True)
class TeamOf:
    """An arrest team: province, place, targets, its reports in order."""

    province: str
    name: str
    place: str
    targets: tuple[str, ...]
    reports: tuple[tuple[str, str], ...]


_DONE = (
    ("en_route", "已出发"),
    ("in_position", "到达蹲守点"),
    ("entered", "进门"),
    ("arrested", "抓获目标，未使用武器"),
    ("returned", "押解返回"),
)
TEAMS = (
    TeamOf("42", "湖北组", "荆州市", ("other7",), _DONE),
    TeamOf("43", "湖南组", "长沙市", ("seller2", "other1"), _DONE),
    TeamOf("36", "江西组", "南昌市", ("zhang", "other2"), _DONE),
    TeamOf("35", "福建组", "福州市", ("other3", "other9"), _DONE),
    TeamOf("44", "广东组", "深圳市", ("manager", "other4", "other8"), _DONE),
    TeamOf("32", "江苏组", "盐城市", ("other5",), _DONE),
    TeamOf("41", "河南组", "郑州市", ("other6",), _DONE),
)


@dataclass(frozen=True)
class ReportOf:
    """A fraud report that the press described."""

    number: str
    unit: str
    province: str
    reported_on: str
    method: str
    loss: int
    victim: str
    narrative: str


REPORTS = (
    ReportOf(
        "渝2009-081601",
        "重庆市公安局",
        "重庆",
        "2009-08-16",
        "冒充公检法及政府机关",
        34000,
        "徐某甲",
        "谎称在厦门刷卡消费9800元，又由“李警官”要求转账。",
    ),
    ReportOf(
        "连2011-122801",
        "连云港市公安局新浦分局",
        "江苏",
        "2011-12-28",
        "中奖",
        2800,
        "佚名",
        "短信称中奖，先交手续费。",
    ),
    ReportOf(
        "2018-110001",
        "（未载明）",
        "江苏",
        "2018-11-15",
        "虚假贷款",
        6000,
        "高某",
        "“融360”客服，QQ联系，扫码交押金。",
    ),
    ReportOf(
        "宣2020-000001",
        "宣城市公安局",
        "安徽",
        "",
        "虚假贷款",
        23000,
        "潘某",
        "下载贷款软件，六次转账，共两万三千余元。",
    ),
    ReportOf(
        "2020-080901",
        "（未载明）",
        "江苏",
        "2020-08-09",
        "虚假贷款",
        3500,
        "徐某乙",
        "微信联系，四次向三个账户转账，共三千五百余元。",
    ),
)
