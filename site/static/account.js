// The stated figures of a country, newest first -> what they imply for every stretch of quarters, and which of them
// cannot stand. The twin of atlas/ledger/account.py; figures are as the API has them.
const KINDS = ["reply", "press", "dataset"];
export const MEASURES = ["requests", "users"];

// The boundaries between which a period such as 2025, 2025-Q2 or 2025-Q1-Q3 lies; see Period in atlas/model.py.
export function stretch(period) {
  const [year, first = "Q1", last = first === "Q1" && !period.includes("Q") ? "Q4" : first] = period.split("-");
  return [4 * year + Number(first[1]) - 1, 4 * year + Number(last[1])];
}

// The tightest upper bounds on the difference between two boundaries, for one measure; counts never fall.
class Bounds {
  constructor(low, high) {
    this.low = low;
    const points = Array.from({ length: high - low + 1 }, (_, at) => at);
    this.upper = points.map(a => points.map(b => (b <= a ? 0 : Infinity)));
  }

  between(opens, closes) {
    const a = opens - this.low, b = closes - this.low;
    return [0 - this.upper[b][a], this.upper[a][b]];
  }

  state(opens, closes, value) {
    this.tighten(opens - this.low, closes - this.low, value);
    this.tighten(closes - this.low, opens - this.low, -value);
  }

  tighten(tail, head, weight) {
    const onward = [...this.upper[head]];
    for (const row of this.upper) {
      const through = row[tail] + weight;
      onward.forEach((rest, at) => { row[at] = Math.min(row[at], through + rest); });
    }
  }
}

const order = figure => [KINDS.indexOf(figure.kind), ...stretch(figure.period), figure.requests, figure.users];

function newestFirst(a, b) {
  if (a.observed !== b.observed) return a.observed < b.observed ? 1 : -1;
  const [left, right] = [order(a), order(b)], at = left.findIndex((each, index) => each !== right[index]);
  return at < 0 ? (a.report < b.report ? -1 : 1) : left[at] - right[at];
}

// {rejected: the figures that do not fit newer ones, value: period => {requests, users} or null where it is not known}
export function settle(figures) {
  const stretches = figures.map(figure => stretch(figure.period)).flat();
  const low = Math.min(...stretches), high = Math.max(...stretches);
  const bounds = MEASURES.map(() => new Bounds(low, high)), rejected = [];
  for (const figure of [...figures].sort(newestFirst)) {
    const [opens, closes] = stretch(figure.period);
    const fits = bounds.every((each, at) => {
      const [least, most] = each.between(opens, closes);
      return least <= figure[MEASURES[at]] && figure[MEASURES[at]] <= most;
    });
    if (fits) bounds.forEach((each, at) => each.state(opens, closes, figure[MEASURES[at]]));
    else rejected.push(figure);
  }
  const value = period => {
    const [opens, closes] = stretch(period);
    if (opens < low || closes > high) return null;
    const [requests, users] = bounds.map(each => each.between(opens, closes));
    return requests[0] === requests[1] && users[0] === users[1] ? { requests: requests[0], users: users[0] } : null;
  };
  return { rejected, value };
}
