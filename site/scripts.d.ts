// The types that the scripts in static/ share: the JSON files that they fetch, and what they make of a reply.

type Effect = "new" | "confirms" | "revises" | "conflicts" | "disputes";

/** What a report states for one period: the period, requests, users. */
type Stated = [period: string, requests: number, users: number];

/** A figure with the report that states it, as the API has it; null for a measure that it does not state. */
interface Figure {
  period: string;
  requests: number | null;
  users: number | null;
  observed: string;
  kind: string;
  source: string | null;
  report: string;
  /** The sender of a reply, which the API gives with the report; see withCredit in account.js. */
  credit?: string | null | undefined;
}

type Measure = "requests" | "users";

/** What is known of a period: each measure, null where it does not follow exactly. */
type Value = Record<Measure, number | null>;

/** What the accepted figures imply for one measure. */
interface Bounds {
  /** The least and the most that a period can have; the most may be infinite. */
  bounds(period: string): [lower: number, upper: number];
  /** Fixes the count of a period at a value within its bounds. */
  setValue(period: string, value: number): void;
  /** Takes in one edge: any path may now also run start -> tail -> head -> goal. */
  tighten(tail: number, head: number, weight: number): void;
}

/** The accepted figures of a country; the same as the class Account in Python. */
interface Account {
  measures: Measure[];
  accepted: Figure[];
  covers(period: string): boolean;
  /** The measures in which a figure contradicts the accepted ones. */
  outside(figure: Pick<Figure, "period" | Measure>): Measure[];
  value(period: string): Value;
  /** The accepted figures of exactly this period that state the measure. */
  statements(period: string, measure: Measure): Figure[];
  /** What a figure of a newer report does to what is known, if others can see it. */
  effect(figure: Pick<Figure, "period" | Measure>): Effect;
  /** Accepts a figure; false, and no change, if it does not fit. */
  accept(figure: Figure): boolean;
}

/** The parts of api/v1/countries/<ISO3>.json that matter here. */
interface CountryAnswer {
  figures: Figure[];
  reports: KnownReport[];
}

interface KnownReport {
  report: string;
  observed: string;
  kind: string;
  source: string | null;
  credit: string | null;
  nothing_after?: string | null;
}

/** What a figure does to what the atlas has, and what that is, in words. */
type Comparison = { effect: Effect; known: string };

/** The figures that do not count once a report is added: those of others, its own, and those of its own that wait. */
type Clash = { older: Figure[]; own: Figure[]; disputed: Figure[] };

/** Figures by country, or the sentences that say why they cannot be merged. */
type Merged = { reports: { iso3: string; figures: Stated[] }[]; doubts: string[] };

/** A report that can be written to a file. */
interface NewReport {
  iso3: string;
  observed: string;
  kind: string;
  source: string;
  credit: string;
  revises: string;
  /** The newest quarter that the bot showed, if that is all that the report says. */
  nothing_after: string;
  figures: Stated[];
}

/** contribute/reader.json: how the bot writes, from data/bot.yaml, and what the atlas takes. */
interface Bot {
  first_day: string;
  first_year: number;
  kinds: string[];
  measures: Measure[];
  longest: number;
  longest_country: number;
  texts: Record<"credit" | "revises", { longest: number; pattern: string; must: string }>;
  largest: number;
  quarters: [firstMonth: number, lastMonth: number, lastDay: number][];
  months: string[][];
  digits: string;
  cleaning: [pattern: string, replacement: string][];
  labels: Record<string, string>;
  dates: [order: string, pattern: string][];
  shapes: Record<string, string>;
  sentences: Record<string, string>;
  your_country: string[];
  names: Record<string, string>;
}

/** The same with compiled patterns; `anchors` matches what the parts of a reply begin with. */
interface Reader {
  bot: Bot;
  cleaning: [pattern: RegExp, replacement: string][];
  labels: Record<string, RegExp>;
  subject: RegExp;
  shapes: Record<string, RegExp>;
  dates: [order: string, pattern: RegExp][];
  anchors: RegExp;
  digits: Map<string, string>;
  months: Map<string, number>;
  names: Map<string, string>;
  yours: Set<string>;
}

/** What a reply states; `iso3` is null where it says "your country". */
interface Reading {
  iso3: string | null;
  country: string;
  figures: Stated[];
}

interface Quarters {
  year: number;
  first: number;
  last: number;
}

/** The numbers below one label of a reply, and where the last of them ends. */
interface Block {
  labels: string[];
  numbers: number[];
  end: number;
}

type CalendarDay = [year: number, month: number, day: number];

/** Reads one text. Methods take a position in it; what they return ends with the position behind what they read. */
interface Parser {
  reading(): Reading;
  afterHeader(): number;
  period(start: number): [Quarters, end: number];
  date(start: number, startOfPeriod: number): [CalendarDay, end: number];
  /** The number of a month by name or number, 0 if there is none. */
  month(name: string): number;
  country(start: number): [written: string, iso3: string | null, end: number];
  block(start: number): Block;
  /** What the number behind a label is called, NO_LABEL where there is none. */
  label(start: number): [label: string, end: number];
  number(start: number): [number, end: number];
  afterLabel(name: "requests" | "users", start: number): number;
  /** The pairs, if both blocks name the same quarters, all those of the period. */
  figures(period: Quarters, requests: Block, users: Block): Stated[];
  checkTotal(block: Block): void;
  describe(labels: string[]): string;
  /** The beginning of a part of the text, as a sentence quotes it. */
  quote(part: string): string;
  /** The sentence of a name, as an error to throw. */
  refusal(name: string, actual: string | number, values?: Record<string, string | number>): Error;
  /** The sentence of a name with the text from `start` to `end`, which is not as it must be. */
  unlike(name: string, start: number, end?: number): Error;
  match(sticky: RegExp, start: number): RegExpExecArray | null;
  /** Where a pattern that may match nothing ends. */
  end(sticky: RegExp, start: number): number;
}

/** data/by-country.json: the numbers of the map and of the comparison, one for each period. */
interface ByCountry {
  periods: string[];
  lengths: ("quarter" | "year")[];
  scales: Record<string, { limits: number[]; key: string[] }>;
  countries: Record<string, CountryNumbers>;
}

type MapMeasure = "requests" | "users" | "rate";
type CountryNumbers = { name: string; status: string[] } & Record<MapMeasure, (number | null)[]>;
