-- +goose Up
-- Terms that the region keeps: the negative list 资源负面清单 and the hint list 提示词. An ended term stays with its dates.
CREATE TABLE review_term (
  id     @bytes NOT NULL PRIMARY KEY,
  owner  @bytes NOT NULL,
  kind   TEXT NOT NULL,
  term   TEXT NOT NULL,
  reason TEXT NOT NULL,
  since  @int NOT NULL,
  until  @int NOT NULL,
  actor  @bytes NOT NULL
);
CREATE INDEX review_term_owner ON review_term (owner, until);

-- What the lists hit in a version; it stays with the version whatever becomes of the lists.
CREATE TABLE review_hit (
  version  @bytes NOT NULL REFERENCES work_version (id),
  number   @int NOT NULL,
  kind     TEXT NOT NULL,
  term     TEXT NOT NULL,
  reason   TEXT NOT NULL,
  place    TEXT NOT NULL,
  excerpt  TEXT NOT NULL,
  answer   TEXT NOT NULL,
  tier     @int NOT NULL,
  person   @bytes,
  answered @int NOT NULL,
  PRIMARY KEY (version, number)
);

-- Legal takedowns, the bytes they name, and what was purged where.
CREATE TABLE takedown (
  id       @bytes NOT NULL PRIMARY KEY,
  owner    @bytes NOT NULL,
  basis    TEXT NOT NULL,
  document TEXT NOT NULL,
  reason   TEXT NOT NULL,
  version  @bytes NOT NULL,
  actor    @bytes NOT NULL,
  decided  @int NOT NULL,
  state    TEXT NOT NULL,
  finished @int NOT NULL
);
CREATE INDEX takedown_owner ON takedown (owner, decided);
CREATE TABLE takedown_hash (
  takedown @bytes NOT NULL REFERENCES takedown (id),
  hash     TEXT NOT NULL,
  since    @int NOT NULL,
  PRIMARY KEY (takedown, hash)
);
CREATE INDEX takedown_hash_hash ON takedown_hash (hash);
CREATE TABLE takedown_line (
  takedown @bytes NOT NULL REFERENCES takedown (id),
  place    TEXT NOT NULL,
  hash     TEXT NOT NULL,
  outcome  TEXT NOT NULL,
  count    @int NOT NULL,
  at       @int NOT NULL,
  PRIMARY KEY (takedown, place, hash)
);

-- 精选: proposed once, judged by two people of other schools who do not see each other, a third when they differ.
CREATE TABLE feature (
  id       @bytes NOT NULL PRIMARY KEY,
  version  @bytes NOT NULL REFERENCES work_version (id),
  owner    @bytes NOT NULL,
  proposer @bytes NOT NULL,
  proposed @int NOT NULL,
  why      TEXT NOT NULL,
  state    TEXT NOT NULL,
  since    @int NOT NULL,
  until    @int NOT NULL
);
CREATE UNIQUE INDEX feature_open ON feature (version) WHERE state IN ('proposed', 'differ', 'featured');
CREATE INDEX feature_owner ON feature (owner, state, proposed);
CREATE TABLE feature_vote (
  feature @bytes NOT NULL REFERENCES feature (id),
  person  @bytes NOT NULL,
  number  @int NOT NULL,
  agree   @int NOT NULL,
  note    TEXT NOT NULL,
  at      @int NOT NULL,
  PRIMARY KEY (feature, person)
);
CREATE UNIQUE INDEX feature_vote_number ON feature_vote (feature, number);

-- Teachers whose assignment pinned a version that was withdrawn.
CREATE TABLE withdraw_told (
  version    @bytes NOT NULL REFERENCES work_version (id),
  person     @bytes NOT NULL,
  assignment @bytes NOT NULL,
  at         @int NOT NULL,
  seen       @int NOT NULL,
  PRIMARY KEY (version, assignment)
);
CREATE INDEX withdraw_told_person ON withdraw_told (person, seen);

-- +goose Down
DROP TABLE withdraw_told;
DROP TABLE feature_vote;
DROP TABLE feature;
DROP TABLE takedown_line;
DROP TABLE takedown_hash;
DROP TABLE takedown;
DROP TABLE review_hit;
DROP TABLE review_term;
