-- +goose Up
-- What was guessed about a draft that came from a dropped file. Until somebody has confirmed it, the draft goes to no review.
CREATE TABLE work_guess (
  work      @bytes NOT NULL PRIMARY KEY REFERENCES work (id),
  owner     @bytes NOT NULL,
  author    @bytes NOT NULL,
  file      TEXT NOT NULL,
  guess     TEXT NOT NULL,
  made      @int NOT NULL,
  confirmed @int NOT NULL
);
CREATE INDEX work_guess_author ON work_guess (author, confirmed, made);

-- +goose Down
DROP TABLE work_guess;
