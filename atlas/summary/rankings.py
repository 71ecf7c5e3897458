"""The countries known in a quarter, in order."""

from collections.abc import Sequence
from dataclasses import dataclass

from atlas.ledger import Resolved
from atlas.model import Period
from atlas.summary.profiles import Profile, Rate


@dataclass(frozen=True, slots=True)
class Ranked:
    """A country's rank among those known in a quarter, by requests; countries with equal requests share a rank."""

    rank: int
    profile: Profile
    quarter: Resolved
    before: Resolved | None

    @property
    def rate(self) -> Rate | None:
        """Users per million in the quarter; None where the population is unknown."""
        return self.profile.rate(self.quarter)

    @property
    def requests_before(self) -> int | None:
        """Requests in the quarter before; None where they are unknown."""
        return self.before.requests if self.before else None


def ranking(profiles: Sequence[Profile], quarter: Period) -> tuple[Ranked, ...]:
    """The countries known in a quarter, most requests first, then most users, then by name."""
    previous = Period.quarter_from_boundary(quarter.opens - 1)
    known = [(profile, resolved) for profile in profiles if (resolved := profile.known(quarter))]
    known.sort(key=lambda pair: (-(pair[1].requests or 0), -(pair[1].users or 0)))
    requests = [resolved.requests for _, resolved in known]
    return tuple(
        Ranked(requests.index(resolved.requests) + 1, profile, resolved, profile.known(previous))
        for profile, resolved in known
    )
