// The bot's reply, read as it is pasted, beside what the atlas has, and the link to a pull request. Nothing is sent.
import { fetchJson, make, query, scrollingTable } from "./dom.js";
import { counted, number, today, visible } from "./format.js";
import { fold, read } from "./reply.js";
import {
  byCountry,
  clashes,
  describeEffects,
  DISPUTED,
  newestQuarter,
  obstacles,
  pathOf,
  quartersBefore,
  reportToYaml,
} from "./report.js";

const LONGEST_ADDRESS = 7000; // GitHub takes about 8,000 characters

const section = query(HTMLElement, "[data-contribute]");
const reply = query(HTMLTextAreaElement, "#reply");
const country = query(HTMLSelectElement, "#country");
const [observed, credit, source, revises] = ["#observed", "#credit", "#source", "#revises"].map(id =>
  query(HTMLInputElement, id),
);
const [which, unnamed, why, said, understood] = ["#which", "#unnamed", "#why", "#said", "#understood"].map(id =>
  query(HTMLElement, id),
);
const issue = query(HTMLAnchorElement, "#issue");
const github = `https://github.com/${section.dataset.repository}`;
const names = new Map(Array.from(country.options, option => [option.value, option.text]));

/** @type {Map<string, CountryAnswer>} */
const answers = new Map(); // of the API, each fetched once
/** @type {Map<string, string>} */
const explained = new Map(); // names that the atlas does not know -> the country that the person chose for them
/** @type {Bot} */
let bot;
/** @type {string | null} */
let unknown = null; // the name in the text that the atlas does not know
let latest = 0;

const [lookedCountry, newest] = ["#looked-country", "#newest"].map(id => query(HTMLSelectElement, id));
const lookedDay = query(HTMLInputElement, "#looked-day");
const looked = query(HTMLElement, "#looked");
let latestLook = 0;

/** @param {Stated[]} figures @param {Comparison[]} effects */
function figuresTable(figures, effects) {
  const head = ["Period", "Requests", "Users", "This is", "The atlas has"].map(title =>
    make("th", { scope: "col" }, title),
  );
  const rows = figures.map(([period, requests, users], index) => [
    make("th", { scope: "row" }, period),
    make("td", {}, number(requests)),
    make("td", {}, number(users)),
    make("td", { class: `effect effect-${effects[index].effect}` }, effects[index].effect),
    make("td", {}, effects[index].known),
  ]);
  return scrollingTable("What was read", head, rows);
}

/** @param {string} text */
const note = text => [make("p", { class: "note" }, text)];

/** The link to the pull request. @param {NewReport} report @param {CountryAnswer} answer @param {string} title */
function pullRequest(report, answer, title = "Open the pull request on GitHub") {
  const path = pathOf(report, answer);
  if (!path) return note("The atlas already has this report. Thank you all the same.");
  const content = reportToYaml(report);
  const href = `${github}/new/main?filename=${encodeURIComponent(path)}&value=${encodeURIComponent(content)}`;
  if (href.length > LONGEST_ADDRESS) return note("This is too long for GitHub’s form. Open an issue instead, below.");
  return [
    make("p", {}, make("a", { class: "button", href }, title)),
    make(
      "p",
      { class: "quiet small" },
      "GitHub asks you to sign in, shows the file and makes a copy of the project for you. Press “Commit changes”, then “Propose changes”, then “Create pull request”. Your GitHub name is then public. A maintainer looks at the figures before they are published.",
    ),
    make("details", {}, make("summary", {}, `The file: ${path}`), make("pre", { tabindex: 0 }, content)),
  ];
}

/** What the atlas has of a country. @param {string} iso3 */
async function answerOf(iso3) {
  const answer = answers.get(iso3) ?? (await fetchJson(`${section.dataset.api}${iso3}.json`));
  answers.set(iso3, answer);
  return answer;
}

/** One country's part of the page. @param {{ iso3: string, figures: Stated[] }} report */
async function countryPart({ iso3, figures }) {
  const answer = await answerOf(iso3);
  const report = {
    iso3,
    observed: observed.value,
    kind: "reply",
    source: visible(source.value),
    credit: visible(credit.value),
    revises: "",
    nothing_after: "",
    figures,
  };
  const effects = describeEffects(report, answer, bot);
  const clash = clashes(report, answer, bot);
  const needsReason = clash.older.length + clash.disputed.length > 0 && !clash.own.length;
  if (needsReason) report.revises = visible(revises.value);
  const sentences = obstacles(report, clash, answer, bot, today()).map(sentence => make("li", {}, sentence));
  const title = String(names.get(iso3));
  return {
    needsReason,
    summary: `${title}: ${counted(figures.length, "figure")} read, ${tally(effects.map(({ effect }) => effect))}.`,
    element: make(
      "section",
      {},
      make("h2", {}, title),
      figuresTable(figures, effects),
      ...(clash.disputed.length ? note(DISPUTED) : []),
      ...(sentences.length ? [make("ul", { class: "note" }, ...sentences)] : pullRequest(report, answer)),
    ),
  };
}

/** 2 new, 1 confirms. @param {string[]} effects */
const tally = effects =>
  [...new Set(effects)].map(effect => `${effects.filter(other => other === effect).length} ${effect}`).join(", ");

/** GitHub's form for an issue, filled in; without a country where the reply names it. */
function issueAddress() {
  const isChosen = country.value !== "" && (!reply.value.trim() || !which.hidden);
  const title = names.get(country.value) ?? "";
  const values = {
    template: "bot-reply.yml",
    ...(isChosen ? { title: `Bot reply: ${title}`, country: title } : {}),
    reply: reply.value,
    observed: observed.value,
    credit: credit.value,
  };
  /** @param {Record<string, string>} given */
  const address = given =>
    `${github}/issues/new?${new URLSearchParams(Object.entries(given).filter(([, value]) => value))}`;
  return address(values).length > LONGEST_ADDRESS ? address({ ...values, reply: "" }) : address(values);
}

/** What is read once a name that the person has explained counts as one of the atlas. @param {string} text */
function readExplained(text) {
  const first = read(text, bot);
  unknown = unknownName(first.refusals);
  if (!unknown) return first;
  const iso3 = explained.get(unknown);
  if (iso3) return read(text, { ...bot, names: { ...bot.names, [fold(unknown)]: iso3 } });
  country.value = ""; // so that it is a choice
  return first;
}

/** @param {string[]} refusals */
function unknownName([refusal = "", ...others]) {
  const [before, after] = bot.sentences.unknown_country.split(/“?\{\w+\}”?/);
  if (others.length || !refusal.startsWith(before) || !refusal.endsWith(after)) return null;
  return /^“([^…]+)”$/.exec(refusal.slice(before.length, -after.length))?.[1] ?? null;
}

async function show() {
  const turn = (latest += 1);
  const text = reply.value;
  bot ??= await fetchJson(String(section.dataset.contribute));
  observed.min = bot.first_day;
  credit.maxLength = bot.texts.credit.longest;
  const { readings, refusals } = text.trim() ? readExplained(text) : { readings: [], refusals: [] };
  if (!text.trim()) unknown = null;
  which.hidden = !unknown && !readings.some(reading => !reading.iso3);
  unnamed.textContent = unknown ? `The atlas has no country “${unknown}”.` : "The reply says “your country”.";
  issue.href = issueAddress();
  const { reports, doubts } = byCountry(readings, country.value, names);
  const sentences = [...refusals, ...doubts];
  const parts = sentences.length ? [] : await Promise.all(reports.map(countryPart));
  if (turn !== latest) return; // something newer was typed meanwhile
  why.hidden = !parts.some(({ needsReason }) => needsReason);
  said.textContent =
    [...sentences, ...parts.map(({ summary }) => summary)].join(" ") || "Paste the reply to see what the page reads.";
  said.classList.toggle("note", sentences.length > 0);
  understood.replaceChildren(...parts.map(({ element }) => element));
}

const showOrSayWhy = () =>
  show().catch(() => {
    said.textContent = "The atlas’s data could not be loaded. Are you online? Paste the reply again.";
  });

// ---- The bot shows nothing newer ----

/** Shows the link; a newly chosen country begins with the newest quarter that the atlas has. @param {boolean} isNew */
async function showNothingNewer(isNew) {
  const turn = (latestLook += 1);
  bot ??= await fetchJson(String(section.dataset.contribute));
  const answer = lookedCountry.value ? await answerOf(lookedCountry.value) : null;
  if (turn !== latestLook) return;
  if (newest.length === 1) {
    newest.append(
      ...quartersBefore(bot.first_year, today()).map(quarter => make("option", { value: quarter }, quarter)),
    );
  }
  if (isNew) newest.value = answer ? newestQuarter(answer.figures) : "";
  looked.replaceChildren(...(answer && newest.value ? nothingNewerPart(answer) : []));
}

/** @param {CountryAnswer} answer */
function nothingNewerPart(answer) {
  const report = {
    iso3: lookedCountry.value,
    observed: lookedDay.value,
    kind: "reply",
    source: "",
    credit: "",
    revises: "",
    nothing_after: newest.value,
    figures: [],
  };
  const sentences = obstacles(report, { older: [], own: [], disputed: [] }, answer, bot, today());
  return sentences.length ? note(sentences.join(" ")) : pullRequest(report, answer, "Report this on GitHub");
}

/** @param {DragEvent} event */
async function drop(event) {
  const file = event.dataTransfer?.files[0];
  if (!file) return;
  event.preventDefault();
  const isPicture = file.type.startsWith("image/");
  reply.value = isPicture ? "" : await file.text();
  await showOrSayWhy();
  if (isPicture) said.textContent = "Pictures cannot be read here. Open an issue, below, and upload it there.";
}

const chosen = (new URLSearchParams(location.search).get("country") ?? "").toUpperCase();
if (names.has(chosen)) {
  country.value = chosen;
  const [option] = country.selectedOptions;
  if (chosen) query(HTMLElement, "#whose").textContent = option.dataset.inText ?? option.text;
}
for (const field of [observed, lookedDay]) field.value = field.max = today();
lookedCountry.append(...Array.from(country.options, option => option.cloneNode(true)));
lookedCountry.value = country.value;
country.addEventListener("input", () => unknown && country.value && explained.set(unknown, country.value));
let timer = 0;
for (const field of [reply, country, observed, credit, source, revises]) {
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(showOrSayWhy, 150);
  });
}
for (const field of [lookedCountry, newest, lookedDay]) {
  field.addEventListener("input", () =>
    showNothingNewer(field === lookedCountry).catch(() => {
      looked.replaceChildren(
        ...note("The atlas’s data could not be loaded. Are you online? Choose the country again."),
      );
    }),
  );
}
reply.addEventListener("dragover", event => event.preventDefault());
reply.addEventListener("drop", drop);
if (reply.value) showOrSayWhy();
