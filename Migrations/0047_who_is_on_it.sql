-- Who was on the list, in the sentence that the builder and partners see, for the mail and the run.
alter table deliveries add column description text;
