-- Accounts of people whom another system knows: (issuer, subject) of OpenID Connect.

-- +goose Up
CREATE TABLE authn_link (
  issuer  TEXT NOT NULL,
  subject TEXT NOT NULL,
  account @bytes NOT NULL,
  since   @int NOT NULL,
  PRIMARY KEY (issuer, subject, account)
);
CREATE INDEX authn_link_account ON authn_link (account);

-- +goose Down
DROP TABLE authn_link;
