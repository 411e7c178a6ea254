-- +goose Up
CREATE TABLE kept_key (
  one    @int PRIMARY KEY,
  secret @bytes NOT NULL
);
CREATE TABLE kept_form (
  id       @bytes PRIMARY KEY,
  token    @bytes NOT NULL,
  account  @bytes NOT NULL,
  place    @bytes NOT NULL,
  envelope @bytes NOT NULL,
  created  @int NOT NULL,
  expires  @int NOT NULL
);
CREATE INDEX kept_form_account ON kept_form (account, created);
CREATE INDEX kept_form_expires ON kept_form (expires);

-- +goose Down
DROP TABLE kept_form;
DROP TABLE kept_key;
