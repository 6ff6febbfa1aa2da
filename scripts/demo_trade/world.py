"""Who is in the made world, and who sells to whom."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

Habit = Callable[[Random, int], int]
"""Days that a buyer pays after the due day, in the month with this index (from 0); negative is early."""


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank or platform. `code` stands in the IBANs of its accounts; `member` is False for one outside."""

    key: str
    name: str
    role: str
    country: str
    code: str
    vat: str
    member: bool = True


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm. `number` makes the text of its n-th invoice of a year; `member` is False for an outsider."""

    key: str
    name: str
    country: str
    street: str
    town: str
    post_code: str
    vat: str
    scheme: str
    bank: str
    iban: str
    number: str = "{year}-{n:04}"
    member: bool = True


@dataclass(frozen=True, slots=True)
class Relation:
    """One seller and one buyer: an invoice about every `every` months, payable after `terms` days."""

    seller: str
    buyer: str
    goods: str
    terms: int
    cents: int
    habit: Habit
    every: int = 1


def punctual(random: Random, month: int) -> int:
    return random.randint(-6, 0)


def relaxed(random: Random, month: int) -> int:
    return random.randint(-3, 9)


def slow(random: Random, month: int) -> int:
    return random.randint(8, 26)


def late(random: Random, month: int) -> int:
    return random.randint(28, 74)


def worsening(random: Random, month: int) -> int:
    return month * 2 + random.randint(-4, 10)


def improving(random: Random, month: int) -> int:
    return max(-2, 34 - 2 * month) + random.randint(-2, 4)


def iban(country: str, bban: str) -> str:
    """The IBAN of an account (ISO 13616): check digits over the number with the country moved to the end."""
    digits = "".join(str(int(character, 36)) for character in f"{bban}{country}00")
    return f"{country}{98 - int(digits) % 97:02}{bban}"


def creditor_reference(number: str) -> str:
    """The RF creditor reference (ISO 11649) of an invoice number."""
    plain = "".join(character for character in number.upper() if character.isalnum() and character.isascii())
    digits = "".join(str(int(character, 36)) for character in f"{plain}RF00")
    return f"RF{98 - int(digits) % 97:02}{plain}"


BANKS = (
    Bank("nordkap", "Nordkap Handelsbank AG", "lender", "DE", "99911111", "DE999911111"),
    Bank("meridiano", "Banco Meridiano SA", "lender", "ES", "99922222", "ESA99922222"),
    Bank("quittung", "Quittung Payments BV", "agent", "NL", "99933333", "NL999933333B01"),
    Bank("outside", "Caisse du Plateau", "none", "CH", "99944444", "CHE999944444", member=False),
)

_BANK_OF = {bank.key: bank for bank in BANKS}


def _firm(
    key: str,
    name: str,
    country: str,
    town: str,
    vat: str,
    scheme: str,
    bank: str,
    serial: int,
    number: str = "",
    member: bool = True,
) -> Firm:
    account = iban("DE", f"{_BANK_OF[bank].code}{serial:010}")
    return Firm(
        key, name, country, f"{serial % 90 + 1} Sample Street", town, f"{10000 + serial}", vat, scheme, bank,
        account, number or "{year}-{n:04}", member,
    )  # fmt: skip


FIRMS = (
    _firm(
        "anker",
        "Anker Metallbau GmbH",
        "DE",
        "Bremen",
        "DE999000011",
        "9930",
        "nordkap",
        4711,
        "RE-{year}-{n:05}",
    ),
    _firm(
        "birke",
        "Birke Möbelwerk GmbH",
        "DE",
        "Detmold",
        "DE999000022",
        "9930",
        "nordkap",
        4722,
        "{n:04}/{year}",
    ),
    _firm(
        "corvin", "Corvin Textil Kft", "HU", "Szeged", "HU99900033", "9910", "nordkap", 4733, "CT{year}{n:05}"
    ),
    _firm("delfino", "Delfino Ceramiche Srl", "IT", "Faenza", "IT99900000044", "0211", "meridiano", 4744),
    _firm(
        "eksteen",
        "Eksteen Verpakking BV",
        "NL",
        "Zwolle",
        "NL999000055B01",
        "9944",
        "meridiano",
        4755,
        "F{year}.{n:03}",
    ),
    _firm("fjord", "Fjord Maritime AS", "NO", "Bergen", "NO999000066MVA", "0192", "meridiano", 4766),
    _firm(
        "granja",
        "Granja del Sol SL",
        "ES",
        "Murcia",
        "ESB99900077",
        "9920",
        "meridiano",
        4777,
        "GS-{year}/{n}",
    ),
    _firm(
        "hibou",
        "Hibou Papeterie SARL",
        "FR",
        "Annecy",
        "FR99999000088",
        "9957",
        "nordkap",
        4788,
        "FA{year}-{n:03}",
    ),
    _firm(
        "iskra",
        "Iskra Elektro d.o.o.",
        "SI",
        "Kranj",
        "SI99900099",
        "9949",
        "quittung",
        4799,
        "IS-{year}-{n:04}",
    ),
    _firm(
        "jura",
        "Jura Feinmechanik AG",
        "CH",
        "Delémont",
        "CHE999000110",
        "9927",
        "outside",
        4810,
        "J {year} {n:03}",
    ),
)

OUTSIDERS = (
    _firm("mesa", "Mesa Instruments Ltd", "IE", "Cork", "IE9990011A", "9935", "outside", 4911, member=False),
    _firm("nebula", "Nebula Optik GmbH", "AT", "Linz", "ATU99900022", "9914", "outside", 4922, member=False),
    _firm(
        "orla", "Orla Zegary Sp. z o.o.", "PL", "Toruń", "PL9990000033", "9945", "outside", 4933, member=False
    ),
)

RELATIONS = (
    Relation("anker", "birke", "Steel frames", 30, 4_200_00, punctual),
    Relation("anker", "corvin", "Loom parts", 30, 2_850_00, late),
    Relation("birke", "delfino", "Display shelves", 30, 3_300_00, relaxed),
    Relation("corvin", "eksteen", "Cotton bags", 45, 1_900_00, punctual),
    Relation("delfino", "fjord", "Ceramic insulators", 60, 5_600_00, slow),
    Relation("eksteen", "anker", "Packing crates", 14, 980_00, punctual),
    Relation("eksteen", "granja", "Fruit boxes", 30, 2_400_00, worsening),
    Relation("fjord", "hibou", "Freight", 30, 1_450_00, relaxed),
    Relation("granja", "iskra", "Canteen supplies", 14, 620_00, punctual),
    Relation("hibou", "anker", "Printed forms", 30, 540_00, improving),
    Relation("iskra", "birke", "Drive units", 60, 7_800_00, relaxed),
    Relation("jura", "mesa", "Gear trains", 30, 3_900_00, punctual, every=2),
    Relation("jura", "nebula", "Lens mounts", 30, 2_700_00, slow, every=2),
    Relation("jura", "orla", "Watch blanks", 30, 1_800_00, relaxed, every=2),
)

FIRM = {firm.key: firm for firm in (*FIRMS, *OUTSIDERS)}
BANK = _BANK_OF
