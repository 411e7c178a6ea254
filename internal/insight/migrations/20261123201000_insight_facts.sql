-- +goose Up
CREATE TABLE insight_version (
  version   @bytes PRIMARY KEY,
  work      @bytes NOT NULL,
  school    @bytes NOT NULL,
  origin    @bytes NOT NULL,
  number    @int NOT NULL,
  title     TEXT NOT NULL,
  subject   TEXT NOT NULL,
  stage     TEXT NOT NULL,
  grade     @int NOT NULL,
  items     @int NOT NULL,
  published @int NOT NULL,
  withdrawn @int NOT NULL
);

CREATE TABLE insight_assignment (
  assignment @bytes PRIMARY KEY,
  class      @bytes NOT NULL,
  school     @bytes NOT NULL,
  version    @bytes,
  paper      @bytes,
  title      TEXT NOT NULL,
  subject    TEXT NOT NULL,
  stage      TEXT NOT NULL,
  grade      @int NOT NULL,
  items      @int NOT NULL,
  pupils     @int NOT NULL,
  crossed    @bool NOT NULL,
  given      @int NOT NULL
);
CREATE INDEX insight_assignment_class ON insight_assignment (class, given);
CREATE INDEX insight_assignment_version ON insight_assignment (version);

CREATE TABLE insight_sitting (
  sitting    @bytes PRIMARY KEY,
  assignment @bytes NOT NULL,
  class      @bytes NOT NULL,
  person     @bytes NOT NULL,
  handed     @bool NOT NULL
);
CREATE INDEX insight_sitting_assignment ON insight_sitting (assignment);

CREATE TABLE insight_answer (
  sitting    @bytes NOT NULL,
  no         @int NOT NULL,
  rev        @int NOT NULL,
  assignment @bytes NOT NULL,
  class      @bytes NOT NULL,
  person     @bytes NOT NULL,
  item       @bytes NOT NULL,
  state      @int NOT NULL,
  score      @real NOT NULL,
  max        @real NOT NULL,
  response   TEXT NOT NULL,
  PRIMARY KEY (sitting, no)
);
CREATE INDEX insight_answer_assignment ON insight_answer (assignment, no);

CREATE TABLE insight_item (
  assignment @bytes NOT NULL,
  no         @int NOT NULL,
  item       @bytes NOT NULL,
  class      @bytes NOT NULL,
  school     @bytes NOT NULL,
  version    @bytes,
  n          @int NOT NULL,
  correct    @int NOT NULL,
  waiting    @int NOT NULL,
  score      @real NOT NULL,
  max        @real NOT NULL,
  PRIMARY KEY (assignment, no, item)
);
CREATE INDEX insight_item_version ON insight_item (version);

CREATE TABLE insight_choice (
  assignment @bytes NOT NULL,
  no         @int NOT NULL,
  state      @int NOT NULL,
  response   TEXT NOT NULL,
  class      @bytes NOT NULL,
  n          @int NOT NULL,
  PRIMARY KEY (assignment, no, state, response)
);

CREATE TABLE insight_seen (
  school @bytes NOT NULL,
  kind   TEXT NOT NULL,
  node   @bytes NOT NULL,
  PRIMARY KEY (school, kind, node)
);

CREATE TABLE insight_school (
  school      @bytes PRIMARY KEY,
  versions    @int NOT NULL,
  assignments @int NOT NULL,
  crossed     @int NOT NULL,
  lent        @int NOT NULL,
  classes     @int NOT NULL,
  pupils      @int NOT NULL,
  answers     @int NOT NULL
);

-- +goose Down
DROP TABLE insight_school;
DROP TABLE insight_seen;
DROP TABLE insight_choice;
DROP TABLE insight_item;
DROP TABLE insight_answer;
DROP TABLE insight_sitting;
DROP TABLE insight_assignment;
DROP TABLE insight_version;
