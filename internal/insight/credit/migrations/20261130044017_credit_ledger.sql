-- +goose Up
CREATE TABLE credit_version (
  version @bytes PRIMARY KEY,
  work    @bytes NOT NULL,
  school  @bytes NOT NULL,
  author  @bytes,
  parent  @bytes,
  title   TEXT NOT NULL
);
CREATE INDEX credit_version_work ON credit_version (work);

CREATE TABLE credit_given (
  assignment @bytes PRIMARY KEY,
  version    @bytes NOT NULL,
  school     @bytes NOT NULL,
  teacher    @bytes NOT NULL,
  setting    TEXT NOT NULL,
  opened     @bool NOT NULL,
  at         @int NOT NULL
);

CREATE TABLE credit_use (
  work    @bytes NOT NULL,
  school  @bytes NOT NULL,
  term    TEXT NOT NULL,
  version @bytes NOT NULL,
  teacher @bytes NOT NULL,
  setting TEXT NOT NULL,
  month   TEXT NOT NULL,
  at      @int NOT NULL,
  void    @bool NOT NULL,
  PRIMARY KEY (work, school, term)
);
CREATE INDEX credit_use_month ON credit_use (month);
CREATE INDEX credit_use_version ON credit_use (version);

CREATE TABLE credit_act (
  id     @bytes PRIMARY KEY,
  kind   TEXT NOT NULL,
  person @bytes NOT NULL,
  work   @bytes NOT NULL,
  month  TEXT NOT NULL,
  at     @int NOT NULL
);
CREATE INDEX credit_act_month ON credit_act (month);

CREATE TABLE credit_entry (
  id      @bytes PRIMARY KEY,
  month   TEXT NOT NULL,
  person  @bytes NOT NULL,
  kind    TEXT NOT NULL,
  work    @bytes NOT NULL,
  version @bytes,
  giver   @bytes,
  school  @bytes,
  setting TEXT NOT NULL,
  raw     @int NOT NULL,
  amount  @int NOT NULL,
  mends   @bytes,
  reason  TEXT NOT NULL,
  at      @int NOT NULL
);
CREATE INDEX credit_entry_person ON credit_entry (person, month);
CREATE INDEX credit_entry_month ON credit_entry (month);
CREATE INDEX credit_entry_version ON credit_entry (version);

CREATE TABLE credit_month (
  month   TEXT PRIMARY KEY,
  settled @bool NOT NULL
);

-- +goose Down
DROP TABLE credit_month;
DROP TABLE credit_entry;
DROP TABLE credit_act;
DROP TABLE credit_use;
DROP TABLE credit_given;
DROP TABLE credit_version;
