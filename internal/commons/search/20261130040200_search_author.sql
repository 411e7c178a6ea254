-- +goose Up
-- The postings of the first form: everything in them is folded again from the log into the tables of index.
DROP TABLE search_posting;
DROP TABLE search_doc;
CREATE TABLE search_author (
  author @bytes NOT NULL PRIMARY KEY
);

-- +goose Down
DROP TABLE search_author;
CREATE TABLE search_doc (
  version @bytes NOT NULL PRIMARY KEY,
  work    @bytes NOT NULL,
  text    TEXT NOT NULL
);
CREATE INDEX search_doc_work ON search_doc (work);
CREATE TABLE search_posting (
  token   TEXT NOT NULL,
  version @bytes NOT NULL,
  PRIMARY KEY (token, version)
);
