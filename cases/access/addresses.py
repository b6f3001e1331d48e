"""From which address a request came, behind proxies that are trusted or none."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address


def client_address(request: HttpRequest) -> str | None:
    """The nearest address that is no proxy of ours.

    `X-Forwarded-For` is read from its end, and only as far as proxies of ours
    wrote it: what stands before that, anybody could have typed.
    """
    nearest = _parse(request.META.get("REMOTE_ADDR", ""))
    if nearest is None or not _is_trusted(nearest):
        return str(nearest) if nearest else None
    for text in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        address = _parse(text)
        if address is None:
            break
        nearest = address
        if not _is_trusted(address):
            break
    return str(nearest)


def _is_trusted(address: Address) -> bool:
    trusted: Iterable[str] = settings.CASEDESK_TRUSTED_PROXIES
    return any(address in ip_network(text) for text in trusted)


def _parse(text: str) -> Address | None:
    try:
        address = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
