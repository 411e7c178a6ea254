-- +goose Up
CREATE TABLE search_miss (
  unit @bytes NOT NULL,
  text TEXT NOT NULL,
  n    @int NOT NULL,
  last @int NOT NULL,
  PRIMARY KEY (unit, text)
);
CREATE INDEX search_miss_last ON search_miss (last);

-- +goose Down
DROP TABLE search_miss;
