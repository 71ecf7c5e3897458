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

-- What is the newest known quarter of each country?
-- Countries have different newest quarters: do not add these up. A country without a known quarter has no row.
CREATE VIEW "newest_known" AS
SELECT q.iso3, q.country, q.quarter, q.requests, q.users, q.status, q.population, q.users_per_million, q.last_observed
FROM quarters AS q
JOIN (SELECT iso3, max(quarter) AS quarter FROM known_quarters GROUP BY iso3) AS newest
  ON newest.iso3 = q.iso3 AND newest.quarter = q.quarter
ORDER BY q.rowid;

-- How many requests and users are known for each quarter, and in how many countries?
-- The countries differ from quarter to quarter, so this view shows no trend: use year_on_year. countries is reported
-- plus derived; if it is 0, nothing is known. bounded and missing count the other countries.
CREATE VIEW "totals" AS
SELECT quarter, sum(status IN ('reported', 'derived')) AS countries,
  sum(CASE WHEN status IN ('reported', 'derived') THEN requests END) AS requests,
  sum(CASE WHEN status IN ('reported', 'derived') THEN users END) AS users,
  sum(status = 'reported') AS reported, sum(status = 'derived') AS derived,
  sum(status = 'bounded') AS bounded, sum(status = 'missing') AS missing
FROM quarters
GROUP BY quarter
ORDER BY quarter;

-- How does each quarter compare with the same quarter a year before?
-- Only over the countries known in both quarters, whose number is in countries. All four totals are over these
-- countries. A pair of quarters without such a country has no row. One large country can outweigh all others.
CREATE VIEW "year_on_year" AS
SELECT now.quarter, before.quarter AS quarter_before, count(*) AS countries,
  sum(before.requests) AS requests_before, sum(now.requests) AS requests,
  sum(before.users) AS users_before, sum(now.users) AS users
FROM known_quarters AS now
JOIN known_quarters AS before ON before.iso3 = now.iso3 AND before.start = date(now.start, '-1 year')
GROUP BY now.quarter, before.quarter
ORDER BY now.quarter;

-- Which countries have the most requests in a quarter?
-- Add WHERE quarter = '2025-Q1', for example. Only the countries known in that quarter, whose number is in countries.
-- Countries with equal requests share a rank.
CREATE VIEW "ranking" AS
SELECT q.quarter, 1 + sum(other.requests > q.requests) AS rank, count(*) AS countries,
  q.iso3, q.country, q.requests, q.users, q.users_per_million, q.status
FROM quarters AS q
JOIN known_quarters AS other ON other.quarter = q.quarter
WHERE q.status IN ('reported', 'derived')
GROUP BY q.rowid
ORDER BY q.quarter, rank, q.users DESC, q.rowid;

-- Which quarters are not known?
-- bounded - only the total of the span is known; missing - no report covers the quarter. Each quarter of a span repeats
-- the total of the whole span: never add up span_requests or span_users.
CREATE VIEW "gaps" AS
SELECT iso3, country, quarter, status, span, span_requests, span_users, formula, last_observed
FROM quarters
WHERE status IN ('bounded', 'missing')
ORDER BY rowid;

-- Which stated figures were replaced or contradicted, what is known now, and why?
-- The table revisions with the name of the country and the sources of both reports. An empty current value is unknown.
CREATE VIEW "revised_figures" AS
SELECT r.iso3, c.name AS country, r.period, r.effect, r.requests, r.users, r.observed, older.source,
  r.current_requests, r.current_users, r.newer_observed, newer.source AS newer_source, r.against, r.reason
FROM revisions AS r
JOIN countries AS c ON c.iso3 = r.iso3
JOIN reports AS older ON older.report = r.report
JOIN reports AS newer ON newer.report = r.newer_report
ORDER BY r.rowid;
