DROP INDEX "tickets_specific";--> statement-breakpoint
CREATE INDEX "tickets_nobody" ON "tickets" USING btree ("opened_at","id","scope","was_late","state") WHERE "tickets"."assignee_id" is null;--> statement-breakpoint
CREATE INDEX "tickets_specific" ON "tickets" USING btree ("opened_at","id","was_late","state","assignee_id") WHERE "tickets"."scope" = 'specific';