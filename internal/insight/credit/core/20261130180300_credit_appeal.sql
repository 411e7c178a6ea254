-- +goose Up
-- What people decide about the ledger stands in the core store with its event; the record store folds the event.
CREATE TABLE credit_appeal (
  id      @bytes PRIMARY KEY,
  person  @bytes NOT NULL,
  owner   @bytes NOT NULL,
  subject TEXT NOT NULL,
  month   TEXT NOT NULL,
  entry   @bytes,
  reason  TEXT NOT NULL,
  state   TEXT NOT NULL,
  made    @int NOT NULL,
  amount  @int NOT NULL,
  answer  TEXT NOT NULL,
  decider @bytes,
  decided @int NOT NULL,
  UNIQUE (person, subject)
);
CREATE INDEX credit_appeal_owner ON credit_appeal (owner, made);

CREATE TABLE credit_check (
  used   @bytes PRIMARY KEY,
  month  TEXT NOT NULL,
  struck @bool NOT NULL,
  note   TEXT NOT NULL,
  person @bytes NOT NULL,
  at     @int NOT NULL
);
CREATE INDEX credit_check_month ON credit_check (month);

-- +goose Down
DROP TABLE credit_check;
DROP TABLE credit_appeal;
