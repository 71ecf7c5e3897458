// What was read, beside what the API answers -> reports, their paths, and what keeps them from being sent.
import { acceptNewestFirst, boundaries, comparePeriods, effectOf, withCredit } from "./account.js";
import { counted } from "./format.js";

const LONGEST_SHOWN = 60; // characters of a wrong text in a message, as in atlas/problems.py
const ADDRESS = /^https?:\/\/[^\s[\]"<>\\^`{}|]+$/;

/**
 * The figures of a new report, as the API would have them; without a day it is the newest.
 * @type {(report: NewReport) => Figure[]}
 */
const asFigures = ({ figures, observed, kind, source, credit }) =>
  figures.map(([period, requests, users]) => ({
    period,
    requests,
    users,
    observed: observed || "9999-12-31",
    kind,
    source,
    credit,
    report: "",
  }));

/**
 * What each figure does to what the atlas has, and what that is.
 * @type {(report: NewReport, answer: CountryAnswer, bot: Bot) => Comparison[]}
 */
export function describeEffects(report, answer, bot) {
  const known = withCredit(answer);
  const { account } = acceptNewestFirst(known, bot);
  return asFigures(report).map(figure => {
    const value = account.value(figure.period);
    const counts = bot.measures.flatMap(name => (value[name] === null ? [] : counted(value[name], name.slice(0, -1))));
    return { effect: effectOf(figure, known, bot), known: counts.join(", ") || "no exact figure" };
  });
}

/** @param {Figure} figure */
const identity = figure => `${figure.report} ${figure.period}`;

/** @param {Figure} figure */
const describe = ({ requests, users, period, observed }) => {
  const counts = [
    ...(requests === null ? [] : [counted(requests, "request")]),
    ...(users === null ? [] : [counted(users, "user")]),
  ];
  return `${counts.join(" and ")} for ${period}, as read on ${observed}`;
};

/**
 * The figures that are no longer accepted once a report is added: `older` ones, its `own` where a report of a later day
 * contradicts them, and its own that are `disputed`.
 * @type {(report: NewReport, answer: CountryAnswer, bot: Bot) => Clash}
 */
export function clashes(report, answer, bot) {
  const known = withCredit(answer);
  const earlier = acceptNewestFirst(known, bot);
  const before = new Set([...earlier.rejected, ...earlier.disputed].map(identity));
  const { rejected, disputed } = acceptNewestFirst([...known, ...asFigures(report)], bot);
  const older = [...rejected, ...disputed].filter(figure => figure.report && !before.has(identity(figure)));
  const [own, ownDisputed] = [rejected, disputed].map(figures => figures.filter(figure => !figure.report));
  return { older, own, disputed: ownDisputed };
}

/** What a disputed figure means for the person who has it. */
export const DISPUTED =
  "This differs from a figure that is confirmed. It will be listed as disputed until a second report agrees. If your reply is public, give its address.";

/**
 * Whether an address is one that anybody could open, as `source_address` in atlas/rules.py decides.
 * @param {string} text
 */
export function isAddress(text) {
  if (!ADDRESS.test(text) || !URL.canParse(text)) return false;
  const [authority] = text.split("//")[1].split(/[/?#]/);
  const { hostname, port } = new URL(text);
  return hostname.includes(".") && !authority.includes("@") && port !== "0";
}

/**
 * The last day of a period.
 * @param {string} period
 */
export function lastDay(period) {
  const [, closes] = boundaries(period);
  return new Date(Date.UTC(2000, 3 * (closes - 8000), 0)).toISOString().slice(0, 10);
}

/** The quarter that ends at a boundary. @param {number} closes */
const quarterBefore = closes => `${Math.floor((closes - 1) / 4)}-Q${((closes - 1) % 4) + 1}`;

/**
 * The newest quarter that figures cover; empty if there are none.
 * @param {Pick<Figure, "period">[]} figures
 */
export const newestQuarter = figures =>
  figures.length ? quarterBefore(Math.max(...figures.map(({ period }) => boundaries(period)[1]))) : "";

/**
 * The quarters from the first one of a year on that had ended before a day.
 * @type {(year: number, day: string) => string[]}
 */
export function quartersBefore(year, day) {
  const quarters = [];
  for (let closes = 4 * year + 1; lastDay(quarterBefore(closes)) < day; closes += 1) {
    quarters.push(quarterBefore(closes));
  }
  return quarters;
}

/**
 * The figures of each country, in order of time; several answers of one country are one report. `given` is the country
 * of the answers that say "your country".
 * @type {(readings: Reading[], given: string, names: Map<string, string>) => Merged}
 */
export function byCountry(readings, given, names) {
  /** @type {Map<string, Map<string, Stated>>} */
  const reports = new Map();
  const doubts = new Set();
  for (const reading of readings) {
    const iso3 = reading.iso3 ?? given;
    if (!iso3) {
      doubts.add("The reply says “your country”. Choose which country that is.");
      continue;
    }
    const report = reports.get(iso3) ?? new Map();
    for (const figure of reading.figures) {
      const earlier = report.get(figure[0]) ?? figure;
      if (String(earlier) !== String(figure)) {
        doubts.add(`The replies contradict each other on ${names.get(iso3)} in ${figure[0]}. Check them.`);
      }
      reports.set(iso3, report.set(figure[0], earlier));
    }
  }
  const sorted = [...reports].map(([iso3, report]) => ({
    iso3,
    figures: [...report.values()].sort(([a], [b]) => comparePeriods(a, b)),
  }));
  return { reports: sorted, doubts: [...doubts] };
}

/**
 * What is wrong with the day on which a report was observed, if anything.
 * @type {(report: NewReport, firstDay: string, today: string) => string}
 */
export function checkDay({ figures, nothing_after: newest, observed }, firstDay, today) {
  if (!observed) return "Enter the day on which the bot replied.";
  if (observed > today) return "The day must not be in the future.";
  if (observed < firstDay) return `The day must not be before ${firstDay}, when the bot began to answer.`;
  const periods = [...figures.map(([period]) => period), ...(newest ? [newest] : [])];
  const early = periods.find(period => lastDay(period) >= observed);
  return early ? `${early} ends on ${lastDay(early)}, so the bot cannot have reported it on ${observed}.` : "";
}

/**
 * What is wrong with the newest quarter that a report says the bot showed, if anything; the check warns of the same.
 * @type {(report: Pick<NewReport, "nothing_after" | "observed">, answer: CountryAnswer) => string}
 */
export function checkNewest({ nothing_after: newest, observed }, { figures, reports }) {
  const looks = reports.map(report => ({ period: report.nothing_after, observed: report.observed }));
  const known = [...figures, ...looks].flatMap(({ period, observed: day }) =>
    period && day <= observed ? [{ closes: boundaries(period)[1], day }] : [],
  );
  const [shown] = known.sort((a, b) => b.closes - a.closes || (a.day < b.day ? -1 : 1));
  if (!newest || !shown || shown.closes <= boundaries(newest)[1]) return "";
  return `The newest quarter should not be before ${quarterBefore(shown.closes)}, which the bot had shown by ${shown.day}; it is ${newest}. Check the quarter and the day.`;
}

/**
 * What is wrong with a text, if anything, as the check says it from schema/statements.yaml.
 * @type {(name: "credit" | "revises", text: string, bot: Pick<Bot, "texts">) => string}
 */
export function checkText(name, text, { texts }) {
  const { longest, pattern, must } = texts[name];
  const characters = [...text];
  if (!text || (characters.length <= longest && new RegExp(`^(?:${pattern})$`, "u").test(text))) return "";
  const shown = characters.length > LONGEST_SHOWN ? `${characters.slice(0, LONGEST_SHOWN).join("")}…` : text;
  return `${name} must ${must}, not '${shown}'`;
}

/**
 * What keeps a report from being sent.
 * @type {(report: NewReport, clash: Clash, answer: CountryAnswer, bot: Bot, today: string) => string[]}
 */
export function obstacles(report, { older, own, disputed }, answer, bot, today) {
  const sentences = [
    checkDay(report, bot.first_day, today),
    checkNewest(report, answer),
    checkText("credit", report.credit, bot),
    checkText("revises", report.revises, bot),
  ];
  if (report.source && !isAddress(report.source)) {
    sentences.push("The address must begin with https:// or http:// and be public. If there is none, leave it out.");
  }
  if (own.length) {
    sentences.push(
      `A newer report contradicts this one: ${own.map(describe).join("; ")}. Check the day. If it is right, open an issue instead, below.`,
    );
  } else if (older.length && !report.revises) {
    sentences.push(
      `A figure differs from an earlier report, which would no longer count: ${older.map(describe).join("; ")}. Compare it with the bot’s reply. If it is right, say above why it changed. “The bot now gives another figure” is enough.`,
    );
  } else if (disputed.length && !report.revises) {
    sentences.push("Say above why the figure changed. “The bot now gives another figure” is enough.");
  }
  return sentences.filter(Boolean);
}

// ---- The file of a report: atlas/contributions/report_files.py ----

const PLAIN = /^(?:[A-Za-z0-9](?:[A-Za-z0-9 ./()-]*[A-Za-z0-9./()-])?|https?:\/\/[!$-9;=?A-Z_a-z~:]+)$/;
const WORDS_WITH_MEANING = new Set(["y", "n", "yes", "no", "on", "off", "true", "false", "null"]);
/** @type {("observed" | "kind" | "source" | "credit" | "revises" | "nothing_after")[]} */
const KEYS = ["observed", "kind", "source", "credit", "revises", "nothing_after"];

/**
 * The text of a report's file.
 * @param {NewReport} report
 */
export function reportToYaml(report) {
  const lines = KEYS.flatMap(key => (report[key] ? `${key}: ${scalar(report[key])}` : []));
  const figures = report.figures.map(
    ([period, requests, users]) => `  ${period}: {requests: ${requests}, users: ${users}}`,
  );
  return [...lines, ...(figures.length ? ["figures:"] : []), ...figures, ""].join("\n");
}

/** @param {string} text */
const scalar = text => (PLAIN.test(text) && !WORDS_WITH_MEANING.has(text.toLowerCase()) ? text : JSON.stringify(text));

/**
 * The path of a report's file; null if the report is there already.
 * @type {(report: NewReport, answer: CountryAnswer) => string | null}
 */
export function pathOf(report, answer) {
  if (answer.reports.some(other => isSameReport(report, other, answer))) return null;
  const taken = new Set(answer.reports.map(other => other.report));
  const stem = `data/reports/${report.iso3}/${report.observed}`;
  let path = `${stem}.yaml`;
  for (let n = 1; taken.has(path); n += 1) path = `${stem}-${report.kind}${n === 1 ? "" : `-${n}`}.yaml`;
  return path;
}

/**
 * As `_key` in report_files.py and `same_report_twice` in atlas/rules.py decide.
 * @type {(report: NewReport, other: KnownReport, answer: CountryAnswer) => boolean}
 */
function isSameReport(report, other, answer) {
  if (other.kind !== report.kind || (other.source ?? "") !== report.source) return false;
  const stated = answer.figures.filter(figure => figure.report === other.report);
  const figures = new Set(stated.map(({ period, requests, users }) => `${period},${requests},${users}`));
  const hasSameDay = other.observed === report.observed;
  const hasSameNewest = (other.nothing_after ?? "") === report.nothing_after && (hasSameDay || !report.nothing_after);
  const hasSameFigures =
    hasSameNewest && figures.size === report.figures.length && report.figures.every(f => figures.has(String(f)));
  if (report.source) return hasSameDay || hasSameFigures;
  return hasSameDay && hasSameFigures && (other.credit ?? "") === report.credit;
}
