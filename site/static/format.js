// Numbers, texts and days as pages show them. The twin of atlas/prose/values.py and of map_class in atlas/charts/world.py.

const COUNT = new Intl.NumberFormat("en");
const RATE = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/**
 * 1,040; a dash where nothing is known.
 * @param {number | null} value
 */
export const number = value => (value === null ? "—" : COUNT.format(value));

/**
 * 25.40, with two decimals as published; a dash where nothing is known.
 * @param {number | null} value
 */
export const rate = value => (value === null ? "—" : RATE.format(value));

/**
 * 0 requests, 1 user, 2 countries.
 * @param {number} value
 * @param {string} noun
 */
export const counted = (value, noun) => `${number(value)} ${value === 1 ? noun : `${noun.replace(/y$/, "ie")}s`}`;

/**
 * The colour of a country on the map: 0 for zero, else 1 to 5 by the upper limits of the classes 1 to 4.
 * @param {number | null} value
 * @param {number[]} limits
 */
export function mapClass(value, limits) {
  if (value === null) return "none";
  return String(value && limits.filter(limit => limit <= value).length + 1);
}

/**
 * A text without capitals and accents, so that "cote" finds "Côte d’Ivoire".
 * @param {string} text
 */
export const simplify = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * A text without the characters that nobody sees, which the check refuses.
 * @param {string} text
 */
export const visible = text => text.replace(/[\p{Cc}\p{Cf}]+/gu, "").trim();

/** The day on the reader's calendar, as in 2025-07-23. */
export function today() {
  const now = new Date();
  return new Date(now.getTime() - 60_000 * now.getTimezoneOffset()).toISOString().slice(0, 10);
}
