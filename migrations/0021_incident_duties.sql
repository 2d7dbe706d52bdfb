-- An update is corrected by one other at most; that one may be corrected in its turn.
create unique index incident_updates_corrects on incident_updates (corrects) where corrects is not null;

-- What staff were told of an incident whose next news is late: each once after an update.
create table incident_alarms (
    update_id uuid not null references incident_updates (id)
  , kind text not null check (kind in ('overdue', 'silent'))
  , raised_at bigint not null
  , primary key (update_id, kind)
);

-- Texts that updates begin with; variables in braces are filled in when one is chosen.
create table message_templates (
    id uuid primary key
  , name text not null
  , title_ko text not null
  , title_en text not null
  , body_ko text not null
  , body_en text not null
  , created_at bigint not null
  , updated_at bigint not null
);
