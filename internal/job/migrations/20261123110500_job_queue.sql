-- +goose Up
CREATE TABLE job (
  id      @bytes PRIMARY KEY,
  kind    TEXT NOT NULL,
  name    TEXT NOT NULL,
  owner   @bytes,
  asker   @bytes,
  args    TEXT NOT NULL,
  state   TEXT NOT NULL,
  tries   @int NOT NULL,
  due     @int NOT NULL,
  lease   @int NOT NULL,
  worker  @bytes,
  stop    @bool NOT NULL DEFAULT @false,
  done    @int NOT NULL,
  total   @int NOT NULL,
  note    TEXT NOT NULL,
  failure TEXT NOT NULL,
  made    @int NOT NULL,
  changed @int NOT NULL
);
CREATE UNIQUE INDEX job_name ON job (kind, name);
CREATE INDEX job_due ON job (state, due);
CREATE INDEX job_owner ON job (owner, made);

-- +goose Down
DROP TABLE job;
