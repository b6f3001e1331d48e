"""Evidently invented people with every kind of identifier."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cases.engine import fictitious

# Only the form is checked, so any characters of the alphabet will do.
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


@dataclass(frozen=True)
class Person:
    name: str
    mobile: str
    resident_id: str
    landline: str
    bank_card: str
    qq: str
    wechat: str
    alipay: str
    email: str
    imei: str
    crypto_address: str
    address: str


class People:
    """`some(n)` invents people; the same seed invents the same."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng([20_210_130, seed])

    def some(self, n: int = 20) -> list[Person]:
        rng = self.rng
        columns = zip(
            fictitious.names(rng, n),
            fictitious.mobiles(rng, n),
            fictitious.resident_ids(rng, n),
            fictitious.addresses(rng, n),
            strict=True,
        )
        return [self._person(*column) for column in columns]

    def _person(self, name: str, mobile: str, resident_id: str, address: str) -> Person:
        serial = self.digits(6)
        return Person(
            name=name,
            mobile=mobile,
            resident_id=resident_id,
            landline=f"05158{serial}0",
            bank_card=with_luhn(f"622200000{serial}00{self.digits(1)}"),
            qq=f"1000{serial[:5]}",
            wechat=f"wxid_invented{serial}",
            alipay=f"2088000000{serial}",
            email=f"invented{serial}@example.com",
            imei=with_luhn(f"35000000{serial}"),
            crypto_address="T" + "".join(rng_choice(self.rng, _BASE58, 33)),
            address=address,
        )

    def digits(self, n: int) -> str:
        return "".join(map(str, self.rng.integers(0, 10, n)))


def rng_choice(rng: np.random.Generator, letters: str, n: int) -> list[str]:
    return [letters[place] for place in rng.integers(0, len(letters), n)]


def with_luhn(digits: str) -> str:
    """The digits with their check digit (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return f"{digits}{-total % 10}"
