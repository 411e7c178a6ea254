-- +goose Up
-- Where consumers of the core store stand: as bus has it for the other stores, which may be the same database.
CREATE TABLE IF NOT EXISTS bus_position (
  consumer TEXT PRIMARY KEY,
  tx       @int NOT NULL,
  seq      @int NOT NULL,
  moved    @int NOT NULL,
  failed   TEXT NOT NULL
);

CREATE TABLE spread_version (
  version @bytes PRIMARY KEY,
  work    @bytes NOT NULL,
  school  @bytes NOT NULL,
  author  @bytes,
  title   TEXT NOT NULL
);

-- open until a pupil has begun; a class of the school that made the lesson is not kept
CREATE TABLE spread_given (
  assignment @bytes PRIMARY KEY,
  version    @bytes NOT NULL,
  school     @bytes NOT NULL
);

CREATE TABLE spread_use (
  work   @bytes NOT NULL,
  school @bytes NOT NULL,
  at     @int NOT NULL,
  PRIMARY KEY (work, school)
);

CREATE TABLE spread_quiet (
  person @bytes PRIMARY KEY
);

-- +goose Down
DROP TABLE spread_quiet;
DROP TABLE spread_use;
DROP TABLE spread_given;
-- bus_position stays: other stores may stand in the same database
DROP TABLE spread_version;
