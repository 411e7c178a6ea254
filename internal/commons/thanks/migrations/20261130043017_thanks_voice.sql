-- +goose Up
CREATE TABLE thanks_voice (
  id         @bytes NOT NULL PRIMARY KEY,
  person     @bytes NOT NULL,
  work       @bytes NOT NULL,
  version    @bytes NOT NULL,
  assignment @bytes NOT NULL,
  school     @bytes NOT NULL,
  grade      @int NOT NULL,
  setting    TEXT NOT NULL,
  verdict    TEXT NOT NULL,
  what       TEXT NOT NULL,
  words      TEXT NOT NULL,
  said       @int NOT NULL,
  answer     TEXT NOT NULL,
  answered   @int NOT NULL,
  hidden     @int NOT NULL,
  hider      @bytes,
  why        TEXT NOT NULL
);
CREATE UNIQUE INDEX thanks_voice_once ON thanks_voice (person, version);
CREATE INDEX thanks_voice_work ON thanks_voice (work, said);

-- +goose Down
DROP TABLE thanks_voice;
