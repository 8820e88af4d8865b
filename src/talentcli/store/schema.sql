-- The shape of the facts everywhere: SQLite inside, other stores outside.
-- Days are proleptic ordinals (1 = 0001-01-01); a null bound is an open end.

CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE file (              -- what the store was compiled from
  n        INTEGER PRIMARY KEY,
  layer    INTEGER NOT NULL,     -- 0 = the first folder; a later one lies over it
  path     TEXT NOT NULL,        -- below the folder
  size     INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL
);

CREATE TABLE fact (
  n        INTEGER PRIMARY KEY,  -- order in listings: kind, topic, file, line (rows.place)
  id       TEXT NOT NULL UNIQUE,
  kind     TEXT NOT NULL,
  name_zh  TEXT,
  name_en  TEXT,
  current  INTEGER,              -- index of a metric's observation to quote
  file     INTEGER NOT NULL,
  line     INTEGER NOT NULL,
  replaces TEXT NOT NULL,        -- file:line of the record it replaced, else ''
  crc      INTEGER NOT NULL,     -- CRC-32 of json, against damage
  json     TEXT NOT NULL         -- the record as it is printed
);
CREATE INDEX fact_file ON fact (file);

CREATE TABLE name (              -- every form of every key
  form  TEXT NOT NULL,           -- folded by forms.fold
  kind  TEXT NOT NULL,
  rank  INTEGER NOT NULL,        -- 0 id, 1 name, 2 alias or number
  id    TEXT NOT NULL,
  how   TEXT NOT NULL,           -- id, name, english, alias, number
  shown TEXT NOT NULL,           -- the form as written
  PRIMARY KEY (form, kind, rank, id)
) WITHOUT ROWID;

CREATE TABLE facet (             -- the words that facts are filed under
  facet TEXT NOT NULL,           -- topic, theme, issuer, region, source, status, batch, disputed
  word  TEXT NOT NULL,
  n     INTEGER NOT NULL,
  PRIMARY KEY (facet, word, n)
) WITHOUT ROWID;

CREATE TABLE word (              -- what such a word can be typed as
  facet TEXT NOT NULL,
  form  TEXT NOT NULL,           -- folded
  word  TEXT NOT NULL,
  shown TEXT NOT NULL,
  PRIMARY KEY (facet, form, word)
) WITHOUT ROWID;

CREATE TABLE observation (
  n          INTEGER NOT NULL,
  i          INTEGER NOT NULL,   -- index in the record
  value      REAL NOT NULL,      -- for comparing; the exact number is in fact.json
  relation   TEXT NOT NULL,
  unit       TEXT NOT NULL,
  cumulative INTEGER NOT NULL,
  date       TEXT,               -- as_of, else period
  first      INTEGER,
  last       INTEGER,
  source     TEXT NOT NULL,
  grade      TEXT NOT NULL,
  PRIMARY KEY (n, i)
) WITHOUT ROWID;

CREATE TABLE event (             -- everything dated, and what should be but is not
  n       INTEGER NOT NULL,
  i       INTEGER NOT NULL,
  what    TEXT NOT NULL,         -- issued, measure, decided, listed, conferred, achieved, held, counted, ran
  part    INTEGER NOT NULL,      -- index of the statement in its list, else 0
  text_zh TEXT,                  -- null for counted: the figure of the observation
  text_en TEXT,
  date    TEXT,                  -- EDTF; null when no date is known
  first   INTEGER,
  last    INTEGER,
  source  TEXT NOT NULL,
  at      TEXT,
  grade   TEXT NOT NULL,
  PRIMARY KEY (n, i)
) WITHOUT ROWID;
CREATE INDEX event_first ON event (first);

CREATE TABLE measure (
  n       INTEGER NOT NULL,
  i       INTEGER NOT NULL,
  text_zh TEXT,
  text_en TEXT,
  open    INTEGER NOT NULL,
  PRIMARY KEY (n, i)
) WITHOUT ROWID;

CREATE TABLE citation (          -- every statement of every fact
  n      INTEGER NOT NULL,
  path   TEXT NOT NULL,          -- where in the record: '' or measures.0
  source TEXT NOT NULL,
  at     TEXT,
  grade  TEXT NOT NULL,
  PRIMARY KEY (n, path)
) WITHOUT ROWID;

CREATE TABLE reference (         -- facts that facts refer to, sources left out
  target TEXT NOT NULL,
  n      INTEGER NOT NULL,
  PRIMARY KEY (target, n)
) WITHOUT ROWID;

-- Character bigrams of names and of all other text; rowid = fact.n.
CREATE VIRTUAL TABLE text USING fts5 (name, body, content = '', tokenize = 'unicode61');
