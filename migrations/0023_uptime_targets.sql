-- How much of a month a component is to work. A change is a row of its own, so that months before it are held against what
-- held then; without `millionths` there is no target from then on.
create table uptime_targets (
    component_key text not null references components (key)
  , since bigint not null
  , millionths bigint check (millionths between 1 and 1000000)
  , primary key (component_key, since)
);
