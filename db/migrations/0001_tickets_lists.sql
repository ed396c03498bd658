DROP INDEX "tickets_state_due";--> statement-breakpoint
DROP INDEX "tickets_unit";--> statement-breakpoint
DROP INDEX "tickets_assignee";--> statement-breakpoint
DROP INDEX "tickets_opened";--> statement-breakpoint
DROP INDEX "tickets_updated";--> statement-breakpoint
ALTER TABLE "answers" ADD COLUMN "basis" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "was_late" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "warnings_once" ON "warnings" USING btree ("ticket_id","staff_id","level");--> statement-breakpoint
CREATE INDEX "tickets_open_due" ON "tickets" USING btree ("due_at","id") WHERE state in ('received', 'routed', 'waiting', 'submitted');--> statement-breakpoint
CREATE INDEX "tickets_open_unit" ON "tickets" USING btree ("lead_unit_id","due_at","id") WHERE state in ('received', 'routed', 'waiting', 'submitted');--> statement-breakpoint
CREATE INDEX "tickets_open_assignee" ON "tickets" USING btree ("assignee_id","due_at") WHERE state in ('received', 'routed', 'waiting', 'submitted');--> statement-breakpoint
CREATE INDEX "tickets_consultant" ON "tickets" USING btree ("consultant_id") WHERE "tickets"."consultant_id" is not null;--> statement-breakpoint
CREATE INDEX "tickets_cooperating" ON "tickets" USING gin ("cooperating_unit_ids" jsonb_path_ops);--> statement-breakpoint
CREATE INDEX "tickets_merged" ON "tickets" USING btree ("merged_into_id") WHERE "tickets"."merged_into_id" is not null;--> statement-breakpoint
CREATE INDEX "tickets_state" ON "tickets" USING btree ("state","opened_at");--> statement-breakpoint
CREATE INDEX "tickets_numbers" ON "tickets" USING btree ("opened_at","lead_unit_id","field_id","state","was_late","answered_at","satisfaction");--> statement-breakpoint
CREATE INDEX "tickets_unit" ON "tickets" USING btree ("lead_unit_id","opened_at");--> statement-breakpoint
CREATE INDEX "tickets_assignee" ON "tickets" USING btree ("assignee_id","opened_at");--> statement-breakpoint
CREATE INDEX "tickets_opened" ON "tickets" USING btree ("opened_at","id");--> statement-breakpoint
CREATE INDEX "tickets_updated" ON "tickets" USING btree ("updated_at","id");--> statement-breakpoint
ALTER TABLE "conversations" DROP COLUMN "choices";