-- +goose Up
-- 学籍情况 beside the class, dated: 随班就读, 休学. Sensitive: read only where the pupil's record is kept.
CREATE TABLE org_standing (
  id     @bytes PRIMARY KEY,
  person @bytes NOT NULL,
  kind   TEXT NOT NULL,
  since  @int NOT NULL,
  until  @int NOT NULL
);
CREATE INDEX org_standing_person ON org_standing (person);

-- +goose Down
DROP TABLE org_standing;
