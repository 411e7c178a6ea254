-- +goose Up
-- A course tree: a textbook's contents as a unit has them. A node stands under its parent by a sort key, so a move touches one row.
CREATE TABLE course (
  id      @bytes NOT NULL PRIMARY KEY,
  owner   @bytes NOT NULL,
  title   TEXT NOT NULL,
  subject TEXT NOT NULL,
  stage   TEXT NOT NULL,
  grade   @int NOT NULL,
  edition TEXT NOT NULL,
  volume  TEXT NOT NULL,
  source  TEXT NOT NULL,
  copied  @bytes,
  ready   @int NOT NULL,
  rev     @int NOT NULL,
  created @int NOT NULL,
  changed @int NOT NULL
);
CREATE INDEX course_owner ON course (owner, subject, grade);

CREATE TABLE course_node (
  id     @bytes NOT NULL PRIMARY KEY,
  course @bytes NOT NULL REFERENCES course (id),
  parent @bytes,
  sort   TEXT NOT NULL,
  title  TEXT NOT NULL,
  gone   @int NOT NULL,
  rev    @int NOT NULL
);
CREATE INDEX course_node_course ON course_node (course);

-- What stands at a node: a work that is followed, a version that is pinned, or a link to a lesson elsewhere.
CREATE TABLE course_place (
  id      @bytes NOT NULL PRIMARY KEY,
  course  @bytes NOT NULL REFERENCES course (id),
  node    @bytes NOT NULL,
  work    @bytes,
  version @bytes,
  link    TEXT NOT NULL,
  title   TEXT NOT NULL,
  note    TEXT NOT NULL,
  sort    TEXT NOT NULL,
  adder   @bytes NOT NULL,
  added   @int NOT NULL
);
CREATE INDEX course_place_course ON course_place (course, node);
CREATE INDEX course_place_work ON course_place (work);

-- What was changed last, to take it back.
CREATE TABLE course_change (
  course @bytes NOT NULL,
  no     @int NOT NULL,
  actor  @bytes NOT NULL,
  node   @bytes NOT NULL,
  parent @bytes,
  sort   TEXT NOT NULL,
  title  TEXT NOT NULL,
  gone   @int NOT NULL,
  rev    @int NOT NULL,
  undone @int NOT NULL,
  PRIMARY KEY (course, no)
);

-- +goose Down
DROP TABLE course_change;
DROP TABLE course_place;
DROP TABLE course_node;
DROP TABLE course;
