-- Addresses that other systems call as long as they work. Nothing is missed before the first call.
create table heartbeats (
    id uuid primary key
  , name text not null
  , component_key text not null references components (key)
  , severity text not null check (severity in ('degraded', 'partial_outage', 'major_outage'))
  , period bigint not null
  , grace bigint not null
  , digest bytea not null unique
  , created_at bigint not null
  , created_by uuid not null
  , last_beat_at bigint
  , due_at bigint
  , missed_at bigint
);
create index heartbeats_due on heartbeats (due_at) where missed_at is null;

-- When a server last looked: calls of a time in which none was there are no system's fault.
create table heartbeat_watch (
    id bigint primary key check (id = 1)
  , watched_at bigint not null
);
insert into heartbeat_watch (id, watched_at) values (1, 0);
