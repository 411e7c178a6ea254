-- +goose Up
-- A co-preparation 集体备课. The texts are kept for ever: what was the lead's first text, what each gave, and what came of it.
CREATE TABLE prep_session (
  id         @bytes NOT NULL PRIMARY KEY,
  owner      @bytes NOT NULL,
  lead       @bytes NOT NULL,
  title      TEXT NOT NULL,
  subject    TEXT NOT NULL,
  stage      TEXT NOT NULL,
  grade      @int NOT NULL,
  edition    TEXT NOT NULL,
  volume     TEXT NOT NULL,
  chapter    TEXT NOT NULL,
  due        @int NOT NULL,
  state      TEXT NOT NULL,
  main       TEXT NOT NULL,
  main_rev   @int NOT NULL,
  final      TEXT NOT NULL,
  final_rev  @int NOT NULL,
  source     @bytes,
  work       @bytes,
  created    @int NOT NULL,
  changed    @int NOT NULL,
  opened     @int NOT NULL,
  finished   @int NOT NULL
);
CREATE INDEX prep_session_lead ON prep_session (lead, changed);
CREATE INDEX prep_session_owner ON prep_session (owner, state, finished);
CREATE INDEX prep_session_work ON prep_session (work);

CREATE TABLE prep_member (
  session @bytes NOT NULL REFERENCES prep_session (id),
  person  @bytes NOT NULL,
  body    TEXT NOT NULL,
  rev     @int NOT NULL,
  done    @int NOT NULL,
  changed @int NOT NULL,
  PRIMARY KEY (session, person)
);
CREATE INDEX prep_member_person ON prep_member (person);

CREATE TABLE prep_comment (
  id      @bytes NOT NULL PRIMARY KEY,
  session @bytes NOT NULL REFERENCES prep_session (id),
  author  @bytes NOT NULL,
  part    @int NOT NULL,
  quote   TEXT NOT NULL,
  body    TEXT NOT NULL,
  made    @int NOT NULL
);
CREATE INDEX prep_comment_session ON prep_comment (session, made);

-- The paragraphs of the finished text, and who gave each.
CREATE TABLE prep_piece (
  session @bytes NOT NULL REFERENCES prep_session (id),
  no      @int NOT NULL,
  person  @bytes NOT NULL,
  changed @int NOT NULL,
  body    TEXT NOT NULL,
  PRIMARY KEY (session, no)
);

-- +goose Down
DROP TABLE prep_piece;
DROP TABLE prep_comment;
DROP TABLE prep_member;
DROP TABLE prep_session;
