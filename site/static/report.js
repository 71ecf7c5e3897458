// What was read, beside what the API answers -> reports, their paths, and what is still in their way. Nothing here knows the page.
const ADDRESS = /^https?:\/\/[^\s\[\]"<>\\^`{}|@]+\.[^\s\[\]"<>\\^`{}|@]+$/;
const number = new Intl.NumberFormat("en");

export const counted = (value, noun) => `${number.format(value)} ${noun}${value === 1 ? "" : "s"}`;

// The pair that stands for a period, as stated or as it follows; undefined where there is none.
function standing(period, answer) {
  const gone = new Set(answer.revisions.map(revision => `${revision.report} ${revision.period}`));
  const stated = answer.figures.filter(figure => figure.period === period && !gone.has(`${figure.report} ${period}`));
  const newest = stated.toSorted((a, b) => a.observed < b.observed ? 1 : -1)[0];
  return newest ?? [...answer.quarters, ...answer.years].find(row => (row.quarter ?? row.year) === period && row.requests !== null && row.users !== null);
}

export function compared([period, requests, users], answer) {
  const found = standing(period, answer);
  if (!found) return { word: "new", said: "nothing so far" };
  const isSame = found.requests === requests && found.users === users;
  return { word: isSame ? "confirms" : "differs", said: `${counted(found.requests, "request")}, ${counted(found.users, "user")}` };
}

// The last day of a period such as 2025, 2025-Q2 or 2025-Q1-Q3.
function lastDay(period) {
  const quarter = Number(/Q(\d)$/.exec(period)?.[1] ?? 4);
  return new Date(Date.UTC(Number(period.slice(0, 4)), 3 * quarter, 0)).toISOString().slice(0, 10);
}

// One report for each country; several answers of one country are one report.
export function byCountry(readings, chosen, names) {
  const reports = new Map(), doubts = [];
  for (const reading of readings) {
    const iso3 = reading.iso3 ?? chosen;
    if (!iso3) { doubts.push("The answer says “your country”. Choose which one that is."); continue; }
    if (!reports.has(iso3)) reports.set(iso3, new Map());
    for (const figure of reading.figures) {
      const other = reports.get(iso3).get(figure[0]) ?? figure;
      if (String(other) !== String(figure)) doubts.push(`The answers must agree: for ${names.get(iso3)} in ${figure[0]} they state two different pairs of numbers.`);
      reports.get(iso3).set(figure[0], figure);
    }
  }
  return { reports: [...reports].map(([iso3, figures]) => ({ iso3, figures: [...figures.values()] })), doubts: [...new Set(doubts)] };
}

// What keeps a report from being sent, in the words of the check.
export function obstacles({ figures, observed, source, revises }, words, today) {
  const early = figures.map(([period]) => period).find(period => lastDay(period) >= observed);
  return [
    !observed && "Say on which day the bot answered.",
    observed > today && "The day must not be in the future.",
    observed && early && `${early} ends on ${lastDay(early)} and must have ended before ${observed}, the day on which the bot answered.`,
    source && !ADDRESS.test(source) && "The address must begin with https:// or http://, or be left out.",
    words.includes("differs") && !revises && "A figure differs from an earlier report. Compare it with the bot’s answer, then say above why it changed, if only that the bot now gives another.",
  ].filter(Boolean);
}

// The file's path, as atlas/add.py names it; undefined if the very same report is there already.
export function pathOf(report, answer) {
  const same = answer.reports.find(other => other.observed === report.observed && other.kind === report.kind && (other.source ?? "") === report.source
    && (report.source || (other.credit ?? "") === report.credit && sameFigures(report.figures, answer.figures.filter(figure => figure.report === other.report))));
  if (same) return undefined;
  const taken = new Set(answer.reports.map(other => other.report)), stem = `data/reports/${report.iso3}/${report.observed}`;
  let path = `${stem}.yaml`;
  for (let n = 1; taken.has(path); n += 1) path = n === 1 ? `${stem}-reply.yaml` : `${stem}-reply-${n}.yaml`;
  return path;
}

function sameFigures(figures, stated) {
  const found = new Set(stated.map(figure => `${figure.period},${figure.requests},${figure.users}`));
  return found.size === figures.length && figures.every(figure => found.has(String(figure)));
}
