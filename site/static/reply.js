// The text of the bot's replies -> what they state, or sentences that say why nothing can be said. The twin of the
// folder atlas/reply: the same names, the same words from the same file (contribute/reader.json), the same answers.

// ---- How the bot writes, made ready: atlas/reply/reader.py ----

const BLANKS = "[ \\n]*"; // what a blank in a pattern stands for
const OMITTED = new Set(["the"]);
const RESPELT = { saint: "st" };
const READERS = new WeakMap();

export function reader(bot) {
  if (!READERS.has(bot)) {
    READERS.set(bot, {
      bot,
      plain: grammar(bot, false),
      ocr: grammar(bot, true),
      digits: new Map([...bot.digits].flatMap(zero => digitsFrom(zero.codePointAt(0)))),
      months: new Map(bot.months.flatMap((names, at) => names.map(name => [name, at + 1]))),
      names: new Map(Object.entries(bot.names)),
      yours: new Set(bot.your_country),
    });
  }
  return READERS.get(bot);
}

const digitsFrom = zero => Array.from({ length: 10 }, (_, n) => [String.fromCodePoint(zero + n), String(n)]);

function grammar(bot, isOcr) {
  const labels = { ...bot.labels, ...(isOcr ? bot.ocr.labels : {}) };
  const compiled = (patterns, flags) => Object.fromEntries(Object.entries(patterns).map(([name, text]) => [name, pattern(text, flags)]));
  return {
    cleaning: [...(isOcr ? bot.ocr.cleaning : []), ...bot.cleaning].map(([text, replacement]) => [pattern(text, "gim"), replacement]),
    labels: compiled(labels, "iym"),
    subject: pattern(labels.subject, "im"),
    shapes: compiled(bot.shapes, "ym"),
    dates: bot.dates.map(([order, text]) => [order, pattern(text, "iym")]),
    anchors: pattern(`(${labels.header})|(${labels.requests})|(${labels.users})`, "gim"),
    isOcr,
  };
}

const pattern = (text, flags) => new RegExp(text.replaceAll(" ", BLANKS), flags);

export function fold(name) {
  const parted = name.replaceAll("&", " and ").normalize("NFKD").toLowerCase();
  const words = parted.replace(/[\u0300-\u036f.'’]/g, "").split(/[^a-z0-9]+/);
  return words.filter(word => word && !OMITTED.has(word)).map(word => RESPELT[word] ?? word).join(" ");
}

// ---- A pasted text with plain blanks, digits and dashes: atlas/reply/text.py ----

const BEYOND = /[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g; // characters that count as two here, and halves of such
const HIDDEN = /[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u08e2\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\uffff]+/g;
const BLANK = /[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+/g;
const LONGEST_SHOWN = 40;

const strip = text => text.replace(/^[ \n]+/, "").slice(0, lengthOfStripped(text));

function lengthOfStripped(text) {
  let end = text.length, start = 0;
  while (end && " \n".includes(text[end - 1])) end -= 1;
  while (start < end && " \n".includes(text[start])) start += 1;
  return end - start;
}

function clean(text, reader, grammar) {
  const translated = Array.from(text, character => reader.digits.get(character) ?? character).join("");
  const cleaned = grammar.cleaning.reduce(
    (changed, [found, replacement]) => changed.replace(found, match => replacement.replace("$&", () => match)),
    translated.replace(BEYOND, "□"),
  );
  return strip(cleaned);
}

function shown(text, reader) {
  const start = text.slice(0, 2 * LONGEST_SHOWN).replace(/[ \n]+/g, " ").replace(/^ | $/g, "");
  if (!start) return reader.bot.sentences.end_of_text;
  return `“${start.length <= LONGEST_SHOWN ? start : `${start.slice(0, LONGEST_SHOWN)}…`}”`;
}

export function tidy(text) {
  const seen = text.replace(/\r\n?|[\v\f\x85\u2028\u2029]/g, "\n").replaceAll("\t", " ").replace(HIDDEN, "");
  const lines = seen.replace(BLANK, " ").split("\n").map(line => line.replace(/^ | $/g, ""));
  return lines.join("\n").replace(/\n{3,}/g, "\n\n").replace(/^\n+/, "").replace(/\n\n?$/, "");
}

// ---- The text of one reply: atlas/reply/grammar.py ----

const ONE = "", TOTAL = "total";
const CENTURY = 2000;

class Refusal extends Error {}

const format = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);

class Parser {
  constructor(text, reader, grammar) {
    Object.assign(this, { text, reader, grammar, sentences: reader.bot.sentences });
  }

  reading() {
    const [period, at] = this.period(this.afterHeader());
    const start = this.afterLabel("requests", at);
    if (start === null) throw this.refusal("no_requests", at);
    const [country, iso3, first] = this.country(start);
    const requests = this.block(first, period);
    const second = this.afterLabel("users", requests.end);
    if (second === null) throw this.refusal("no_users", requests.end);
    const users = this.block(second, period);
    if (!this.match(this.grammar.shapes.end, users.end)) throw this.refusal("not_at_end", users.end);
    const doubts = this.grammar.isOcr ? [this.sentences.compare] : [];
    return { iso3, country, figures: this.figures(period, requests, users), doubts };
  }

  afterHeader() {
    const header = this.match(this.grammar.labels.header, 0);
    if (!header) throw this.refusal("no_header", 0);
    return this.end(this.grammar.labels.period, header[0].length);
  }

  period(start) {
    const [first, at] = this.date(start, start);
    const until = this.match(this.grammar.labels.until, at);
    if (!until) throw this.refusal("dates_unreadable", start);
    const [last, end] = this.date(at + until[0].length, start);
    const period = wholeQuarters(first, last, this.reader);
    if (period === null) throw this.refusal("not_quarters", start, end);
    return [period, end];
  }

  date(at, start) {
    for (const [order, found] of this.grammar.dates) {
      const match = this.match(found, at);
      const parts = Object.fromEntries([...order].map((part, group) => [part, match?.[group + 1] ?? ""]));
      const month = this.month(parts.m);
      if (match && month) {
        const year = Number(parts.y);
        return [[year >= CENTURY ? year : CENTURY + year % 100, month, Number(parts.d)], at + match[0].length];
      }
    }
    throw this.refusal("dates_unreadable", start);
  }

  month(text) {
    return /^[0-9]+$/.test(text) ? Number(text) : this.reader.months.get(text.toLowerCase()) ?? 0;
  }

  country(at) {
    const subject = this.grammar.subject.exec(this.text.slice(at, at + 2 * this.reader.bot.longest_country));
    if (!subject) throw this.refusal("no_subject", at);
    const written = this.text.slice(at, at + subject.index).replace(/[ \n]+/g, " ").replace(/^[ □]+/, "").replace(/[ □]+$/, "");
    const end = at + subject.index + subject[0].length, folded = fold(written);
    if (this.reader.yours.has(folded)) return [written, null, end];
    if (!this.reader.names.has(folded)) throw new Refusal(format(this.sentences.unknown_country, { found: shown(written, this.reader) }));
    return [written, this.reader.names.get(folded), end];
  }

  block(from, period) {
    const labels = [], numbers = [];
    let end = 0, [label, start] = this.label(this.end(this.grammar.shapes.blanks, from), period.first);
    while (label !== ONE || !labels.length) {
      const [number, after] = this.number(start);
      labels.push(label);
      numbers.push(number);
      end = after;
      if (label === ONE) break;
      [label, start] = this.label(this.end(this.grammar.shapes.stop, end), period.first + labels.length);
    }
    return { labels, numbers, end };
  }

  label(at, expected) {
    const quarter = this.match(this.grammar.labels.quarter, at);
    if (quarter) {
      const isClear = !this.grammar.isOcr || ["1", "2", "3", "4"].includes(quarter[1]);
      return [isClear ? quarter[1] : String(expected), at + quarter[0].length];
    }
    const total = this.match(this.grammar.labels.total, at);
    return total ? [TOTAL, at + total[0].length] : [ONE, at];
  }

  number(at) {
    const digits = this.match(this.grammar.shapes.digits, at);
    if (!digits) throw this.refusal("no_number", at);
    const { number } = this.grammar.shapes, end = at + digits[0].length;
    // A blank may part thousands or two numbers; it parts thousands at the end of a line that a person has copied.
    const isAtEnd = ["", "\n"].includes(this.text.slice(end, end + 1));
    const isOne = !digits[0].includes(" ") || (isAtEnd && !this.grammar.isOcr);
    number.lastIndex = 0;
    if (!isOne || !number.test(digits[0])) throw this.refusal("not_a_number", at);
    const plain = digits[0].replace(/[^0-9]/g, ""), { largest } = this.reader.bot;
    if (plain.length > String(largest).length || Number(plain) > largest) throw this.refusal("too_large", at, end);
    return [Number(plain), end];
  }

  afterLabel(name, from) {
    const at = this.end(this.grammar.shapes.gap, from), label = this.match(this.grammar.labels[name], at);
    return label ? at + label[0].length : null;
  }

  figures(period, requests, users) {
    if (String(requests.labels) !== String(users.labels)) {
      throw new Refusal(format(this.sentences.unlike_blocks, { found: this.told(requests.labels), other: this.told(users.labels) }));
    }
    if (requests.labels[0] === ONE) return [[periodToText(period), requests.numbers[0], users.numbers[0]]];
    const quarters = quartersOf(period), expected = quarters.map(quarter => String(quarter.first));
    if (![String(expected), String([...expected, TOTAL])].includes(String(requests.labels))) {
      const values = { period: periodToText(period), expected: this.told(expected), found: this.told(requests.labels) };
      throw new Refusal(format(this.sentences.other_quarters, values));
    }
    this.checkTotal(requests);
    this.checkTotal(users);
    const periods = requests.labels.includes(TOTAL) && quarters.length > 1 ? [...quarters, period] : quarters;
    const stated = periods.map((each, at) => [each, requests.numbers[at], users.numbers[at]]);
    stated.sort(([a], [b]) => a.first - b.first || a.last - b.last);
    return stated.map(([each, ...pair]) => [periodToText(each), ...pair]);
  }

  checkTotal({ labels, numbers }) {
    if (!labels.includes(TOTAL)) return;
    const expected = numbers.slice(0, -1).reduce((sum, number) => sum + number, 0), found = numbers.at(-1);
    if (expected !== found) throw new Refusal(format(this.sentences.wrong_total, { expected, found }));
  }

  told(labels) {
    const words = { [ONE]: this.sentences.one_number, [TOTAL]: this.sentences.total };
    return labels.map(label => words[label] ?? `Q${label}`).join(", ");
  }

  refusal(name, at, end) {
    return new Refusal(format(this.sentences[name], { found: shown(this.text.slice(at, end), this.reader) }));
  }

  match(sticky, at) {
    sticky.lastIndex = at;
    return sticky.exec(this.text);
  }

  end(sticky, at) {
    return at + (this.match(sticky, at)?.[0].length ?? 0);
  }
}

function wholeQuarters([year, month, day], [lastYear, lastMonth, lastDay], reader) {
  const first = reader.bot.quarters.findIndex(([starts]) => starts === month) + 1;
  const last = reader.bot.quarters.findIndex(([, ends, closes]) => ends === lastMonth && closes === lastDay) + 1;
  const isWhole = year === lastYear && year >= reader.bot.first_year && day === 1 && first && last && first <= last;
  return isWhole ? { year, first, last } : null;
}

const quartersOf = ({ year, first, last }) => Array.from({ length: last - first + 1 }, (_, at) => ({ year, first: first + at, last: first + at }));

function periodToText({ year, first, last }) {
  if (first === 1 && last === 4) return String(year);
  return first === last ? `${year}-Q${first}` : `${year}-Q${first}-Q${last}`;
}

// ---- Every reply in a text: atlas/reply/__init__.py ----

const HEADER = 1; // the groups of `anchors`: header, requests, users

// {readings: [{iso3, country, figures: [[period, requests, users], …], doubts}, …], refusals: [sentence, …]}
export function read(text, bot, { isOcr = false } = {}) {
  const ready = reader(bot), { sentences } = bot, chosen = isOcr ? ready.ocr : ready.plain;
  const length = text.length > bot.longest ? [...text].length : 0;
  if (length > bot.longest) return { readings: [], refusals: [format(sentences.too_long, { most: bot.longest, found: length })] };
  const parsers = segments(clean(text, ready, chosen), chosen)
    .map(segment => [segment, new Parser(segment.text, ready, chosen)])
    .filter(([segment, parser]) => !isOtherReport(segment, parser))
    .map(([, parser]) => parser);
  const readings = new Map(), refusals = [];
  parsers.forEach((parser, at) => {
    try {
      const reading = parser.reading();
      readings.set(JSON.stringify(reading), reading);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      const several = format(sentences.of_several, { number: at + 1, refusal: refusal.message });
      refusals.push(parsers.length > 1 ? several : refusal.message);
    }
  });
  if (!parsers.length) refusals.push(sentences.no_reply);
  return { readings: [...readings.values()], refusals };
}

function segments(text, grammar) {
  const found = [];
  let start = 0, seen = [];
  for (const match of text.matchAll(grammar.anchors)) {
    const anchor = [1, 2, 3].find(group => match[group] !== undefined);
    if (seen.length && (anchor === HEADER || anchor <= Math.max(...seen))) {
      found.push({ text: strip(text.slice(start, match.index)), anchors: seen });
      seen = [];
    }
    if (!seen.length) start = match.index;
    seen.push(anchor);
  }
  if (seen.length) found.push({ text: text.slice(start), anchors: seen });
  return found;
}

function isOtherReport(segment, parser) {
  if (segment.anchors.some(anchor => anchor !== HEADER)) return false;
  try {
    parser.period(parser.afterHeader());
    return false;
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    return true;
  }
}

// ---- A report's file: report_to_yaml in atlas/add.py ----

const PLAIN = /^(?:[A-Za-z0-9](?:[A-Za-z0-9 ./()-]*[A-Za-z0-9./()-])?|https?:\/\/[!$-9;=?A-Z_a-z~:]+)$/;
const BLOCK = /^[!-~\u00a1-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufffd](?:[ -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\n]*[!-~\u00a1-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufffd])?$/;
const WORDS_WITH_MEANING = new Set(["y", "n", "yes", "no", "on", "off", "true", "false", "null"]);

// {observed, kind, source, credit, note, revises, reply, figures: [[period, requests, users], …]} -> the text of the file
export function reportToYaml(report) {
  const keys = ["observed", "kind", "source", "credit", "note", "revises"].filter(key => report[key]);
  const lines = keys.map(key => `${key}: ${scalar(report[key])}`);
  if (report.reply) lines.push(`reply: ${block(report.reply)}`);
  lines.push("figures:", ...report.figures.map(([period, requests, users]) => `  ${period}: {requests: ${requests}, users: ${users}}`));
  return `${lines.join("\n")}\n`;
}

function scalar(text) {
  return PLAIN.test(text) && !WORDS_WITH_MEANING.has(text.toLowerCase()) ? text : JSON.stringify(text);
}

function block(text) {
  if (!text.includes("\n") || !BLOCK.test(text)) return scalar(text);
  return ["|-", ...text.split("\n").map(line => line && `  ${line}`)].join("\n");
}
