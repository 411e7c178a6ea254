-- How pupils and classrooms sign in: enrolled devices, class cards, picture with PIN, boards, activation slips, and the keys under
-- which a shared device keeps unsent answers. Secrets are stored as digests, PINs as argon2id.

-- +goose Up
CREATE TABLE authn_device (
  id       @bytes PRIMARY KEY,
  owner    @bytes NOT NULL,
  place    @bytes,
  name     TEXT NOT NULL,
  kind     TEXT NOT NULL,
  token    @bytes,
  code     @bytes,
  coded    @int NOT NULL,
  since    @int NOT NULL,
  until    @int NOT NULL,
  enrolled @int NOT NULL,
  used     @int NOT NULL
);
CREATE INDEX authn_device_owner ON authn_device (owner);
CREATE UNIQUE INDEX authn_device_token ON authn_device (token);
CREATE UNIQUE INDEX authn_device_code ON authn_device (code);

CREATE TABLE authn_card (
  id      @bytes PRIMARY KEY,
  subject @bytes NOT NULL,
  owner   @bytes NOT NULL,
  place   @bytes NOT NULL,
  digest  @bytes NOT NULL,
  since   @int NOT NULL,
  until   @int NOT NULL,
  ended   @int NOT NULL,
  why     TEXT NOT NULL
);
CREATE UNIQUE INDEX authn_card_digest ON authn_card (digest);
CREATE INDEX authn_card_subject ON authn_card (subject);
CREATE INDEX authn_card_place ON authn_card (place);

CREATE TABLE authn_pin (
  subject @bytes PRIMARY KEY,
  hash    TEXT NOT NULL,
  since   @int NOT NULL
);
CREATE TABLE authn_pin_try (
  subject @bytes NOT NULL,
  device  @bytes NOT NULL,
  fails   @int NOT NULL,
  locked  @int NOT NULL,
  PRIMARY KEY (subject, device)
);

CREATE TABLE authn_board (
  secret  @bytes PRIMARY KEY,
  code    @bytes NOT NULL,
  device  @bytes,
  number  @int NOT NULL,
  until   @int NOT NULL,
  subject @bytes,
  spent   @int NOT NULL
);
CREATE UNIQUE INDEX authn_board_code ON authn_board (code);
CREATE INDEX authn_board_until ON authn_board (until);

CREATE TABLE authn_slip (
  code    @bytes PRIMARY KEY,
  subject @bytes NOT NULL,
  until   @int NOT NULL
);
CREATE UNIQUE INDEX authn_slip_subject ON authn_slip (subject);

CREATE TABLE authn_queue (
  subject @bytes PRIMARY KEY,
  secret  @bytes NOT NULL
);

-- +goose Down
DROP TABLE authn_queue;
DROP TABLE authn_slip;
DROP TABLE authn_board;
DROP TABLE authn_pin_try;
DROP TABLE authn_pin;
DROP TABLE authn_card;
DROP TABLE authn_device;
