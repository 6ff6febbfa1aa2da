"""The words of a claim's statement: those of every law, and those of Order 802. Fields in braces are filled in."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from ledger.app.claim_form import yearly
from ledger.app.claim_terms import Aside, Terms
from ledger.core.codes import Capacity, Kind
from ledger.proof.consensus.engine import Finality
from ledger.rulebook.late_payment import Buyer, Ground, RateGround, rate_ground

Language = Literal["zh", "de"]
"""That of the courts where a statement is filed, beside English: Chinese by Order 802, German by the Directive."""


class Words(NamedTuple):
    """One phrase in English and in the languages of the laws that use it."""

    zh: str
    en: str
    de: str = ""

    def own(self, language: Language) -> str:
        """In the statement's first language."""
        return self.zh if language == "zh" else self.de

    def told(self, language: Language) -> str:
        """In both, on one line."""
        return f"{self.own(language)} / {self.en}"

    def filled(self, **fields: object) -> "Words":
        """The same with its fields filled in; a phrase in each language by itself."""
        chosen = [
            {name: each[place] if isinstance(each, Words) else each for name, each in fields.items()}
            for place in range(len(self))
        ]
        return Words(*(text.format(**each) for text, each in zip(self, chosen, strict=True)))


TITLE = Words(
    "中小企业款项逾期支付主张书",
    "Statement of claim for late payment",
    "Forderungsaufstellung wegen Zahlungsverzugs",
)
BUYERS = {
    Buyer.PUBLIC: Words("机关、事业单位", "state organ or public institution"),
    Buyer.LARGE: Words("大型企业", "large enterprise"),
}
GROUNDS = {
    Ground.AGREED: Words("约定期限", "as agreed"),
    Ground.UNAGREED: Words("未约定，法定期限", "not agreed: the regulation's period"),
    Ground.BOUND: Words("约定超过60日，按60日", "more than 60 days agreed: 60 count"),
    Ground.EXTENDED: Words("债权人同意展期", "extended by the creditor"),
}
ASIDES = {
    Aside.NO_SUPPLY: Words(
        "借款分期，非货物、工程、服务", "an instalment of a loan, no goods, works or services"
    ),
    Aside.NOT_OWN_WORD: Words("债权人尚未接受该账户", "on a tradeline that the creditor has not accepted"),
    Aside.PASSED_ON: Words("已转让，由受让人主张", "assigned: its holder claims it"),
    Aside.TAKEN: Words("自他人受让，条例保护原卖方", "taken over: the regulation protects its seller"),
    Aside.BEFORE: Words(
        "2020-09-01 以前交付，条例不适用", "delivered before 2020-09-01, when the regulation began"
    ),
    Aside.NO_TERM: Words(
        "2025-06-01 以前向大型企业交付且未约定期限", "no term agreed with a large buyer before 2025-06-01"
    ),
}
KINDS = {
    Kind.INVOICE: Words("发票", "invoice", "Rechnung"),
    Kind.INSTALMENT: Words("分期", "instalment", "Rate"),
    Kind.ACKNOWLEDGEMENT: Words("确认", "acknowledgement", "Bestätigung"),
    Kind.SETTLEMENT: Words("付款", "payment", "Zahlung"),
    Kind.REVERSAL: Words("付款退回", "payment returned", "zurückgegebene Zahlung"),
    Kind.CREDIT_NOTE: Words("贷项通知", "credit note", "Gutschrift"),
    Kind.CORRECTION: Words("更正", "correction", "Berichtigung"),
    Kind.EXTENSION: Words("展期", "extension", "Fristverlängerung"),
    Kind.DISPUTE: Words("争议", "dispute", "Beanstandung"),
    Kind.RESOLUTION: Words("争议答复", "answer to a dispute", "Antwort auf eine Beanstandung"),
}
CAPACITIES = {
    Capacity.CREDITOR: Words("债权人", "creditor", "Gläubiger"),
    Capacity.DEBTOR: Words("债务人", "debtor", "Schuldner"),
    Capacity.HOLDER: Words("受让人", "holder", "Inhaber"),
    Capacity.AGENT: Words("结算代理", "settlement agent", "Abwicklungsstelle"),
}

PARTIES = Words("当事人", "Parties", "Parteien")
CREDITOR = Words("债权人（中小企业）", "Creditor (small or medium-sized enterprise)")
DEBTOR = Words("债务人（{buyer}）", "Debtor ({buyer})", "Schuldner ({buyer})")
MEMBER = Words("成员 {number}", "member {number}", "Mitglied {number}")
EXTERNAL = Words(
    "非成员，账户 {number}", "no member; tradeline {number}", "kein Mitglied, Tradeline {number}"
)
DAY = Words("计息截止日（含）", "Interest until the end of", "Zinsen bis zum Ablauf des")
KNOWN = Words("账本区块", "Ledger's block", "Block des Ledgers")
UNREAD = Words("第一个区块之前", "before the first block", "vor dem ersten Block")
FINALITY = {
    Finality.NONE: Words("未最终确定", "not final", "nicht endgültig"),
    Finality.PROBABILISTIC: Words(
        "大概率最终确定", "final with probability", "mit Wahrscheinlichkeit endgültig"
    ),
    Finality.IMMEDIATE: Words("最终确定", "final", "endgültig"),
}

TOTALS = Words("合计", "Totals", "Summen")
NOTHING = Words(
    "截至该日没有逾期款项。", "Nothing was late by this day.", "Bis zu diesem Tag war nichts verspätet."
)
CLAIMED = Words("逐笔主张", "Claimed, row by row", "Die Forderungen im Einzelnen")
COUNTED = Words("利息计算", "How the interest is counted", "Wie die Zinsen berechnet sind")
DISPUTED = Words(
    "有争议部分（另列，未计入上列主张）",
    "Disputed (apart, in no sum above)",
    "Beanstandet (gesondert, in keiner Summe oben)",
)
UNCONFIRMED = Words(
    "仅债务人声称的付款（未扣减）",
    "Payments that the debtor alone states (not deducted)",
    "Zahlungen, die allein der Schuldner angibt (nicht abgezogen)",
)
ASIDE = Words("未列入主张", "Not claimed", "Nicht geltend gemacht")
RECORDS = Words("证明记录", "The records that prove it", "Die Aufzeichnungen, die es belegen")
LAW = Words("依据", "Legal basis", "Rechtsgrundlage")
FILING = Words("如何提交", "How to file it", "Wie die Forderung durchgesetzt wird")
LIMITS = Words("本文件不证明的事项", "What this does not prove", "Was diese Aufstellung nicht beweist")

NUMBER = Words("单据号", "document", "Beleg")
DELIVERED = Words("交付日", "delivered")
DUE = Words("应付日", "due", "zahlbar bis")
WHY = Words("期限依据", "why that day", "Grund")
OWED = Words("应付金额", "amount owed", "geschuldet")
AMOUNT = Words("金额", "amount", "Betrag")
OPEN = Words("未付", "unpaid", "offen")
PAID = Words("已付", "paid", "gezahlt")
LATE = Words("逾期天数", "days late", "Verzugstage")
INTEREST = Words("利息", "interest", "Zinsen")
GRADE = Words("证据等级", "grade", "Grad")
CURRENCY = Words("币种", "currency", "Währung")
SUM = Words("主张总额", "claimed in all", "insgesamt gefordert")
FROM = Words("起（不含）", "after", "nach dem")
UNTIL = Words("止（含）", "until", "bis einschließlich")
DAYS = Words("天数", "days", "Tage")
BASE = Words("计息本金", "base", "verzinster Betrag")
REMAINDER = Words("余数", "remainder", "Rest")
ITEM = Words("项目", "item", "Angabe")
ENTRY = Words("内容", "entry", "Inhalt")
LINE = Words("账户", "tradeline", "Tradeline")
OBLIGATION = Words("债务编号", "obligation id", "Kennung der Forderung")
REASON = Words("原因", "reason", "Grund")
WHEN = Words("日期", "day", "Tag")
WHAT = Words("记录", "record", "Aufzeichnung")
WHO = Words("记录人", "recorded by", "aufgezeichnet von")
BLOCK = Words("区块", "block", "Block")
COMMITMENT = Words("承诺值", "commitment", "Commitment")
PLACE = Words("在档案中的位置", "where in the dossier", "Stelle im Dossier")

RATE = Words(
    "日利率 {numerator}/{denominator}。每笔逐段单利：总数 = 余数 + 本金 × 天数 × {numerator}；"
    "利息加总数 ÷ {denominator} 的整数部分，余数结转。以最小货币单位整数计算，分段方式不影响结果；"
    "每笔取整一次，合计为各笔之和。",
    "Rate a day {numerator}/{denominator}. Simple interest, spell by spell: sum = remainder + base × days × "
    "{numerator}; interest grows by the whole part of sum ÷ {denominator}, the remainder is carried. In whole "
    "minor units; the same wherever time is cut. Each row is floored once, totals are sums of rows.",
)
RATES = {
    RateGround.AGREED: Words(
        "约定年利率 {agreed}，合同订立时1年期贷款市场报价利率 {lpr}：前者不低于后者，按约定利率计。",
        "{agreed} a year was agreed, the one-year loan prime rate was {lpr}: the agreed rate is no less, and counts.",
    ),
    RateGround.PRIME: Words(
        "约定年利率 {agreed}，低于合同订立时1年期贷款市场报价利率 {lpr}：按后者计（第十七条）。",
        "{agreed} a year was agreed, less than the one-year loan prime rate, {lpr}: the latter counts (article 17).",
    ),
    RateGround.UNAGREED: Words(
        "未声明约定利率：按每日万分之五计（第十七条）。",
        "No agreed rate was named: 0.05 % a day counts (article 17).",
    ),
}
BASIS = {
    Buyer.PUBLIC: Words(
        "《保障中小企业款项支付条例》第九条：机关、事业单位自交付之日起30日内付款，合同另有约定的从其约定，"
        "最长60日。",
        "Regulation on Ensuring Payments to Small and Medium-sized Enterprises, article 9: state organs and public "
        "institutions pay within 30 days of delivery, or as agreed, within 60 at most.",
    ),
    Buyer.LARGE: Words(
        "《保障中小企业款项支付条例》第九条：大型企业自交付之日起60日内付款；合同另有约定的从其约定，"
        "但期限应当按行业规范、"
        "交易习惯合理约定。2025-06-01 以前交付的，按约定期限。",
        "Regulation on Ensuring Payments to Small and Medium-sized Enterprises, article 9: large "
        "enterprises pay within "
        "60 days of delivery; a term agreed otherwise counts if it is reasonable by the trade's norms and "
        "custom. What "
        "was delivered before 2025-06-01 is due as agreed.",
    ),
}
BASIS_INTEREST = Words(
    "第十七条：迟延支付应付逾期利息；约定利率不得低于合同订立时1年期贷款市场报价利率，未约定的每日万分之五。"
    "第十五条：部分有争议的，无争议部分应及时支付。",
    "Article 17: late payment bears interest, at the agreed rate but no less than the one-year loan prime "
    "rate of the "
    "day of the contract, and at 0.05 % a day where none was agreed. Article 15: what is not disputed is "
    "paid in time.",
)
BOUND = Words(
    "其中 {amount} {currency} 利息以60日上限为前提；若约定的较长期限被认定为合理，该部分不成立。",
    "Of this, {amount} {currency} of interest rests on the 60 days; it falls away where the longer terms "
    "that were agreed "
    "are found reasonable.",
)
AFTERWARDS = Words(
    "{number}：债务人在全额付款之后才提出争议，不影响本主张。",
    "{number}: disputed only after it had been paid in full; that takes nothing out.",
    "{number}: erst nach vollständiger Zahlung beanstandet; das nimmt nichts aus.",
)
EARLY = Words(
    "{number}：按债权人声明的交付日 {day} 起算，早于开具日 {issued}（第九条自交付之日起算）。",
    "{number}: counted from {day}, the delivery as the creditor states it, before the day of issue, {issued} (article "
    "9 counts from delivery).",
)
LAPSED = Words(
    "{number}：曾提出争议，未解决，已超过账本争议期。",
    "{number}: was disputed, not resolved; the ledger's clock ran out.",
    "{number}: war beanstandet, wurde nicht geklärt; die Frist des Ledgers dafür ist abgelaufen.",
)
SHOWN = Words(
    "档案文件 {file}（SHA-256 {digest}）：用 tradeline verify 离线核验；本表 {found}/{all} 条记录在其中。",
    "Dossier {file} (SHA-256 {digest}): verify it offline with tradeline verify; {found} of {all} records "
    "here are in it.",
    "Dossier {file} (SHA-256 {digest}): offline zu prüfen mit tradeline verify; {found} von {all} Aufzeichnungen "
    "dieser Aufstellung stehen darin.",
)
NOT_SHOWN = Words(
    "随附档案可证明这些记录在链上且无遗漏：tradeline attest、tradeline present，然后以 --dossier 重新生成本文件。",
    "A dossier proves that these records are on chain, with none left out: tradeline attest, tradeline "
    "present, then make "
    "this statement again with --dossier.",
    "Ein Dossier beweist, dass diese Aufzeichnungen in der Kette stehen und keine fehlt: tradeline attest, tradeline "
    "present, dann diese Aufstellung noch einmal mit --dossier erzeugen.",
)
STEPS = (
    Words(
        "先书面催告债务人，附本文件；无争议部分请求立即支付。",
        "First ask the debtor in writing, with this statement; what is undisputed is payable at once.",
    ),
    Words(
        "向省级以上中小企业主管部门的投诉渠道（工业和信息化部违约拖欠中小企业款项登记（投诉）平台）投诉。"
        "附合同、交付或验收证明、"
        "发票、本文件及档案。处理部门一般30日内、最长90日内答复。",
        "Complain through the channel of the department for small and medium-sized enterprises, of the "
        "province or the "
        "state (the platform of the Ministry of Industry and Information Technology for payments withheld "
        "from them). Add "
        "contract, proof of delivery or acceptance, invoices, this statement and the dossier. An answer "
        "takes 30 days, 90 at most.",
    ),
    Words(
        "也可依合同仲裁或起诉；诉讼时效一般三年（《民法典》第一百八十八条）。投诉与诉讼、仲裁一般不并行。",
        "Or go to arbitration or to court, as the contract has it; claims mostly lapse after three years "
        "(Civil Code, article "
        "188). A complaint is mostly not taken up while a court or tribunal has the case.",
    ),
)
LIMIT_LINES = (
    Words(
        "债权人属中小企业、债务人属上述类型（以合同订立时为准）、交付日、期限及利率是否约定，"
        "由债权人自行声明并举证。",
        "That the creditor is a small or medium-sized firm and the debtor such a buyer (when the contract "
        "was made), the days "
        "of delivery, and whether term and rate were agreed, is the creditor's own word, to be proved apart.",
    ),
    Words(
        "账本只证明何时由谁记录了什么。等级：A 独立银行或平台记录；B 对方确认；C 本企业自述。",
        "The ledger proves who recorded what, and when. Grades: A an independent bank or platform; B the other side "
        "confirmed; C the firm's own word.",
    ),
    Words("本文件不是法律意见。", "This is no legal advice."),
)
SIGNED = Words(
    "债权人（签章）：＿＿＿＿＿＿＿＿　　日期：＿＿＿＿＿＿＿＿",
    "Creditor (signature and seal): ________________   Date: ________________",
)


def rate_words(terms: Terms) -> Words:
    """What was agreed, the loan prime rate, and which of them counts; of a year of 365 days."""
    agreed, lpr = (None if rate is None else yearly(rate) for rate in (terms.agreed_rate, terms.lpr))
    return RATES[rate_ground(terms.agreed_rate, terms.lpr)].filled(agreed=agreed, lpr=lpr)


def law_words(terms: Terms) -> Iterator[Words]:
    """What the claim rests on."""
    yield BASIS[terms.buyer]
    yield BASIS_INTEREST
    yield rate_words(terms)
    yield RATE.filled(numerator=terms.rate.numerator, denominator=terms.rate.denominator)
