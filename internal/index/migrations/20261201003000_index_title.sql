-- +goose Up
-- A document brings the title that it is ordered by. Everything in here is folded again from the log, by the migration of its reader.
@onsqlite DROP TABLE index_text;
DROP TABLE index_owner;
DROP TABLE index_doc;
CREATE TABLE index_doc (
  rank  @int NOT NULL PRIMARY KEY,
  key   @bytes NOT NULL,
  room  @bytes NOT NULL,
  title TEXT NOT NULL
);
CREATE TABLE index_owner (
  owner @bytes NOT NULL,
  rank  @int NOT NULL,
  PRIMARY KEY (owner, rank)
) @clustered;
@onsqlite CREATE VIRTUAL TABLE index_text USING fts5(t, content='', contentless_delete=1, tokenize="ascii tokenchars '-_+~^'", detail='full');
@onsqlite INSERT INTO index_text (index_text, rank) VALUES ('pgsz', 4000);
@onpostgres ALTER TABLE index_doc ADD COLUMN doc tsvector NOT NULL;
@onpostgres CREATE INDEX index_doc_tokens ON index_doc USING gin (doc);

-- +goose Down
ALTER TABLE index_doc DROP COLUMN title;
