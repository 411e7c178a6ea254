-- +goose Up
-- owner is the school (or other unit), node the class or unit that is addressed: permission is asked at node.
CREATE TABLE notice (
  id        @bytes PRIMARY KEY,
  owner     @bytes NOT NULL,
  node      @bytes NOT NULL,
  class     @bytes,
  author    @bytes NOT NULL,
  title     TEXT NOT NULL,
  body      TEXT NOT NULL,
  audience  TEXT NOT NULL,
  picked    @bool NOT NULL,
  receipt   @bool NOT NULL,
  reply_by  @int NOT NULL,
  state     TEXT NOT NULL,
  rev       @int NOT NULL,
  made      @int NOT NULL,
  sent      @int NOT NULL,
  withdrawn @int NOT NULL,
  reason    TEXT NOT NULL,
  round     @int NOT NULL,
  reminded  @int NOT NULL,
  delivered @bool NOT NULL,
  idem      TEXT NOT NULL,
  UNIQUE (author, idem)
);
CREATE INDEX notice_node ON notice (node, made);

-- The persons that an author picked: pupils for pupils and guardians, staff for staff.
CREATE TABLE notice_pick (
  notice @bytes NOT NULL,
  person @bytes NOT NULL,
  PRIMARY KEY (notice, person)
);

-- One row a person. deliver is the moment from which it is there: never inside quiet hours.
CREATE TABLE notice_inbox (
  notice    @bytes NOT NULL,
  person    @bytes NOT NULL,
  part      TEXT NOT NULL,
  bed       @int NOT NULL,
  morning   @int NOT NULL,
  deliver   @int NOT NULL,
  opened    @int NOT NULL,
  confirmed @int NOT NULL,
  done      @bool NOT NULL,
  reminded  @int NOT NULL,
  PRIMARY KEY (notice, person)
);
CREATE INDEX notice_inbox_person ON notice_inbox (person, done, deliver);
CREATE INDEX notice_inbox_deliver ON notice_inbox (deliver);

-- For guardians: whom of the class it is about. paper is when a paper receipt was entered, slip says that one is to be printed.
CREATE TABLE notice_child (
  notice @bytes NOT NULL,
  child  @bytes NOT NULL,
  slip   @bool NOT NULL,
  paper  @int NOT NULL,
  PRIMARY KEY (notice, child)
);
CREATE TABLE notice_about (
  notice @bytes NOT NULL,
  person @bytes NOT NULL,
  child  @bytes NOT NULL,
  PRIMARY KEY (notice, person, child)
);

-- A message outside: at most one a person, way and round.
CREATE TABLE notice_way (
  notice @bytes NOT NULL,
  way    TEXT NOT NULL,
  round  @int NOT NULL,
  person @bytes NOT NULL,
  state  TEXT NOT NULL,
  due    @int NOT NULL,
  tries  @int NOT NULL,
  code   TEXT NOT NULL,
  job    @bytes,
  at     @int NOT NULL,
  PRIMARY KEY (notice, way, round, person)
);
CREATE INDEX notice_way_due ON notice_way (state, due);

-- Addresses that no profile holds: a person's id at WeCom, at an official account, at DingTalk.
CREATE TABLE notice_address (
  person  @bytes NOT NULL,
  way     TEXT NOT NULL,
  address TEXT NOT NULL,
  PRIMARY KEY (person, way)
);

-- +goose Down
DROP TABLE notice_address;
DROP TABLE notice_way;
DROP TABLE notice_about;
DROP TABLE notice_child;
DROP TABLE notice_inbox;
DROP TABLE notice_pick;
DROP TABLE notice;
