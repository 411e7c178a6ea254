-- +goose Up
CREATE TABLE blob_fact (
  hash     TEXT NOT NULL PRIMARY KEY,
  mime     TEXT NOT NULL,
  size     @int NOT NULL,
  pieces   @bytes,
  scan     TEXT NOT NULL,
  sign     TEXT NOT NULL,
  scanned  @int NOT NULL,
  rendered TEXT NOT NULL,
  note     TEXT NOT NULL,
  barred   @int NOT NULL,
  made     @int NOT NULL
);
CREATE TABLE blob_rendition (
  hash TEXT NOT NULL,
  name TEXT NOT NULL,
  out  TEXT NOT NULL,
  mime TEXT NOT NULL,
  size @int NOT NULL,
  made @int NOT NULL,
  PRIMARY KEY (hash, name)
);
CREATE INDEX blob_rendition_out ON blob_rendition (out);
CREATE TABLE blob_orphan (
  hash  TEXT NOT NULL PRIMARY KEY,
  since @int NOT NULL
);

-- +goose Down
DROP TABLE blob_orphan;
DROP TABLE blob_rendition;
DROP TABLE blob_fact;
