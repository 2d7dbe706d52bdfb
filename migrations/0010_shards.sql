-- A run is cut into shards of neighbouring accounts: those after one id up to another. Each is a job for whichever worker
-- takes it first.
create table run_shards (
    run_id uuid not null references runs (id)
  , number bigint not null
  , after_id uuid not null
  , last_id uuid not null
  , accounts bigint not null
  , primary key (run_id, number)
);

-- When the present stage began: the rate of a run is counted from there.
alter table runs add column stage_at bigint;

-- Runs under way went through the accounts one after another; they are started again.
update runs set status = 'failed', error = 'The program was brought to another version. Start the run again.'
    where status in ('queued', 'measuring', 'assessing');
delete from jobs where kind = 'assess';
alter table runs drop column cursor;
