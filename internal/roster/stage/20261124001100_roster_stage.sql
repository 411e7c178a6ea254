-- +goose Up
-- The scratch file of one import. Rows stand in the order in which they are compared with what the core store holds.
CREATE TABLE roster_staged (
  tbl      @int NOT NULL,
  sourced  TEXT @collate NOT NULL,
  line     @int NOT NULL,
  state    @int NOT NULL,
  modified @int NOT NULL,
  digest   @bytes NOT NULL,
  data     TEXT NOT NULL,
  kept     TEXT NOT NULL,
  PRIMARY KEY (tbl, sourced)
) @clustered;

-- What the rows of roles say of a person as a whole: home organisation, pupil, guardian.
CREATE TABLE roster_staged_person (
  sourced  TEXT @collate NOT NULL,
  home     TEXT NOT NULL,
  pupil    @int NOT NULL,
  guardian @int NOT NULL,
  PRIMARY KEY (sourced)
) @clustered;

CREATE TABLE roster_finding (
  seq      @serial,
  file     TEXT NOT NULL,
  line     @int NOT NULL,
  sourced  TEXT NOT NULL,
  field    TEXT NOT NULL,
  code     TEXT NOT NULL,
  severity TEXT NOT NULL,
  message  TEXT NOT NULL
);

-- +goose Down
DROP TABLE roster_finding;
DROP TABLE roster_staged_person;
DROP TABLE roster_staged;
