-- What monitoring systems told of: alerts in groups, each with the incident it raised. A group ends when none of its alerts
-- fires; when one fires again it begins anew.
create table alert_groups (
    id uuid primary key
  , source text not null
  , key text not null
  , incident_id uuid references incidents (id)
  , updated_at bigint not null
  , ended_at bigint
  , unique (source, key)
);
create index alert_groups_by_time on alert_groups (updated_at);

create table alerts (
    group_id uuid not null references alert_groups (id) on delete cascade
  , fingerprint text not null
  , name text not null
  , component_key text not null references components (key)
  , severity text not null check (severity in ('degraded', 'partial_outage', 'major_outage'))
  , started_at bigint not null
  , ended_at bigint
  , is_held boolean not null
  , primary key (group_id, fingerprint)
);
