-- The reference of the sale that a refund gives back, of the same account: its takings are booked to the sale's hour.
alter table transactions add column refund_of text;
