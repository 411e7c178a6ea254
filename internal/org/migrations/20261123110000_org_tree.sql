-- +goose Up
CREATE TABLE org_unit (
  id     @bytes PRIMARY KEY,
  kind   TEXT NOT NULL,
  code   TEXT NOT NULL,
  name   TEXT NOT NULL,
  since  @int NOT NULL,
  until  @int NOT NULL,
  rev    @int NOT NULL
);
CREATE UNIQUE INDEX org_unit_code ON org_unit (code);

CREATE TABLE org_edge (
  id     @bytes PRIMARY KEY,
  parent @bytes NOT NULL,
  child  @bytes NOT NULL,
  since  @int NOT NULL,
  until  @int NOT NULL
);
CREATE INDEX org_edge_child ON org_edge (child);
CREATE INDEX org_edge_parent ON org_edge (parent);

CREATE TABLE org_class (
  id      @bytes PRIMARY KEY,
  owner   @bytes NOT NULL,
  kind    TEXT NOT NULL,
  stage   TEXT NOT NULL,
  cohort  @int NOT NULL,
  number  @int NOT NULL,
  subject TEXT NOT NULL,
  name    TEXT NOT NULL,
  since   @int NOT NULL,
  until   @int NOT NULL
);
CREATE INDEX org_class_owner ON org_class (owner);

CREATE TABLE scope_reach (
  top   @bytes NOT NULL,
  node  @bytes NOT NULL,
  since @int NOT NULL,
  until @int NOT NULL,
  PRIMARY KEY (top, node, since)
);
CREATE INDEX scope_reach_node ON scope_reach (node, top);

CREATE TABLE org_person (
  id    @bytes PRIMARY KEY,
  owner @bytes NOT NULL,
  name  TEXT NOT NULL,
  rev   @int NOT NULL
);
CREATE INDEX org_person_owner ON org_person (owner);

-- A person merged into another keeps the old id as an alias, so that old rows still lead to somebody.
CREATE TABLE org_alias (
  alias  @bytes PRIMARY KEY,
  person @bytes NOT NULL,
  since  @int NOT NULL
);

CREATE TABLE org_account (
  id     @bytes PRIMARY KEY,
  person @bytes NOT NULL,
  since  @int NOT NULL,
  until  @int NOT NULL
);
CREATE INDEX org_account_person ON org_account (person);

CREATE TABLE org_enrolment (
  id     @bytes PRIMARY KEY,
  person @bytes NOT NULL,
  class  @bytes NOT NULL,
  owner  @bytes NOT NULL,
  number TEXT NOT NULL,
  since  @int NOT NULL,
  until  @int NOT NULL
);
CREATE INDEX org_enrolment_class ON org_enrolment (class);
CREATE INDEX org_enrolment_person ON org_enrolment (person);

CREATE TABLE org_role (
  id      @bytes PRIMARY KEY,
  person  @bytes NOT NULL,
  role    TEXT NOT NULL,
  node    @bytes NOT NULL,
  subject TEXT NOT NULL,
  since   @int NOT NULL,
  until   @int NOT NULL
);
CREATE INDEX org_role_person ON org_role (person);
CREATE INDEX org_role_node ON org_role (node);

CREATE TABLE org_setting (
  id      @bytes PRIMARY KEY,
  node    @bytes NOT NULL,
  name    TEXT NOT NULL,
  value   TEXT NOT NULL,
  since   @int NOT NULL,
  until   @int NOT NULL,
  actor   @bytes
);
CREATE INDEX org_setting_node ON org_setting (node, name);

-- +goose Down
DROP TABLE org_setting;
DROP TABLE org_role;
DROP TABLE org_enrolment;
DROP TABLE org_account;
DROP TABLE org_alias;
DROP TABLE org_person;
DROP TABLE scope_reach;
DROP TABLE org_class;
DROP TABLE org_edge;
DROP TABLE org_unit;
