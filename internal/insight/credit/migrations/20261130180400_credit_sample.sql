-- +goose Up
-- cause is the appeal or the checked use that a correction comes from; used names a use.
ALTER TABLE credit_entry ADD COLUMN cause @bytes;
CREATE INDEX credit_entry_mends ON credit_entry (mends);

CREATE TABLE credit_sample (
  used  @bytes PRIMARY KEY,
  month TEXT NOT NULL
);
CREATE INDEX credit_sample_month ON credit_sample (month);

-- +goose Down
DROP TABLE credit_sample;
DROP INDEX credit_entry_mends;
ALTER TABLE credit_entry DROP COLUMN cause;
