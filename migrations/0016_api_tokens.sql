-- Programs that may do things, each known by the digest of its secret. A token that was revoked stays, so that the audit log
-- can name it.
create table api_tokens (
    id uuid primary key
  , name text not null
  , scopes text not null
  , digest bytea not null unique
  , created_at bigint not null
  , created_by uuid not null
  , expires_at bigint
  , last_used_at bigint
  , revoked_at bigint
);

-- What a request under an idempotency key made: the second one finds it. The content is the digest of what was asked, since a
-- key that comes with something else is a mistake of the program.
create table api_requests (
    token_id uuid not null references api_tokens (id)
  , key text not null
  , content bytea not null
  , subject_id uuid not null
  , requested_at bigint not null
  , primary key (token_id, key)
);
create index api_requests_by_time on api_requests (requested_at);

-- Updates that no person wrote. A table of its own: the record's rows never change, and most of them are people's.
create table automated_updates (
    update_id uuid primary key references incident_updates (id)
);
