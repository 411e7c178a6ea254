-- +goose Up
CREATE TABLE exam (
  id         @bytes PRIMARY KEY,
  rev        @int NOT NULL,
  node       @bytes NOT NULL,
  owner      @bytes NOT NULL,
  scope      TEXT NOT NULL,
  kind       TEXT NOT NULL,
  purpose    TEXT NOT NULL,
  stage      TEXT NOT NULL,
  grade      @int NOT NULL,
  cohort     @int NOT NULL,
  term       TEXT NOT NULL,
  title      TEXT NOT NULL,
  subjects   TEXT NOT NULL,
  first_day  @int NOT NULL,
  last_day   @int NOT NULL,
  sample     @int NOT NULL,
  forms      @int NOT NULL,
  filing     TEXT NOT NULL,
  state      TEXT NOT NULL,
  author     @bytes NOT NULL,
  created    @int NOT NULL,
  filed_by   @bytes,
  filed      @int NOT NULL,
  approver   @bytes,
  decided    @int NOT NULL,
  note       TEXT NOT NULL,
  wish       TEXT NOT NULL,
  rules      TEXT NOT NULL,
  allowed_by @bytes,
  allowed    @int NOT NULL,
  why        TEXT NOT NULL,
  idem       TEXT NOT NULL,
  UNIQUE (author, idem)
);
CREATE INDEX exam_node ON exam (node);
CREATE INDEX exam_grade ON exam (grade, term);
CREATE INDEX exam_newest ON exam (first_day, id);
CREATE TABLE exam_step (
  exam    @bytes NOT NULL REFERENCES exam (id),
  no      @int NOT NULL,
  step    TEXT NOT NULL,
  person  @bytes NOT NULL,
  at      @int NOT NULL,
  note    TEXT NOT NULL,
  PRIMARY KEY (exam, no)
);
CREATE TABLE exam_gate (
  one @int PRIMARY KEY
);
INSERT INTO exam_gate (one) VALUES (1);

-- +goose Down
DROP TABLE exam_gate;
DROP TABLE exam_step;
DROP TABLE exam;
