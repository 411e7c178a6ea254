-- +goose Up
CREATE TABLE search_synonym (
  id    @bytes NOT NULL PRIMARY KEY,
  owner @bytes NOT NULL,
  words TEXT NOT NULL,
  since @int NOT NULL,
  until @int NOT NULL,
  actor @bytes NOT NULL
);

-- +goose Down
DROP TABLE search_synonym;
