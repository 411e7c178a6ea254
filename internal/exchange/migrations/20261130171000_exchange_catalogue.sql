-- +goose Up
-- The national platform's public catalogue beside ours. No row belongs to a school; nothing of a person stands here.
CREATE TABLE exchange_module (
  name      TEXT PRIMARY KEY,
  live      @bool NOT NULL,
  hours     @int NOT NULL,
  due       @int NOT NULL,
  version   TEXT NOT NULL,
  parts     TEXT NOT NULL,
  source    TEXT NOT NULL,
  polled    @int NOT NULL,
  harvested @int NOT NULL,
  trouble   TEXT NOT NULL,
  detail    TEXT NOT NULL,
  failures  @int NOT NULL,
  records   @int NOT NULL,
  placed    @int NOT NULL,
  gone      @int NOT NULL
);

-- What was read of each document, so that it is asked for by its ETag. body, packed, is the menu itself, and of a part
-- file the ids of its records, which stand for it when it did not change.
CREATE TABLE exchange_document (
  module  TEXT NOT NULL,
  path    TEXT NOT NULL,
  etag    TEXT NOT NULL,
  fetched @int NOT NULL,
  body    @bytes,
  PRIMARY KEY (module, path)
);

-- One row a record. place is where it hangs in the menu, empty when it is not listed; the codes are ours, or the platform's name where
-- nobody has answered yet. gone is when it left the part files.
CREATE TABLE exchange_record (
  module   TEXT NOT NULL,
  id       TEXT NOT NULL,
  kind     TEXT NOT NULL,
  title    TEXT NOT NULL,
  status   TEXT NOT NULL,
  tags     TEXT NOT NULL,
  paths    TEXT NOT NULL,
  place    TEXT NOT NULL,
  pos      @int NOT NULL,
  stage    TEXT NOT NULL,
  low      @int NOT NULL,
  high     @int NOT NULL,
  subject  TEXT NOT NULL,
  edition  TEXT NOT NULL,
  volume   TEXT NOT NULL,
  series   TEXT NOT NULL,
  fivefour @bool NOT NULL,
  updated  @int NOT NULL,
  digest   @bytes NOT NULL,
  gone     @int NOT NULL,
  written  @int NOT NULL,
  lessons  @int NOT NULL,
  PRIMARY KEY (module, id)
);
CREATE INDEX exchange_record_place ON exchange_record (module, place);
CREATE INDEX exchange_record_subject ON exchange_record (module, subject, stage);

-- The record as it came, without what is not kept, packed.
CREATE TABLE exchange_raw (
  module TEXT NOT NULL,
  id     TEXT NOT NULL,
  body   @bytes NOT NULL,
  PRIMARY KEY (module, id)
);

-- Each tag that living records carry: how many, whether the menu has it, whether our codes know it.
CREATE TABLE exchange_tag (
  module    TEXT NOT NULL,
  dimension TEXT NOT NULL,
  tag       TEXT NOT NULL,
  name      TEXT NOT NULL,
  records   @int NOT NULL,
  listed    @bool NOT NULL,
  known     @bool NOT NULL,
  PRIMARY KEY (module, dimension, tag)
);

-- What people of the region answered: codes is a JSON list, empty when the tag means nothing here.
CREATE TABLE exchange_answer (
  dimension TEXT NOT NULL,
  tag       TEXT NOT NULL,
  name      TEXT NOT NULL,
  codes     TEXT NOT NULL,
  person    @bytes NOT NULL,
  at        @int NOT NULL,
  PRIMARY KEY (dimension, tag)
);

CREATE TABLE exchange_chapter (
  book   TEXT NOT NULL,
  id     TEXT NOT NULL,
  pos    @int NOT NULL,
  depth  @int NOT NULL,
  title  TEXT NOT NULL,
  plain  TEXT NOT NULL,
  PRIMARY KEY (book, id)
);

CREATE TABLE exchange_lesson (
  book     TEXT NOT NULL,
  id       TEXT NOT NULL,
  chapter  TEXT NOT NULL,
  pos      @int NOT NULL,
  title    TEXT NOT NULL,
  kind     TEXT NOT NULL,
  kindname TEXT NOT NULL,
  updated  @int NOT NULL,
  PRIMARY KEY (book, id)
);
CREATE INDEX exchange_lesson_chapter ON exchange_lesson (book, chapter, pos);

-- The log of harvests and imports.
CREATE TABLE exchange_run (
  id      @bytes PRIMARY KEY,
  module  TEXT NOT NULL,
  source  TEXT NOT NULL,
  began   @int NOT NULL,
  ended   @int NOT NULL,
  version TEXT NOT NULL,
  outcome TEXT NOT NULL,
  trouble TEXT NOT NULL,
  detail  TEXT NOT NULL,
  added   @int NOT NULL,
  changed @int NOT NULL,
  removed @int NOT NULL,
  touched @int NOT NULL,
  finds   TEXT NOT NULL
);
CREATE INDEX exchange_run_began ON exchange_run (began);

-- +goose Down
DROP TABLE exchange_run;
DROP TABLE exchange_lesson;
DROP TABLE exchange_chapter;
DROP TABLE exchange_answer;
DROP TABLE exchange_tag;
DROP TABLE exchange_raw;
DROP TABLE exchange_record;
DROP TABLE exchange_document;
DROP TABLE exchange_module;
