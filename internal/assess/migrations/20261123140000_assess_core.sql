-- +goose Up
CREATE TABLE item_revision (
  id       @bytes PRIMARY KEY,
  item     @bytes NOT NULL,
  rev      @int NOT NULL,
  owner    @bytes NOT NULL,
  author   @bytes,
  kind     TEXT NOT NULL,
  title    TEXT NOT NULL,
  xml      TEXT NOT NULL,
  created  @int NOT NULL,
  UNIQUE (item, rev)
);
CREATE TABLE item_media (
  revision @bytes NOT NULL REFERENCES item_revision (id),
  name     TEXT NOT NULL,
  hash     TEXT NOT NULL,
  mime     TEXT NOT NULL,
  PRIMARY KEY (revision, name)
);
CREATE TABLE paper (
  id       @bytes PRIMARY KEY,
  owner    @bytes NOT NULL,
  author   @bytes,
  rev      @int NOT NULL,
  frozen   @bool NOT NULL,
  source   @bytes,
  created  @int NOT NULL,
  changed  @int NOT NULL
);
CREATE INDEX paper_owner ON paper (owner);
CREATE TABLE paper_line (
  paper     @bytes NOT NULL REFERENCES paper (id),
  no        @int NOT NULL,
  revision  @bytes NOT NULL REFERENCES item_revision (id),
  points    @real NOT NULL,
  knowledge TEXT NOT NULL,
  PRIMARY KEY (paper, no)
);
CREATE TABLE sitting (
  id         @bytes PRIMARY KEY,
  owner      @bytes NOT NULL,
  class      @bytes NOT NULL,
  person     @bytes NOT NULL,
  paper      @bytes NOT NULL REFERENCES paper (id),
  assignment @bytes NOT NULL,
  kind       TEXT NOT NULL,
  stage      TEXT NOT NULL,
  grade      @int NOT NULL,
  source     TEXT NOT NULL,
  state      TEXT NOT NULL,
  opened     @int NOT NULL,
  handed_in  @int NOT NULL,
  UNIQUE (assignment, person)
);
CREATE INDEX sitting_person ON sitting (person, opened);
CREATE TABLE response (
  sitting  @bytes NOT NULL REFERENCES sitting (id),
  no       @int NOT NULL,
  rev      @int NOT NULL,
  idem     @bytes NOT NULL,
  answer   TEXT NOT NULL,
  score    @real,
  max      @real NOT NULL,
  correct  @bool,
  source   TEXT NOT NULL,
  actor    @bytes,
  occurred @int NOT NULL,
  received @int NOT NULL,
  PRIMARY KEY (sitting, no, rev),
  UNIQUE (sitting, no, idem)
);
CREATE TABLE item_shown (
  sitting @bytes NOT NULL REFERENCES sitting (id),
  no      @int NOT NULL,
  rev     @int NOT NULL,
  shown   @int NOT NULL,
  PRIMARY KEY (sitting, no)
);
CREATE TABLE mark (
  sitting @bytes NOT NULL REFERENCES sitting (id),
  no      @int NOT NULL,
  seq     @int NOT NULL,
  rev     @int NOT NULL,
  score   @real NOT NULL,
  max     @real NOT NULL,
  note    TEXT NOT NULL,
  marker  @bytes,
  given   @int NOT NULL,
  PRIMARY KEY (sitting, no, seq)
);
CREATE TABLE monitoring (
  id       @bytes PRIMARY KEY,
  owner    @bytes NOT NULL,
  title    TEXT NOT NULL,
  kind     TEXT NOT NULL,
  hash     TEXT NOT NULL,
  state    TEXT NOT NULL,
  items    TEXT NOT NULL,
  n        @int NOT NULL,
  skipped  @int NOT NULL,
  author   @bytes,
  created  @int NOT NULL,
  imported @int NOT NULL
);
CREATE INDEX monitoring_owner ON monitoring (owner, created);
CREATE UNIQUE INDEX monitoring_once ON monitoring (owner, hash);
CREATE TABLE monitoring_row (
  monitoring @bytes NOT NULL REFERENCES monitoring (id),
  no         @int NOT NULL,
  cells      @bytes NOT NULL,
  PRIMARY KEY (monitoring, no)
);

-- +goose Down
DROP TABLE monitoring_row;
DROP TABLE monitoring;
DROP TABLE mark;
DROP TABLE item_shown;
DROP TABLE response;
DROP TABLE sitting;
DROP TABLE paper_line;
DROP TABLE paper;
DROP TABLE item_media;
DROP TABLE item_revision;
