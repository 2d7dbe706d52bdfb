-- What a correction of impacts says anew of the past, in the order it was said. The whole impacts that follow from it are in
-- impact_entries, under the same update.
create table impact_corrections (
    update_id uuid not null references incident_updates (id)
  , place bigint not null
  , incident_id uuid not null references incidents (id)
  , component_key text not null references components (key)
  , from_at bigint not null
  -- none for as long as the impact lasts
  , until_at bigint
  -- none where it worked
  , was_severity text check (was_severity in ('degraded', 'partial_outage', 'major_outage'))
  , severity text check (severity in ('degraded', 'partial_outage', 'major_outage'))
  , primary key (update_id, place)
);
create index impact_corrections_by_incident on impact_corrections (incident_id);
