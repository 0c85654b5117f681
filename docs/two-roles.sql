-- Lets the application work as a role that owns nothing: it can add to the audit, and neither change nor empty it, nor lift
-- what keeps others from it. Run this as the owner (lists_owner), after the first migration and after each later one.
grant usage on schema public, crm to lists_app;
grant select, insert, update, delete on all tables in schema public, crm to lists_app;
grant usage, select, update on all sequences in schema public, crm to lists_app;
grant execute on all functions in schema public, crm to lists_app;

revoke update, delete, truncate on audit from lists_app;
revoke insert, update, delete, truncate on schema_versions from lists_app;
