// Addresses on standard input, one a line -> for each, one line of JSON: the scores, and what kept them from 100.
// One browser and one process for all of them; a page gets up to RUNS runs, since a busy machine makes any page slow.
import { createInterface } from "node:readline";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const RUNS = 5;
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const [chromePath, ...chromeFlags] = process.argv.slice(2);
const chrome = await launch({ chromePath, chromeFlags: ["--headless=new", ...chromeFlags], logLevel: "silent" });

const SETTINGS = {
  onlyCategories: CATEGORIES,
  // What takes time and is not part of any score.
  disableFullPageScreenshot: true,
  skipAudits: ["bf-cache", "final-screenshot", "screenshot-thumbnails"],
  logLevel: "silent",
};

async function run(address) {
  const { lhr } = await lighthouse(address, { port: chrome.port, ...SETTINGS });
  const scores = Object.fromEntries(CATEGORIES.map(name => [name, Math.round(lhr.categories[name].score * 100)]));
  const failed = CATEGORIES.filter(name => scores[name] < 100).flatMap(name =>
    lhr.categories[name].auditRefs
      .map(({ id, weight }) => ({ weight, ...lhr.audits[id] }))
      .filter(({ weight, score }) => weight > 0 && score !== null && score < 1)
      .map(
        ({ id, title, displayValue = "", details }) =>
          `${id}: ${title} ${displayValue} ${JSON.stringify(details?.items ?? [])}`,
      ),
  );
  const error = lhr.runtimeError ? [`${lhr.runtimeError.code}: ${lhr.runtimeError.message}`] : [];
  return { scores, failed: [...error, ...failed] };
}

// Only speed depends on the machine; every other shortfall is final.
const isWorthAnotherRun = ({ scores: { performance, ...others } }) =>
  performance < 100 && Object.values(others).every(score => score === 100);

try {
  for await (const address of createInterface({ input: process.stdin })) {
    let best = await run(address);
    for (let done = 1; done < RUNS && isWorthAnotherRun(best); done++) {
      const again = await run(address);
      if (again.scores.performance > best.scores.performance) best = again;
    }
    console.log(JSON.stringify(best));
  }
} finally {
  chrome.kill();
}
process.exit(); // Connections that are still kept alive would hold it for seconds.
