-- What the date metrics of a list run from the explorer resolved to, as deliveries keep it.
alter table list_exports add column date_metrics jsonb;
