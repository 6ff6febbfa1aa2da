"""A profile is a small file that a firm may write; what is wrong with it is said at once."""

import pytest

from ledger.core.errors import BadInput, Misuse
from ledger.documents import profile_named, profile_names, read_profile
from tests.unit.documents.planting import SAMPLES, planted

OWN = SAMPLES / "csv" / "rechnungen.toml"
FLAG = '\n[disputed]\ncolumn = "S"\nyes = ["j"]\nno = ["n"]\n'


def rules(data: bytes) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as refused:
        read_profile("own", data)
    return [(fault.where, fault.rule) for fault in refused.value.faults]


def test_the_profiles_of_the_package_are_well_formed() -> None:
    assert {"receivables", "alipay", "wechat", "stripe_balance"} <= set(profile_names())
    assert [profile_named(name).name for name in profile_names()] == list(profile_names())


@pytest.mark.parametrize("name", ["", "nothing", "../receivables", "receivables.toml"])
def test_a_profile_that_is_not_there_is_misuse(name: str) -> None:
    with pytest.raises(Misuse, match=r"there are: .*receivables"):
        profile_named(name)


def test_a_users_profile_names_its_columns() -> None:
    profile = read_profile("own", OWN.read_bytes() + FLAG.encode())
    assert profile.headers() == ("Rechnung", "Datum", "Fällig", "Betrag", "Kunde", "S")


@pytest.mark.parametrize(
    ("old", "new", "where", "rule"),
    [
        ("[file]", "[file", "the whole file", "profile.toml"),
        ("[file]", "[file]\ncolour = 1", "file", "profile.unknown"),
        ("[invoice]", "[invoice]\ncolour = 'x'", "invoice", "profile.unknown"),
        ("[file]", "[other]\n[file]", "the profile", "profile.unknown"),
        ('number = "Rechnung"', "", "invoice.number", "profile.missing"),
        ('number = "Rechnung"', "number = 1", "invoice.number", "profile.form"),
        ('number = "Rechnung"', 'number = ""', "invoice.number", "profile.form"),
        ('{ value = "EUR" }', '{ value = "EUR", column = "W" }', "invoice.currency", "profile.form"),
        ('delimiter = ";"', 'delimiter = ";;"', "file.delimiter", "profile.mark"),
        ('delimiter = ";"', 'delimiter = "\\n"', "file.delimiter", "profile.mark"),
        ('delimiter = ";"', 'delimiter = "a"', "file.delimiter", "profile.mark"),
        ('delimiter = ";"', "delimiter = 1", "file.delimiter", "profile.form"),
        ('decimal = ","', 'decimal = "5"', "file.decimal", "profile.mark"),
        ("windows-1252", "punycode", "file.encoding", "profile.encoding"),
        ("DD.MM.YYYY", "DD.MM", "file.date", "profile.date"),
        ("DD.MM.YYYY", "DD.MM.MM.YYYY", "file.date", "profile.date"),
        ("[invoice]", f"{FLAG.replace('S', '')}[invoice]", "disputed", "profile.form"),
        ("[invoice]", f"{FLAG.replace('j', 'n')}[invoice]", "disputed", "profile.form"),
        (
            "[invoice]",
            '[settled]\nday = { value = "x" }\namount = "A"\n[invoice]',
            "settled.day",
            "profile.form",
        ),
        ("[invoice]", '[settled]\nday = "x"\n[invoice]', "settled.amount", "profile.form"),
    ],
)
def test_a_planted_fault_is_named_with_its_place(old: str, new: str, where: str, rule: str) -> None:
    assert rules(planted(OWN, (old, new))) == [(where, rule)]


def test_all_faults_of_a_profile_are_reported_at_once() -> None:
    data = planted(OWN, ('delimiter = ";"', 'delimiter = ""'), ("DD.MM.YYYY", "X"), ('debtor = "Kunde"', ""))
    assert sorted(rules(data)) == [
        ("file.date", "profile.date"),
        ("file.delimiter", "profile.mark"),
        ("invoice.debtor", "profile.missing"),
    ]


def test_a_profile_that_is_no_text_is_refused() -> None:
    assert rules(b"\xff\xfe") == [("the whole file", "profile.toml")]


def test_a_table_that_is_none_is_named() -> None:
    assert rules(planted(OWN, ("[file]", "settled = 1\n[file]"))) == [
        ("settled", "profile.form"),
        ("settled.day", "profile.form"),
        ("settled.amount", "profile.form"),
    ]
