DROP INDEX "deliveries_due";--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("channel","class","id") WHERE "deliveries"."state" = 'queued';