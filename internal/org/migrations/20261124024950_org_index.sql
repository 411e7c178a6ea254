-- +goose Up
-- Two indexes that others begin with: a register is read by (class, number), the people of a unit by (owner, name). A roster writes
-- every index for every row.
DROP INDEX org_enrolment_class;
DROP INDEX org_person_owner;

-- +goose Down
CREATE INDEX org_enrolment_class ON org_enrolment (class);
CREATE INDEX org_person_owner ON org_person (owner);
