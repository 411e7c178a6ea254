-- +goose Up
-- Everything in here is folded again from the log, by the migration of its reader. What belongs to an owner stands once, in the order of
-- owners, instead of in the documents and in an index of them; marks of tokens are characters of one byte, which the tokenizer keeps.
@onsqlite DROP TABLE index_text;
DROP TABLE index_doc;
CREATE TABLE index_doc (
  rank @int NOT NULL PRIMARY KEY,
  key  @bytes NOT NULL,
  room @bytes NOT NULL
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
@onsqlite DROP TABLE index_text;
DROP TABLE index_owner;
DROP TABLE index_doc;
CREATE TABLE index_doc (
  rank  @int NOT NULL PRIMARY KEY,
  key   @bytes NOT NULL,
  owner @bytes NOT NULL,
  room  @bytes NOT NULL
);
CREATE INDEX index_doc_owner ON index_doc (owner);
@onsqlite CREATE VIRTUAL TABLE index_text USING fts5(t, content='', contentless_delete=1, tokenize='ascii', detail='full');
@onsqlite INSERT INTO index_text (index_text, rank) VALUES ('pgsz', 2000);
@onpostgres ALTER TABLE index_doc ADD COLUMN doc tsvector NOT NULL;
@onpostgres CREATE INDEX index_doc_tokens ON index_doc USING gin (doc);
