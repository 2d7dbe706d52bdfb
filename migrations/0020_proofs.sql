-- When a mirror, outside this system, first held an update of an incident or a programme.
create table publication_copies (
    entry_id uuid not null
  , target text not null
  , held_at bigint not null
  , primary key (entry_id, target)
);

-- Proofs of publication, byte for byte as they were handed out.
create table proofs (
    id uuid primary key
  , incident_id uuid not null references incidents (id)
  , document text not null
  , signature bytea not null
  , issued_at bigint not null
  , issued_by uuid not null
);
create index proofs_by_incident on proofs (incident_id, issued_at);
