-- +goose Up
CREATE TABLE authn_credential (
  subject @bytes PRIMARY KEY,
  login   TEXT NOT NULL,
  hash    TEXT NOT NULL,
  fails   @int NOT NULL,
  locked  @int NOT NULL
);
CREATE UNIQUE INDEX authn_credential_login ON authn_credential (login);
CREATE TABLE authn_session (
  token   @bytes PRIMARY KEY,
  subject @bytes NOT NULL,
  created @int NOT NULL,
  expires @int NOT NULL,
  device  TEXT NOT NULL
);
CREATE INDEX authn_session_subject ON authn_session (subject);

-- +goose Down
DROP TABLE authn_session;
DROP TABLE authn_credential;
