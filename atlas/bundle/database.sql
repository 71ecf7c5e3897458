-- The tables with which data/atlas.sqlite describes itself, and the views for common questions.
-- Above each view: the question that it answers, then a note on how to read the answer; the table `views` gives both.
-- Rows of a view are in the order of their rowid, which is that of the published tables: countries by name, then time.
-- atlas/summary computes each view as well, for the pages; a test compares the two.

CREATE TABLE metadata (key TEXT NOT NULL PRIMARY KEY, value TEXT);

CREATE TABLE tables (
  name TEXT NOT NULL PRIMARY KEY, title TEXT NOT NULL, description TEXT NOT NULL, rows INTEGER NOT NULL
);

CREATE TABLE columns (
  table_name TEXT NOT NULL REFERENCES tables (name), position INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,
  title TEXT NOT NULL, description TEXT NOT NULL, unit TEXT, example TEXT, constraints TEXT NOT NULL,
  PRIMARY KEY (table_name, position)
);

CREATE TABLE views (name TEXT NOT NULL PRIMARY KEY, question TEXT NOT NULL, reading TEXT NOT NULL);

-- Which quarters of which countries are known?
-- The rows of quarters that are reported or derived. Compute totals from these, with the number of countries.
CREATE VIEW "known_quarters" AS
SELECT * FROM quarters WHERE status IN ('reported', 'derived');

-- Which quarters have upper bounds?
-- The known quarters, and those that a longer period limits. Add up the bounds of different countries, and give the
-- number of countries; the total is then between the two sums. Do not add up the bounds of the quarters of one country:
-- use the tables spans and years, whose bounds are closer.
CREATE VIEW "bounded_quarters" AS
SELECT * FROM quarters WHERE requests_high IS NOT NULL AND users_high IS NOT NULL;

-- What is the newest known quarter of each country?
-- Countries have different newest quarters: do not add these up. A country without a known quarter has no row.
CREATE VIEW "newest_known" AS
SELECT q.iso3, q.country, q.quarter, q.requests, q.users, q.status, q.population, q.users_per_million, q.last_observed,
  q.evidence, q.warnings
FROM quarters AS q
JOIN (SELECT iso3, max(quarter) AS quarter FROM known_quarters GROUP BY iso3) AS newest
  ON newest.iso3 = q.iso3 AND newest.quarter = q.quarter
ORDER BY q.rowid;

-- How many requests and users are known for each quarter, and in how many countries?
-- countries is reported plus derived, and requests and users are their totals; bounded and missing count the other
-- countries. The bounds are those of a total over more countries, whose number is in countries_with_bounds. The
-- countries differ from quarter to quarter, so this view shows no trend: use year_on_year.
CREATE VIEW "totals" AS
SELECT quarter, sum(status IN ('reported', 'derived')) AS countries,
  sum(CASE WHEN status IN ('reported', 'derived') THEN requests END) AS requests,
  sum(CASE WHEN status IN ('reported', 'derived') THEN users END) AS users,
  sum(status = 'reported') AS reported, sum(status = 'derived') AS derived,
  sum(status = 'bounded') AS bounded, sum(status = 'missing') AS missing,
  sum(requests_high IS NOT NULL AND users_high IS NOT NULL) AS countries_with_bounds,
  sum(CASE WHEN users_high IS NOT NULL AND requests_high IS NOT NULL THEN requests_low END) AS requests_low,
  sum(CASE WHEN users_high IS NOT NULL THEN requests_high END) AS requests_high,
  sum(CASE WHEN users_high IS NOT NULL AND requests_high IS NOT NULL THEN users_low END) AS users_low,
  sum(CASE WHEN requests_high IS NOT NULL THEN users_high END) AS users_high
FROM quarters
GROUP BY quarter
ORDER BY quarter;

-- How does each quarter compare with the same quarter a year before?
-- Over the countries that have upper bounds in both quarters: each total is between its low and its high, and by_bounds
-- of the countries are not known exactly in both. The totals that begin with exact are over the others, and leave out
-- many countries that had requests. A pair of quarters without a country has no row. One large country can outweigh all
-- others.
CREATE VIEW "year_on_year" AS
SELECT now.quarter, before.quarter AS quarter_before, count(*) AS countries,
  sum(before.users IS NULL OR now.users IS NULL) AS by_bounds,
  sum(before.requests_low) AS requests_before_low, sum(before.requests_high) AS requests_before_high,
  sum(now.requests_low) AS requests_low, sum(now.requests_high) AS requests_high,
  sum(before.users_low) AS users_before_low, sum(before.users_high) AS users_before_high,
  sum(now.users_low) AS users_low, sum(now.users_high) AS users_high,
  sum(CASE WHEN now.users IS NOT NULL THEN before.requests END) AS exact_requests_before,
  sum(CASE WHEN before.users IS NOT NULL THEN now.requests END) AS exact_requests,
  sum(CASE WHEN now.users IS NOT NULL THEN before.users END) AS exact_users_before,
  sum(CASE WHEN before.users IS NOT NULL THEN now.users END) AS exact_users
FROM bounded_quarters AS now
JOIN bounded_quarters AS before ON before.iso3 = now.iso3 AND before.start = date(now.start, '-1 year')
GROUP BY now.quarter, before.quarter
ORDER BY now.quarter;

-- How do half-years, nine months and whole years compare with the same period a year before?
-- As year_on_year, for longer periods: WHERE period = '2025-Q1-Q3' compares January-September 2025 with 2024.
CREATE VIEW "longer_periods" AS
SELECT now.period, before.period AS period_before, count(*) AS countries,
  sum(before.users IS NULL OR now.users IS NULL) AS by_bounds,
  sum(before.requests_low) AS requests_before_low, sum(before.requests_high) AS requests_before_high,
  sum(now.requests_low) AS requests_low, sum(now.requests_high) AS requests_high,
  sum(before.users_low) AS users_before_low, sum(before.users_high) AS users_before_high,
  sum(now.users_low) AS users_low, sum(now.users_high) AS users_high
FROM (
  SELECT iso3, period, users, requests_low, requests_high, users_low, users_high FROM spans
  UNION ALL SELECT iso3, year, users, requests_low, requests_high, users_low, users_high FROM years
) AS now
JOIN (
  SELECT iso3, period, users, requests_low, requests_high, users_low, users_high FROM spans
  UNION ALL SELECT iso3, year, users, requests_low, requests_high, users_low, users_high FROM years
) AS before ON before.iso3 = now.iso3 AND before.period = (substr(now.period, 1, 4) - 1) || substr(now.period, 5)
WHERE before.requests_high IS NOT NULL AND before.users_high IS NOT NULL
  AND now.requests_high IS NOT NULL AND now.users_high IS NOT NULL
GROUP BY now.period, before.period
ORDER BY now.period;

-- Which countries have the most requests in a quarter?
-- Add WHERE quarter = '2025-Q1', for example. Only the countries known in that quarter, whose number is in countries.
-- Countries with equal requests share a rank. A country that is known only within bounds may have had more.
CREATE VIEW "ranking" AS
SELECT q.quarter, 1 + sum(other.requests > q.requests) AS rank, count(*) AS countries,
  q.iso3, q.country, q.requests, q.users, q.users_per_million, q.status
FROM quarters AS q
JOIN known_quarters AS other ON other.quarter = q.quarter
WHERE q.status IN ('reported', 'derived')
GROUP BY q.rowid
ORDER BY q.quarter, rank, q.users DESC, q.rowid;

-- Which quarters are not known, and why?
-- bounded - the bounds say what they can at least and at most be; missing - no report covers the quarter, and
-- missing_reason says why. Each quarter of a span repeats the total of the whole span: never add up span_requests or
-- span_users.
CREATE VIEW "gaps" AS
SELECT iso3, country, quarter, status, span, span_requests, span_users, formula, last_observed,
  requests_low, requests_high, users_low, users_high, missing_reason
FROM quarters
WHERE status IN ('bounded', 'missing')
ORDER BY rowid;

-- How can the known quarters be verified?
-- One row for each quarter and evidence, with the number of countries, the best evidence first. The description of the
-- column evidence in the table columns says what each word means.
CREATE VIEW "evidence_of_quarters" AS
SELECT quarter, evidence, count(*) AS countries, sum(requests) AS requests, sum(users) AS users
FROM known_quarters
GROUP BY quarter, evidence
ORDER BY quarter, instr('confirmed public traced untraced claimed', evidence);

-- Which reports is each quarter based on, and where can they be seen?
-- One row for each figure behind a quarter. role - what the figure contributes; trace - for a dataset, where the picture
-- behind it can be seen.
CREATE VIEW "sources_of_quarters" AS
SELECT q.iso3, q.country, q.quarter, q.status, q.evidence, r.period, r.role, reports.kind, reports.observed,
  reports.source, reports.trace, r.report
FROM quarter_reports AS r
JOIN quarters AS q ON q.iso3 = r.iso3 AND q.quarter = r.quarter
JOIN reports ON reports.report = r.report
ORDER BY r.rowid;

-- Which quarters are unusual?
-- The quarters with warnings, which are names of rules of the check. The figures are as stated.
CREATE VIEW "unusual_quarters" AS
SELECT iso3, country, quarter, requests, users, requests_low, requests_high, users_low, users_high, warnings, evidence
FROM quarters
WHERE warnings IS NOT NULL
ORDER BY rowid;

-- Which stated figures do not count, what is known now, and why?
-- The table revisions with the name of the country and the sources of both reports. An empty current value is unknown.
-- A figure that disputes a confirmed one is itself the newer; it waits for a second report.
CREATE VIEW "revised_figures" AS
SELECT r.iso3, c.name AS country, r.period, r.effect, r.requests, r.users, r.observed, older.source,
  r.current_requests, r.current_users, r.newer_observed, newer.source AS newer_source, r.against, r.reason,
  r.against_reports
FROM revisions AS r
JOIN countries AS c ON c.iso3 = r.iso3
JOIN reports AS older ON older.report = r.report
JOIN reports AS newer ON newer.report = r.newer_report
ORDER BY r.rowid;
