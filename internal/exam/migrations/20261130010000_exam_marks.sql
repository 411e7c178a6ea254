-- Two-way tables, intakes of marks, and results as packed matrices: one row for each subject and class of an exam.

-- +goose Up
CREATE TABLE exam_blueprint (
  exam      @bytes NOT NULL REFERENCES exam (id),
  subject   TEXT NOT NULL,
  rev       @int NOT NULL,
  full_mark @int NOT NULL,
  items     TEXT NOT NULL,
  author    @bytes,
  changed   @int NOT NULL,
  PRIMARY KEY (exam, subject)
);

-- An intake's results are seen when applied is above 0; of two intakes with the same subject and class the later counts. So the flip is
-- one row.
CREATE TABLE exam_intake (
  id      @bytes PRIMARY KEY,
  exam    @bytes NOT NULL REFERENCES exam (id),
  place   @bytes NOT NULL,
  asker   @bytes NOT NULL,
  state   TEXT NOT NULL,
  rev     @int NOT NULL,
  base    @int NOT NULL,
  applied @int NOT NULL,
  made    @int NOT NULL,
  ended   @int NOT NULL,
  choice  TEXT NOT NULL,
  report  TEXT NOT NULL
);
CREATE INDEX exam_intake_exam ON exam_intake (exam, made);

CREATE TABLE exam_file (
  intake  @bytes NOT NULL REFERENCES exam_intake (id),
  no      @int NOT NULL,
  kind    TEXT NOT NULL,
  name    TEXT NOT NULL,
  hash    TEXT NOT NULL,
  size    @int NOT NULL,
  preview TEXT NOT NULL,
  mapping TEXT NOT NULL,
  PRIMARY KEY (intake, no)
);

CREATE TABLE exam_finding (
  intake   @bytes NOT NULL,
  no       @int NOT NULL,
  file     TEXT NOT NULL,
  line     @int NOT NULL,
  ref      TEXT NOT NULL,
  field    TEXT NOT NULL,
  code     TEXT NOT NULL,
  severity TEXT NOT NULL,
  message  TEXT NOT NULL,
  PRIMARY KEY (intake, no)
);

CREATE TABLE exam_result (
  exam      @bytes NOT NULL,
  subject   TEXT NOT NULL,
  class     @bytes NOT NULL,
  intake    @bytes NOT NULL,
  school    @bytes NOT NULL,
  people    @int NOT NULL,
  added     @int NOT NULL,
  changed   @int NOT NULL,
  removed   @int NOT NULL,
  unchanged @int NOT NULL,
  data      @bytes NOT NULL,
  words     TEXT NOT NULL,
  PRIMARY KEY (exam, subject, class, intake)
);
CREATE INDEX exam_result_intake ON exam_result (intake, subject, class);

-- How a unit's files are laid out, as a person once said.
CREATE TABLE exam_layout (
  owner   @bytes NOT NULL,
  layout  TEXT NOT NULL,
  mapping TEXT NOT NULL,
  changed @int NOT NULL,
  PRIMARY KEY (owner, layout)
);

-- +goose Down
DROP TABLE exam_layout;
DROP TABLE exam_result;
DROP TABLE exam_finding;
DROP TABLE exam_file;
DROP TABLE exam_intake;
DROP TABLE exam_blueprint;
