-- A request for everything of a school, its answer, and where the workbook lies while it can be fetched.

-- +goose Up
CREATE TABLE archive_request (
  id         @bytes NOT NULL PRIMARY KEY,
  owner      @bytes NOT NULL,
  asker      @bytes NOT NULL,
  reason     TEXT NOT NULL,
  state      TEXT NOT NULL,
  asked      @int NOT NULL,
  decider    @bytes,
  decided    @int NOT NULL,
  note       TEXT NOT NULL,
  file       TEXT NOT NULL,
  size       @int NOT NULL,
  lines      @int NOT NULL,
  file_until @int NOT NULL,
  fetched    @int NOT NULL
);
CREATE INDEX archive_request_owner ON archive_request (owner, asked);

-- +goose Down
DROP TABLE archive_request;
