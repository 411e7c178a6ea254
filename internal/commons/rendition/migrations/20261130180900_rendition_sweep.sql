-- +goose Up
-- What the sweep of bytes that nothing names has seen, and what its runs did.
ALTER TABLE blob_orphan ADD COLUMN seen @int NOT NULL DEFAULT 0;
ALTER TABLE blob_orphan ADD COLUMN size @int NOT NULL DEFAULT 0;
CREATE TABLE blob_sweep (
  week    TEXT NOT NULL PRIMARY KEY,
  begun   @int NOT NULL,
  ended   @int NOT NULL,
  stored  @int NOT NULL,
  size    @int NOT NULL,
  waiting @int NOT NULL,
  idle    @int NOT NULL,
  deleted @int NOT NULL,
  freed   @int NOT NULL
);

-- +goose Down
DROP TABLE blob_sweep;
ALTER TABLE blob_orphan DROP COLUMN size;
ALTER TABLE blob_orphan DROP COLUMN seen;
