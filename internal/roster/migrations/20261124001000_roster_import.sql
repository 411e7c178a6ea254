-- +goose Up
-- Whose lists come in: one source is one sender at one unit. version counts every slice that is stored, so that a difference made
-- before somebody else's slice is known to be stale.
CREATE TABLE roster_source (
  id      @serial,
  owner   @bytes NOT NULL,
  name    TEXT NOT NULL,
  version @int NOT NULL,
  number  @int NOT NULL
);
CREATE UNIQUE INDEX roster_source_owner ON roster_source (owner, name);

-- What a source last said of each row: which of our things it became, and a keyed digest of what was said. kept holds the columns
-- that no other table has a place for, the metadata.* columns among them.
CREATE TABLE roster_row (
  source   @int NOT NULL,
  tbl      @int NOT NULL,
  sourced  TEXT @collate NOT NULL,
  our      @bytes,
  digest   @bytes NOT NULL,
  modified @int NOT NULL,
  state    @int NOT NULL,
  kept     TEXT NOT NULL,
  PRIMARY KEY (source, tbl, sourced)
) @clustered;
CREATE INDEX roster_row_our ON roster_row (our) WHERE tbl < 9;

-- How many places in a class an import has begun, changed or ended, until the event of the class is written.
CREATE TABLE roster_place (
  source @int NOT NULL,
  class  @bytes NOT NULL,
  taken  @int NOT NULL,
  ended  @int NOT NULL,
  PRIMARY KEY (source, class)
) @clustered;

CREATE TABLE roster_import (
  id       @bytes PRIMARY KEY,
  source   @int NOT NULL,
  number   @int NOT NULL,
  base     @int NOT NULL,
  owner    @bytes NOT NULL,
  asker    @bytes,
  state    TEXT NOT NULL,
  file     TEXT NOT NULL,
  wide     @bool NOT NULL,
  allow    @bool NOT NULL,
  made     @int NOT NULL,
  ended    @int NOT NULL,
  total    @int NOT NULL,
  done     @int NOT NULL,
  report   TEXT NOT NULL
);
CREATE INDEX roster_import_owner ON roster_import (owner, made);
CREATE INDEX roster_import_source ON roster_import (source, number);

-- +goose Down
DROP TABLE roster_import;
DROP TABLE roster_place;
DROP TABLE roster_row;
DROP TABLE roster_source;
