-- +goose Up
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

-- +goose Down
@onsqlite DROP TABLE index_text;
DROP TABLE index_doc;
