-- +goose Up
CREATE TABLE event (
  seq        @serial,
  tx         @int NOT NULL,
  uid        @bytes NOT NULL,
  kind       TEXT NOT NULL,
  version    @int NOT NULL,
  owner      @bytes NOT NULL,
  actor      @bytes,
  request    TEXT NOT NULL,
  occurred   @int NOT NULL,
  received   @int NOT NULL,
  payload    TEXT NOT NULL
);
CREATE UNIQUE INDEX event_uid ON event (uid);
CREATE INDEX event_order ON event (tx, seq);

-- +goose Down
DROP TABLE event;
