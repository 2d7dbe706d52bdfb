-- What the servers look at from outside. `raised` is the impact that stands because of it; a changed probe has another
-- revision, so that a look at what it was before does not count.
create table probes (
    id uuid primary key
  , revision bigint not null
  , name text not null
  , component_key text not null references components (key)
  , severity text not null check (severity in ('degraded', 'partial_outage', 'major_outage'))
  , target text not null
  , period bigint not null
  , timeout bigint not null
  , slow_above bigint
  , fail_after bigint not null
  , recover_after bigint not null
  , quorum bigint not null
  , is_paused boolean not null
  , raised text check (raised in ('degraded', 'partial_outage', 'major_outage'))
  , raised_since bigint
  , created_at bigint not null
  , created_by uuid not null
);

-- The last result of each server, and what it makes of its results so far.
create table probe_results (
    probe_id uuid not null references probes (id) on delete cascade
  , server text not null
  , checked_at bigint not null
  , latency bigint not null
  , finding text not null
  , verdict text not null check (verdict in ('up', 'slow', 'down'))
  , working_count bigint not null
  , working_since bigint not null
  , failing_count bigint not null
  , failing_since bigint not null
  , state text check (state in ('up', 'slow', 'down'))
  , state_since bigint not null
  , primary key (probe_id, server)
);
create index probe_results_by_time on probe_results (checked_at);
