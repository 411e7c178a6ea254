-- One data key a person, wrapped by a master key that lies outside the store. Destroying the row makes everything that was sealed
-- for the person unreadable, in this store and in every older backup that is restored with it removed.

-- +goose Up
CREATE TABLE seal_person (
  person  @bytes PRIMARY KEY,
  wrapped @bytes NOT NULL,
  created @int NOT NULL
);

-- +goose Down
DROP TABLE seal_person;
