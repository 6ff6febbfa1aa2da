"""Statements as banks give them for download, by no profile but the one that is proposed."""

import pytest

from ledger.core.drafts import Direction, PaymentDraft
from ledger.documents.trial import Trial, look_at

TABLES = {
    "ICBC": ("utf-8-sig", """明细查询文件下载
卡号: 6222************1234,卡别名: 对公
交易日期,摘要,交易详情,交易场所,钞/汇,交易金额(收入),交易金额(支出),交易币种,余额,对方户名,对方账户
2023-03-01,消费,餐饮,支付宝,钞,,"1,120.50",人民币,"3,000.00",甲公司,2155****
2023-03-02,货款,货款,乙公司,钞,"8,000.00",,人民币,"11,000.00",乙公司,0200****
人民币合计,,,,,"8,000.00","1,120.50",,,,
""", ("甲公司", "乙公司"), ("消费", "货款")),
    "CMB": ("gb18030", """# 招商银行交易记录
# 账    号: [622588********1234] 币    种: [人民币]

"交易日期","交易时间","收入","支出","余额","交易类型","交易备注"
"\t20230301","\t12:30:01","","1120.50","100.00","快捷支付","财付通-某店"
"\t20230302","\t08:00:00","8000.00","","600.00","转账","货款 2023-118"

# 收入合计: 1 笔, 共8000.00元
""", ("", ""), ("财付通-某店", "货款 2023-118")),
    "BOC": ("gb18030", """交易日期,业务类型,对方账户名称,对方账户账号,币种,收入金额,支出金额,余额,附言
20230301,网上快捷支付,甲公司,Z2007933000010N,人民币元,,1120.50,1000.00,
20230302,转账汇款,乙公司,6216****,人民币元,8000.00,,1200.00,货款
""", ("甲公司", "乙公司"), ("网上快捷支付", "货款 转账汇款")),
    "BOCOM": ("gb18030", """交易日期,交易时间,交易地点,交易方式,借贷状态,交易金额,余额,对方账号,对方户名,交易摘要
2023-03-01,12:00:00,网上支付,网银,借 Dr,1120.50,900.00,6222,甲公司,消费
2023-03-02,13:00:00,柜面,柜面,贷 Cr,8000.00,950.00,6223,乙公司,转入
""", ("甲公司", "乙公司"), ("消费", "转入")),
    "ABC": ("gb18030", """账户明细
账号：6228************1234,户名：丙公司,币种：人民币
交易日期,交易时间,交易金额,本次余额,对手信息,日志号,交易渠道,交易附言,交易摘要
20230301,120000,-1120.50,965.00,甲公司,123456789,超级网银,,消费
20230302,130000,+8000.00,1065.00,乙公司,123456790,柜面,货款 2023-118,转存
""", ("甲公司", "乙公司"), ("消费", "货款 2023-118 转存")),
    "Sparkasse": ("windows-1252", """\
Buchungstag;Buchungstext;Verwendungszweck;Kundenreferenz (End-to-End);Beguenstigter/Zahlungspflichtiger;Betrag;Waehrung
"01.03.23";"LASTSCHRIFT";"Strom";"NOTPROVIDED";"Stadtwerke";"-1.120,50";"EUR"
"13.03.23";"GUTSCHRIFT";"Rechnung 118";"NOTPROVIDED";"Brunner GmbH";"8.000,00";"EUR"
""", ("Stadtwerke", "Brunner GmbH"), ("Strom LASTSCHRIFT", "Rechnung 118 GUTSCHRIFT")),
    "ING": ("utf-8", """Date,Name / Description,Account,Counterparty,Code,Debit/credit,Amount (EUR),Notifications
"20230302","Energie BV","NL69INGB0123456789","NL39RABO0300065264","IC","Debit","1120,50","Contract 1"
"20230301","Klant BV","NL69INGB0123456789","NL20INGB0001234567","GT","Credit","8000,00","Invoice 2023-118"
""", ("Energie BV", "Klant BV"), ("Contract 1", "Invoice 2023-118")),
    "HSBC": ("utf-8", """Transaction date,Post date,Description,Billing amount,Billing currency,Merchant name
25/02/2023,27/02/2023,SHOP A,"-1,120.50",HKD,SHOP A LTD
26/02/2023,28/02/2023,REFUND,"8,000.00",HKD,SHOP B LTD
""", ("SHOP A LTD", "SHOP B LTD"), ("SHOP A", "REFUND")),
    "PayPal": ("utf-8", """Date,Time,Name,Type,Status,Currency,Gross,Fee,Net,Transaction ID,Invoice Number
"01/03/2023","10:00:00","Energie BV","Payment","Completed","EUR","-1.120,50","0,00","-1.120,50","9AB12345",""
"15/03/2023","10:00:00","Klant BV","Payment","Completed","EUR","8.000,00","-30,00","7.970,00","9AB12346","118"
""", ("Energie BV", "Klant BV"), ("", "")),
}  # fmt: skip


def tried(name: str) -> Trial:
    encoding, text, _, _ = TABLES[name]
    return look_at("table", text.encode(encoding))


@pytest.mark.parametrize("name", TABLES)
def test_what_went_out_and_what_came_in_is_told_apart_with_whom_and_what_for(name: str) -> None:
    reading = tried(name).reading
    assert reading is not None
    assert reading.faults == ()
    out, came = reading.drafts
    assert isinstance(out, PaymentDraft)
    assert isinstance(came, PaymentDraft)
    assert [(out.direction, out.amount.minor), (came.direction, came.amount.minor)] == [
        (Direction.PAID, 1120_50),
        (Direction.RECEIVED, 8000_00),
    ]
    _, _, names, words = TABLES[name]
    assert (out.counterparty.name, came.counterparty.name) == names
    assert (out.remittance, came.remittance) == words


def test_a_reference_that_the_bank_says_was_not_given_is_none() -> None:
    reading = tried("Sparkasse").reading
    assert reading is not None
    assert [draft.end_to_end_id for draft in reading.drafts if isinstance(draft, PaymentDraft)] == [
        None,
        None,
    ]


def test_an_invoice_s_number_beside_a_movement_is_its_reference() -> None:
    reading = tried("PayPal").reading
    assert reading is not None
    assert [draft.references for draft in reading.drafts if isinstance(draft, PaymentDraft)] == [(), ("118",)]


@pytest.mark.parametrize(("sign", "doubts"), [("", 1), ("-", 0)])
def test_amounts_that_nothing_gives_a_direction_are_doubted(sign: str, doubts: int) -> None:
    table = f"Date,Text,Amount,Currency\n2023-03-01,A,{sign}1.50,EUR\n2023-03-02,B,2.50,EUR\n"
    proposal = look_at("table", table.encode()).proposal
    assert proposal is not None
    assert sum(doubt.startswith("direction: ") for doubt in proposal.doubts) == doubts
