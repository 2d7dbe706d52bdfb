-- A component may be shown only while it fails, and may be retired: its past stays on record under its name.
alter table components add column only_if_degraded boolean not null default false;
alter table components add column retired_at bigint;
