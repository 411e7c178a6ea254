-- +goose Up
-- Each row is one thing that one guardian said about one purpose; the newest of a voice counts. Nothing is changed or deleted.
CREATE TABLE privacy_consent (
  id         @bytes PRIMARY KEY,
  person     @bytes NOT NULL,
  owner      @bytes NOT NULL,
  giver      @bytes,
  kin        TEXT NOT NULL,
  purpose    TEXT NOT NULL,
  version    @int NOT NULL,
  state      TEXT NOT NULL,
  paper      TEXT NOT NULL,
  entered_by @bytes NOT NULL,
  at         @int NOT NULL
);
CREATE INDEX privacy_consent_person ON privacy_consent (person, at);

-- A person's request about the own data: a copy, a correction, an erasure.
CREATE TABLE privacy_request (
  id         @bytes PRIMARY KEY,
  person     @bytes NOT NULL,
  owner      @bytes NOT NULL,
  kind       TEXT NOT NULL,
  asker      @bytes NOT NULL,
  kin        TEXT NOT NULL,
  field      TEXT NOT NULL,
  wanted     TEXT NOT NULL,
  old        TEXT NOT NULL,
  reason     TEXT NOT NULL,
  state      TEXT NOT NULL,
  asked      @int NOT NULL,
  due        @int NOT NULL,
  decided_by @bytes,
  decided    @int NOT NULL,
  answer     TEXT NOT NULL,
  kept       TEXT NOT NULL,
  file       TEXT NOT NULL,
  size       @int NOT NULL,
  file_until @int NOT NULL
);
CREATE INDEX privacy_request_person ON privacy_request (person, asked);
CREATE INDEX privacy_request_owner ON privacy_request (owner, state, asked);

-- +goose Down
DROP TABLE privacy_request;
DROP TABLE privacy_consent;
