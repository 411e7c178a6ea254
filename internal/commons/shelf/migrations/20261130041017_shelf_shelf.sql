-- +goose Up
CREATE TABLE shelf (
  id      @bytes NOT NULL PRIMARY KEY,
  owner   @bytes NOT NULL,
  kind    TEXT NOT NULL,
  name    TEXT NOT NULL,
  note    TEXT NOT NULL,
  copied  @bytes,
  keeper  @bytes NOT NULL,
  rev     @int NOT NULL,
  created @int NOT NULL,
  changed @int NOT NULL,
  gone    @int NOT NULL
);
CREATE INDEX shelf_owner ON shelf (owner, changed);

CREATE TABLE shelf_entry (
  id      @bytes NOT NULL PRIMARY KEY,
  shelf   @bytes NOT NULL REFERENCES shelf (id),
  target  TEXT NOT NULL,
  section TEXT NOT NULL,
  place   @int NOT NULL,
  work    @bytes,
  version @bytes,
  link    TEXT NOT NULL,
  title   TEXT NOT NULL,
  note    TEXT NOT NULL,
  keeper  @bytes NOT NULL,
  added   @int NOT NULL
);
CREATE UNIQUE INDEX shelf_entry_target ON shelf_entry (shelf, target);

CREATE TABLE shelf_subscription (
  shelf  @bytes NOT NULL REFERENCES shelf (id),
  school @bytes NOT NULL,
  keeper @bytes NOT NULL,
  since  @int NOT NULL,
  PRIMARY KEY (school, shelf)
);

-- +goose Down
DROP TABLE shelf_subscription;
DROP TABLE shelf_entry;
DROP TABLE shelf;
