"""Methods of telecom fraud (Ministry of Public Security, list of 2024)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Method(models.TextChoices):
    F01 = "F01", _("Order-brushing rebate")
    F02 = "F02", _("Fake investment")
    F03 = "F03", _("Fake shopping or services")
    F04 = "F04", _("Fake e-commerce or logistics customer service")
    F05 = "F05", _("Fake loan")
    F06 = "F06", _("Fake credit repair")
    F07 = "F07", _("Impersonating a boss or acquaintance")
    F08 = "F08", _("Impersonating police, prosecutors, courts or government")
    F09 = "F09", _("Online romance")
    F10 = "F10", _("Fake game-item trade")
    F11 = "F11", _("Pig-butchering")
    F12 = "F12", _("Prize")
    F13 = "F13", _("Flight change")
    F14 = "F14", _("Phishing message")
    F15 = "F15", _("Other")


# The list's own names, as they stand in files.
CHINESE = {
    "F01": "刷单返利",
    "F02": "虚假网络投资理财",
    "F03": "虚假购物、服务",
    "F04": "冒充电商物流客服",
    "F05": "虚假贷款",
    "F06": "虚假征信",
    "F07": "冒充领导熟人",
    "F08": "冒充公检法及政府机关",
    "F09": "网络婚恋、交友",
    "F10": "网络游戏产品虚假交易",
    "F11": "杀猪盘",
    "F12": "中奖",
    "F13": "机票退改签",
    "F14": "钓鱼短信",
    "F15": "其他",
}
