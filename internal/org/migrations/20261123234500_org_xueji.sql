-- +goose Up
-- 学籍号, the national pupil number: sealed under the installation's key, found by its blind index only.
CREATE TABLE org_xueji (
  person @bytes PRIMARY KEY,
  sealed @bytes NOT NULL,
  blind  TEXT NOT NULL
);
CREATE INDEX org_xueji_blind ON org_xueji (blind);

-- +goose Down
DROP TABLE org_xueji;
