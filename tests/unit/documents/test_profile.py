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


# CPython parts with ValueError at more than 4,300 decimal digits, whether it reads them or writes them out.
HUGE = f"0x{'f' * 4_000}"
DEEP = "[{a.a.a.a.a.a.a.a.a.a = " * 60 + "1" + "}]" * 60


@pytest.mark.parametrize("digits", [4_300, 4_301, 5_000])
def test_a_number_of_thousands_of_digits_is_a_fault_of_the_profile(digits: int) -> None:
    (found,) = rules(planted(OWN, ("[file]", f"[file]\nstrict = {'9' * digits}")))
    assert found == (
        ("file.strict", "profile.form") if digits <= 4_300 else ("the whole file", "profile.toml")
    )


@pytest.mark.parametrize(
    "value", [HUGE, f"[{HUGE}]", f"{{ a = {HUGE} }}", DEEP], ids="huge list table deep".split()
)
@pytest.mark.parametrize(
    "key",
    [
        "file.strict",
        "file.date",
        "file.empty",
        "file.decimal",
        "file.note",
        "invoice.number",
        "invoice.debtor",
    ],
)
def test_what_cannot_be_written_out_is_a_fault_with_its_place(key: str, value: str) -> None:
    found = rules(f"{key} = {value}\n".encode())
    assert (key, "profile.form") in found
    assert all(rule.startswith("profile.") for _, rule in found)


@pytest.mark.parametrize("value", [HUGE, f"[{HUGE}]", DEEP], ids="huge list deep".split())
@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("rules = %s", "rules"),
        ("[[rules]]\ncolumn = %s", "rules.1.column"),
        ("[[rules]]\nother = %s", "rules.1.other"),
        ("direction = %s", "direction"),
        ("preamble.owner = %s", "preamble.owner"),
    ],
)
def test_nor_in_the_rules_of_movements(text: str, where: str, value: str) -> None:
    found = rules(b"movement.day = 1\n" + text.replace("%s", value).encode())
    assert any(place.startswith(where) and rule.startswith("profile.") for place, rule in found)


@pytest.mark.parametrize("place", ["0", "-1", "16384", HUGE, "'1'", "1.0", "1.5", "[1]"])
def test_a_column_s_place_is_one_that_a_table_has(place: str) -> None:
    cell = '{ column = "Rechnung", place = %s }'
    with_place = planted(OWN, ('number = "Rechnung"', f"number = {cell.replace('%s', place)}"))
    assert rules(with_place) == [("invoice.number", "profile.form")]
    last = planted(OWN, ('number = "Rechnung"', f"number = {cell.replace('%s', '16383')}"))
    assert "Rechnung (16383)" in map(str, read_profile("own", last).columns())
