-- +goose Up
CREATE TABLE work (
  id           @bytes NOT NULL PRIMARY KEY,
  owner        @bytes NOT NULL,
  author       @bytes NOT NULL,
  title        TEXT NOT NULL,
  subject      TEXT NOT NULL,
  stage        TEXT NOT NULL,
  grade        @int NOT NULL,
  edition      TEXT NOT NULL,
  chapter      TEXT NOT NULL,
  body         TEXT NOT NULL,
  derived_from @bytes,
  paper        @bytes,
  state        TEXT NOT NULL,
  rev          @int NOT NULL,
  created      @int NOT NULL,
  changed      @int NOT NULL
);
CREATE INDEX work_author ON work (author, changed);

CREATE TABLE work_file (
  id    @bytes NOT NULL PRIMARY KEY,
  work  @bytes NOT NULL REFERENCES work (id),
  owner @bytes NOT NULL,
  hash  TEXT NOT NULL,
  name  TEXT NOT NULL,
  mime  TEXT NOT NULL,
  size  @int NOT NULL,
  added @int NOT NULL
);
CREATE UNIQUE INDEX work_file_name ON work_file (work, name);

CREATE TABLE work_version (
  id           @bytes NOT NULL PRIMARY KEY,
  work         @bytes NOT NULL REFERENCES work (id),
  owner        @bytes NOT NULL,
  author       @bytes NOT NULL,
  number       @int NOT NULL,
  title        TEXT NOT NULL,
  subject      TEXT NOT NULL,
  stage        TEXT NOT NULL,
  grade        @int NOT NULL,
  edition      TEXT NOT NULL,
  chapter      TEXT NOT NULL,
  body         TEXT NOT NULL,
  files        TEXT NOT NULL,
  paper        @bytes,
  items        @int NOT NULL,
  derived_from @bytes,
  shared_to    @bytes NOT NULL,
  state        TEXT NOT NULL,
  committed    @int NOT NULL,
  submitted    @int NOT NULL,
  reviewer     @bytes,
  decided      @int NOT NULL,
  reasons      TEXT NOT NULL,
  note         TEXT NOT NULL,
  published    @int NOT NULL,
  withdrawn    @int NOT NULL,
  withdrawer   @bytes,
  why          TEXT NOT NULL
);
CREATE UNIQUE INDEX work_version_number ON work_version (work, number);
CREATE UNIQUE INDEX work_version_pending ON work_version (work) WHERE state = 'submitted';
CREATE UNIQUE INDEX work_version_live ON work_version (work) WHERE state = 'published';
CREATE INDEX work_version_list ON work_version (state, published, id);
CREATE INDEX work_version_shared ON work_version (shared_to, state);

-- +goose Down
DROP TABLE work_version;
DROP TABLE work_file;
DROP TABLE work;
