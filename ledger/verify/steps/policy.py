"""Step 11: this bank's own rules."""

from ledger.verify.case import Case, Refusal, ground
from ledger.verify.policy import DAY
from ledger.verify.steps.holder import LEEWAY


def policy(case: Case) -> str:
    """11: trust root in date; ages, issuer and evidence as the bank wants them."""
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
        age = (case.now - header.timestamp) // DAY
        if age > limit:
            raise Refusal(f"the {name} block is {age} days old; at most {limit} are accepted")
    if rules.issuers and attestation.issuer.member not in rules.issuers:
        raise Refusal(f"issuer {attestation.issuer.member} is not one that this bank accepts")
    evidenced = ground(case.evidenced, "10")
    if evidenced < rules.minimum_evidenced:
        raise Refusal(
            f"{evidenced} basis points of volume have evidence A or B; {rules.minimum_evidenced} are asked"
        )
    return "ages, issuer and evidence are within this bank's rules"
