-- +goose Up
CREATE TABLE work_trace (
  id      @bytes NOT NULL PRIMARY KEY,
  work    @bytes NOT NULL REFERENCES work (id),
  version @bytes,
  at      @int NOT NULL,
  actor   @bytes,
  what    TEXT NOT NULL,
  source  @bytes,
  why     TEXT NOT NULL
);
CREATE INDEX work_trace_work ON work_trace (work, at);

-- +goose Down
DROP TABLE work_trace;
