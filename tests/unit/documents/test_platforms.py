"""Statements of payment platforms are known by their header, and each row becomes what it says."""

import csv
import io
from dataclasses import replace

import pytest

from ledger.core.day import parse_day
from ledger.core.drafts import Direction, PaymentDraft
from ledger.core.money import Money
from ledger.documents import profile_named
from tests.unit.documents.planting import SAMPLES, faults, read

STATEMENTS = SAMPLES / "statements"

ALIPAY = (STATEMENTS / "alipay.csv").read_text("gb18030")
ROWS = {
    "paid": "2023/2/13 08:00,日用百货,某店,/,纸,支出,¥49.74,银行卡,等待确认收货,20230213001\t,T2\t,急,\n",
    "refund": "2023-02-14 08:00:01,退款,某店,/,退款-纸,不计收支,49.74,余额,退款成功,20230213001_1\t,T2\t,,\n",
    "saving": "2023-02-15 08:00:01,投资,某基金,/,转入,不计收支,5.00,余额,交易成功,20230215001\t,\t,,\n",
    "never paid": "2023-02-16 08:00:01,日用百货,某店,/,笔,支出,9.90,,交易关闭,20230216001\t,T3\t,,\n",
    "paid, then given back": "2023-02-16 08:00:01,日用百货,某店,/,笔,支出,9.90,余额,交易关闭,20230216002\t,T3\t,,\n",
}

WECHAT = (STATEMENTS / "wechat.csv").read_text("utf-8-sig")

MERCHANT = (STATEMENTS / "wechat_merchant.csv").read_text("utf-8-sig")


def payments(text: str, encoding: str = "utf-8") -> list[PaymentDraft]:
    reading = read(text.encode(encoding))
    assert reading.faults == ()
    return [draft for draft in reading.drafts if isinstance(draft, PaymentDraft)]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
def test_an_alipay_statement_is_known_below_its_preamble(encoding: str) -> None:
    reading = read(ALIPAY.encode(encoding))
    assert (reading.format, reading.faults) == ("CSV, profile alipay", ())
    (payment,) = payments(ALIPAY, encoding)
    assert (payment.account, payment.owner) == ("shop@example.com", "张三")
    assert (payment.direction, payment.amount) == (Direction.RECEIVED, Money(1020_50, "CNY"))
    assert payment.value_day == parse_day("2023-02-12")
    assert (payment.bank_reference, payment.references) == ("20230212001", ("T1",))
    assert (payment.remittance, payment.reversal) == ("货款 INV-7", False)


def test_what_a_platform_hides_of_a_party_is_no_account_to_know_it_by() -> None:
    (payment,) = payments(ALIPAY)
    assert (payment.counterparty.name, payment.counterparty.account) == ("李**", None)
    (open_,) = payments(ALIPAY.replace("li***@", "li@"))
    assert open_.counterparty.account == "li@example.com"


def test_each_row_of_alipay_is_what_its_words_say() -> None:
    found = {name: payments(ALIPAY + row)[1:] for name, row in ROWS.items()}
    assert {name for name, got in found.items() if not got} == {"saving", "never paid"}
    (paid,), (refund,) = found["paid"], found["refund"]
    assert (paid.direction, paid.amount.minor, paid.remittance) == (Direction.PAID, 49_74, "纸 急")
    assert (refund.direction, refund.reversal, refund.amount.minor) == (Direction.RECEIVED, True, 49_74)
    assert found["paid, then given back"][0].direction is Direction.PAID


def test_what_is_left_out_is_said_once_for_each_reason() -> None:
    notes = read((ALIPAY + ROWS["saving"] * 3 + ROWS["never paid"]).encode()).notes
    assert [(note.where, note.text) for note in notes] == [
        ("line 10", "收/支 '不计收支': 3 rows left out, the first of them here"),
        ("line 13", "收/付款方式 is empty: 1 row left out, the first of them here"),
    ]


def test_a_state_that_nobody_listed_is_left_out_and_named() -> None:
    data = (ALIPAY + ROWS["paid"].replace("等待确认收货", "神秘状态")).encode()
    assert len(read(data).drafts) == 1
    assert "神秘状态" in read(data).notes[0].text


def test_a_direction_that_nobody_listed_is_a_fault() -> None:
    data = (ALIPAY + ROWS["paid"].replace("支出", "upwards")).encode()
    assert [fault[:4] for fault in faults(data)] == [("line 10", "收/支", "direction.unknown", "'upwards'")]


def test_wechat_with_quotes_backticks_and_refunds() -> None:
    paid, refund = payments(WECHAT)
    assert (paid.direction, paid.amount, paid.remittance) == (
        Direction.PAID,
        Money(28_16, "CNY"),
        "龙井, 一斤",
    )
    assert (paid.bank_reference, paid.references, paid.owner) == ("4200001", ("T1",), "小店")
    assert (refund.direction, refund.amount.minor, refund.reversal) == (Direction.RECEIVED, 8_16, True)
    assert refund.counterparty.name == "茶馆"


def test_a_merchants_day_at_wechat_ends_at_its_totals() -> None:
    sold, refund = payments(MERCHANT)
    assert (sold.account, sold.direction, sold.amount) == ("1900", Direction.RECEIVED, Money(10_00, "CNY"))
    assert (refund.direction, refund.amount, refund.reversal) == (Direction.PAID, Money(4_00, "CNY"), True)
    assert (sold.references, sold.reversal) == (("M1",), False)


def test_a_quote_left_open_swallows_no_rows_unseen() -> None:
    data = WECHAT.replace('"/"', '"/', 1).encode()
    assert data.count(b'"/') == WECHAT.count('"/')
    assert [fault[2] for fault in faults(data)] == ["csv.malformed"]


STRIPE = (STATEMENTS / "stripe_balance.csv").read_text("utf-8-sig")
SHOPIFY = (STATEMENTS / "shopify_transactions.csv").read_text("utf-8-sig")


def test_stripe_gives_what_customers_paid_and_what_went_back() -> None:
    charge, refund = payments(STRIPE)
    assert (charge.direction, charge.amount, charge.references) == (
        Direction.RECEIVED,
        Money(100_00, "EUR"),
        ("pi_1",),
    )
    assert (refund.direction, refund.amount, refund.reversal) == (Direction.PAID, Money(40_00, "EUR"), True)
    assert (charge.bank_reference, charge.remittance) == ("txn_1", "Invoice R-7")


def test_shopify_names_the_order() -> None:
    charge, refund = payments(SHOPIFY)
    assert (charge.references, charge.amount, charge.value_day) == (
        ("#1001",), Money(20_00, "USD"), parse_day("2024-01-05"),
    )  # fmt: skip
    assert (refund.direction, refund.reversal) == (Direction.PAID, True)


def test_a_profile_that_is_named_reads_only_a_table_that_has_its_header() -> None:
    assert read(STRIPE.encode(), profile_named("receivables")).format == "CSV, profile stripe_balance"


def test_a_sign_of_another_money_is_no_amount_of_this() -> None:
    data = STRIPE.replace("100.00", "$100.00").encode()
    assert [fault[1:4] for fault in faults(data)] == [("gross", "amount.form", "'$100.00'")]
    assert len(payments(STRIPE.replace("100.00", "€100.00"))) == 2


def saved_again(text: str, mark: str, encoding: str) -> bytes:
    """As a spreadsheet writes it out: other marks, maybe another encoding."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=mark)
    writer.writerows([cell.strip() for cell in row] for row in csv.reader(io.StringIO(text)))
    return out.getvalue().encode(encoding)


@pytest.mark.parametrize("text", [ALIPAY + ROWS["paid"], WECHAT], ids=["alipay", "wechat"])
@pytest.mark.parametrize(
    ("mark", "encoding"), [("\t", "utf-16"), (";", "utf-8-sig"), (",", "gb18030"), ("\t", "gb18030")]
)
def test_a_statement_that_a_spreadsheet_saved_again_is_known_still(
    text: str, mark: str, encoding: str
) -> None:
    reading = read(saved_again(text, mark, encoding))
    assert reading.faults == ()
    sources = [replace(draft, source=reading.drafts[0].source) for draft in reading.drafts]
    assert sources == [replace(draft, source=reading.drafts[0].source) for draft in payments(text)]


@pytest.mark.parametrize("mark", ["utf-16-le", "utf-16-be"])
def test_so_is_a_long_one(mark: str) -> None:
    text = ALIPAY + "".join(ROWS["paid"].replace("20230213001", f"{number:011}") for number in range(3000))
    data = f"\ufeff{text}".encode(mark)
    assert len(data) > 1 << 18
    assert len(read(data).drafts) == 3001


def test_what_stands_below_the_last_row_of_a_bill_is_no_row() -> None:
    for text in (ALIPAY, WECHAT):
        assert len(payments(f"{text}\n-----------------\n共5笔记录\n")) == len(payments(text))


@pytest.mark.parametrize("old", ["20230212001", "T1"], ids=["bank reference", "reference"])
def test_a_reference_whose_digits_a_spreadsheet_lost_is_a_fault(old: str) -> None:
    data = ALIPAY.replace(old, "2.02302E+27", 1).encode()
    assert [fault[2:4] for fault in faults(data)] == [("number.rounded", "'2.02302E+27'")]
    assert read(ALIPAY.replace(old, "2E27", 1).encode()).faults == ()
