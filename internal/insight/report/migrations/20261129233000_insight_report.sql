-- +goose Up
CREATE TABLE insight_report_head (
  exam     @bytes PRIMARY KEY,
  version  @int NOT NULL,
  building @int NOT NULL,
  built    @int NOT NULL,
  baseline @bytes
);

CREATE TABLE insight_report (
  exam    @bytes NOT NULL,
  version @int NOT NULL,
  kind    TEXT NOT NULL,
  node    @bytes NOT NULL,
  part    TEXT NOT NULL,
  subject TEXT NOT NULL,
  n       @int NOT NULL,
  guarded @bool NOT NULL,
  above   @bytes,
  doc     @bytes NOT NULL,
  PRIMARY KEY (exam, version, kind, node, part, subject)
);

CREATE TABLE insight_report_due (
  exam @bytes PRIMARY KEY,
  mark TEXT NOT NULL
);

-- +goose Down
DROP TABLE insight_report_due;
DROP TABLE insight_report;
DROP TABLE insight_report_head;
