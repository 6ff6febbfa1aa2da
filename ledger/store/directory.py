"""Who is who, by the registry's events. Fills `ports.Directory`; words are those that stand in the contract's state."""

from ledger.app.ports import MemberState, RegisteredKey
from ledger.core.codes import KeyPurpose, Role
from ledger.core.ids import Commitment, Member
from ledger.proof.words import ConsentWord, KeyWord, MemberStatus, MemberWord
from ledger.store.query import Query
from ledger.store.tables import after

_BY_REKEYING = (KeyPurpose.TRANSACTION, KeyPurpose.DELEGATE)
"""Purposes whose keys a re-keying ends."""


class IndexDirectory:
    """Members, their keys and their consents, as of block `until`, or of the last block taken."""

    def __init__(self, query: Query) -> None:
        self._query = query

    def numbers(self, until: int | None = None) -> tuple[Member, ...]:
        """All members."""
        rows = self._query.all(
            "SELECT member FROM member_admitted WHERE place < ? ORDER BY member", self._query.end(until)
        )
        return tuple(Member(row[0]) for row in rows)

    def identity(self, number: Member) -> tuple[bytes, bytes] | None:
        """(identity tag, identity commitment) of a member."""
        return self._query.first(
            "SELECT identity_tag, identity_commitment FROM member_admitted WHERE member = ?", number
        )

    def member(self, number: Member) -> MemberState | None:
        """What the registry says of a member now."""
        word = self.member_word(number)
        return MemberState(number, word.status is MemberStatus.ACTIVE, word.roles) if word else None

    def member_word(self, number: Member, until: int | None = None) -> MemberWord | None:
        """The member's word."""
        end = self._query.end(until)
        admitted = self._query.first(
            "SELECT place >> 24, roles FROM member_admitted WHERE member = ? AND place < ?", number, end
        )
        if admitted is None:
            return None
        status = self._latest("member_status_changed", "status", number, end)
        roles = self._latest("member_roles_changed", "roles", number, end)
        rekeyed = self._latest("member_rekeyed", "new_key", number, end)
        return MemberWord(
            status=MemberStatus(status[1]) if status else MemberStatus.ACTIVE,
            roles=Role(roles[1] if roles else admitted[1]),
            admitted_at=admitted[0],
            status_since=status[0] if status else admitted[0],
            rekeyed_at=rekeyed[0] if rekeyed else 0,
        )

    def key_word(self, key_id: bytes, until: int | None = None) -> KeyWord | None:
        """The key's word. A re-keying does not touch it: it stands in the member's."""
        end = self._query.end(until)
        added = self._query.first(
            "SELECT member, purpose, scope, generation, since FROM key_added WHERE key_id = ? AND place < ?",
            key_id,
            end,
        )
        if added is None:
            return None
        ended = self._query.first(
            "SELECT place >> 24 FROM key_ended WHERE key_id = ? AND place < ?", key_id, end
        )
        marked = self._query.first(
            "SELECT since FROM key_compromised WHERE key_id = ? AND place < ? ORDER BY place DESC LIMIT 1",
            key_id,
            end,
        )
        member, purpose, scope, generation, since = added
        return KeyWord(
            member=member,
            purpose=KeyPurpose(purpose),
            scope=scope,
            generation=generation,
            since=since,
            until=ended[0] if ended else 0,
            compromised_since=marked[0] if marked else 0,
        )

    def keys(
        self, number: Member, purpose: KeyPurpose, until: int | None = None
    ) -> tuple[RegisteredKey, ...]:
        """All keys that the member ever had for the purpose, oldest first."""
        at = self._query.at(until)
        rows = self._query.all(
            "SELECT key_id, public_key FROM key_added WHERE member = ? AND purpose = ? AND place < ?"
            " ORDER BY generation",
            number,
            purpose,
            after(at),
        )
        member = self.member_word(number, at)
        words = ((self.key_word(key_id, at), public) for key_id, public in rows)
        return tuple(_registered(word, public, member) for word, public in words if word and member)

    def related(self, number: Member, until: int | None = None) -> tuple[tuple[Member, int], ...]:
        """(member, block since which) of all that are marked as belonging together with a member."""
        rows = self._query.all(
            "SELECT smaller, larger, place >> 24 FROM members_related"
            " WHERE ? IN (smaller, larger) AND place < ? ORDER BY place",
            number,
            self._query.end(until),
        )
        return tuple((Member(smaller + larger - number), block) for smaller, larger, block in rows)

    def relations(self, until: int | None = None) -> frozenset[tuple[Member, Member]]:
        """Every pair of members that are marked as belonging together, the smaller number first."""
        rows = self._query.all(
            "SELECT smaller, larger FROM members_related WHERE place < ?", self._query.end(until)
        )
        return frozenset((Member(smaller), Member(larger)) for smaller, larger in rows)

    def consent(self, commitment: Commitment) -> bool | None:
        """Whether the consent stands; None if it was never given."""
        word = self.consent_word(commitment)
        return word.withdrawn_at == 0 if word else None

    def consent_word(self, commitment: Commitment, until: int | None = None) -> ConsentWord | None:
        """The consent's word."""
        end = self._query.end(until)
        given = self._query.first(
            "SELECT member, place >> 24 FROM consent_given WHERE commitment = ? AND place < ?",
            commitment,
            end,
        )
        if given is None:
            return None
        withdrawn = self._query.first(
            "SELECT place >> 24 FROM consent_withdrawn WHERE commitment = ? AND place < ?", commitment, end
        )
        return ConsentWord(given[0], given[1], withdrawn[0] if withdrawn else 0)

    def _latest(self, table: str, column: str, number: Member, end: int) -> tuple[int, int] | None:
        """(block, value) of the last change of a member."""
        return self._query.first(
            f"SELECT place >> 24, {column} FROM {table} WHERE member = ? AND place < ? ORDER BY place DESC LIMIT 1",
            number,
            end,
        )


def _registered(word: KeyWord, public: bytes, member: MemberWord) -> RegisteredKey:
    ends = [word.until] if word.until else []
    if word.purpose in _BY_REKEYING and word.since <= member.rekeyed_at:
        ends.append(member.rekeyed_at)
    return RegisteredKey(
        word.purpose,
        word.generation,
        public,
        word.since,
        min(ends, default=None),
        word.compromised_since != 0,
    )
