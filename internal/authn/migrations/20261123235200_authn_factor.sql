-- Second factors and passkeys of an account, and what is given out once: challenges of passkeys, the way through a city's provider.

-- +goose Up
CREATE TABLE authn_totp (
  subject @bytes PRIMARY KEY,
  secret  @bytes NOT NULL,
  step    @int NOT NULL,
  proved  @int NOT NULL
);
CREATE TABLE authn_recovery (
  subject @bytes NOT NULL,
  code    @bytes NOT NULL,
  PRIMARY KEY (subject, code)
);
CREATE TABLE authn_passkey (
  id      @bytes PRIMARY KEY,
  subject @bytes NOT NULL,
  ref     @bytes NOT NULL,
  name    TEXT NOT NULL,
  record  TEXT NOT NULL,
  created @int NOT NULL,
  used    @int NOT NULL
);
CREATE INDEX authn_passkey_subject ON authn_passkey (subject);
CREATE TABLE authn_once (
  handle  @bytes PRIMARY KEY,
  kind    TEXT NOT NULL,
  bound   @bytes NOT NULL,
  data    TEXT NOT NULL,
  expires @int NOT NULL
);
CREATE INDEX authn_once_expires ON authn_once (expires);

-- +goose Down
DROP TABLE authn_once;
DROP TABLE authn_passkey;
DROP TABLE authn_recovery;
DROP TABLE authn_totp;
