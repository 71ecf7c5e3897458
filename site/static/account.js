// The figures of a country, as the API has them -> which of them are accepted, what those imply for every period, and
// what a newer figure does to that. The twin of atlas/ledger/account.py and acceptance.py, which explain the method.

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

/** A reply that only its sender has seen. @param {Figure} figure */
const isClaim = ({ kind, source }) => kind === "reply" && !source;

/**
 * Whether a figure has another origin than a claim, as `origin` in atlas/ledger/evidence.py decides: every figure that is
 * no claim, and the claim of another person; those without a name are one person.
 * @param {Figure} figure
 * @param {Figure} claim
 */
const isOfAnotherOrigin = (figure, claim) =>
  !isClaim(figure) || (figure.credit || "someone") !== (claim.credit || "someone");

/**
 * The figures of an answer, each with the person whom its report credits.
 * @param {Pick<CountryAnswer, "figures" | "reports">} answer
 * @returns {Figure[]}
 */
export function withCredit({ figures, reports }) {
  const credits = new Map(reports.map(({ report, credit }) => [report, credit]));
  return figures.map(figure => ({ ...figure, credit: credits.get(figure.report) }));
}

/** Whether the count that these figures agree on is confirmed. @param {Figure[]} figures */
const isConfirmed = figures =>
  figures.some(({ kind, source }) => kind === "reply" && source) && new Set(figures.map(f => f.observed)).size > 1;

/**
 * An account that covers the years of `figures` and answers for any period; none of them is accepted yet.
 * @type {(figures: { period: string }[], measures: Measure[]) => Account}
 */
function makeAccount(figures, measures) {
  const all = figures.flatMap(({ period }) => boundaries(period));
  const low = 4 * Math.floor(Math.min(...all) / 4);
  const high = 4 * Math.ceil(Math.max(...all) / 4);
  const ofMeasures = measures.map(measure => ({ measure, ...makeBounds(low, high) }));
  /** @type {Figure[]} */
  const accepted = [];
  return {
    measures,
    accepted,
    covers(period) {
      const [opens, closes] = boundaries(period);
      return low <= opens && closes <= high;
    },
    outside(figure) {
      if (!this.covers(figure.period)) return [];
      const outside = ofMeasures.filter(({ measure, bounds }) => {
        const [lower, upper] = bounds(figure.period);
        const count = figure[measure];
        return count !== null && (count < lower || upper < count);
      });
      return outside.map(({ measure }) => measure);
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
    statements: (period, measure) => accepted.filter(figure => figure.period === period && figure[measure] !== null),
    effect(figure) {
      const outside = this.outside(figure);
      if (outside.length) {
        return outside.some(measure => this.statements(figure.period, measure).length) ? "revises" : "conflicts";
      }
      const value = this.value(figure.period);
      const isKnown = measures.every(measure => figure[measure] === null || figure[measure] === value[measure]);
      return isKnown ? "confirms" : "new";
    },
    accept(figure) {
      if (this.outside(figure).length) return false;
      for (const bounds of ofMeasures) {
        const count = figure[bounds.measure];
        if (count !== null) bounds.setValue(figure.period, count);
      }
      accepted.push(figure);
      return true;
    },
  };
}

/**
 * The account of some figures, newest first, those that it rejects, and those that wait for a second report.
 * @param {Figure[]} figures
 * @param {Pick<Bot, "kinds" | "measures">} bot
 */
export function acceptNewestFirst(figures, { kinds, measures }) {
  /** Within a day nearer to Telegram first. @param {Figure} figure */
  const key = ({ kind, period, requests, users, report }) => [
    kinds.indexOf(kind),
    ...boundaries(period),
    requests ?? -1,
    users ?? -1,
    report,
  ];
  const sorted = figures.toSorted((a, b) => compare([b.observed], [a.observed]) || compare(key(a), key(b)));
  /** @param {(figure: Figure) => boolean} counts */
  const accept = counts => {
    const account = makeAccount(figures, measures);
    return { account, rejected: sorted.filter(figure => counts(figure) && !account.accept(figure)) };
  };
  const waiting = findWaiting(sorted, makeAccount(figures, measures), known => accept(f => known.has(f)).account);
  const { account, rejected } = accept(figure => !waiting.has(figure));
  return { account, rejected, disputed: sorted.filter(figure => waiting.has(figure) && !account.accept(figure)) };
}

/**
 * The replies that overruled a confirmed figure on the day they were read, and that no later report confirms.
 * @type {(sorted: Figure[], empty: Account, accept: (known: Set<Figure>) => Account) => Set<Figure>}
 */
function findWaiting(sorted, empty, accept) {
  /** @type {(a: Figure, b: Figure) => boolean} */
  const isSame = (a, b) => a.period === b.period && a.requests === b.requests && a.users === b.users;
  let account = empty;
  /** @type {Set<Figure>} */
  let known = new Set();
  /** @type {Set<Figure>} */
  const waiting = new Set();
  /** @type {(figure: Figure) => (string | number)[]} */
  const key = figure => [figure.observed, Number(isClaim(figure))];
  for (const figure of sorted.some(isClaim) ? sorted.toSorted((a, b) => compare(key(a), key(b))) : []) {
    const agreeing = [...waiting].filter(other => isSame(other, figure) && isOfAnotherOrigin(figure, other));
    const candidates = new Set([...known, ...agreeing, figure]);
    if (!account.accept(figure)) {
      const after = accept(candidates);
      if (isClaim(figure) && !agreeing.length && overrulesConfirmed(account, after)) {
        waiting.add(figure);
        continue;
      }
      account = after;
    }
    known = candidates;
    agreeing.forEach(other => waiting.delete(other));
  }
  return waiting;
}

/**
 * Whether a confirmed figure of one account does not hold in the other.
 * @param {Account} before
 * @param {Account} after
 */
const overrulesConfirmed = (before, after) =>
  before.accepted.some(({ period }) =>
    before.measures.some(
      measure =>
        before.value(period)[measure] !== after.value(period)[measure] &&
        isConfirmed(before.statements(period, measure)),
    ),
  );

/**
 * What a figure of a newer report does to what some figures imply.
 * @type {(figure: Figure, figures: Figure[], bot: Pick<Bot, "kinds" | "measures">) => Effect}
 */
export function effectOf(figure, figures, bot) {
  const effect = acceptNewestFirst(figures, bot).account.effect(figure);
  if (effect === "new" || effect === "confirms" || !isClaim(figure)) return effect;
  return acceptNewestFirst([...figures, figure], bot).disputed.includes(figure) ? "disputes" : effect;
}
