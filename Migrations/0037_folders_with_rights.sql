-- Who may change the lists of a folder. What is inherited is as the folder above says; at the top that is everyone.
alter table customer_list_folders add column may_change varchar(20) not null default 'inherited'
  check (may_change in ('inherited', 'everyone', 'administrators'));

-- What each folder's right comes to: the nearest of itself and the folders above that says one.
create view customer_list_folder_rights as
with recursive resolved as (
  select id, may_change = 'administrators' as closed from customer_list_folders where parent_id is null
  union all
  select f.id, case f.may_change when 'inherited' then resolved.closed else f.may_change = 'administrators' end
  from customer_list_folders f
  join resolved on resolved.id = f.parent_id)
select id as folder_id, closed from resolved;

create function is_administrator(account uuid) returns boolean
language sql stable as $$
  select exists (
    select from user_roles ur join roles r on r.id = ur.role_id where ur.user_id = is_administrator.account and r.name = 'Administrator')
$$;

-- Whether somebody may change what is in a folder: its lists and the folders in it. No folder is the top.
create function may_change_in_folder(folder bigint, account uuid) returns boolean
language sql stable as $$
  select is_administrator(may_change_in_folder.account)
    or not exists (select from customer_list_folder_rights r where r.folder_id = may_change_in_folder.folder and r.closed)
$$;
