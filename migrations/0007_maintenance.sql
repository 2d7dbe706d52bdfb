-- Announced work. Append-only: each entry states the whole plan anew; the highest revision is what holds. The key on
-- the revision is also what lets only one of several servers begin or end a maintenance.
create table maintenances (
    id uuid primary key
  , series_id uuid not null
  , created_at bigint not null
  , created_by uuid not null
);

create table maintenance_entries (
    maintenance_id uuid not null references maintenances (id)
  , revision bigint not null
  , id uuid not null unique
  , status text not null check (status in ('scheduled', 'in_progress', 'verifying', 'completed', 'cancelled'))
  , title_ko text not null
  , title_en text not null
  , body_ko text not null
  , body_en text not null
  , starts_at bigint not null
  , ends_at bigint not null
  , components text not null
  , published_at bigint not null
  , published_by uuid not null
  , primary key (maintenance_id, revision)
);

-- Which notices went out: each once for a status and a start.
create table maintenance_notices (
    maintenance_id uuid not null references maintenances (id)
  , kind text not null check (kind in ('before', 'start', 'end', 'cancelled'))
  , starts_at bigint not null
  , sent_at bigint not null
  , primary key (maintenance_id, kind, starts_at)
);
