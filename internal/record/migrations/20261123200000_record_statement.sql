-- +goose Up
CREATE TABLE record_clock (
  one  @int PRIMARY KEY,
  last @int NOT NULL
);
INSERT INTO record_clock (one, last) VALUES (1, 0);

CREATE TABLE statement (
  ord          @int PRIMARY KEY,
  uid          @bytes NOT NULL,
  owner        @bytes NOT NULL,
  verb         @int NOT NULL,
  registration @bytes,
  version      @int NOT NULL,
  voided       @bool NOT NULL,
  hash         @bytes NOT NULL,
  authority    TEXT NOT NULL,
  raw          TEXT NOT NULL
);
CREATE UNIQUE INDEX statement_uid ON statement (uid);
CREATE INDEX statement_verb ON statement (verb, ord);
CREATE INDEX statement_registration ON statement (registration, ord) WHERE registration IS NOT NULL;

CREATE TABLE statement_link (
  key   @int NOT NULL,
  usage @int NOT NULL,
  ord   @int NOT NULL,
  PRIMARY KEY (key, usage, ord)
);

CREATE TABLE statement_void (
  target @bytes NOT NULL,
  ord    @int NOT NULL,
  owner  @bytes NOT NULL,
  PRIMARY KEY (target, ord)
);

CREATE TABLE statement_term (
  key  @int PRIMARY KEY,
  iri  TEXT NOT NULL,
  body TEXT NOT NULL
);

CREATE TABLE statement_use (
  owner @bytes NOT NULL,
  dim   TEXT NOT NULL,
  key   TEXT NOT NULL,
  n     @int NOT NULL,
  PRIMARY KEY (owner, dim, key)
);

CREATE TABLE statement_actor (
  owner @bytes NOT NULL,
  actor @int NOT NULL,
  n     @int NOT NULL,
  PRIMARY KEY (owner, actor)
);

CREATE TABLE record_key (
  key     TEXT PRIMARY KEY,
  name    TEXT NOT NULL,
  scope   @bytes NOT NULL,
  digest  TEXT NOT NULL,
  may     TEXT NOT NULL,
  made    @int NOT NULL,
  revoked @int NOT NULL
);

-- +goose Down
DROP TABLE record_key;
DROP TABLE statement_actor;
DROP TABLE statement_use;
DROP TABLE statement_term;
DROP TABLE statement_void;
DROP TABLE statement_link;
DROP TABLE statement;
DROP TABLE record_clock;
