"""A bank statement becomes the movements that were booked, and only if it adds up."""

from dataclasses import replace

import pytest

from ledger.core.day import parse_day
from ledger.core.drafts import Direction, Party, PaymentDraft
from ledger.core.money import Money
from ledger.documents.camt import VERSIONS
from tests.unit.documents.planting import SAMPLES, STATEMENT, faults, planted, read

STMT = "/Document/BkToCstmrStmt/Stmt[1]"
AMOUNT = '<Amt Ccy="EUR">8.85</Amt>'


def entry(
    inside: str = "", amount: str = "100.00", direction: str = "CRDT", status: str = "<Sts>BOOK</Sts>"
) -> str:
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>{status}'
        f"<ValDt><Dt>2026-03-02</Dt></ValDt><AcctSvcrRef>REF1</AcctSvcrRef>{inside}</Ntry>"
    )


def detail(amount: str = "", direction: str = "", more: str = "", currency: str = "EUR") -> str:
    money = f'<AmtDtls><TxAmt><Amt Ccy="{currency}">{amount}</Amt></TxAmt></AmtDtls>' if amount else ""
    indicator = f"<CdtDbtInd>{direction}</CdtDbtInd>" if direction else ""
    return f"<TxDtls>{money}{indicator}{more}</TxDtls>"


def details(*inside: str) -> str:
    return f"<NtryDtls>{''.join(inside)}</NtryDtls>"


def statement(*entries: str, version: str = "08", more: str = "") -> bytes:
    return (
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt><Stmt>'
        "<Acct><Id><IBAN>DE02 1203 0000 0000 2020 51</IBAN></Id><Ownr><Nm>Owner Ltd</Nm></Ownr></Acct>"
        f"{more}{''.join(entries)}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def balance(code: str, amount: str, direction: str = "CRDT", currency: str = "EUR") -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd></Bal>'
    )


SAME_BALANCES = balance("OPBD", "1.00") + balance("CLBD", "1.00")


def payments(data: bytes) -> list[PaymentDraft]:
    reading = read(data)
    assert reading.faults == ()
    assert all(isinstance(draft, PaymentDraft) for draft in reading.drafts)
    return [draft for draft in reading.drafts if isinstance(draft, PaymentDraft)]


def test_a_real_statement_gives_its_movements() -> None:
    first, second = payments(STATEMENT.read_bytes())
    assert (first.account, first.direction, first.amount) == (
        "NL26VAYB8060476890",
        Direction.RECEIVED,
        Money(885, "EUR"),
    )
    assert first.value_day == parse_day("2015-01-02")
    assert first.remittance == "Transaction Description 1"
    assert (second.direction, second.amount, second.value_day) == (
        Direction.PAID,
        Money(700, "EUR"),
        parse_day("2015-01-02"),
    )
    assert second.source.where == "/Document/BkToCstmrStmt/Stmt[2]/Ntry[1]/NtryDtls/TxDtls"


@pytest.mark.parametrize("version", VERSIONS)
def test_every_accepted_version_reads_the_same(version: str) -> None:
    assert [payment.amount for payment in payments(statement(entry(), version=version))] == [
        Money(100_00, "EUR")
    ]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("message", "element", "part"),
    [("camt.052", "BkToCstmrAcctRpt", "Rpt"), ("camt.054", "BkToCstmrDbtCdtNtfctn", "Ntfctn")],
)
def test_reports_and_notifications_tell_of_the_same_movement_by_the_same_reference(
    message: str, element: str, part: str, version: str
) -> None:
    booked = entry(details(detail(more="<Refs><EndToEndId>E2E-7</EndToEndId></Refs>")))
    text = statement(booked, version=version).decode()
    for old, new in (("camt.053", message), ("BkToCstmrStmt", element), ("Stmt", part)):
        text = text.replace(old, new)
    (notified,), (stated,) = payments(text.encode()), payments(statement(booked))
    assert replace(notified, source=stated.source) == stated
    assert notified.bank_reference == "REF1"


def test_without_a_banks_reference_the_unique_reference_of_the_payment_stands() -> None:
    uetr = "255ae394-9965-4438-ac86-f406feada396"
    data = statement(entry(details(detail(more=f"<Refs><UETR>{uetr}</UETR></Refs>"))))
    assert payments(data)[0].bank_reference == "REF1"
    assert payments(data.replace(b"<AcctSvcrRef>REF1</AcctSvcrRef>", b""))[0].bank_reference == uetr


@pytest.mark.parametrize("version", ["01", "15", "08.1"])
def test_another_version_is_refused_by_name(version: str) -> None:
    assert faults(statement(entry(), version=version)) == [
        (
            "/Document",
            "file",
            "format.version",
            f"'camt.053.001.{version}'",
            "camt.053.001.02 to camt.053.001.14",
        )
    ]


def test_references_are_read_from_where_they_stand() -> None:
    inside = details(
        detail(
            more="<Refs><AcctSvcrRef>OWN</AcctSvcrRef><EndToEndId>E2E-7</EndToEndId></Refs>"
            "<RmtInf><Ustrd>Invoice</Ustrd><Ustrd>R-7</Ustrd>"
            "<Strd><RfrdDocInf><Nb>R-8</Nb></RfrdDocInf><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd></RmtInf>"
        )
    )
    (payment,) = payments(statement(entry(inside)))
    assert (payment.bank_reference, payment.end_to_end_id) == ("OWN", "E2E-7")
    assert payment.references == ("RF18539007547034", "R-8")
    assert payment.remittance == "Invoice R-7"
    assert (payment.account, payment.owner) == ("DE02120300000000202051", "Owner Ltd")


def test_notprovided_is_no_end_to_end_id() -> None:
    inside = details(detail(more="<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>"))
    assert payments(statement(entry(inside)))[0].end_to_end_id is None


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize(("direction", "name"), [("CRDT", "Payer"), ("DBIT", "Payee")])
def test_the_counterparty_is_the_other_side(direction: str, name: str, wrapped: bool) -> None:
    def party(role: str, called: str, number: str) -> str:
        inner = f"<Pty><Nm>{called}</Nm></Pty>" if wrapped else f"<Nm>{called}</Nm>"
        return f"<{role}>{inner}</{role}><{role}Acct><Id><IBAN>{number}</IBAN></Id></{role}Acct>"

    related = f"<RltdPties>{party('Dbtr', 'Payer', 'NL1')}{party('Cdtr', 'Payee', 'NL2')}</RltdPties>"
    (payment,) = payments(statement(entry(details(detail(more=related)), direction=direction)))
    assert payment.counterparty == Party(name, (), "NL1" if name == "Payer" else "NL2")


def test_a_reversal_is_marked_and_keeps_the_roles_of_what_it_returns() -> None:
    related = "<RltdPties><Dbtr><Nm>Payer</Nm></Dbtr></RltdPties>"
    returned = entry(
        details(detail(more=related)), direction="DBIT", status="<RvslInd>true</RvslInd><Sts>BOOK</Sts>"
    )
    (payment,) = payments(statement(returned))
    assert (payment.reversal, payment.direction, payment.counterparty.name) == (True, Direction.PAID, "Payer")


def test_a_return_reason_marks_a_reversal() -> None:
    returned = entry(details(detail(more="<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>")))
    assert payments(statement(returned, entry()))[0].reversal
    assert not payments(statement(returned, entry()))[1].reversal


@pytest.mark.parametrize("status", ["PDNG", "INFO", "FUTR"])
def test_what_is_not_booked_is_no_payment(status: str) -> None:
    data = statement(entry(status=f"<Sts><Cd>{status}</Cd></Sts>"), entry())
    assert len(payments(data)) == 1
    assert [note.where for note in read(data).notes] == [f"{STMT}/Ntry[1]"]


def test_the_booking_date_stands_in_for_a_value_date() -> None:
    data = statement(
        entry().replace("<ValDt><Dt>2026-03-02<", "<BookgDt><Dt>2026-03-05<").replace("/ValDt", "/BookgDt")
    )
    assert payments(data)[0].value_day == parse_day("2026-03-05")


@pytest.mark.parametrize(
    "time", ["2026-03-02T23:30:00-05:00", "2026-03-02T00:10:00.123Z", "2026-03-02T12:00:00"]
)
def test_a_time_gives_the_day_that_is_written(time: str) -> None:
    data = statement(entry().replace("<Dt>2026-03-02</Dt>", f"<DtTm>{time}</DtTm>"))
    assert payments(data)[0].value_day == parse_day("2026-03-02")


def test_details_that_add_up_are_movements_of_their_own() -> None:
    inside = details(detail("60.00"), detail("55.00"), detail("15.00", "DBIT"))
    got = [
        (payment.amount.minor, payment.direction, payment.bank_reference)
        for payment in payments(statement(entry(inside)))
    ]
    assert got == [
        (60_00, Direction.RECEIVED, "REF1/1"),
        (55_00, Direction.RECEIVED, "REF1/2"),
        (15_00, Direction.PAID, "REF1/3"),
    ]


def test_a_batch_without_details_is_one_movement() -> None:
    inside = details("<Btch><NbOfTxs>5</NbOfTxs></Btch>")
    assert [payment.amount.minor for payment in payments(statement(entry(inside)))] == [100_00]


def test_details_in_another_currency_are_one_movement_and_a_note() -> None:
    data = statement(entry(details(detail("60.00", currency="USD"), detail("40.00"))))
    assert [payment.amount.minor for payment in payments(data)] == [100_00]
    assert [note.field for note in read(data).notes] == ["details"]


def test_a_single_detail_is_the_whole_entry_whatever_it_tells_of() -> None:
    assert [payment.amount.minor for payment in payments(statement(entry(details(detail("123.45")))))] == [
        100_00
    ]


def test_a_statement_that_adds_up_goes_in() -> None:
    more = balance("OPBD", "50.00", "DBIT") + balance("CLBD", "20.00")
    data = statement(
        entry(), entry(amount="30.00", direction="DBIT"), entry(status="<Sts>PDNG</Sts>"), more=more
    )
    assert len(payments(data)) == 2


def test_a_statement_that_does_not_add_up_goes_in_and_says_so() -> None:
    data = planted(STATEMENT, ('<Amt Ccy="EUR">27.00</Amt>', '<Amt Ccy="EUR">27.01</Amt>'))
    assert len(payments(data)) == 2
    assert [(note.where, note.field, note.text) for note in read(data).notes] == [
        (f"{STMT}/Bal", "balance", "18.15 EUR and the booked entries come to 27.00, the closing balance is "
         "27.01 EUR: entries are missing, or the bank counts others")
    ]  # fmt: skip
    assert read(STATEMENT.read_bytes()).notes == ()


def test_details_that_do_not_add_up_are_one_movement() -> None:
    data = statement(entry(details(detail("60.00"), detail("41.00"))))
    assert [payment.amount.minor for payment in payments(data)] == [100_00]
    assert [note.field for note in read(data).notes] == ["details"]


def test_an_entry_without_a_day_is_of_the_last_day_that_the_statement_speaks_of() -> None:
    dateless = entry().replace("<ValDt><Dt>2026-03-02</Dt></ValDt>", "")
    made, period = (
        "<CreDtTm>2026-03-09T08:00:00</CreDtTm>",
        "<FrToDt><ToDtTm>2026-03-08T23:59:59</ToDtTm></FrToDt>",
    )
    for more, day in ((made, "2026-03-09"), (made + period, "2026-03-08")):
        data = statement(dateless, more=more)
        assert payments(data)[0].value_day == parse_day(day)
        assert [note.field for note in read(data).notes] == ["value date"]


def test_an_ultimate_party_stands_in_for_one_that_is_not_named() -> None:
    account, name = "<DbtrAcct><Id><IBAN>NL1</IBAN></Id></DbtrAcct>", "<UltmtDbtr><Nm>Payer</Nm></UltmtDbtr>"
    related = f"<RltdPties>{account}{name}</RltdPties>"
    assert payments(statement(entry(details(detail(more=related)))))[0].counterparty == Party(
        "Payer", (), "NL1"
    )


def test_a_status_of_the_banks_own_is_not_taken_for_booked() -> None:
    data = statement(entry(status="<Sts><Prtry>BOOK</Prtry></Sts>"), entry())
    assert len(payments(data)) == 1
    assert [note.field for note in read(data).notes] == ["status"]


@pytest.mark.parametrize(
    "more",
    [
        "<StmtPgntn><PgNb>2</PgNb><LastPgInd>true</LastPgInd></StmtPgntn>" + SAME_BALANCES,
        "<StmtPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></StmtPgntn>" + SAME_BALANCES,
        balance("OPBD", "1.00") + balance("CLBD", "1.00", currency="SEK"),
    ],
)  # fmt: skip
def test_one_page_of_several_is_not_held_to_the_balances_of_the_whole(more: str) -> None:
    data = statement(entry(), more=more)
    assert len(payments(data)) == 1
    assert [note.field for note in read(data).notes] == ["balance"]


def test_what_the_bank_adds_is_read_where_the_payer_wrote_nothing() -> None:
    own = "<RmtInf><Ustrd>R-7</Ustrd></RmtInf>"
    added = "<AddtlNtryInf>added to the entry</AddtlNtryInf>"
    more = "<AddtlTxInf>added to the detail</AddtlTxInf>"
    for inside, expected in (
        (details(detail(more=own + more)) + added, ["R-7"]),
        (details(detail(more=more)) + added, ["added to the detail"]),
        (details(detail()) + added, ["added to the entry"]),
        (added, ["added to the entry"]),
        (details(detail("60.00", more=more), detail("40.00")) + added, ["added to the detail", ""]),
    ):
        assert [payment.remittance for payment in payments(statement(entry(inside)))] == expected


def test_an_empty_day_is_none() -> None:
    whole = "<ValDt><Dt>2026-03-02</Dt></ValDt>"
    for days in ("<ValDt/>", "<ValDt><Dt/></ValDt>"):
        booked = f"<BookgDt><DtTm>2026-03-03T10:00:00+01:00</DtTm></BookgDt>{days}"
        (payment,) = payments(statement(entry().replace(whole, booked)))
        assert payment.value_day == parse_day("2026-03-03")
        missing = statement(entry().replace(whole, days))
        assert [fault[2] for fault in faults(missing)] == ["date.missing"]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (statement(entry(amount="1.005")),
         (f"{STMT}/Ntry[1]/Amt", "amount", "amount.decimals", "'1.005'", "at most 2 decimals in EUR")),
        (statement(entry(amount="-1.00")),
         (f"{STMT}/Ntry[1]/Amt", "amount", "amount.negative", "-1.00 EUR",
          "an amount without sign; CdtDbtInd says the direction")),
        (statement(entry(direction="BOTH")),
         (f"{STMT}/Ntry[1]/CdtDbtInd", "direction", "direction.unknown", "'BOTH'", "CRDT or DBIT")),
        (statement(entry(status="<Sts>MAYB</Sts>")),
         (f"{STMT}/Ntry[1]/Sts", "status", "status.unknown", "'MAYB'", "BOOK, PDNG, INFO or FUTR")),
        (statement(entry(status="")),
         (f"{STMT}/Ntry[1]/Sts", "status", "status.unknown", "nothing", "BOOK, PDNG, INFO or FUTR")),
        (statement(entry().replace("2026-03-02", "1969-12-31")),
         (f"{STMT}/Ntry[1]/ValDt/Dt", "value date", "date.range", "'1969-12-31'", "from 1970-01-01 to 2149-06-06")),
        (statement(entry().replace("<Dt>2026-03-02</Dt>", "<DtTm>2026-03-02 12:00</DtTm>")),
         (f"{STMT}/Ntry[1]/ValDt/DtTm", "value date", "date.form", "'2026-03-02 12:00'",
          "a time such as 2026-01-31T12:00:00Z")),
        (statement(entry().replace("<ValDt><Dt>2026-03-02</Dt></ValDt>", "")),
         (f"{STMT}/Ntry[1]/ValDt", "value date", "date.missing", "nothing", "a date such as 2026-01-31")),
        (statement(entry().replace('Ccy="EUR"', 'Ccy="XXX"')),
         (f"{STMT}/Ntry[1]/Amt/@Ccy", "currency", "currency.unknown", "'XXX'", "an ISO 4217 code in use, such as EUR")),
        (statement(entry()).replace(b"<IBAN>DE02 1203 0000 0000 2020 51</IBAN>", b""),
         (f"{STMT}/Acct/Id", "account", "account.missing", "nothing",
          "an IBAN or another account number, before the entries")),
        (statement().replace(b"Stmt>", b"Rpt>"),
         (STMT.removesuffix("[1]"), "statement", "statement.missing", "nothing", "one account or more")),
    ],
)  # fmt: skip
def test_a_planted_fault_is_named_with_its_place(data: bytes, fault: tuple[str, str, str, str, str]) -> None:
    assert faults(data) == [fault]


def test_all_faults_of_all_statements_are_reported_at_once() -> None:
    data = statement(entry(amount="x"), entry(direction="?"), entry(), entry(amount="1.234"))
    assert [(where, rule) for where, _, rule, _, _ in faults(data)] == [
        (f"{STMT}/Ntry[1]/Amt", "amount.form"),
        (f"{STMT}/Ntry[2]/CdtDbtInd", "direction.unknown"),
        (f"{STMT}/Ntry[4]/Amt", "amount.decimals"),
    ]


def test_a_statement_of_a_bank_that_writes_zones_and_references_in_its_own_way_goes_in() -> None:
    got = payments((SAMPLES / "camt" / "pyiso20022" / "camt053_001_02.xml").read_bytes())
    assert len(got) == 15
    assert sum(payment.reversal for payment in got) == 3


def test_the_fields_of_a_movement_are_ready_for_json() -> None:
    (fields,) = read(
        statement(entry(details(detail(more="<Refs><EndToEndId>E1</EndToEndId></Refs>"))))
    ).fields()
    assert (fields["document"], fields["amount"], fields["direction"]) == ("payment", "100.00", "received")
    assert (fields["value_day"], fields["bank_reference"], fields["end_to_end_id"]) == (
        "2026-03-02",
        "REF1",
        "E1",
    )


def test_a_movement_of_nothing_is_not_recorded() -> None:
    reading = read(statement(entry(amount="0.00"), entry()))
    assert (len(reading.drafts), len(reading.nothing_due)) == (1, 1)
    assert reading.notes[0].text == "a movement of nothing: nothing is recorded"


def test_a_detail_that_is_no_amount_is_named() -> None:
    data = statement(entry(details(detail("60.00"), detail("x"))))
    where = f"{STMT}/Ntry[1]/NtryDtls/TxDtls[2]/AmtDtls/TxAmt/Amt"
    assert [fault[:3] for fault in faults(data)] == [(where, "amount", "amount.form")]
