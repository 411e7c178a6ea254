-- +goose Up
-- Lists of people are read from a key on, never by counting: the people of a unit by name, names and numbers by their beginning, a
-- class register by its numbers.
CREATE INDEX org_person_named ON org_person (owner, name @collate, id);
CREATE INDEX org_person_name ON org_person (name @collate, id);
CREATE INDEX org_profile_numbered ON org_profile (number @collate, person);
CREATE INDEX org_profile_pinyin ON org_profile (pinyin @collate, person);
CREATE INDEX org_enrolment_register ON org_enrolment (class, (LENGTH(number)), number @collate, person);

-- Why a role was given, in a few words: who is replaced and what for. Shown where roles are given, and nowhere else.
ALTER TABLE org_role ADD COLUMN note TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE org_role DROP COLUMN note;
DROP INDEX org_enrolment_register;
DROP INDEX org_profile_pinyin;
DROP INDEX org_profile_numbered;
DROP INDEX org_person_name;
DROP INDEX org_person_named;
