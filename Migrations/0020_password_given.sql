-- What asks for the password again within a session: when it was given last, and how many wrong ones came since. Ten in a row end it.
alter table sessions
  add password_given_at timestamptz,
  add wrong_passwords integer not null default 0;
