DROP INDEX "deliveries_due";--> statement-breakpoint
DROP INDEX "notice_recipients_waiting";--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("channel","class","id") WHERE "deliveries"."state" in ('queued', 'sending');--> statement-breakpoint
CREATE INDEX "notice_recipients_waiting" ON "notice_recipients" USING btree ("channel","notice_id","person_id") WHERE "notice_recipients"."state" in ('waiting', 'sending') and "notice_recipients"."route" <> 'broadcast';