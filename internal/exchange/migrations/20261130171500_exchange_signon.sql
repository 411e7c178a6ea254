-- +goose Up
-- The region's one sign-on gateway; the application's key is sealed.
CREATE TABLE exchange_gateway (
  one    @int PRIMARY KEY,
  live   @bool NOT NULL,
  base   TEXT NOT NULL,
  login  TEXT NOT NULL,
  app    TEXT NOT NULL,
  secret @bytes NOT NULL,
  code   TEXT NOT NULL,
  at     @int NOT NULL
);

-- Digests of tickets that came, so that none is taken twice.
CREATE TABLE exchange_ticket (
  digest @bytes PRIMARY KEY,
  at     @int NOT NULL
);

-- +goose Down
DROP TABLE exchange_ticket;
DROP TABLE exchange_gateway;
