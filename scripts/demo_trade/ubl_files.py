"""Writes an invoice of the made world as a UBL 2.1 document in the Peppol BIS Billing 3 profile."""

from xml.sax.saxutils import escape

from demo_trade import LABEL
from demo_trade.trade import Invoice, Line
from demo_trade.world import Firm

_UBL = "urn:oasis:names:specification:ubl:schema:xsd"
_PROFILE = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"


def ubl(invoice: Invoice, number: str | None = None) -> bytes:
    """The document; `number` writes the same invoice under another spelling of its number."""
    kind = "CreditNote" if invoice.credits else "Invoice"
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        f"<!-- {LABEL} -->\n",
        f'<{kind} xmlns="{_UBL}:{kind}-2" xmlns:cac="{_UBL}:CommonAggregateComponents-2"',
        f' xmlns:cbc="{_UBL}:CommonBasicComponents-2">\n',
        _header(invoice, number or invoice.number),
        _party("AccountingSupplierParty", invoice.seller),
        _party("AccountingCustomerParty", invoice.buyer),
        _payment(invoice, number or invoice.number),
        _totals(invoice),
        *(_line(invoice, index, line) for index, line in enumerate(invoice.lines, 1)),
        f"</{kind}>\n",
    ]
    return "".join(parts).encode()


def _amount(name: str, cents: int) -> str:
    return f'<cbc:{name} currencyID="EUR">{cents // 100}.{cents % 100:02}</cbc:{name}>'


def _header(invoice: Invoice, number: str) -> str:
    due = "" if invoice.credits else f"  <cbc:DueDate>{invoice.due}</cbc:DueDate>\n"
    code = (
        "CreditNoteTypeCode>381</cbc:CreditNoteTypeCode"
        if invoice.credits
        else "InvoiceTypeCode>380</cbc:InvoiceTypeCode"
    )
    earlier = (
        f"  <cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>{escape(invoice.credits)}</cbc:ID>"
        "</cac:InvoiceDocumentReference></cac:BillingReference>\n"
        if invoice.credits
        else ""
    )
    return (
        f"  <cbc:CustomizationID>{_PROFILE}</cbc:CustomizationID>\n"
        f"  <cbc:ProfileID>{_PROCESS}</cbc:ProfileID>\n"
        f"  <cbc:ID>{escape(number)}</cbc:ID>\n"
        f"  <cbc:IssueDate>{invoice.issued}</cbc:IssueDate>\n{due}"
        f"  <cbc:{code}>\n"
        f"  <cbc:Note>{escape(LABEL)}</cbc:Note>\n"
        "  <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>\n"
        f"  <cbc:BuyerReference>{invoice.buyer.key}</cbc:BuyerReference>\n{earlier}"
    )


def _party(role: str, firm: Firm) -> str:
    return (
        f"  <cac:{role}><cac:Party>\n"
        f'    <cbc:EndpointID schemeID="{firm.scheme}">{firm.vat}</cbc:EndpointID>\n'
        f"    <cac:PartyName><cbc:Name>{escape(firm.name)}</cbc:Name></cac:PartyName>\n"
        f"    <cac:PostalAddress><cbc:StreetName>{firm.street}</cbc:StreetName>"
        f"<cbc:CityName>{firm.town}</cbc:CityName>"
        f"<cbc:PostalZone>{firm.post_code}</cbc:PostalZone>"
        f"<cac:Country><cbc:IdentificationCode>{firm.country}</cbc:IdentificationCode></cac:Country></cac:PostalAddress>\n"
        f"    <cac:PartyTaxScheme><cbc:CompanyID>{firm.vat}</cbc:CompanyID>"
        "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>\n"
        f"    <cac:PartyLegalEntity><cbc:RegistrationName>{escape(firm.name)}</cbc:RegistrationName>"
        "</cac:PartyLegalEntity>\n"
        f"  </cac:Party></cac:{role}>\n"
    )


def _payment(invoice: Invoice, number: str) -> str:
    if invoice.credits:
        return ""
    reference = escape(invoice.reference or number)
    return (
        "  <cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>"
        f"<cbc:PaymentID>{reference}</cbc:PaymentID>"
        f"<cac:PayeeFinancialAccount><cbc:ID>{invoice.seller.iban}</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>\n"
    )


def _category(invoice: Invoice) -> tuple[str, str]:
    """VAT category and reason (UNCL5305): standard, export, or reverse charge within the Union."""
    if invoice.vat:
        return "S", ""
    if {invoice.seller.country, invoice.buyer.country} & {"NO", "CH"}:
        return "G", "<cbc:TaxExemptionReason>Export outside the Union</cbc:TaxExemptionReason>"
    return "AE", "<cbc:TaxExemptionReason>Reverse charge</cbc:TaxExemptionReason>"


def _totals(invoice: Invoice) -> str:
    category, reason = _category(invoice)
    return (
        f"  <cac:TaxTotal>{_amount('TaxAmount', invoice.tax)}\n"
        f"    <cac:TaxSubtotal>{_amount('TaxableAmount', invoice.net)}{_amount('TaxAmount', invoice.tax)}"
        f"<cac:TaxCategory><cbc:ID>{category}</cbc:ID><cbc:Percent>{invoice.vat}</cbc:Percent>{reason}"
        "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>\n"
        f"  <cac:LegalMonetaryTotal>{_amount('LineExtensionAmount', invoice.net)}"
        f"{_amount('TaxExclusiveAmount', invoice.net)}{_amount('TaxInclusiveAmount', invoice.total)}"
        f"{_amount('PayableAmount', invoice.total)}</cac:LegalMonetaryTotal>\n"
    )


def _line(invoice: Invoice, index: int, line: Line) -> str:
    name, quantity = ("CreditNote", "Credited") if invoice.credits else ("Invoice", "Invoiced")
    category, _ = _category(invoice)
    return (
        f"  <cac:{name}Line><cbc:ID>{index}</cbc:ID>"
        f'<cbc:{quantity}Quantity unitCode="C62">{line.quantity}</cbc:{quantity}Quantity>'
        f"{_amount('LineExtensionAmount', line.quantity * line.cents)}"
        f"<cac:Item><cbc:Name>{escape(line.text)}</cbc:Name><cac:ClassifiedTaxCategory><cbc:ID>{category}</cbc:ID>"
        f"<cbc:Percent>{invoice.vat}</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"
        f"</cac:ClassifiedTaxCategory></cac:Item><cac:Price>{_amount('PriceAmount', line.cents)}</cac:Price>"
        f"</cac:{name}Line>\n"
    )
