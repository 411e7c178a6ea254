-- +goose Up
CREATE TABLE work_blob (
  owner  @bytes NOT NULL,
  hash   TEXT NOT NULL,
  person @bytes NOT NULL,
  size   @int NOT NULL,
  since  @int NOT NULL,
  PRIMARY KEY (owner, hash)
);
INSERT INTO work_blob (owner, hash, person, size, since)
SELECT f.owner, f.hash, w.author, f.size, f.added FROM work_file f JOIN work w ON w.id = f.work WHERE w.id IS NOT NULL
ON CONFLICT (owner, hash) DO NOTHING;
CREATE INDEX work_version_owner ON work_version (owner);

-- +goose Down
DROP INDEX work_version_owner;
DROP TABLE work_blob;
