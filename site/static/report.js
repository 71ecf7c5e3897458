// What was read, beside what the API answers -> reports, their paths, and what is still in their way. Nothing here knows the page.
import { settle, stretch } from "./account.js";

const ADDRESS = /^https?:\/\/[^\s\[\]"<>\\^`{}|]+$/;
const number = new Intl.NumberFormat("en");

export const counted = (value, noun) => `${number.format(value)} ${noun}${value === 1 ? "" : "s"}`;

// Each figure beside what stands for its period.
export function compared(figures, answer) {
  const { value } = settle(answer.figures);
  return figures.map(figure => beside(figure, value(figure[0])));
}

function beside([, requests, users], found) {
  if (!found) return { word: "new", said: "nothing so far" };
  const isSame = found.requests === requests && found.users === users;
  return { word: isSame ? "confirms" : "differs", said: `${counted(found.requests, "request")}, ${counted(found.users, "user")}` };
}

const identity = figure => [figure.report, figure.period].join(" ");
const pair = figure => `${counted(figure.requests, "request")} and ${counted(figure.users, "user")} for ${figure.period}, as read on ${figure.observed}`;

// What a report would change in the ledger: `older` figures that would no longer stand, and `own` that could not, since
// a report of a later day says otherwise.
export function clashes({ figures, observed, kind }, answer) {
  const before = new Set(settle(answer.figures).rejected.map(identity));
  const mine = figures.map(([period, requests, users]) => ({ period, requests, users, observed, kind, report: "" }));
  const rejected = settle([...answer.figures, ...mine]).rejected.filter(figure => !before.has(identity(figure)));
  return { older: rejected.filter(figure => figure.report), own: rejected.filter(figure => !figure.report) };
}

// An address that anybody could open, as `source_address` in atlas/rules.py has it.
function isAddress(text) {
  if (!ADDRESS.test(text) || !URL.canParse(text)) return false;
  const [authority] = text.split("//")[1].split(/[/?#]/), { hostname, port } = new URL(text);
  return hostname.includes(".") && !authority.includes("@") && port !== "0";
}

// The last day of a period such as 2025, 2025-Q2 or 2025-Q1-Q3.
function lastDay(period) {
  return new Date(Date.UTC(2000, 3 * (stretch(period)[1] - 8000), 0)).toISOString().slice(0, 10);
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
export function obstacles({ figures, observed, source, revises }, { older, own }, today) {
  const early = figures.map(([period]) => period).find(period => lastDay(period) >= observed);
  return [
    !observed && "Say on which day the bot answered.",
    observed > today && "The day must not be in the future.",
    observed && early && `${early} ends on ${lastDay(early)} and must have ended before ${observed}, the day on which the bot answered.`,
    source && !isAddress(source) && "The address must begin with https:// or http:// and be open to anybody, or be left out.",
    own.length && `A newer report says otherwise, so that this one cannot be added as it is: ${own.map(pair).join("; ")}. Is the day right? If it is, open an issue instead, below.`,
    !own.length && older.length && !revises && `A figure differs from an earlier report. This would no longer hold: ${older.map(pair).join("; ")}. Compare it with the bot’s answer, then say above why it changed, if only that the bot now gives another.`,
  ].filter(Boolean);
}

// The file's path, as atlas/add.py names it; undefined if the very same report is there already.
export function pathOf(report, answer) {
  if (answer.reports.some(other => isThere(report, other, answer))) return undefined;
  const taken = new Set(answer.reports.map(other => other.report)), stem = `data/reports/${report.iso3}/${report.observed}`;
  let path = `${stem}.yaml`;
  for (let n = 1; taken.has(path); n += 1) path = n === 1 ? `${stem}-reply.yaml` : `${stem}-reply-${n}.yaml`;
  return path;
}

// As _key in atlas/add.py and same_report_twice in atlas/rules.py have it.
function isThere(report, other, answer) {
  const isOfDay = other.observed === report.observed, isSame = sameFigures(report.figures, answer.figures.filter(figure => figure.report === other.report));
  if (other.kind !== report.kind || (other.source ?? "") !== report.source) return false;
  return report.source ? isOfDay || isSame : isOfDay && isSame && (other.credit ?? "") === report.credit;
}

function sameFigures(figures, stated) {
  const found = new Set(stated.map(figure => `${figure.period},${figure.requests},${figure.users}`));
  return found.size === figures.length && figures.every(figure => found.has(String(figure)));
}
