-- +goose Up
-- 学校短码: what people type at sign-in before their number.
ALTER TABLE org_unit ADD COLUMN short TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX org_unit_short ON org_unit (short) WHERE short <> '';

-- What is known of a person beyond the name; every column but the key may be empty.
CREATE TABLE org_profile (
  person @bytes PRIMARY KEY,
  born   TEXT NOT NULL,
  sex    TEXT NOT NULL,
  phone  TEXT NOT NULL,
  email  TEXT NOT NULL,
  number TEXT NOT NULL,
  pinyin TEXT NOT NULL
);

-- 访问清单: a batch of holdings, approved together for a term by the responsible person.
CREATE TABLE org_sheet (
  id         @bytes PRIMARY KEY,
  owner      @bytes NOT NULL,
  term       TEXT NOT NULL,
  state      TEXT NOT NULL,
  since      @int NOT NULL,
  until      @int NOT NULL,
  made_by    @bytes,
  made_at    @int NOT NULL,
  decided_by @bytes,
  decided_at @int NOT NULL,
  note       TEXT NOT NULL
);
CREATE INDEX org_sheet_owner ON org_sheet (owner, made_at);

CREATE TABLE org_sheet_line (
  id      @bytes PRIMARY KEY,
  sheet   @bytes NOT NULL,
  owner   @bytes NOT NULL,
  person  @bytes NOT NULL,
  role    TEXT NOT NULL,
  node    @bytes NOT NULL,
  subject TEXT NOT NULL,
  until   @int NOT NULL
);
CREATE INDEX org_sheet_line_sheet ON org_sheet_line (sheet, id);
CREATE INDEX org_sheet_line_person ON org_sheet_line (person);

-- 单次批准: one person, one class, a reason, a limited time.
CREATE TABLE org_approval (
  id         @bytes PRIMARY KEY,
  owner      @bytes NOT NULL,
  asker      @bytes NOT NULL,
  node       @bytes NOT NULL,
  reason     TEXT NOT NULL,
  days       @int NOT NULL,
  state      TEXT NOT NULL,
  since      @int NOT NULL,
  until      @int NOT NULL,
  asked_at   @int NOT NULL,
  decided_by @bytes,
  decided_at @int NOT NULL,
  note       TEXT NOT NULL
);
CREATE INDEX org_approval_owner ON org_approval (owner, asked_at);
CREATE INDEX org_approval_asker ON org_approval (asker, asked_at);

-- +goose Down
DROP TABLE org_approval;
DROP TABLE org_sheet_line;
DROP TABLE org_sheet;
DROP TABLE org_profile;
DROP INDEX org_unit_short;
ALTER TABLE org_unit DROP COLUMN short;
