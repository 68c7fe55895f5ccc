"""Currencies and what a money figure counts."""

from dataclasses import dataclass
from typing import Literal

from volver.domain.errors import BadInput

MINOR_UNITS: dict[str, int] = {
    code: decimals
    for decimals, codes in {
        0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
        2: "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP "
        "BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL "
        "GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP "
        "LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR "
        "NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP "
        "STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD YER ZAR "
        "ZMW ZWG",
        3: "BHD IQD JOD KWD LYD OMR TND",
    }.items()
    for code in codes.split()
}
"""Decimals of each ISO 4217 currency in use."""


def currency(code: str) -> str:
    """Check an ISO 4217 code.

    >>> currency("eur")
    'EUR'
    """
    upper = code.strip().upper()
    if upper not in MINOR_UNITS:
        raise BadInput(
            what=f"{code[:10]!r} is not a currency code",
            where="currency",
            next_step="Use a three-letter ISO code such as EUR, GBP or MXN.",
        )
    return upper


BasisKind = Literal["revenue", "margin_from_cost", "margin_from_rate", "margin_from_rates"]


@dataclass(frozen=True, slots=True)
class Basis:
    """What a money figure counts; always named beside the figure."""

    kind: BasisKind
    rate: float | None = None
    """Margin per unit of revenue, 0 to 1, where the kind is margin_from_rate."""

    @property
    def is_margin(self) -> bool:
        """Whether costs are in the figure."""
        return self.kind != "revenue"

    @property
    def label(self) -> str:
        """The fixed English text of the `basis` column.

        >>> Basis("revenue").label
        'revenue: no cost given'
        >>> Basis("margin_from_rate", 0.35).label
        'margin: 35 % of revenue'
        """
        match self.kind:
            case "revenue":
                return "revenue: no cost given"
            case "margin_from_cost":
                return "margin: revenue less cost"
            case "margin_from_rate":
                return f"margin: {100 * (self.rate or 0):g} % of revenue"
            case "margin_from_rates":
                return "margin: rates by category"
