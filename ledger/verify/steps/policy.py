"""Step 11: this bank's own rules."""

from ledger.core.day import DAY_SECONDS
from ledger.core.ids import Member
from ledger.verify.case import LEEWAY, Case, Refusal, ground
from ledger.verify.witnesses import check_witnesses, log_of, proved_head


def policy(case: Case) -> str:
    """11: trust root in date; ages, issuer, evidence and witnesses as the bank wants them."""
    attestation, headers = ground(case.attestation, "1"), ground(case.headers, "3")
    ground(case.figures, "2")
    rules = case.policy
    if case.now >= case.trust.expires:
        raise Refusal("the trust root has expired: fetch a new one by the way this one came")
    for header, limit, name in zip(
        headers,
        (rules.max_age_days, rules.max_state_age_days),
        ("as_of", "later"),
        strict=True,
    ):
        if header.timestamp > case.now + LEEWAY:
            raise Refusal(f"the {name} block is of a time to come")
        age = (case.now - header.timestamp) // DAY_SECONDS
        if age > limit:
            raise Refusal(f"the {name} block is {age} days old; at most {limit} are accepted")
    if rules.issuers and attestation.issuer.member not in rules.issuers:
        raise Refusal(f"issuer {attestation.issuer.member} is not one that this bank accepts")
    evidenced = ground(case.evidenced, "10")
    if evidenced < rules.minimum_evidenced:
        raise Refusal(
            f"{evidenced} basis points of volume have evidence A or B; {rules.minimum_evidenced} are asked"
        )
    return f"ages, issuer and evidence are within this bank's rules{_witnessed(case)}"


def _witnessed(case: Case) -> str:
    """Who of the witnesses asked for cosigned a block of the dossier; Missing, Refusal."""
    quorum = case.policy.witnesses
    if quorum is None:
        return ""
    proved = ground(case.as_of, "7"), ground(case.later, "7")
    member = Member(ground(case.attestation, "1").subject.member)
    heads = [proved_head(member, at) for at in proved]
    shown = ground(case.dossier, "1").witnesses
    found = check_witnesses(quorum, shown, log_of(case.trust), heads, case.now)
    block, names = found[0].checkpoint.block, [statement.key.name for statement in found]
    case.shown["witnesses"] = {"block": block, "names": list(names)}
    return f"; block {block} was cosigned by {len(names)} of its witnesses"
