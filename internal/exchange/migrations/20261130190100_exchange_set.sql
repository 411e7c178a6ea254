-- +goose Up
-- Topics, question papers and courses of the platform: things whose content stands in a document of their own. inner is the id under which
-- that document lies; given is the address of the page that a person gave, for what no list of the platform names.
CREATE TABLE exchange_set (
  kind    TEXT NOT NULL,
  id      TEXT NOT NULL,
  title   TEXT NOT NULL,
  inner_id TEXT NOT NULL,
  given   TEXT NOT NULL,
  link    TEXT NOT NULL,
  parts   @int NOT NULL,
  etag    TEXT NOT NULL,
  fetched @int NOT NULL,
  PRIMARY KEY (kind, id)
);

CREATE TABLE exchange_set_line (
  kind  TEXT NOT NULL,
  id    TEXT NOT NULL,
  line  TEXT NOT NULL,
  pos   @int NOT NULL,
  title TEXT NOT NULL,
  type  TEXT NOT NULL,
  note  TEXT NOT NULL,
  link  TEXT NOT NULL,
  PRIMARY KEY (kind, id, line)
);

-- +goose Down
DROP TABLE exchange_set_line;
DROP TABLE exchange_set;
