-- How somebody wants the screens, on every device. Empty is: never chosen.

-- +goose Up
CREATE TABLE authn_look (
  subject @bytes PRIMARY KEY,
  lang    TEXT NOT NULL,
  theme   TEXT NOT NULL,
  keys    TEXT NOT NULL
);

-- +goose Down
DROP TABLE authn_look;
