"""What the registry of members logs, as facts (contracts/interfaces/IMemberRegistry.sol)."""

from dataclasses import dataclass

from ledger.core.codes import KeyPurpose, Role
from ledger.core.ids import Member
from ledger.proof.event_form import EventForm, declared
from ledger.proof.words import MemberStatus


@dataclass(frozen=True, slots=True)
class MemberAdmitted:
    """A legal entity became a member. Tag and commitment: docs/records.md, section 8."""

    member: Member
    identity_tag: bytes
    identity_commitment: bytes
    roles: Role


@dataclass(frozen=True, slots=True)
class MemberStatusChanged:
    """The member's status from this block on."""

    member: Member
    status: MemberStatus


@dataclass(frozen=True, slots=True)
class MemberRolesChanged:
    """The member's roles from this block on."""

    member: Member
    roles: Role


@dataclass(frozen=True, slots=True)
class MemberRekeyed:
    """All transaction and delegate keys of the member stopped; `new_key` is an address, active from the next block."""

    member: Member
    new_key: bytes


@dataclass(frozen=True, slots=True)
class MembersRelated:
    """Two members belong together economically."""

    smaller: Member
    larger: Member


@dataclass(frozen=True, slots=True)
class KeyAdded:
    """A key, valid from block `since`; `public_key` in the form of its purpose, bit n of `scope` allows class n."""

    member: Member
    key_id: bytes
    purpose: KeyPurpose
    scope: int
    generation: int
    since: int
    public_key: bytes


@dataclass(frozen=True, slots=True)
class KeyEnded:
    """The key is not valid from this block on."""

    member: Member
    key_id: bytes


@dataclass(frozen=True, slots=True)
class KeyCompromised:
    """The key may have been in other hands since block `since`."""

    member: Member
    key_id: bytes
    since: int


@dataclass(frozen=True, slots=True)
class RekeyProposed:
    """A registrar proposed the address `new_key` in place of the member's keys."""

    action: bytes
    member: Member
    new_key: bytes


@dataclass(frozen=True, slots=True)
class QuorumProposed:
    """A registrar proposed other registrars (addresses, 0 for none) or another rule; `delay` in seconds."""

    action: bytes
    added: bytes
    removed: bytes
    threshold: int
    delay: int


@dataclass(frozen=True, slots=True)
class DecisionProposed:
    """A registrar proposed that the contract `target` may do what `decision` stands for."""

    action: bytes
    target: bytes
    decision: bytes


@dataclass(frozen=True, slots=True)
class ActionApproved:
    """A registrar approved; so many have."""

    action: bytes
    registrar: bytes
    approvals: int


@dataclass(frozen=True, slots=True)
class ActionVetoed:
    """The member vetoed its re-keying."""

    action: bytes
    member: Member


@dataclass(frozen=True, slots=True)
class ActionDone:
    """The action was carried out."""

    action: bytes


@dataclass(frozen=True, slots=True)
class RegistrarAdded:
    """An address may act as registrar."""

    registrar: bytes


@dataclass(frozen=True, slots=True)
class RegistrarRemoved:
    """An address may not act as registrar any more."""

    registrar: bytes


@dataclass(frozen=True, slots=True)
class QuorumChanged:
    """The registrars' rule; `delay` in seconds."""

    threshold: int
    count: int
    delay: int


RegistryEvent = (
    MemberAdmitted
    | MemberStatusChanged
    | MemberRolesChanged
    | MemberRekeyed
    | MembersRelated
    | KeyAdded
    | KeyEnded
    | KeyCompromised
    | RekeyProposed
    | QuorumProposed
    | DecisionProposed
    | ActionApproved
    | ActionVetoed
    | ActionDone
    | RegistrarAdded
    | RegistrarRemoved
    | QuorumChanged
)

REGISTRY_FORMS: dict[type[RegistryEvent], EventForm] = declared(
    {
        MemberAdmitted: "uint32 indexed member, bytes32 identityTag, bytes32 identityCommitment, uint16 roles",
        MemberStatusChanged: "uint32 indexed member, uint8 status",
        MemberRolesChanged: "uint32 indexed member, uint16 roles",
        MemberRekeyed: "uint32 indexed member, address newKey",
        MembersRelated: "uint32 indexed smaller, uint32 indexed larger",
        KeyAdded: "uint32 indexed member, bytes32 indexed keyId, uint8 purpose, uint16 scope, uint16 generation, "
        "uint40 fromBlock, bytes publicKey",
        KeyEnded: "uint32 indexed member, bytes32 indexed keyId",
        KeyCompromised: "uint32 indexed member, bytes32 indexed keyId, uint40 since",
        RekeyProposed: "bytes32 indexed action, uint32 indexed member, address newKey",
        QuorumProposed: "bytes32 indexed action, address added, address removed, uint32 threshold, uint40 delay",
        DecisionProposed: "bytes32 indexed action, address indexed target, bytes32 decision",
        ActionApproved: "bytes32 indexed action, address indexed registrar, uint32 approvals",
        ActionVetoed: "bytes32 indexed action, uint32 indexed member",
        ActionDone: "bytes32 indexed action",
        RegistrarAdded: "address indexed registrar",
        RegistrarRemoved: "address indexed registrar",
        QuorumChanged: "uint32 threshold, uint32 count, uint40 delay",
    }
)
