-- How often a secret was tried in vain, for an account on one browser that it knows, or on all others together (browser is one zero
-- byte). Browsers that an account has been used on. fails and locked of authn_credential are no longer read; a later release drops them.

-- +goose Up
CREATE TABLE authn_browser (
  subject @bytes NOT NULL,
  browser @bytes NOT NULL,
  seen    @int NOT NULL,
  PRIMARY KEY (subject, browser)
);
CREATE TABLE authn_lock (
  subject @bytes NOT NULL,
  browser @bytes NOT NULL,
  fails   @int NOT NULL,
  until   @int NOT NULL,
  last    @int NOT NULL,
  PRIMARY KEY (subject, browser)
);

-- +goose Down
DROP TABLE authn_lock;
DROP TABLE authn_browser;
