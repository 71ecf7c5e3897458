// The figures of a country, as the API has them -> which of them are accepted, what those imply for every period, and
// what a newer figure does to that. The twin of atlas/ledger/account.py, which explains the method.

/**
 * The boundaries before and after a period such as 2025, 2025-Q2 or 2025-Q1-Q3; see Period in atlas/model.py.
 * @param {string} period
 */
export function boundaries(period) {
  const [year, first = "Q1", last = period.includes("Q") ? first : "Q4"] = period.split("-");
  return [4 * Number(year) + Number(first[1]) - 1, 4 * Number(year) + Number(last[1])];
}

/**
 * The order of two lists: that of the first items that differ, as Python orders tuples.
 * @param {(string | number)[]} a
 * @param {(string | number)[]} b
 */
function compare(a, b) {
  const index = a.findIndex((item, i) => item !== b[i]);
  return index < 0 ? 0 : a[index] < b[index] ? -1 : 1;
}

/** @param {string} a @param {string} b */
export const comparePeriods = (a, b) => compare(boundaries(a), boundaries(b));

/**
 * The tightest upper bounds on the differences between boundaries, for one measure; counts never fall.
 * @type {(low: number, high: number) => Bounds}
 */
function makeBounds(low, high) {
  const points = Array.from({ length: high - low + 1 }, (_, point) => point);
  const upper = points.map(a => points.map(b => (b <= a ? 0 : Infinity)));
  return {
    bounds(period) {
      const [a, b] = boundaries(period).map(boundary => boundary - low);
      return [0 - upper[b][a], upper[a][b]];
    },
    setValue(period, value) {
      const [a, b] = boundaries(period).map(boundary => boundary - low);
      this.tighten(a, b, value);
      this.tighten(b, a, -value);
    },
    tighten(tail, head, weight) {
      const fromHead = [...upper[head]];
      for (const row of upper) {
        const viaEdge = row[tail] + weight;
        fromHead.forEach((onward, goal) => (row[goal] = Math.min(row[goal], viaEdge + onward)));
      }
    },
  };
}

/**
 * The figures that are accepted, none at first. It covers the years of `figures` and answers for any period.
 * @type {(figures: { period: string }[], measures: Measure[]) => Account}
 */
function makeAccount(figures, measures) {
  const all = figures.flatMap(({ period }) => boundaries(period));
  const low = 4 * Math.floor(Math.min(...all) / 4);
  const high = 4 * Math.ceil(Math.max(...all) / 4);
  const ofMeasures = measures.map(measure => ({ measure, ...makeBounds(low, high) }));
  const accepted = new Set();
  return {
    covers(period) {
      const [opens, closes] = boundaries(period);
      return low <= opens && closes <= high;
    },
    isOutside(figure) {
      if (!this.covers(figure.period)) return false;
      return ofMeasures.some(({ measure, bounds }) => {
        const [lower, upper] = bounds(figure.period);
        return figure[measure] < lower || upper < figure[measure];
      });
    },
    value(period) {
      /** @type {Value} */
      const value = { requests: null, users: null };
      for (const { measure, bounds } of this.covers(period) ? ofMeasures : []) {
        const [lower, upper] = bounds(period);
        if (lower === upper) value[measure] = lower;
      }
      return value;
    },
    effect(figure) {
      if (this.isOutside(figure)) return accepted.has(figure.period) ? "revises" : "conflicts";
      const { requests, users } = this.value(figure.period);
      return requests === figure.requests && users === figure.users ? "confirms" : "new";
    },
    accept(figure) {
      if (this.isOutside(figure)) return false;
      for (const bounds of ofMeasures) bounds.setValue(figure.period, figure[bounds.measure]);
      accepted.add(figure.period);
      return true;
    },
  };
}

/**
 * The account of some figures and those that it rejects, newest first; within a day nearer to Telegram first.
 * @param {Figure[]} figures
 * @param {Pick<Bot, "kinds" | "measures">} bot
 */
export function acceptNewestFirst(figures, { kinds, measures }) {
  const account = makeAccount(figures, measures);
  /** @param {Figure} figure */
  const key = ({ kind, period, requests, users, report }) => [
    kinds.indexOf(kind),
    ...boundaries(period),
    requests,
    users,
    report,
  ];
  const sorted = figures.toSorted((a, b) => compare([b.observed], [a.observed]) || compare(key(a), key(b)));
  return { account, rejected: sorted.filter(figure => !account.accept(figure)) };
}
