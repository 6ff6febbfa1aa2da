"""What is proposed for tables of several countries: columns by name and content, forms of days and amounts."""

import pytest

from ledger.core.day import parse_day
from ledger.core.drafts import Direction, InvoiceDraft, PaymentDraft
from ledger.core.errors import BadInput
from ledger.core.money import Money
from ledger.documents.proposal import Proposal, propose
from tests.unit.documents.planting import read

OWNER = {"creditor": "Me Ltd"}


def proposed(text: str, encoding: str = "utf-8", values: dict[str, str] | None = None) -> Proposal:
    return propose("table", text.encode(encoding), OWNER | (values or {}))


INVOICES = {
    "English": ("Invoice No,Invoice Date,Due Date,Customer,Total,Currency",
        "A-1,31/01/2026,28/02/2026,Ann,\"1,234.50\",GBP", "utf-8"),
    "German": ("Rechnungsnr.;Rechnungsdatum;Fällig am;Kundenname;Betrag (EUR)",
        "A-1;31.01.2026;28.02.2026;Änne;1.234,50", "windows-1252"),
    "French": ("N° facture;Date facture;Échéance;Client;Montant TTC;Devise",
        "A-1;31/01/2026;28/02/2026;Anne;1 234,50;EUR", "windows-1252"),
    "Spanish": ("Nº factura;Fecha factura;Vencimiento;Cliente;Importe;Moneda",
        "A-1;31/01/2026;28/02/2026;Ana;1.234,50;EUR", "utf-8"),
    "Italian": ("Numero fattura\tData fattura\tScadenza\tCliente\tImporto\tValuta",
        "A-1\t31/01/2026\t28/02/2026\tAnna\t1.234,50\tEUR", "utf-8"),
    "Polish": ("Nr faktury;Data wystawienia;Termin płatności;Nabywca;Kwota brutto;Waluta",
        "A-1;2026-01-31;2026-02-28;Ania;1234,50;PLN", "windows-1250"),
    "Chinese": ("发票号码,开票日期,到期日,客户名称,价税合计",
        "A-1,2026-01-31,2026-02-28,安妮,1234.50", "gb18030"),
}  # fmt: skip


@pytest.mark.parametrize("language", INVOICES)
def test_a_ledger_of_invoices_is_understood(language: str) -> None:
    header, row, encoding = INVOICES[language]
    text = f"{header}\n{row}\n"
    proposal = proposed(text, encoding)
    assert proposal.missing == ()
    reading = read(text.encode(encoding), proposal.profile("p"))
    assert reading.faults == ()
    (invoice,) = reading.drafts
    assert isinstance(invoice, InvoiceDraft)
    assert (invoice.number, invoice.issued, invoice.due) == (
        "A-1",
        parse_day("2026-01-31"),
        parse_day("2026-02-28"),
    )
    assert invoice.amount.minor == 1234_50
    assert invoice.creditor.name == "Me Ltd"
    assert invoice.debtor.name[0] in "AÄ安"


STATEMENTS = {
    "two columns": "Date,Description,Paid out,Paid in,Balance\n31/01/2026,Rent,10.00,,1\n28/02/2026,Sales,,25.50,2\n",
    "a sign": "Datum;Zweck;Begünstigter;Betrag;Währung\n31.01.2026;Miete;V;-10,00;EUR\n28.02.2026;R;K;25,50;EUR\n",
    "a word": "日期,摘要,借/贷,金额\n2026-01-31,房租,借,10.00\n2026-02-28,货款,贷,25.50\n",
}


@pytest.mark.parametrize("form", STATEMENTS)
def test_a_statement_has_its_direction_by_columns_sign_or_word(form: str) -> None:
    values = {"two columns": {"currency": "GBP"}}.get(form)
    proposal = proposed(STATEMENTS[form], values=values)
    assert proposal.missing == ()
    reading = read(STATEMENTS[form].encode(), proposal.profile("p"))
    assert reading.faults == ()
    paid, received = reading.drafts
    assert isinstance(paid, PaymentDraft) and isinstance(received, PaymentDraft)
    assert (paid.direction, paid.amount.minor) == (Direction.PAID, 10_00)
    assert (received.direction, received.amount.minor) == (Direction.RECEIVED, 25_50)
    assert received.value_day == parse_day("2026-02-28")


def test_days_that_could_be_months_are_doubted() -> None:
    text = "Invoice No,Invoice Date,Due Date,Customer,Total,Currency\nA-1,{},{},Ann,1.00,USD\n"
    assert "M/D/YYYY" in proposed(text.format("01/02/2026", "03/02/2026")).doubts[0]
    assert proposed(text.format("01/31/2026", "02/28/2026")).doubts == ()


def test_thousands_that_could_be_decimals_are_doubted() -> None:
    text = "Invoice No,Invoice Date,Due Date,Customer,Total,Currency\nA-1,2026-01-31,2026-02-28,Ann,{},USD\n"
    assert proposed(text.format('"1,234"')).doubts[0].startswith("decimal:")
    assert proposed(text.format('"1,234.00"')).doubts == ()


def test_columns_of_one_name_are_told_apart() -> None:
    text = "Date,Amount,Amount,Currency,Payee\n2026-01-31,5.00,10.00,EUR,Ann\n"
    assert '{ column = "Amount", place = 1 }' in proposed(text).text
    assert read(text.encode(), proposed(text).profile("p")).drafts[0].amount == Money(5_00, "EUR")


def test_a_header_below_other_lines_is_found() -> None:
    text = "My bank\nStatement for January\n\n" + STATEMENTS["a sign"]
    assert len(read(text.encode(), proposed(text).profile("p")).drafts) == 2


FOOTED = {
    "totals in the table": """明细查询文件下载
"卡号: 6222","起止日期: 2022-10-01"
"交易日期","摘要","交易金额(收入)","交易金额(支出)","交易币种","余额","对方户名",
"2022-10-09","消费","","13.10","人民币","1,000.00","支付宝",
"2022-10-10","工资","12,345.67","","人民币","13,345.67","某公司",
"人民币合计","","12,345.67","13.10","","","",
""",
    "words below the table": """# 招商银行交易记录
"交易日期","交易时间","收入","支出","余额","交易类型","交易备注"
"	20221009","	10:00:00","","13.10","988.00","快捷支付","	某店"
"	20221010","	10:00:01","12345.67","","1488.00","转账汇款","	张三"

# 收入合计: 1 笔,共 12345.67 元
""",
}


@pytest.mark.parametrize("form", FOOTED)
def test_what_a_bank_writes_below_the_last_row_ends_the_table(form: str) -> None:
    proposal = proposed(FOOTED[form])
    assert proposal.missing == ()
    reading = read(FOOTED[form].encode(), proposal.profile("p"))
    assert reading.faults == ()
    assert [draft.amount for draft in reading.drafts if isinstance(draft, PaymentDraft)] == [
        Money(13_10, "CNY"),
        Money(12_345_67, "CNY"),
    ]


def test_a_table_of_more_columns_than_anyone_reads_gets_no_proposal() -> None:
    assert (
        proposed("Date,Amount,Currency" + ",x" * 190 + "\n2026-01-31,1.00,EUR" + "," * 190 + "\n").missing
        == ()
    )
    with pytest.raises(BadInput):
        proposed("Date,Amount,Currency" + ",x" * 200 + "\n")


@pytest.mark.parametrize("text", ["", "hello\n", "a,b,c\n1,2,3\n", "Date\n2026-01-31\n"])
def test_what_has_no_header_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        proposed(text)
    assert [fault.rule for fault in refused.value.faults] == ["csv.header"]
