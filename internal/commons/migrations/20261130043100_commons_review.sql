-- +goose Up
-- The stages of the review of a version. Asked is the unit whose reviewers are asked: the stage's unit, or the nearest above it that has
-- one who is no author of the work.
CREATE TABLE review_step (
  version  @bytes NOT NULL REFERENCES work_version (id),
  number   @int NOT NULL,
  unit     @bytes NOT NULL,
  asked    @bytes NOT NULL,
  name     TEXT NOT NULL,
  days     @int NOT NULL,
  state    TEXT NOT NULL,
  opened   @int NOT NULL,
  due      @int NOT NULL,
  claimer  @bytes,
  claimed  @int NOT NULL,
  held     @int NOT NULL,
  reviewer @bytes,
  decided  @int NOT NULL,
  codes    TEXT NOT NULL,
  note     TEXT NOT NULL,
  PRIMARY KEY (version, number)
);
CREATE UNIQUE INDEX review_step_open ON review_step (version) WHERE state = 'open';
CREATE UNIQUE INDEX review_step_person ON review_step (version, reviewer) WHERE reviewer IS NOT NULL;
CREATE INDEX review_step_asked ON review_step (asked, state, due);
CREATE INDEX review_step_reviewer ON review_step (reviewer, decided);

-- What was submitted before had one stage, at the unit to which it was to be shared.
INSERT INTO review_step (version, number, unit, asked, name, days, state, opened, due, claimer, claimed, held, reviewer, decided, codes, note)
SELECT id, 1, shared_to, shared_to, '审核', 7, CASE state WHEN 'submitted' THEN 'open' WHEN 'returned' THEN 'returned' ELSE 'approved' END,
  submitted, submitted + 604800000000, NULL, 0, 0, reviewer, decided, '[]', note FROM work_version;

-- What else belongs to a submission: the provider's written commitment with its text, and when the lists of terms were held against it.
CREATE TABLE review_case (
  version @bytes NOT NULL PRIMARY KEY REFERENCES work_version (id),
  owner   @bytes NOT NULL,
  edition TEXT NOT NULL,
  pledge  TEXT NOT NULL,
  signer  @bytes NOT NULL,
  signed  @int NOT NULL,
  scanned @int NOT NULL
);

-- +goose Down
DROP TABLE review_case;
DROP TABLE review_step;
