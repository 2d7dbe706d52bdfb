-- Whether a request under an idempotency key did what it asked for. What has no id of its own, as a change of a component, tells
-- by this that it need not happen again.
alter table api_requests add column done_at bigint;
update api_requests set done_at = requested_at;
