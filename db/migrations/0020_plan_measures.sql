DROP INDEX "tickets_numbers";--> statement-breakpoint
ALTER TABLE "targets" ADD COLUMN "at_most" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "targets" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
CREATE INDEX "tickets_numbers" ON "tickets" USING btree ("opened_at","lead_unit_id","field_id","state","was_late","answered_at","satisfaction","channel","commune");