"""United States federal service: preference points (5 USC 3309 through 5 CFR 211.102 and 330.207)."""

from collections.abc import Mapping
from decimal import Decimal

PREFERENCE_POINTS: Mapping[str, Decimal] = {
    "TP": Decimal(5),
    "XP": Decimal(10),
    "CP": Decimal(10),
    "CPS": Decimal(10),
    "SSP": Decimal(0),
}
