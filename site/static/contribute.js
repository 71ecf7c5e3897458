// The bot's answer, read as it is pasted, beside what the atlas knows, and the way to a pull request. Nothing is sent.
import { fold, read, reportToYaml } from "./reply.js";
import { byCountry, clashes, compared, counted, obstacles, pathOf } from "./report.js";

const LONGEST_ADDRESS = 7000; // GitHub takes about 8,000 characters
const place = document.querySelector("[data-contribute]");
const field = id => document.getElementById(id);
const fields = ["reply", "country", "observed", "credit", "source", "revises"];
const names = new Map([...field("country").options].map(option => [option.value, option.textContent]));
const answers = new Map();
let bot, latest = 0, unknown = null, named = new Map(); // names that the atlas does not know, as the person explained them

const make = (name, text = "", attributes = {}) => {
  const element = document.createElement(name);
  element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};
// What the API answers for a country; asked for once.
async function known(iso3) {
  if (!answers.has(iso3)) answers.set(iso3, await fetched(`${place.dataset.api}${iso3}.json`));
  return answers.get(iso3);
}

async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new TypeError(`${answer.status} ${address}`);
  return answer.json();
}

function today() {
  const now = new Date();
  return new Date(now - 60_000 * now.getTimezoneOffset()).toISOString().slice(0, 10);
}

function table(figures, comparisons) {
  const built = make("table"), head = make("tr");
  for (const title of ["Period", "Requests", "Users", "This is", "The atlas has"]) head.append(make("th", title, { scope: "col" }));
  built.append(make("thead"), make("tbody"));
  built.tHead.append(head);
  figures.forEach(([period, requests, users], at) => {
    const row = make("tr"), { word, said } = comparisons[at];
    row.append(make("th", period, { scope: "row" }), make("td", requests.toLocaleString("en")), make("td", users.toLocaleString("en")), make("td", word, { class: `effect effect-${word}` }), make("td", said));
    built.tBodies[0].append(row);
  });
  const scroll = make("div", "", { class: "scroll", tabindex: 0, role: "group", "aria-label": "What was understood" });
  scroll.append(built);
  return scroll;
}

function wayOut(report, answer, blocks) {
  if (blocks.length) {
    const list = make("ul", "", { class: "note" });
    list.append(...blocks.map(sentence => make("li", sentence)));
    return [list];
  }
  const path = pathOf(report, answer);
  if (!path) return [make("p", "A report of this day and source is in the atlas already. Thank you all the same.", { class: "note" })];
  const content = reportToYaml(report);
  const address = `https://github.com/${place.dataset.repository}/new/main?filename=${encodeURIComponent(path)}&value=${encodeURIComponent(content)}`;
  if (address.length > LONGEST_ADDRESS) return [make("p", "This is too long for GitHub’s form. Open an issue instead, below.", { class: "note" })];
  const file = make("details");
  file.append(make("summary", `The file: ${path}`), make("pre", content, { tabindex: 0 }));
  const button = make("p");
  button.append(make("a", "Open the pull request on GitHub", { class: "button", href: address }));
  return [button, make("p", "GitHub asks you to sign in, shows the file and makes a copy of the project for you. Press “Propose new file” there, then “Create pull request”.", { class: "quiet small" }), file];
}

const tally = words => [...new Set(words)].map(word => `${words.filter(other => other === word).length} ${word}`).join(", ");

async function block({ iso3, figures }) {
  const answer = await known(iso3);
  const comparisons = compared(figures, answer), words = comparisons.map(({ word }) => word);
  const value = id => field(id).value.replace(/[\p{Cc}\p{Cf}]+/gu, "").trim(); // the check refuses what nobody sees
  const clash = clashes({ figures, observed: value("observed"), kind: "reply" }, answer), differs = clash.older.length > 0 && !clash.own.length;
  const report = { iso3, observed: value("observed"), kind: "reply", source: value("source"), credit: value("credit"), revises: differs ? value("revises") : "", figures };
  const section = make("section");
  section.append(make("h2", names.get(iso3)), table(figures, comparisons), ...wayOut(report, answer, obstacles(report, clash, today())));
  return { section, differs, said: `${names.get(iso3)}: ${counted(figures.length, "figure")} read, ${tally(words)}.` };
}

function issueAddress() {
  const asked = { template: "bot-reply.yml", title: `Bot reply: ${names.get(field("country").value) ?? ""}`, country: names.get(field("country").value), reply: field("reply").value, observed: field("observed").value, credit: field("credit").value };
  if (!field("country").value || (field("reply").value.trim() && field("which").hidden)) { delete asked.country; delete asked.title; } // the answer says it
  const address = given => `https://github.com/${place.dataset.repository}/issues/new?${new URLSearchParams(Object.entries(given).filter(([, value]) => value))}`;
  return address(asked).length > LONGEST_ADDRESS ? address({ ...asked, reply: "" }) : address(asked);
}

// What is read once the names that the person has explained count as the atlas's own.
function readNamed(text) {
  const first = read(text, bot);
  unknown = unknownName(first.refusals);
  if (unknown && !named.has(unknown)) field("country").value = ""; // so that it is a choice
  if (!named.has(unknown)) return first;
  return read(text, { ...bot, names: { ...bot.names, [fold(unknown)]: named.get(unknown) } });
}

function unknownName(refusals) {
  const [before, after] = bot.sentences.unknown_country.split("{found}");
  if (refusals.length !== 1 || !refusals[0].includes(before) || !refusals[0].endsWith(after)) return null;
  return /^“([^…]+)”$/.exec(refusals[0].slice(refusals[0].indexOf(before) + before.length, -after.length))?.[1] ?? null;
}

const show = () => shown().catch(() => {
  field("said").textContent = "What the atlas knows could not be fetched. Are you online? Paste the answer again.";
});

async function shown() {
  const turn = latest += 1, text = field("reply").value;
  bot ??= await fetched(place.dataset.contribute);
  const { readings, refusals } = text.trim() ? readNamed(text) : { readings: [], refusals: [] };
  field("which").hidden = !unknown && !readings.some(reading => !reading.iso3);
  field("unnamed").textContent = unknown ? `The atlas has no country “${unknown}”.` : "The answer says “your country”.";
  field("issue").href = issueAddress();
  const { reports, doubts } = byCountry(readings, field("country").value, names);
  const sentences = [...refusals, ...doubts];
  const blocks = sentences.length ? [] : await Promise.all(reports.map(block));
  if (turn !== latest) return; // something newer was typed meanwhile
  field("why").hidden = !blocks.some(({ differs }) => differs);
  field("said").textContent = [...sentences, ...blocks.map(({ said }) => said)].join(" ") || "Nothing is read yet.";
  field("said").classList.toggle("note", sentences.length > 0);
  field("understood").replaceChildren(...blocks.map(({ section }) => section));
}

async function drop(event) {
  const file = event.dataTransfer.files[0];
  if (!file) return;
  event.preventDefault();
  field("reply").value = file.type.startsWith("image/") ? "" : await file.text();
  await show();
  if (file.type.startsWith("image/")) field("said").textContent = "A picture is not read here. Open an issue, below, and upload it there.";
}

const asked = (new URLSearchParams(location.search).get("country") ?? "").toUpperCase();
if (asked && names.has(asked)) {
  field("country").value = asked;
  field("whose").textContent = field("country").selectedOptions[0].dataset.inText ?? names.get(asked);
}
field("observed").value = field("observed").max = today();
field("country").addEventListener("input", () => unknown && field("country").value && named.set(unknown, field("country").value));
let waiting;
for (const id of fields) field(id).addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(show, 150); });
field("reply").addEventListener("dragover", event => event.preventDefault());
field("reply").addEventListener("drop", drop);
if (field("reply").value) show();
