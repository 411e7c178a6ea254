-- +goose Up
-- How far the first set-up of a region is. Who administers it is told by the roles themselves; here stands what roles do not tell.
CREATE TABLE setup_state (
  region  @bytes PRIMARY KEY,
  rev     @int NOT NULL,
  school  @bytes,
  leader  @bytes,
  begun   @int NOT NULL,
  closed  @int NOT NULL
);

-- +goose Down
DROP TABLE setup_state;
