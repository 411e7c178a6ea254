-- +goose Up
CREATE TABLE IF NOT EXISTS bus_position (
  consumer TEXT PRIMARY KEY,
  tx       @int NOT NULL,
  seq      @int NOT NULL,
  moved    @int NOT NULL,
  failed   TEXT NOT NULL
);

-- +goose Down
DROP TABLE bus_position;
