-- +goose Up
CREATE TABLE assignment (
  id       @bytes PRIMARY KEY,
  owner    @bytes NOT NULL,
  class    @bytes NOT NULL,
  version  @bytes NOT NULL,
  paper    @bytes NOT NULL,
  title    TEXT NOT NULL,
  subject  TEXT NOT NULL,
  stage    TEXT NOT NULL,
  grade    @int NOT NULL,
  mode     TEXT NOT NULL,
  place    TEXT NOT NULL,
  minutes  @int NOT NULL,
  day      @int NOT NULL,
  due      @int NOT NULL,
  reason   TEXT NOT NULL,
  items    @int NOT NULL,
  pupils   @int NOT NULL,
  given_by @bytes NOT NULL,
  given    @int NOT NULL,
  idem     TEXT NOT NULL,
  UNIQUE (given_by, idem)
);
CREATE INDEX assignment_class ON assignment (class, day);

-- +goose Down
DROP TABLE assignment;
