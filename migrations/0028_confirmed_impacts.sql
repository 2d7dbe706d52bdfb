-- A person's word on a component that already is as they say: nothing changes in the record of impacts, but programs may not
-- change it any more.
create table confirmed_impacts (
    update_id uuid not null
  , incident_id uuid not null references incidents (id)
  , component_key text not null references components (key)
  , recorded_at bigint not null
  , primary key (update_id, component_key)
);
create index confirmed_impacts_by_incident on confirmed_impacts (incident_id);
