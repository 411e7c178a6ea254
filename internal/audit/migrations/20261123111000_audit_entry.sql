-- +goose Up
CREATE TABLE audit_entry (
  seq     @int PRIMARY KEY,
  at      @int NOT NULL,
  actor   @bytes,
  action  TEXT NOT NULL,
  owner   @bytes NOT NULL,
  basis   TEXT NOT NULL,
  subject @bytes,
  request TEXT NOT NULL,
  detail  TEXT NOT NULL,
  prev    TEXT NOT NULL,
  hash    TEXT NOT NULL
);
CREATE INDEX audit_entry_owner ON audit_entry (owner, seq);
CREATE INDEX audit_entry_actor ON audit_entry (actor, seq);
CREATE INDEX audit_entry_subject ON audit_entry (subject, seq);

CREATE TABLE audit_head (
  one  @int PRIMARY KEY CHECK (one = 1),
  seq  @int NOT NULL,
  hash TEXT NOT NULL
);
INSERT INTO audit_head (one, seq, hash) VALUES (1, 0, '');

-- +goose Down
DROP TABLE audit_head;
DROP TABLE audit_entry;
