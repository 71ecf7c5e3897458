// The text of the bot's replies -> what they state, or sentences that say why they cannot be read. The twin of the
// folder atlas/reply, function by function: the same patterns and sentences (contribute/reader.json), the same answers.

// ---- How the bot writes, made ready: atlas/reply/reader.py ----

const BLANKS = "[ \\n]*"; // what a blank in a pattern stands for
const OMITTED = new Set(["the"]);
const RESPELT = new Map([["saint", "st"]]);
/** @type {WeakMap<Bot, Reader>} */
const READERS = new WeakMap();

/** @param {Bot} bot */
function readerOf(bot) {
  const reader = READERS.get(bot) ?? makeReader(bot);
  READERS.set(bot, reader);
  return reader;
}

/** @param {Bot} bot @returns {Reader} */
const makeReader = bot => ({
  bot,
  cleaning: bot.cleaning.map(([text, replacement]) => [pattern(text, "gim"), replacement]),
  labels: patterns(bot.labels, "iym"),
  subject: pattern(bot.labels.subject, "im"),
  shapes: patterns(bot.shapes, "ym"),
  dates: bot.dates.map(([order, text]) => [order, pattern(text, "iym")]),
  anchors: pattern(`(${bot.labels.header})|(${bot.labels.requests})|(${bot.labels.users})`, "gim"),
  digits: new Map([...bot.digits].flatMap(digitsFrom)),
  months: new Map(bot.months.flatMap((names, index) => names.map(name => [name, index + 1]))),
  names: new Map(Object.entries(bot.names)),
  yours: new Set(bot.your_country),
});

/** @param {string} zero @returns {[string, string][]} */
const digitsFrom = zero =>
  Array.from({ length: 10 }, (_, n) => [String.fromCodePoint(Number(zero.codePointAt(0)) + n), String(n)]);

/** @param {string} text @param {string} flags */
const pattern = (text, flags) => new RegExp(text.replaceAll(" ", BLANKS), flags);

/** @param {Record<string, string>} texts @param {string} flags */
const patterns = (texts, flags) =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, pattern(text, flags)]));

/**
 * A name without capitals, accents, points and "the"; two ways to write a name give the same.
 * @param {string} name
 */
export function fold(name) {
  const plain = name.replaceAll("&", " and ").normalize("NFKD").toLowerCase();
  const parts = plain.replace(/[\u0300-\u036f.'’]/g, "").split(/[^a-z0-9]+/);
  return parts
    .filter(part => part && !OMITTED.has(part))
    .map(part => RESPELT.get(part) ?? part)
    .join(" ");
}

// ---- A pasted text with plain blanks, digits and dashes: atlas/reply/text.py ----

const BEYOND = /[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g; // characters that count as two here, and halves of such

/** @param {string} text */
function strip(text) {
  // Not by one pattern: a search for blanks at the end would try every blank in the text.
  let end = text.length;
  while (end && " \n".includes(text[end - 1])) end -= 1;
  return text.slice(0, end).replace(/^[ \n]+/, "");
}

/** @param {string} text @param {Reader} reader */
function clean(text, reader) {
  const translated = Array.from(text, character => reader.digits.get(character) ?? character).join("");
  const cleaned = reader.cleaning.reduce(
    (changed, [wanted, replacement]) => changed.replace(wanted, match => replacement.replace("$&", () => match)),
    translated.replace(BEYOND, "□"),
  );
  return strip(cleaned);
}

// ---- The text of one reply: atlas/reply/grammar.py ----

const NO_LABEL = "";
const TOTAL = "total";
const CENTURY = 2000;
const LONGEST_QUOTE = 40;

class Refusal extends Error {} // of a reply that cannot be read for certain

/**
 * A sentence with its `values`, and with `actual` for {found}.
 * @type {(sentence: string, actual: string | number, values?: Record<string, string | number>) => string}
 */
const format = (sentence, actual, values = {}) =>
  sentence.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? actual));

/** @type {(text: string, reader: Reader) => Parser} */
const parserOf = (text, { bot, labels, subject, shapes, dates, months, names, yours }) => ({
  reading() {
    const [period, afterPeriod] = this.period(this.afterHeader());
    const [country, iso3, afterCountry] = this.country(this.afterLabel("requests", afterPeriod));
    const requests = this.block(afterCountry);
    const users = this.block(this.afterLabel("users", requests.end));
    if (!this.match(shapes.end, users.end)) throw this.unlike("not_at_end", users.end);
    return { iso3, country, figures: this.figures(period, requests, users) };
  },

  afterHeader() {
    const header = this.match(labels.header, 0);
    if (!header) throw this.unlike("no_header", 0);
    return this.end(labels.period, header[0].length);
  },

  period(start) {
    const [first, afterFirst] = this.date(start, start);
    const until = this.match(labels.until, afterFirst);
    if (!until) throw this.unlike("dates_unreadable", start);
    const [last, end] = this.date(afterFirst + until[0].length, start);
    const period = wholeQuarters(first, last, bot);
    if (period === null) throw this.unlike("not_quarters", start, end);
    return [period, end];
  },

  date(start, startOfPeriod) {
    for (const [order, date] of dates) {
      const match = this.match(date, start);
      const parts = Object.fromEntries([...order].map((part, group) => [part, match?.[group + 1] ?? ""]));
      const month = this.month(parts.m);
      if (match && month) {
        const year = Number(parts.y);
        return [[year >= CENTURY ? year : CENTURY + (year % 100), month, Number(parts.d)], start + match[0].length];
      }
    }
    throw this.unlike("dates_unreadable", startOfPeriod);
  },

  month(name) {
    return /^[0-9]+$/.test(name) ? Number(name) : (months.get(name.toLowerCase()) ?? 0);
  },

  country(start) {
    const match = subject.exec(text.slice(start, start + 2 * bot.longest_country));
    if (!match) throw this.unlike("no_subject", start);
    const written = text
      .slice(start, start + match.index)
      .replace(/[ \n]+/g, " ")
      .replace(/^[ □]+/, "")
      .replace(/[ □]+$/, "");
    const end = start + match.index + match[0].length;
    const folded = fold(written);
    if (yours.has(folded)) return [written, null, end];
    const iso3 = names.get(folded);
    if (!iso3) throw this.refusal("unknown_country", this.quote(written));
    return [written, iso3, end];
  },

  block(from) {
    const periods = [];
    const numbers = [];
    let [label, start] = this.label(this.end(shapes.blanks, from));
    for (;;) {
      const [number, end] = this.number(start);
      periods.push(label);
      numbers.push(number);
      if (label === NO_LABEL) return { labels: periods, numbers, end };
      [label, start] = this.label(this.end(shapes.stop, end));
      if (label === NO_LABEL) return { labels: periods, numbers, end };
    }
  },

  label(start) {
    const quarter = this.match(labels.quarter, start);
    if (quarter) return [quarter[1], start + quarter[0].length];
    const total = this.match(labels.total, start);
    return total ? [TOTAL, start + total[0].length] : [NO_LABEL, start];
  },

  number(start) {
    const digits = this.match(shapes.digits, start);
    if (!digits) throw this.unlike("no_number", start);
    const end = start + digits[0].length;
    // A blank may part thousands or two numbers; it parts thousands at the end of a line that a person has copied.
    const isAtEnd = ["", "\n"].includes(text.slice(end, end + 1));
    const isSingle = !digits[0].includes(" ") || isAtEnd;
    shapes.number.lastIndex = 0;
    if (!isSingle || !shapes.number.test(digits[0])) throw this.unlike("not_a_number", start);
    const plain = digits[0].replace(/[^0-9]/g, "");
    const { largest } = bot;
    if (plain.length > String(largest).length || Number(plain) > largest) throw this.unlike("too_large", start, end);
    return [Number(plain), end];
  },

  afterLabel(name, from) {
    const start = this.end(shapes.gap, from);
    const label = this.match(labels[name], start);
    if (!label) throw this.unlike(`no_${name}`, from);
    return start + label[0].length;
  },

  figures(period, requests, users) {
    if (String(requests.labels) !== String(users.labels)) {
      throw this.refusal("unlike_blocks", this.describe(requests.labels), { other: this.describe(users.labels) });
    }
    if (requests.labels[0] === NO_LABEL) return [[periodToText(period), requests.numbers[0], users.numbers[0]]];
    const quarters = quartersOf(period);
    const expected = quarters.map(quarter => String(quarter.first));
    if (![String(expected), String([...expected, TOTAL])].includes(String(requests.labels))) {
      const values = { period: periodToText(period), expected: this.describe(expected) };
      throw this.refusal("other_quarters", this.describe(requests.labels), values);
    }
    this.checkTotal(requests);
    this.checkTotal(users);
    const periods = requests.labels.includes(TOTAL) && quarters.length > 1 ? [...quarters, period] : quarters;
    return periods
      .map((quarter, index) => ({ ...quarter, pair: [requests.numbers[index], users.numbers[index]] }))
      .sort((a, b) => a.first - b.first || a.last - b.last)
      .map(({ pair, ...quarter }) => [periodToText(quarter), pair[0], pair[1]]);
  },

  checkTotal(block) {
    if (!block.labels.includes(TOTAL)) return;
    const expected = block.numbers.slice(0, -1).reduce((sum, number) => sum + number, 0);
    const stated = block.numbers[block.numbers.length - 1];
    if (expected !== stated) throw this.refusal("wrong_total", stated, { expected });
  },

  describe(quarters) {
    const { one_number, total } = bot.sentences;
    return quarters.map(label => ({ [NO_LABEL]: one_number, [TOTAL]: total })[label] ?? `Q${label}`).join(", ");
  },

  quote(part) {
    const start = part.slice(0, 2 * LONGEST_QUOTE).replace(/[ \n]+/g, " ");
    const line = start.replace(/^ | $/g, "");
    if (!line) return bot.sentences.end_of_text;
    return `“${line.length <= LONGEST_QUOTE ? line : `${line.slice(0, LONGEST_QUOTE)}…`}”`;
  },

  refusal(name, actual, values) {
    return new Refusal(format(bot.sentences[name], actual, values));
  },

  unlike(name, start, end) {
    return this.refusal(name, this.quote(text.slice(start, end)));
  },

  match(sticky, start) {
    sticky.lastIndex = start;
    return sticky.exec(text);
  },

  end(sticky, start) {
    return start + (this.match(sticky, start)?.[0].length ?? 0);
  },
});

/** @param {number[]} firstDay @param {number[]} lastDay @param {Bot} bot @returns {Quarters | null} */
function wholeQuarters([year, month, day], [lastYear, lastMonth, lastDay], bot) {
  const first = bot.quarters.findIndex(([starts]) => starts === month) + 1;
  const last = bot.quarters.findIndex(([, ends, closes]) => ends === lastMonth && closes === lastDay) + 1;
  const isWhole = year === lastYear && year >= bot.first_year && day === 1 && first && last && first <= last;
  return isWhole ? { year, first, last } : null;
}

/** @param {Quarters} period @returns {Quarters[]} */
const quartersOf = ({ year, first, last }) =>
  Array.from({ length: last - first + 1 }, (_, n) => ({ year, first: first + n, last: first + n }));

/** @param {Quarters} period */
function periodToText({ year, first, last }) {
  if (first === 1 && last === 4) return String(year);
  return first === last ? `${year}-Q${first}` : `${year}-Q${first}-Q${last}`;
}

// ---- Every reply in a text: atlas/reply/__init__.py ----

const HEADER = 1; // the groups of `anchors`: header, requests, users

/**
 * Every reply in a text, each reading once, and a sentence for each reply that cannot be read for certain.
 * @param {string} text @param {Bot} bot
 */
export function read(text, bot) {
  const reader = readerOf(bot);
  const { sentences } = bot;
  /** @type {string[]} */
  const refusals = [];
  const length = text.length > bot.longest ? [...text].length : 0;
  if (length > bot.longest) {
    return { readings: [], refusals: [format(sentences.too_long, length, { most: bot.longest })] };
  }
  const parsers = segments(clean(text, reader), reader)
    .map(segment => ({ segment, parser: parserOf(segment.text, reader) }))
    .filter(({ segment, parser }) => !isOtherReport(segment, parser));
  /** @type {Map<string, Reading>} */
  const readings = new Map();
  for (const [index, { parser }] of parsers.entries()) {
    const reading = orRefusal(() => parser.reading());
    if (!(reading instanceof Refusal)) readings.set(JSON.stringify(reading), reading);
    else if (parsers.length === 1) refusals.push(reading.message);
    else refusals.push(format(sentences.of_several, reading.message, { number: index + 1 }));
  }
  if (!parsers.length) refusals.push(sentences.no_reply);
  return { readings: [...readings.values()], refusals };
}

/** What it returns, or the Refusal that it throws. @template T @param {() => T} parse */
function orRefusal(parse) {
  try {
    return parse();
  } catch (refusal) {
    if (refusal instanceof Refusal) return refusal;
    throw refusal;
  }
}

/**
 * The parts that may be a reply: cut before each header, and before a label that does not continue its part.
 * @param {string} text @param {Reader} reader
 */
function segments(text, reader) {
  /** @type {{ start: number, anchors: number[] }[]} */
  const parts = [];
  for (const match of text.matchAll(reader.anchors)) {
    const anchor = match.findIndex((group, index) => index > 0 && group !== undefined);
    const last = parts[parts.length - 1];
    if (last && anchor !== HEADER && anchor > Math.max(...last.anchors)) last.anchors.push(anchor);
    else parts.push({ start: match.index, anchors: [anchor] });
  }
  return parts.map(({ start, anchors }, index) => ({
    text: strip(text.slice(start, parts[index + 1]?.start)),
    anchors,
  }));
}

/**
 * Whether it only points to another report, as replies in the European Union do, or is no report at all.
 * @param {{ anchors: number[] }} segment @param {Parser} parser
 */
const isOtherReport = ({ anchors }, parser) =>
  anchors.every(anchor => anchor === HEADER) && orRefusal(() => parser.period(parser.afterHeader())) instanceof Refusal;
