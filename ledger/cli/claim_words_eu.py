"""The words of a claim by Directive 2011/7/EU, English and German. Fields in braces are filled in."""

from collections.abc import Iterator, Mapping

from ledger.app.claim_form import yearly
from ledger.app.claim_terms import Aside, EuTerms
from ledger.cli.claim_words import Words
from ledger.core.day import iso
from ledger.core.money import decimal_text
from ledger.rulebook.late_payment_eu import Buyer, DaysInYear, Statutory
from ledger.rulebook.late_spells import Ground
from ledger.rulebook.reference_rates import percent_text


def _words(en: str, de: str) -> Words:
    return Words("", en, de)


BUYERS = {
    Buyer.PUBLIC: _words("public authority", "öffentliche Stelle"),
    Buyer.FIRM: _words("undertaking", "Unternehmen"),
}
GROUNDS = {
    Ground.AGREED: _words("as agreed", "wie vereinbart"),
    Ground.UNAGREED: _words("not agreed: the law's period", "nicht vereinbart: gesetzliche Frist"),
    Ground.BOUND: _words(
        "more agreed than stands: cut", "länger vereinbart, als ohne Weiteres gilt: gekürzt"
    ),
    Ground.EXTENDED: _words("extended by the creditor", "vom Gläubiger verlängert"),
}
ASIDES = {
    Aside.NO_SUPPLY: _words(
        "an instalment of a loan, no goods or services",
        "Rate eines Darlehens, keine Ware oder Dienstleistung",
    ),
    Aside.NOT_OWN_WORD: _words(
        "on a tradeline that the creditor has not accepted",
        "auf einer Tradeline, die der Gläubiger nicht angenommen hat",
    ),
    Aside.PASSED_ON: _words(
        "assigned: its holder claims it", "abgetreten: der neue Inhaber macht sie geltend"
    ),
    Aside.TAKEN: _words(
        "taken over: the assignment says which interest passed with it",
        "übernommen: welche Zinsen mit übergingen, sagt die Abtretung",
    ),
    Aside.BEFORE: _words(
        "received before 2013-03-16, when the Directive was to be law",
        "vor dem 16.03.2013 empfangen, als die Richtlinie umzusetzen war",
    ),
}

CREDITOR = _words("Creditor", "Gläubiger")
RECEIVED = _words("counted from", "Frist ab")
FIXED = _words("fixed sum", "Pauschale")
RATE = _words("rate a year", "Zinssatz im Jahr")
HALF_YEAR = _words("half-year from", "Halbjahr ab")
REFERENCE = _words("reference rate", "Bezugszinssatz")
A_DAY = _words("rate a day", "Zinssatz am Tag")

BASIS = {
    Buyer.FIRM: _words(
        "Directive 2011/7/EU, article 3: an undertaking pays by the day agreed; where none is agreed, within 30 days "
        "of receiving the invoice, or the goods or services if these came later or the day of the invoice is "
        "uncertain. A term of more than 60 days counts only if it was expressly agreed and is not grossly unfair.",
        "Richtlinie 2011/7/EU, Artikel 3: Ein Unternehmen zahlt bis zum vereinbarten Tag; ist keiner vereinbart, "
        "binnen 30 Tagen nach Eingang der Rechnung, oder der Waren oder Dienstleistungen, wenn diese später "
        "eingingen oder der Tag des Rechnungseingangs unsicher ist. Eine Frist von mehr als 60 Tagen gilt nur, wenn "
        "sie ausdrücklich vereinbart wurde und nicht grob nachteilig ist.",
    ),
    Buyer.PUBLIC: _words(
        "Directive 2011/7/EU, article 4: a public authority pays within 30 days of receiving the invoice, or the "
        "goods or services if these came later or the day of the invoice is uncertain. A longer term, of 60 days at "
        "most, counts only if it was expressly agreed and is objectively justified, or if the state allows it to "
        "public undertakings and healthcare.",
        "Richtlinie 2011/7/EU, Artikel 4: Eine öffentliche Stelle zahlt binnen 30 Tagen nach Eingang der Rechnung, "
        "oder der Waren oder Dienstleistungen, wenn diese später eingingen oder der Tag des Rechnungseingangs "
        "unsicher ist. Eine längere Frist von höchstens 60 Tagen gilt nur, wenn sie ausdrücklich vereinbart wurde "
        "und sachlich gerechtfertigt ist, oder wenn der Staat sie öffentlichen Unternehmen und "
        "Gesundheitseinrichtungen einräumt.",
    ),
}
TRANSPOSED = _words(
    "The Directive binds the states. Between the parties counts the law by which the state whose law governs the "
    "contract has transposed it; in Germany, sections 271a, 286 and 288 of the Civil Code (BGB).",
    "Die Richtlinie bindet die Staaten. Zwischen den Parteien gilt das Recht, mit dem der Staat, dessen Recht der "
    "Vertrag unterliegt, sie umgesetzt hat; in Deutschland §§ 271a, 286 und 288 BGB.",
)
STATUTORY = _words(
    "Statutory interest (articles 2(6), 3(2) and 4(2)): the reference rate in force on 1 January or 1 July, for the "
    "half-year that begins then, and {margin} percentage points; {year} days to the year. It is due from the day "
    "after the deadline, without a reminder, on the sum outstanding with taxes (article 2(8)). The reference rates "
    "are named by the creditor; their source: {source}",
    "Gesetzliche Zinsen (Artikel 2 Nummer 6, Artikel 3 und 4, jeweils Absatz 2): der am 1. Januar oder 1. Juli "
    "geltende Bezugszinssatz für das dann beginnende Halbjahr und {margin} Prozentpunkte; das Jahr zu {year} Tagen. "
    "Sie sind vom Tag nach Ablauf der Frist an ohne Mahnung zu zahlen, auf den offenen Betrag mit Steuern (Artikel 2 "
    "Nummer 8). Die Bezugszinssätze nennt der Gläubiger; ihre Quelle: {source}",
)
YEARS = {
    DaysInYear.FIXED: _words("365", "365"),
    DaysInYear.BANK: _words("360", "360"),
    DaysInYear.ACTUAL: _words("365 or, in a leap year, 366", "365 oder, im Schaltjahr, 366"),
}
FOLLOWING = _words(
    "A deadline on a Saturday, a Sunday or a holiday is that of the next working day; holidays that the creditor "
    "names: {holidays}.",
    "Eine Frist, die an einem Samstag, Sonntag oder Feiertag endet, endet am nächsten Werktag; Feiertage, die der "
    "Gläubiger nennt: {holidays}.",
)
NO_HOLIDAY = _words("none", "keine")
AGREED = _words(
    "The undertakings agreed on interest of {rate} a year (article 2(5)); it counts unless it is grossly unfair "
    "(article 7).",
    "Die Unternehmen haben Zinsen von {rate} im Jahr vereinbart (Artikel 2 Nummer 5); sie gelten, wenn sie nicht "
    "grob nachteilig sind (Artikel 7).",
)
COUNTING = _words(
    "Simple interest, spell by spell; a spell ends with a payment and, where reference rates count, with its "
    "half-year. Over the common denominator {denominator} of the rates a day: sum = remainder + base × days × rate × "
    "{denominator}; interest grows by the whole part of sum ÷ {denominator}, the remainder is carried. In whole "
    "minor units; the same wherever time is cut. Each row is floored once, totals are sums of rows.",
    "Einfache Zinsen, Abschnitt für Abschnitt; ein Abschnitt endet mit einer Zahlung und, wo Bezugszinssätze gelten, "
    "mit seinem Halbjahr. Über dem gemeinsamen Nenner {denominator} der Tagessätze: Summe = Rest + Betrag × Tage × "
    "Tagessatz × {denominator}; die Zinsen wachsen um den ganzen Teil von Summe ÷ {denominator}, der Rest wird "
    "übertragen. Gerechnet wird in ganzen kleinsten Einheiten der Währung; wo die Zeit geteilt wird, ändert nichts. "
    "Jede Zeile wird einmal abgerundet, Summen sind Summen der Zeilen.",
)
FIXED_SUMS = _words(
    "Article 6: for each invoice that is paid late, in whole or in part, a fixed sum of EUR 40 at least, without a "
    "reminder (Court of Justice, C-585/20). Reasonable costs of recovery beyond it are owed as well (article 6(3)): "
    "they are not computed here, and the fixed sum counts towards them.",
    "Artikel 6: für jede ganz oder teilweise verspätet gezahlte Rechnung eine Pauschale von mindestens 40 Euro, ohne "
    "Mahnung (Gerichtshof, C-585/20). Angemessene Beitreibungskosten darüber hinaus sind ebenfalls zu ersetzen "
    "(Artikel 6 Absatz 3): sie sind hier nicht berechnet, und die Pauschale wird auf sie angerechnet.",
)
SAID_SUMS = _words(
    "Fixed sums that the creditor names: {sums}.",
    "Pauschalen, die der Gläubiger nennt: {sums}.",
)
NO_FIXED_SUM = _words(
    "No fixed sum is claimed in {currency}: article 6 names it in euro alone, and none was given in {currency}.",
    "In {currency} wird keine Pauschale gefordert: Artikel 6 nennt sie nur in Euro, und in {currency} wurde keine "
    "angegeben.",
)
BOUND = _words(
    "Of this, {amount} {currency} of interest and fixed sums rests on terms cut to what stands without more; it "
    "falls away where the longer terms that were agreed are found to stand.",
    "Davon beruhen {amount} {currency} an Zinsen und Pauschalen auf gekürzten Fristen; sie entfallen, soweit die "
    "länger vereinbarten Fristen wirksam sind.",
)
EARLY = _words(
    "{number}: counted from {day} as the creditor states it, before the day of issue, {issued}. An earlier day than "
    "that on which the debtor received the invoice counts only where the latter is uncertain (articles 3(3)(b) and "
    "4(3)(a)): to be proved apart.",
    "{number}: gerechnet ab dem {day}, den der Gläubiger nennt, vor dem Tag der Ausstellung, {issued}. Ein früherer "
    "Tag als der, an dem die Rechnung beim Schuldner einging, zählt nur, wo dieser unsicher ist (Artikel 3 Absatz 3 "
    "Buchstabe b, Artikel 4 Absatz 3 Buchstabe a): gesondert zu beweisen.",
)
STEPS = (
    _words(
        "First ask the debtor in writing, with this statement; interest and fixed sum are owed without that.",
        "Zuerst den Schuldner schriftlich zur Zahlung auffordern, mit dieser Aufstellung; Zinsen und Pauschale sind "
        "auch ohne das geschuldet.",
    ),
    _words(
        "What is not disputed gets an enforceable title, normally within 90 days of the application (article 10): in "
        "Germany by the court's order for payment (sections 688 to 703d of the Code of Civil Procedure, ZPO); across "
        "borders by the European order for payment (Regulation (EC) No 1896/2006), or, up to EUR 5,000, by the "
        "European small claims procedure (Regulation (EC) No 861/2007), disputed or not.",
        "Für unbestrittene Forderungen gibt es in der Regel binnen 90 Tagen nach dem Antrag einen vollstreckbaren "
        "Titel (Artikel 10): in Deutschland im Mahnverfahren (§§ 688 bis 703d ZPO); über die Grenze mit dem "
        "Europäischen Zahlungsbefehl (Verordnung (EG) Nr. 1896/2006) oder, bis 5000 Euro, bestritten oder nicht, im "
        "europäischen Verfahren für geringfügige Forderungen (Verordnung (EG) Nr. 861/2007).",
    ),
    _words(
        "When the claim lapses is national law: in Germany mostly three years after the end of the year (sections "
        "195 and 199 BGB).",
        "Wann die Forderung verjährt, sagt nationales Recht: in Deutschland meist drei Jahre nach dem Ende des "
        "Jahres (§§ 195, 199 BGB).",
    ),
)
SIGNED = _words(
    "Creditor (signature): ________________   Date: ________________",
    "Gläubiger (Unterschrift): ________________   Datum: ________________",
)
UNMOVED = _words(
    "A deadline on a Saturday, a Sunday or a holiday stays where it is. National law may move it to the next working "
    "day (in Germany, section 193 BGB).",
    "Eine Frist, die an einem Samstag, Sonntag oder Feiertag endet, bleibt, wo sie ist. Nationales Recht kann sie "
    "auf den nächsten Werktag verschieben (in Deutschland § 193 BGB).",
)
HOLIDAYS = _words(
    "Holidays beside those that the creditor names are not known.",
    "Andere Feiertage als die, die der Gläubiger nennt, sind nicht bekannt.",
)
LIMIT_LINES = (
    _words(
        "That both sides are undertakings, or the debtor a public authority, and neither a consumer; the days of "
        "receipt (where none is named, that of issue); whether term and rate were agreed, and how; that the contract "
        "was made from 2013-03-16 on, or the state does not except earlier ones (article 12(4)); that no insolvency "
        "proceedings run against the debtor (article 1(3)): all this is the creditor's own word, to be proved apart.",
        "Dass beide Seiten Unternehmen sind oder der Schuldner eine öffentliche Stelle, und keine ein Verbraucher; "
        "die Tage des Eingangs (wo keiner genannt ist, der der Ausstellung); ob und wie Frist und Zinssatz "
        "vereinbart wurden; dass der Vertrag seit dem 16.03.2013 geschlossen wurde oder der Staat ältere nicht "
        "ausnimmt (Artikel 12 Absatz 4); dass kein Insolvenzverfahren gegen den Schuldner läuft (Artikel 1 Absatz "
        "3): all dies sagt der Gläubiger selbst, und es ist gesondert zu beweisen.",
    ),
    _words(
        "Nor that the creditor has done what it owed, and that the debtor is responsible for the delay (articles "
        "3(1) and 4(1)).",
        "Auch nicht, dass der Gläubiger seine Pflichten erfüllt hat und der Schuldner für die Verspätung "
        "verantwortlich ist (Artikel 3 und 4, jeweils Absatz 1).",
    ),
    _words(
        "The ledger proves who recorded what, and when. Grades: A an independent bank or platform; B the other side "
        "confirmed; C the firm's own word.",
        "Der Ledger beweist, wer wann was aufgezeichnet hat. Beweisgrade: A eine unabhängige Bank oder Plattform; B "
        "von der anderen Seite bestätigt; C eigenes Wort des Unternehmens.",
    ),
    _words("This is no legal advice.", "Dies ist keine Rechtsberatung."),
)


def rate_words(terms: EuTerms) -> Words:
    """By which rates the interest is counted."""
    if not isinstance(terms.interest, Statutory):
        return AGREED.filled(rate=yearly(terms.interest))
    found = terms.interest
    margin = percent_text(found.margin).removesuffix("%")
    return STATUTORY.filled(margin=margin, year=YEARS[found.year], source=found.references.source)


def brief(terms: EuTerms) -> str:
    """By which rates, in one line of English."""
    if not isinstance(terms.interest, Statutory):
        return f"Directive 2011/7/EU: {yearly(terms.interest)} a year was agreed."
    found = terms.interest
    margin, year = percent_text(found.margin).removesuffix("%"), YEARS[found.year].en
    source = found.references.source
    return f"Directive 2011/7/EU: reference rate and {margin} points, {year} days to the year; rates of: {source}."


def law_words(terms: EuTerms) -> Iterator[Words]:
    """What the claim rests on."""
    yield BASIS[terms.buyer]
    if terms.holidays is not None:
        yield FOLLOWING.filled(holidays=", ".join(map(iso, sorted(terms.holidays))) or NO_HOLIDAY)
    yield rate_words(terms)
    yield COUNTING.filled(denominator=terms.tariff.denominator)
    yield FIXED_SUMS
    if terms.fixed_sums:
        yield SAID_SUMS.filled(sums=_sums(terms.fixed_sums))
    yield TRANSPOSED


def limit_words(terms: EuTerms) -> tuple[Words, ...]:
    """What the statement leaves to be proved, or does not know."""
    return (*LIMIT_LINES[:2], UNMOVED if terms.holidays is None else HOLIDAYS, *LIMIT_LINES[2:])


def _sums(said: Mapping[str, int]) -> str:
    return ", ".join(
        f"{decimal_text(minor, currency)} {currency}" for currency, minor in sorted(said.items())
    )
