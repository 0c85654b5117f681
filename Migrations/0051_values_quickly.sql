-- The form of a criterion lists the different funds, campaigns and categories: one step in an index for each, however many rows there are.
create index donations_fund on crm.donations (fund);
create index donations_campaign on crm.donations (campaign);
create index mailings_received_category on crm.mailings_received (category);
