// Finds and builds elements, and fetches JSON.

const SVG = "http://www.w3.org/2000/svg";
const SVG_NAMES = new Set(["svg", "rect"]);

/**
 * The element of a type that a selector names; the templates always have it.
 * @template {Element} E
 * @param {new () => E} type
 * @param {string} selector
 * @param {ParentNode} parent
 */
export function query(type, selector, parent = document) {
  const element = parent.querySelector(selector);
  if (!(element instanceof type)) throw new TypeError(`no ${type.name} ${selector}`);
  return element;
}

/**
 * A new element; strings among its children become text, never markup.
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {(Node | string)[]} children
 */
export function make(name, attributes = {}, ...children) {
  const element = SVG_NAMES.has(name) ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/**
 * A table in a box that scrolls sideways by itself where the page is narrow.
 * @param {string} label what the box is called
 * @param {Element[]} head
 * @param {Element[][]} rows
 * @param {Element[]} caption
 */
export function scrollingTable(label, head, rows, ...caption) {
  const body = rows.map(cells => make("tr", {}, ...cells));
  const table = make("table", {}, ...caption, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body));
  return make("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": label }, table);
}

/**
 * The JSON at an address; TypeError if there is none.
 * @param {string} address
 */
export async function fetchJson(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new TypeError(`${answer.status} ${address}`);
  return answer.json();
}
