-- Who published an update while the record could not be reached, in their own words; null for all others.
alter table incident_updates add column emergency_by text;
