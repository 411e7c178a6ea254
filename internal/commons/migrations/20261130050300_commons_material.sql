-- +goose Up
CREATE TABLE class_material (
  id      @bytes NOT NULL PRIMARY KEY,
  class   @bytes NOT NULL,
  owner   @bytes NOT NULL,
  author  @bytes NOT NULL,
  title   TEXT NOT NULL,
  hash    TEXT NOT NULL,
  name    TEXT NOT NULL,
  mime    TEXT NOT NULL,
  size    @int NOT NULL,
  made    @int NOT NULL,
  expires @int NOT NULL
);
CREATE INDEX class_material_class ON class_material (class, expires);
CREATE INDEX class_material_hash ON class_material (hash, owner);

-- +goose Down
DROP TABLE class_material;
